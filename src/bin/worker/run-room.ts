/** The worker's reports of what strangers and fullness do to the watch. */
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createReportRoom, type RoomPorts } from '../../operations/alerts/report-room'

const EVERY_MS = 60_000

export function startRoomReports(
  ports: Omit<RoomPorts, 'now'>,
  { now, log }: { readonly now: Clock; readonly log: Log },
) {
  const report = createReportRoom({ now, ...ports })
  let trouble = ''

  async function reportOnce(): Promise<number> {
    try {
      await report()
      trouble = ''
    } catch (error) {
      // Trouble that lasts is logged once.
      if ((error as Error).message !== trouble) log.error(error, 'the room of the watch cannot be reported')
      trouble = (error as Error).message
    }
    return now() + EVERY_MS
  }

  const clock = startAlarmClock(reportOnce, { now, onError: error => log.error(error) })
  return { close: () => void clock.close() }
}
