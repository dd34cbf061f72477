import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Log } from '../io/log'
import { RESTART } from './program'

const BACKOFF = { first: 1_000, longest: 30_000, forgottenAfter: 60_000 }
/** How long a part may take to end in order: a worker finishes the attempt that it is making. */
const END_MS = 15_000

export interface Part {
  readonly name: string
  /** Starts the process; resolves once it works, rejects with the reason when it does not come to that. */
  start(): Promise<ChildProcess>
}

/** `started` is settled by the first start that works; `stop` ends the part for good. */
export interface Supervised {
  readonly started: Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps one part of the appliance running: when it dies it is started again, at once the first time and then with
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
      child = await start()
      tellStarted()
    } catch (error) {
      return `did not start: ${(error as Error).message}`
    }
    if (stopped) await endProcess(child)
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
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await exit
  clearTimeout(timer)
}
