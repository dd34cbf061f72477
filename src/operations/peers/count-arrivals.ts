/** Counts what arrived here of some checks in a day, for another member of the group. */

import { arrivedIn } from '../../domain/alerts/daily-digest'
import type { Arrivals, ArrivalsQuestion } from '../../domain/peers/arrivals'
import type { GroupSettings } from '../../domain/peers/group-ports'
import type { Clock } from '../../domain/time/clock'
import { isShared } from '../../domain/watch/check'
import type { CheckStore } from '../../domain/watch/ports'

export interface CountArrivalsPorts {
  readonly settings: () => Promise<GroupSettings | undefined>
  readonly checks: Pick<CheckStore, 'getAll' | 'history'>
  readonly now: Clock
}

/** The returned function returns undefined for a peer that is no member. */
export function createCountArrivals({ settings, checks, now }: CountArrivalsPorts) {
  return async (name: string, { ids, ago, length }: ArrivalsQuestion): Promise<Arrivals | undefined> => {
    const group = await settings()
    if (group === undefined || !group.members.some(member => member.name === name)) return undefined
    const to = now() - ago
    const shared = (await checks.getAll(ids)).filter(({ check }) => isShared(check))
    return new Map(
      await Promise.all(
        shared.map(async ({ check }): Promise<[string, number]> => {
          const history = await checks.history(check.id)
          return [check.id, arrivedIn(check, history, to - length, to)]
        }),
      ),
    )
  }
}
