/** When a part is started again, and when not any more. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Launched, type Supervised, supervise } from '../../../src/bin/start/supervise'

const MINUTE = 60_000
let lines: string[]
let children: ChildProcess[]
let part: Supervised
/** The lengths of the timers that supervision has begun. */
let begun: number[]
/** Those of them that run. */
let running: Set<NodeJS.Timeout>

beforeEach(() => {
  lines = []
  children = []
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  watchTimers()
})
afterEach(async () => {
  // Also where supervision did not end them.
  for (const child of children) child.kill('SIGKILL')
  await part.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Only supervision's own: a client of an earlier file in this process may wait for its server in steps of a second, too. */
function watchTimers(): void {
  begun = []
  running = new Set()
  const { setTimeout, clearTimeout } = globalThis
  vi.stubGlobal('setTimeout', (work: () => void, ms: number) => {
    const timer = setTimeout(() => {
      running.delete(timer)
      work()
    }, ms)
    if (new Error().stack?.includes('/src/bin/start/supervise.ts')) {
      begun.push(ms)
      running.add(timer)
    }
    return timer
  })
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout) => {
    running.delete(timer)
    clearTimeout(timer)
  })
}

function pauses(ms: number): number {
  return begun.filter(length => length === ms).length
}

function supervised(start: () => Promise<Launched>): Supervised {
  const error = (line: unknown) => void lines.push(`${line}`)
  return supervise({ name: 'a part', start }, { info: () => {}, warn: () => {}, error })
}

function sleeping(): ChildProcess {
  const child = spawn('sleep', ['60'])
  children.push(child)
  return child
}

/** Real time passes, in which processes start and end; the timers stand still, as they do not with `vi.waitUntil`. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it was not so: ${holds}; timers of ${begun} ms; ${lines}`)
    await new Promise(setImmediate)
  }
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined) throw new Error('no such child')
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

test('one that ran for more than a minute begins with the first pause again, and is in the log again', async () => {
  part = supervised(async () => ({ child: sleeping(), ready: Promise.resolve() }))
  const fails = async (ranFor: number, pause: number) => {
    const [starts, before] = [children.length, pauses(pause)]
    await part.works()
    await vi.advanceTimersByTimeAsync(ranFor)
    await kill(children.at(-1))
    await until(() => pauses(pause) > before)
    await vi.advanceTimersByTimeAsync(pause - 1)
    expect(children).toHaveLength(starts)
    await vi.advanceTimersByTimeAsync(1)
    await until(() => children.length === starts + 1)
  }
  await until(() => children.length === 1)
  await fails(MINUTE, 1_000)
  await fails(0, 2_000)
  await fails(MINUTE, 4_000)
  expect(lines).toEqual(['a part was ended by SIGKILL; starting it again in 1 s'])
  await fails(MINUTE + 1, 1_000)
  await fails(0, 2_000)
  expect(lines.slice(1)).toEqual(['a part was ended by SIGKILL; starting it again in 1 s'])
})

test('one that wished to start again begins with the first pause, too', async () => {
  const codes = [1, 1, 75, 2]
  const starts: number[] = []
  part = supervised(async () => {
    starts.push(performance.now())
    const code = codes[starts.length - 1] ?? 3
    // It has ended before it is waited for.
    const child = spawn('sh', ['-c', `exit ${code}`])
    await once(child, 'exit')
    return { child, ready: Promise.resolve() }
  })
  await until(() => lines.length === 1)
  await vi.advanceTimersByTimeAsync(1_000)
  await until(() => starts.length === 2 && pauses(2_000) === 1)
  await vi.advanceTimersByTimeAsync(2_000)
  await until(() => starts.length === 4 && pauses(1_000) === 2)
  expect(starts.map(at => at - (starts[0] ?? 0))).toEqual([0, 1_000, 3_000, 3_000])
  expect(lines).toEqual([
    'a part ended with exit code 1; starting it again in 1 s',
    'a part ended with exit code 2; starting it again in 1 s',
  ])
})

test('none that is stopped in a pause', async () => {
  let starts = 0
  part = supervised(async () => {
    starts++
    throw new Error('no room')
  })
  await until(() => pauses(1_000) === 1)
  expect(running.size).toBe(1)
  await part.stop()
  expect(running.size).toBe(0)
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(starts).toBe(1)
})

test('one that is stopped while it starts is ended as soon as it can be, and the stop waits for that', async () => {
  let launch = (_launched: Launched) => {}
  part = supervised(
    () =>
      new Promise(resolve => {
        launch = resolve
      }),
  )
  let isStopped = false
  const stopped = part.stop().then(() => {
    isStopped = true
  })
  await new Promise(setImmediate)
  expect(isStopped).toBe(false)
  const child = sleeping()
  launch({ child, ready: Promise.resolve() })
  await stopped
  expect(child.signalCode).toBe('SIGTERM')
  expect(lines).toEqual([])
})

test('no timer is left, neither once it works nor once it has ended', async () => {
  part = supervised(async () => ({ child: sleeping(), ready: Promise.resolve() }))
  await part.works()
  // The time in which it has to be ready.
  expect(begun).toEqual([60_000])
  await until(() => running.size === 0)
  await part.stop()
  // The time in which it has to end.
  expect(begun).toEqual([60_000, 15_000])
  expect([children[0]?.signalCode, running.size]).toEqual(['SIGTERM', 0])
})
