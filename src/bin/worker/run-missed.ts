/** The worker's record of due slots in which no heartbeat was queued. */
import type { MissedStore, TickFile } from '../../domain/heartbeat/ports'
import type { Log } from '../../domain/log'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { slotEnd, slotOf } from '../../domain/time/slot'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createNoticeMissed } from '../../operations/heartbeat/notice-missed'

/** After a slot's end, its last tick may still wait for an answer. */
const AFTER_SLOT_MS = 10_000

interface Heartbeats {
  readonly missed: MissedStore
  onReady(run: () => void): void
}

interface NoticingNeeds {
  readonly now: Clock
  readonly settings: SettingsFile
  readonly ticks: TickFile
  readonly log: Log
}

/**
 * Notices missed slots at the start, after each slot, and when Redis is there again. `onSettings` records a changed
 * frequency at once: the appliance stays idle afterwards, and a power cut before the slot's end loses nothing.
 */
export function startNoticing({ missed, onReady }: Heartbeats, { now, settings, ticks, log }: NoticingNeeds) {
  const notice = createNoticeMissed({ now, settings, ticks, store: missed })
  let noticed: number | undefined

  async function noticeOnce(): Promise<number> {
    const slot = slotOf(now() - AFTER_SLOT_MS)
    if (slot !== noticed)
      try {
        await notice()
        noticed = slot
      } catch (error) {
        // Kept in memory until Redis takes it; the connection has its own line in the log.
        if (!(error instanceof StoreUnavailable)) log.error(error, 'missed heartbeats cannot be recorded')
      }
    return slotEnd(slotOf(now() - AFTER_SLOT_MS)) + AFTER_SLOT_MS
  }

  const clock = startAlarmClock(noticeOnce, { now, onError: error => log.error(error) })
  onReady(clock.wake)
  return {
    notice,
    onSettings: () => {
      noticed = undefined
      clock.wake()
    },
    close: () => void clock.close(),
  }
}
