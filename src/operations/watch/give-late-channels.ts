import { lateChannels, NO_CHANNEL_YET } from '../../domain/alerts/late-channels'
import type { Channels } from '../../domain/alerts/ports'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'

interface LateChannelsPorts {
  readonly checks: Pick<CheckStore, 'lists' | 'update'>
  readonly channels: Channels
  readonly now: Clock
}

/**
 * Gives the default channels to checks that were made before there was one. To be called whenever the default channels
 * change.
 *
 * @throws StoreUnavailable
 */
export function createGiveLateChannels({ checks, channels, now }: LateChannelsPorts): () => Promise<void> {
  return async () => {
    const existing = await channels.list().catch(unlessAway)
    if (existing.length === 0) return
    for await (const batch of checks.lists.each({ tags: [NO_CHANNEL_YET] }, now()))
      for (const { check } of batch) {
        const changes = lateChannels(check, existing)
        if (changes) await checks.update(check.id, changes, now())
      }
  }
}

/** Without a usable INI nobody knows which channels there are. */
function unlessAway(error: Error): [] {
  if (error instanceof StoreUnavailable) throw error
  return []
}
