/** Whether this watch reports that a member is silent: that is no news any more when it answers before it goes out. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import type { AlertPermit } from '../../domain/alerts/ports'
import { isSilent, silenceOf } from '../../domain/peers/group'
import type { GroupCopies } from '../../domain/peers/group-ports'
import { GROUP_NEWS, newOutcome, silenceName } from '../../domain/peers/told'
import type { Clock } from '../../domain/time/clock'
import type { GroupState } from './keep-duty'

/** Milliseconds. News from members of so long ago is new enough for a try. */
export const FRESH_MS = 250

export interface SilencePorts {
  readonly self: string
  /** The state of this member, decided after the call; undefined: there is no group. */
  readonly state: () => Promise<GroupState | undefined>
  /** Gets all that the members had at that moment, of the machine's clock. Returns the names of those that answered. */
  readonly sync: (since: number) => Promise<ReadonlySet<string>>
  readonly copies: Pick<GroupCopies, 'read' | 'tell'>
  readonly machine: Clock
}

export function createPermitSilence({ self, state, sync, copies, machine }: SilencePorts) {
  return async ({ channel }: PlannedAlert, id: string, round: number): Promise<AlertPermit> => {
    await sync(machine() - FRESH_MS)
    const group = await state()
    if (group === undefined) return { kind: 'own' }
    const member = group.members.find(one => one.id === id)
    const { takeover } = group.settings
    if (member === undefined || !isSilent(member, takeover)) return { kind: 'void' }
    if (group.state === 'cut off') return { kind: 'wait', ms: takeover / 10 }
    return {
      kind: 'send',
      isOpened: false,
      withinMs: silenceOf(takeover),
      done: async isDelivered => {
        if (!isDelivered) return
        const { told = {} } = (await copies.read([GROUP_NEWS])).get(GROUP_NEWS) ?? {}
        await copies.tell(GROUP_NEWS, newOutcome(told, silenceName(id, round, channel), { by: self }))
      },
    }
  }
}
