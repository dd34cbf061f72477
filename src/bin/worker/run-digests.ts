/** The worker's daily digests. */
import type { Log } from '../../domain/log'
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
      // Trouble that lasts is logged once.
      if ((error as Error).message !== trouble) log.error(error, 'the daily digests have trouble')
      trouble = (error as Error).message
      return now() + AGAIN_MS
    }
  }

  const clock = startAlarmClock(reportOnce, { now, onError: error => log.error(error) })
  return { close: () => void clock.close() }
}
