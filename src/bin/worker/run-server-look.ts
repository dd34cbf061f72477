/** The worker's look at the Redis server: when it has connected, and then every minute. */
import type { Log } from '../../domain/log'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createReportServer, type ServerReportPorts } from '../../operations/alerts/report-server'

const EVERY_MS = 60_000

export function startServerLook(
  ports: Omit<ServerReportPorts, 'now' | 'onFault'>,
  { now, log }: { readonly now: Clock; readonly log: Log },
) {
  const report = createReportServer({ now, onFault: sentence => log.warn(sentence), ...ports })
  let trouble = ''

  async function lookOnce(): Promise<number> {
    try {
      await report()
      trouble = ''
    } catch (error) {
      // A server that is away has its own line; other trouble that lasts is logged once.
      const { message } = error as Error
      if (!(error instanceof StoreUnavailable) && message !== trouble)
        log.error(error, 'the look at Redis cannot be reported')
      trouble = message
    }
    return now() + EVERY_MS
  }

  const clock = startAlarmClock(lookOnce, { now, onError: error => log.error(error) })
  return { close: () => void clock.close() }
}
