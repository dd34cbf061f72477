/** Checks for senders that nobody knows, where the INI allows it. */
import { setTimeout as pause } from 'node:timers/promises'
import { defaultChannels } from '../../domain/alerts/channel'
import type { Channels } from '../../domain/alerts/ports'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { firstCharacters } from '../../domain/shorten'
import type { Check } from '../../domain/watch/check'
import { MOST_CHECKS, planOf } from '../../domain/watch/check-plan'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import type { CheckStore } from '../../domain/watch/ports'

const LONGEST_NAME = 100
const AGAIN_MS = 1_000

interface JobChecksPorts {
  readonly store: Pick<CheckStore, 'count'>
  readonly channels: Channels
  readonly create: (job: string, plan: CheckPlan) => Promise<Check>
}

/** Makes the check of a job; `full` while there are as many checks as strangers may make. */
export function createJobChecks({ store, channels, create }: JobChecksPorts) {
  async function made(job: string): Promise<Check | 'full'> {
    if ((await store.count()) >= MOST_CHECKS) return 'full'
    const plan = { name: firstCharacters(job, LONGEST_NAME), job }
    return await create(job, planOf({ ...plan, channels: defaultChannels(await channels.list(), 'all') }))
  }

  return async (job: string): Promise<Check | 'full'> => {
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
