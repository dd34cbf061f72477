/** The worker's copy of checks, channels and keys outside Redis. */
import type { Log } from '../../domain/log'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import { lossSentences } from '../../domain/watch/loss'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createKeepBackup } from '../../operations/appliance/keep-backup'
import { openCopy, openCopyTrouble, openKeeping } from '../../wire/appliance'
import type { Places } from '../../wire/places'

interface BackupNeeds {
  readonly where: Places
  readonly now: Clock
  readonly log: Log
  /** Called when what the INI provides may be missing in Redis. */
  readonly onRenewed: () => void
}

export function startKeeping(target: RedisTarget, { where, now, log, onRenewed }: BackupNeeds) {
  const { store, onChange, close } = openKeeping(target)
  const trouble = openCopyTrouble(where)
  const keep = createKeepBackup({
    now,
    store,
    file: openCopy(target, where),
    onRenewed,
    onLoss: loss => log.warn(lossSentences(loss).join(' ')),
    onTrouble: reason => {
      trouble.note(reason)
      if (reason === undefined) log.info('the copy of checks, channels and keys is written again')
      else log.error(`the copy of checks, channels and keys cannot be written: ${reason}; it is tried again`)
    },
    onDamage: sentence => log.warn(sentence),
  })
  const onError = (error: Error) => {
    if (!(error instanceof StoreUnavailable))
      log.error(error, 'the copy of checks, channels and keys has to wait')
  }
  const clock = startAlarmClock(keep, { now, onError })
  onChange(clock.wake)
  return {
    close: () => {
      close()
      return clock.close()
    },
  }
}
