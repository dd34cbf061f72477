/** The worker's daily digests. */
import type { Log } from '../../domain/log'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createReportDigests, type DigestPorts } from '../../operations/alerts/report-digests'

const AGAIN_MS = 60_000

export function startDigests(
  ports: Omit<DigestPorts, 'now'>,
  { now, log }: { readonly now: Clock; readonly log: Log },
) {
  const report = createReportDigests({ now, ...ports })
  let trouble = ''

  async function reportOnce(): Promise<number> {
    try {
      const next = await report()
      trouble = ''
      return next
    } catch (error) {
      // A Redis that is away has its own line; other trouble that lasts is logged once.
      const isNew = !(error instanceof StoreUnavailable) && (error as Error).message !== trouble
      if (isNew) log.error(error, 'the daily digests have trouble')
      trouble = (error as Error).message
      return now() + AGAIN_MS
    }
  }

  const clock = startAlarmClock(reportOnce, { now, onError: error => log.error(error) })
  return { close: () => void clock.close() }
}
