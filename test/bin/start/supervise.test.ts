import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
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
