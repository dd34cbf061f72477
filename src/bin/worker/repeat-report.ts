import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'
import { startAlarmClock } from '../../io/watch/alarm-clock'

const EVERY_MS = 60_000
/** A report that returns the moment of the next one is made again after so long all the same. */
const REST_MS = 600_000

/** Makes a report, and returns the moment of the next one (epoch milliseconds), where that is known. */
export type Report = (() => Promise<number>) | (() => Promise<void>)

/**
 * Makes a report now, and again at the moment that it returns, or a minute later. Trouble that lasts is logged once,
 * with `sentence`.
 */
export function repeatReport(
  report: Report,
  { now, log, sentence }: { readonly now: Clock; readonly log: Log; readonly sentence: string },
) {
  const ring = async () => {
    const next = await report()
    return typeof next === 'number' ? next : now() + EVERY_MS
  }
  const onError = (error: Error) => log.error(error, sentence)
  const clock = startAlarmClock(ring, { now, onError, againMs: EVERY_MS, restMs: REST_MS })
  return { wake: clock.wake, close: () => void clock.close() }
}
