/** What the long-running programs have in common: how they are told to end, and how they report. */
import { setTimeout } from 'node:timers/promises'
import type { Log } from '../../domain/log'
import { connectSystemd } from '../../io/appliance/systemd'

/** Ended by its own wish, to start again with a changed INI (EX_TEMPFAIL): supervisors start it again at once. */
export const RESTART = 75

/** What has not ended by then, with a Redis that hangs say, is cut. */
const END_MS = 12_000

/**
 * Runs `end` once at SIGTERM, SIGINT, or when the parent that started us with an IPC channel is gone, then exits.
 * `restart()` does the same and asks the supervisor for a new start.
 */
export function untilToldToEnd(
  log: Log,
  end: () => Promise<void>,
  patience = END_MS,
): { restart(why: string): void } {
  let ending: number | undefined
  async function stop(code: number, why: string): Promise<void> {
    if (ending !== undefined) {
      // Told again: somebody does not want to wait. At once, it is npm that passes the terminal's Ctrl-C on.
      if (performance.now() - ending > 1_000) process.exit(1)
      return
    }
    ending = performance.now()
    log.info(why)
    const inOrder = end().catch(error => log.error(error, 'could not end in order'))
    await Promise.race([inOrder, setTimeout(patience)])
    process.exit(code)
  }
  process.on('SIGTERM', () => stop(0, 'ending'))
  process.on('SIGINT', () => stop(0, 'ending'))
  if (process.channel)
    process.on('disconnect', () => stop(0, 'ending, since the program that started it is gone'))
  return { restart: why => void stop(RESTART, why) }
}

/**
 * Tells whoever started us that the work has begun: a parent that listens, or systemd. To systemd it goes on telling,
 * as long as `works` resolves.
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

/** Runs a program; what it throws ends it with the reason and exit code 1. */
export function run(main: () => Promise<void>): void {
  main().catch(error => {
    console.error((error as Error).message)
    process.exit(1)
  })
}
