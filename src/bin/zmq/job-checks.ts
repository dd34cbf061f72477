/** Checks for senders that nobody knows, where the INI allows it. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { defaultChannels } from '../../domain/alerts/channel'
import { NO_CHANNEL_YET } from '../../domain/alerts/late-channels'
import type { Channels } from '../../domain/alerts/ports'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { firstCharacters } from '../../domain/shorten'
import type { Clock } from '../../domain/time/clock'
import type { Check } from '../../domain/watch/check'
import { MOST_CHECKS, planOf } from '../../domain/watch/check-plan'
import { createMakingRate } from '../../domain/watch/message-rate'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import type { CheckStore } from '../../domain/watch/ports'
import { ROOM } from '../../domain/watch/room'
import type { Making } from '../../domain/watch/waiting'

const LONGEST_NAME = 100
const AGAIN_MS = 1_000
/** A sender's name is its own choice and its network is not known: all of them are one origin. */
const FROM = '0MQ'

interface JobChecksPorts {
  readonly store: Pick<CheckStore, 'count' | 'room'>
  readonly channels: Channels
  readonly create: (plan: CheckPlan, making: Making) => Promise<Check>
  readonly now: Clock
  /** Whether a new check waits to be adopted. */
  readonly waits: boolean
}

type Made = Check | 'full' | 'rate'

/** Makes the check of a job. `rate`: too many were made lately; `full`: there is no room for another. */
export function createJobChecks({ store, channels, create, now, waits }: JobChecksPorts) {
  const mayMake = createMakingRate()

  async function made(job: string): Promise<Check | 'full'> {
    if ((await store.count()) >= MOST_CHECKS) return 'full'
    // The store refuses it then, and a message that waits for room would hold up all others.
    const { memoryShare } = await store.room()
    if (memoryShare >= ROOM.history && memoryShare < 1) return 'full'
    return await create(jobPlan(job, defaultChannels(await channels.list(), 'all')), { waits, from: FROM })
  }

  return async (job: string, sender: string): Promise<Made> => {
    if (!mayMake(waits ? FROM : sender, now())) return 'rate'
    for (;;) {
      try {
        return await made(job)
      } catch (error) {
        // Meanwhile nothing more is read: messages wait with their senders.
        if (!(error instanceof StoreUnavailable)) throw error
        await pause(AGAIN_MS)
      }
    }
  }
}

function jobPlan(job: string, channels: readonly string[]): CheckPlan {
  return planOf({
    name: firstCharacters(job, LONGEST_NAME),
    // It is the job's own, so that two programs make one check, and no stranger's check takes another's slug: check-ins by
    // a slug that two share are refused.
    slug: `0mq-${createHash('sha256').update(job).digest('hex').slice(0, 16)}`,
    job,
    tags: channels.length > 0 ? [] : [NO_CHANNEL_YET],
    channels,
  })
}
