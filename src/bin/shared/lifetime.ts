/** The start and the end of the long-running programs, and their reports to a supervisor. */
import { setTimeout } from 'node:timers/promises'
import type { Log } from '../../domain/log'
import { END_MS } from '../../domain/time/limits'
import { connectSystemd } from '../../io/appliance/systemd'

/** The exit code of a program that wants to start again with a changed INI (EX_TEMPFAIL); supervisors restart it at once. */
export const RESTART = 75

/** A second signal within this time is the same Ctrl-C, passed on by npm. */
const SAME_SIGNAL_MS = 1_000

/** The signals at which a program ends in order. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Work of the threads whose end Node waits for at its exit: calls to file systems, and look-ups of names. */
const ON_THREADS = ['FSReqCallback', 'FSReqPromise', 'GetAddrInfoReqWrap', 'GetNameInfoReqWrap']
const LOOK_AGAIN_MS = 20

/**
 * Exits. Where a call hangs, as on a network folder whose server is gone, an exit would wait for it for ever, and a signal
 * ends the program instead: SIGTERM, which supervisors take for an end in order, and SIGKILL where it is to be started again.
 */
async function exitWith(code: number): Promise<void> {
  const isBusy = () => process.getActiveResourcesInfo().some(one => ON_THREADS.includes(one))
  for (const began = performance.now(); isBusy() && performance.now() - began < END_MS.threads; )
    await setTimeout(LOOK_AGAIN_MS)
  if (isBusy()) {
    const signal = code === 0 ? 'SIGTERM' : 'SIGKILL'
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  }
  process.exit(code)
}

/** A closed terminal takes no output any more, and that must not end a program out of order. */
function survivesLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/**
 * Runs `end` once at SIGTERM, SIGINT, SIGHUP (a closed terminal), or when the parent that started this program with an IPC
 * channel is gone, then exits, at the latest after `limit` milliseconds. `stop()` does the same, and `restart()` with an
 * exit code for a new start.
 */
export function endOnSignal(
  log: Log,
  end: () => Promise<void>,
  limit: number = END_MS.program,
): { stop(why: string): void; restart(why: string): void } {
  let ending: number | undefined
  async function endWith(code: number, why: string): Promise<void> {
    if (ending !== undefined) {
      // A second signal: somebody does not want to wait.
      if (performance.now() - ending > SAME_SIGNAL_MS) await exitWith(1)
      return
    }
    ending = performance.now()
    log.info(why)
    const inOrder = end().catch(error => log.error(error, 'could not end in order'))
    await Promise.race([inOrder, setTimeout(limit)])
    await exitWith(code)
  }
  for (const signal of SIGNALS) process.on(signal, () => endWith(0, 'ending'))
  if (process.channel)
    process.on('disconnect', () => endWith(0, 'ending, since the program that started it is gone'))
  survivesLostOutput()
  return { stop: why => void endWith(0, why), restart: why => void endWith(RESTART, why) }
}

/**
 * Reports to the supervisor, a parent process or systemd, that the work has begun; to systemd again and again, as long
 * as `works` resolves.
 */
export function reportReady(works: () => Promise<void>): void {
  process.send?.('ready')
  const systemd = connectSystemd(process.env.NOTIFY_SOCKET, process.env.WATCHDOG_USEC)
  systemd.ready()
  systemd.feedWhile(works)
}

export function terminal(): boolean {
  return process.stdout.isTTY === true
}

/** Runs a program; an error ends it with its message and exit code 1. */
export function run(main: () => Promise<void>): void {
  main().catch(error => {
    console.error((error as Error).message)
    process.exit(1)
  })
}
