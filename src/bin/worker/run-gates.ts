/** The gates of the heartbeat: read before each, and watched where the receiver is to be told as one closes. */

import type { Heartbeat } from '../../domain/heartbeat/heartbeat'
import type { Log } from '../../domain/log'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { RedisTarget } from '../../io/redis/client'
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
  const onError = (error: Error) => log.error(error, 'a closed gate cannot be reported at once')
  let settling: NodeJS.Timeout | undefined
  let subscription: Promise<{ close(): void }> | undefined

  async function look(): Promise<void> {
    const isWanted = await announce()
    if (isWanted) subscription ??= onChange(lookSoon)
    else if (subscription) {
      const { close } = await subscription
      close()
      subscription = undefined
    }
  }
  function lookSoon(): void {
    settling ??= setTimeout(() => {
      settling = undefined
      void look().catch(onError)
    }, SETTLE_MS)
  }
  lookSoon()

  return {
    gates,
    /** The INI has changed. */
    onSettings: lookSoon,
    close: async () => {
      clearTimeout(settling)
      await close()
    },
  }
}
