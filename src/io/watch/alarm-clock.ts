import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'

/** The longest sleep: short enough to notice a clock that was set or a machine that slept. (setTimeout overflows above 24.8 days.) */
const LONGEST_SLEEP_MS = 60_000
const AFTER_ERROR_MS = 1_000

export interface AlarmClock {
  /** Fires now, or once more when the present ring has ended. */
  wake(): void
  /** Milliseconds since the present ring began, or the first of those that have failed since one succeeded; 0: neither. */
  ringingFor(): number
  /** Settles when the present ring has ended. */
  close(): Promise<void>
}

export interface AlarmClockOptions {
  readonly now: Clock
  /** Called once for trouble that lasts, however often it rings, and never for a Redis that is away: that has its own line. */
  readonly onError: (error: Error) => void
  /** Milliseconds from a ring that failed to the next one. */
  readonly againMs?: number
  /** The longest time between two rings, in milliseconds. */
  readonly restMs?: number
}

/**
 * Calls `ring` now and then at the moment that its last call returned (epoch milliseconds; undefined: none), one call at
 * a time, and at least once in `restMs`: once a minute where that is not given.
 */
export function startAlarmClock(
  ring: () => Promise<number | undefined>,
  { now, onError, againMs = AFTER_ERROR_MS, restMs = LONGEST_SLEEP_MS }: AlarmClockOptions,
): AlarmClock {
  let timer: NodeJS.Timeout | undefined
  let isDue = true
  let closed = false
  let ringing: Promise<void> | undefined
  let begun = 0
  let failing: number | undefined
  /** The message of the trouble that lasts. */
  let trouble: string | undefined

  function report(error: Error): void {
    if (!(error instanceof StoreUnavailable) && error.message !== trouble) onError(error)
    trouble = error.message
  }

  /** `until`: epoch milliseconds. */
  function sleepUntil(until: number, rested: number): void {
    const left = Math.min(until - now(), restMs - (performance.now() - rested))
    const sleep = Math.min(Math.max(0, left), LONGEST_SLEEP_MS)
    timer = setTimeout(() => (sleep < left ? sleepUntil(until, rested) : wake()), sleep)
  }

  async function ringAndSleep(): Promise<void> {
    clearTimeout(timer)
    let next: number | undefined
    while (isDue && !closed) {
      isDue = false
      begun = performance.now()
      try {
        next = await ring()
        failing = undefined
        trouble = undefined
      } catch (error) {
        failing ??= begun
        report(error as Error)
        next = now() + againMs
      }
    }
    ringing = undefined
    if (!closed) sleepUntil(next ?? Number.POSITIVE_INFINITY, performance.now())
  }

  function wake(): void {
    isDue = true
    if (!closed) ringing ??= ringAndSleep()
  }

  wake()
  return {
    wake,
    ringingFor: () =>
      ringing === undefined && failing === undefined ? 0 : performance.now() - (failing ?? begun),
    close: async () => {
      closed = true
      clearTimeout(timer)
      await ringing
    },
  }
}
