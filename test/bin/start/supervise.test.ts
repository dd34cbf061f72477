import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Launched, type Supervised, supervise } from '../../../src/bin/start/supervise'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const children: ChildProcess[] = []
let part: Supervised

afterEach(async () => {
  await part.stop()
  // Also where a test failed, and supervision did not end them.
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

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

/** Fakes the timers of supervision, and ends them whatever happens. */
async function withFakeTimers(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
}

/** A real process that reports on its standard output when it is as far. */
async function program(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('here'); setInterval(() => {}, 1e6)`])
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

describe('the end of a part', () => {
  test('that was stopped (SIGSTOP) is as orderly as any: it goes on, and gets SIGTERM', async () => {
    const child = await program(`process.on('SIGTERM', () => process.exit(7))`)
    part = supervise({ name: 'a part', start: async () => ({ child, ready: Promise.resolve() }) }, log)
    await part.works()
    child.kill('SIGSTOP')
    await withFakeTimers(async () => await part.stop())
    expect([child.exitCode, child.signalCode]).toEqual([7, null])
  })

  test('that does not end by itself comes after 15 seconds, by SIGKILL', async () => {
    const child = await program(`process.on('SIGTERM', () => console.log('no'))`)
    part = supervise({ name: 'a part', start: async () => ({ child, ready: Promise.resolve() }) }, log)
    await part.works()
    await withFakeTimers(async () => {
      const refused = once(child.stdout as Readable, 'data')
      const stopped = part.stop()
      await refused
      await vi.advanceTimersByTimeAsync(14_999)
      expect([child.exitCode, child.signalCode, child.killed && vi.getTimerCount()]).toEqual([null, null, 1])
      await vi.advanceTimersByTimeAsync(1)
      await stopped
    })
    expect(child.signalCode).toBe('SIGKILL')
  })
})

test('a part that is not ready after a minute is ended before it is started again', async () => {
  const lines: string[] = []
  const begun: ChildProcess[] = []
  await withFakeTimers(async () => {
    const start = async () => {
      const child = spawn('sleep', ['60'])
      children.push(child)
      // As with the real parts, the end of the process ends the wait as well.
      const ready = once(child, 'exit').then(() => Promise.reject(new Error('it has ended')))
      // Before the next one is started, the one before has ended.
      expect(begun.every(before => before.signalCode === 'SIGTERM')).toBe(true)
      begun.push(child)
      return { child, ready }
    }
    part = supervise(
      { name: 'a part', start },
      { ...log, error: (line: unknown) => void lines.push(`${line}`) },
    )
    await vi.waitUntil(() => begun.length === 1, 15_000)
    const ended = once(begun[0] as ChildProcess, 'exit')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await ended).toEqual([null, 'SIGTERM'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(begun).toHaveLength(2)
    expect(lines).toEqual(['a part did not start: it was not ready after 60 s; starting it again in 1 s'])
    await part.stop()
  })
})

test('a part that wants to start again, with exit code 75, does so at once and without a line in the log', async () => {
  const lines: string[] = []
  const codes = [75, 75, 1]
  let starts = 0
  await withFakeTimers(async () => {
    const start = async () => {
      const code = codes[starts++]
      return { child: spawn(process.execPath, ['-e', `process.exit(${code})`]), ready: Promise.resolve() }
    }
    part = supervise(
      { name: 'a part', start },
      { ...log, error: (line: unknown) => void lines.push(`${line}`) },
    )
    // No time passes: only the third end is followed by a pause.
    while (lines.length === 0) await new Promise(setImmediate)
    expect(starts).toBe(3)
    expect(lines).toEqual(['a part ended with exit code 1; starting it again in 1 s'])
    await part.stop()
  })
})
