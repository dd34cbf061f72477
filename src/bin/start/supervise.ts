import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Log } from '../../domain/log'
import { RESTART } from '../shared/lifetime'

const BACKOFF = { first: 1_000, longest: 30_000, forgottenAfter: 60_000 }
/** How long a part may take to end in order: a worker finishes the attempt that it is making. */
const END_MS = 15_000
/** And how long it may take to start, on a small Pi under load. */
const READY_MS = 60_000

export interface Part {
  readonly name: string
  start(): Promise<Launched>
}

/** A process that was started; `ready` settles when it works, and fails with the reason when it does not come to that. */
export interface Launched {
  readonly child: ChildProcess
  readonly ready: Promise<void>
}

/** `started` is settled by the first start that works; `stop` ends the part for good. */
export interface Supervised {
  readonly started: Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps one part of the appliance running: when it dies it is started again after a second, and then after
 * growing pauses, and the log says so.
 */
export function supervise({ name, start }: Part, log: Log): Supervised {
  let child: ChildProcess | undefined
  let stopped = false
  let wake = () => {}
  let tellStarted = () => {}
  const started = new Promise<void>(resolve => {
    tellStarted = resolve
  })

  const loop = (async () => {
    let pause = 0
    while (!stopped) {
      if (pause > 0) await rest(pause)
      if (stopped) return
      const begun = performance.now()
      const why = await live()
      if (stopped) return
      if (why === undefined) {
        pause = 0
        continue
      }
      const longLived = performance.now() - begun > BACKOFF.forgottenAfter
      pause = longLived || pause === 0 ? BACKOFF.first : Math.min(pause * 2, BACKOFF.longest)
      log.error(`${name} ${why}; starting it again in ${pause / 1000} s`)
    }
  })()

  /** One life: why it ended; undefined when it asked to be started again. */
  async function live(): Promise<string | undefined> {
    try {
      const launched = await start()
      child = launched.child
      if (stopped) await endProcess(child)
      await within(READY_MS, launched.ready)
      tellStarted()
    } catch (error) {
      if (child) await endProcess(child)
      return `did not start: ${(error as Error).message}`
    }
    const [code, signal] =
      child.exitCode === null && child.signalCode === null
        ? await once(child, 'exit')
        : [child.exitCode, child.signalCode]
    if (code === RESTART) return undefined
    return signal ? `was ended by ${signal}` : `ended with exit code ${code}`
  }

  function rest(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    started,
    stop: async () => {
      stopped = true
      wake()
      if (child) await endProcess(child)
      await loop
    },
  }
}

/** SIGTERM, and SIGKILL for one that does not listen. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  child.kill('SIGCONT') // One that was stopped would not hear the other.
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await exit
  clearTimeout(timer)
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not ready after ${ms / 1000} s`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
