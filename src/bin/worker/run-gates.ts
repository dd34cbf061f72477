/** The gates of the heartbeat: read before each, and watched where the receiver is to be told as one closes. */

import type { Heartbeat } from '../../domain/heartbeat/heartbeat'
import type { Log } from '../../domain/log'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createAnnounceGates } from '../../operations/heartbeat/announce-gates'
import { openGates } from '../../wire/watch'

/** Checks that change at the same time are looked at once. */
const SETTLE_MS = 50

interface GateNeeds {
  readonly settings: SettingsFile
  readonly queue: (heartbeat: Heartbeat, job: string) => Promise<void>
  readonly now: Clock
  readonly log: Log
}

export function startGates(target: RedisTarget, { settings, queue, now, log }: GateNeeds) {
  const { gates, onChange, close } = openGates(target, now, settings)
  const announce = createAnnounceGates({ now, settings, gates, queue })
  let settling: NodeJS.Timeout | undefined
  let subscription: { close(): void } | undefined
  let isClosing = false
  const onError = (error: Error) =>
    void (isClosing || log.error(error, 'a closed gate cannot be reported at once'))
  // While Redis is away it rings again and again, and once a minute in case a message about a change was lost.
  const clock = startAlarmClock(look, { now, onError })

  async function look(): Promise<undefined> {
    const isWanted = await announce()
    if (!isWanted) {
      subscription?.close()
      subscription = undefined
    } else if (subscription === undefined) {
      subscription = await onChange(lookSoon)
      // A gate may have closed before the messages came.
      await announce()
    }
  }
  function lookSoon(): void {
    settling ??= setTimeout(() => {
      settling = undefined
      clock.wake()
    }, SETTLE_MS)
  }

  return {
    gates,
    /** The INI has changed. */
    onSettings: lookSoon,
    close: async () => {
      isClosing = true
      clearTimeout(settling)
      const ended = clock.close()
      await close()
      await ended
    },
  }
}
