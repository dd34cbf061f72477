import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Log } from '../../domain/log'
import { END_MS, READY_MS, RESTART_MS } from '../../domain/time/limits'
import { RESTART } from '../shared/lifetime'

export interface Part {
  readonly name: string
  start(): Promise<Launched>
}

/** A started process; `ready` settles when it works, and fails with the reason when it cannot. */
export interface Launched {
  readonly child: ChildProcess
  readonly ready: Promise<void>
}

export interface Supervised {
  /** Resolves at once while the part works, otherwise at its next start. */
  works(): Promise<void>
  /** Ends the part for good. */
  stop(): Promise<void>
}

/**
 * Keeps one part of the appliance running: after its end it is started again, first after a second and then after
 * growing pauses. The log has a line when it ends, and none for each further time that it ends for the same reason.
 */
export function supervise({ name, start }: Part, log: Log): Supervised {
  let child: ChildProcess | undefined
  let stopped = false
  let wake = () => {}
  let isWorking = false
  const waiting = new Set<() => void>()

  const loop = (async () => {
    let pause = 0
    let reported: string | undefined
    while (!stopped) {
      if (pause > 0) await rest(pause)
      if (stopped) return
      const begun = performance.now()
      const why = await runOnce()
      if (stopped) return
      if (why === undefined) {
        pause = 0
        continue
      }
      const longLived = performance.now() - begun > RESTART_MS.forgottenAfter
      if (longLived) reported = undefined
      pause = longLived || pause === 0 ? RESTART_MS.first : Math.min(pause * 2, RESTART_MS.longest)
      if (why !== reported) log.error(`${name} ${why}; starting it again in ${pause / 1000} s`)
      reported = why
    }
  })()

  /** Runs the part once; returns why it ended, or undefined when it wants to start again. */
  async function runOnce(): Promise<string | undefined> {
    try {
      const launched = await start()
      child = launched.child
      if (stopped) await endProcess(child)
      await within(READY_MS, launched.ready)
      isWorking = true
      for (const resolve of waiting) resolve()
      waiting.clear()
    } catch (error) {
      if (child) await endProcess(child)
      return `did not start: ${(error as Error).message}`
    }
    const [code, signal] =
      child.exitCode === null && child.signalCode === null
        ? await once(child, 'exit')
        : [child.exitCode, child.signalCode]
    isWorking = false
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
    works: async () => {
      if (!isWorking) await new Promise<void>(resolve => waiting.add(resolve))
    },
    stop: async () => {
      stopped = true
      wake()
      if (child) await endProcess(child)
      await loop
    },
  }
}

/** Sends SIGTERM, and SIGKILL when the process is still there after its time. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  child.kill('SIGCONT') // A stopped process would not react to SIGTERM.
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS.part)
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
