/** The worker's copy of checks, channels and keys outside Redis. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'
import { END_MS } from '../../domain/time/limits'
import { lossSentences } from '../../domain/watch/loss'
import type { RedisTarget } from '../../io/redis/client'
import { dayOf } from '../../io/redis/membership'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createKeepBackup } from '../../operations/appliance/keep-backup'
import { openCopy, openCopyTrouble, openKeeping } from '../../wire/appliance'
import type { Places } from '../../wire/places'

/** Each change brings a message; should one have been lost, it is noticed after so long. Milliseconds. */
const REST_MS = 600_000

interface BackupNeeds {
  readonly where: Places
  readonly now: Clock
  readonly log: Log
  /** Called when what the INI provides may be missing in Redis. */
  readonly onRenewed: () => void
  /** Called when checks, channels, windows or mail accounts have changed, or may have. */
  readonly onChanged: () => void
}

export function startKeeping(target: RedisTarget, { where, now, log, onRenewed, onChanged }: BackupNeeds) {
  const { store, onChange, close } = openKeeping(target)
  const trouble = openCopyTrouble(where)
  trouble.note(undefined) // That of an earlier worker is over, or met again.
  const keep = createKeepBackup({
    now,
    store,
    file: openCopy(target, where),
    // The checks that the INI provides depend on who the other members are.
    onRenewed: () => void beSeen().then(onRenewed),
    onLoss: loss => log.warn(lossSentences(loss).join(' ')),
    onTrouble: reason => {
      trouble.note(reason)
      if (reason === undefined) log.info('the copy of checks, channels and keys is written again')
      else log.error(`the copy of checks, channels and keys cannot be written: ${reason}; it is tried again`)
    },
    onDamage: sentence => log.warn(sentence),
  })
  /** The day on which the other members have seen this one; undefined until they have, and where that failed. */
  let seenOn: number | undefined
  async function beSeen(): Promise<void> {
    const today = dayOf(now())
    try {
      await target.rejoin?.()
      seenOn = today
    } catch (error) {
      seenOn = undefined
      log.error(error, 'the other members of the watch may not know this one; it is tried again')
    }
  }
  async function keepAndBeSeen(): Promise<number | undefined> {
    const next = await keep()
    if (dayOf(now()) !== seenOn) await beSeen()
    return next
  }
  const onError = (error: Error) => log.error(error, 'the copy of checks, channels and keys has to wait')
  const clock = startAlarmClock(keepAndBeSeen, { now, onError, restMs: REST_MS })
  onChange(() => {
    clock.wake()
    onChanged()
  })
  return {
    close: async () => {
      // A write under way may end; a Redis that is away is not waited for. The next start makes up for the rest.
      await Promise.race([clock.close(), pause(END_MS.keeping)])
      close()
    },
  }
}
