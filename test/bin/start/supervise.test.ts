import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, expect, test, vi } from 'vitest'
import { type Launched, type Supervised, supervise } from '../../../src/bin/start/supervise'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const children: ChildProcess[] = []
let part: Supervised

afterEach(async () => await part.stop())

async function launch(ready: Promise<void>): Promise<Launched> {
  const child = spawn('sleep', ['60'])
  children.push(child)
  return { child, ready }
}

test('a part works from the end of its start to its own end, and again after the next start', async () => {
  let begin = () => {}
  const start = () =>
    launch(
      new Promise(resolve => {
        begin = resolve
      }),
    )
  part = supervise({ name: 'a part', start }, log)
  let works = 0
  const count = () => void part.works().then(() => works++)
  count()
  await expect.poll(() => children.length).toBe(1)
  expect(works).toBe(0)
  begin()
  await expect.poll(() => works).toBe(1)
  await part.works()

  children[0]?.kill('SIGKILL')
  await expect.poll(() => children.length).toBe(2)
  count()
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(works).toBe(1)
  begin()
  await expect.poll(() => works).toBe(2)
})

test('a part that cannot start for the same reason is in the log once, and its pauses grow to a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const lines: string[] = []
    const begun: number[] = []
    let now = 0
    let reason = 'the disk is full'
    const start = () => {
      begun.push(now)
      return Promise.reject(new Error(reason))
    }
    part = supervise(
      { name: 'a part', start },
      { ...log, error: (line: unknown) => void lines.push(`${line}`) },
    )
    const pass = async (seconds: number) => {
      for (let end = now + seconds; now < end; ) {
        now++
        await vi.advanceTimersByTimeAsync(1_000)
      }
    }
    await pass(250)
    const pauses = begun.slice(1).map((at, index) => at - begun[index]!)
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(lines).toEqual(['a part did not start: the disk is full; starting it again in 1 s'])
    reason = 'the disk is read-only'
    await pass(70)
    expect(lines.slice(1)).toEqual(['a part did not start: the disk is read-only; starting it again in 60 s'])
  } finally {
    vi.useRealTimers()
  }
})
