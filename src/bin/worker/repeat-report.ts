import type { Log } from '../../domain/log'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import { startAlarmClock } from '../../io/watch/alarm-clock'

const EVERY_MS = 60_000

/** Makes a report, and returns the moment of the next one (epoch milliseconds), where that is known. */
export type Report = (() => Promise<number>) | (() => Promise<void>)

/**
 * Makes a report now, and again at the moment that it returns, or a minute later. Trouble that lasts is logged once, with
 * `sentence`; a Redis that is away has its own line.
 */
export function repeatReport(
  report: Report,
  { now, log, sentence }: { readonly now: Clock; readonly log: Log; readonly sentence: string },
) {
  let trouble = ''

  async function reportOnce(): Promise<number> {
    try {
      const next = await report()
      trouble = ''
      if (typeof next === 'number') return next
    } catch (error) {
      const { message } = error as Error
      if (!(error instanceof StoreUnavailable) && message !== trouble) log.error(error, sentence)
      trouble = message
    }
    return now() + EVERY_MS
  }

  const clock = startAlarmClock(reportOnce, { now, onError: error => log.error(error) })
  return { close: () => void clock.close() }
}
