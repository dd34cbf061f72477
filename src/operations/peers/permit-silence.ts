/** Whether this watch reports that a member is silent: that is no news any more when it answers before it goes out. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import type { AlertPermit } from '../../domain/alerts/ports'
import { isSilent, silenceOf } from '../../domain/peers/group'
import type { GroupCopies } from '../../domain/peers/group-ports'
import { GROUP_NEWS, newOutcome, returnName, silenceKey, silenceName } from '../../domain/peers/told'
import type { Clock } from '../../domain/time/clock'
import type { GroupState } from './keep-duty'
import { createUnderWay } from './under-way'

/** Milliseconds. News from members of so long ago is new enough for a try. */
export const FRESH_MS = 250
/** Milliseconds until the next try while another report of the same silence is being sent. */
const AGAIN_MS = 500

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
  /** Keys of silences. */
  const underWay = createUnderWay()
  const readTold = async () => (await copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}

  /** A silence that nobody was told of is over: the next one has a report of its own. */
  async function endUntold(id: string, round: number): Promise<void> {
    const told = await readTold()
    if (Object.keys(told).some(name => name.startsWith(silenceName(id, round, '')))) return
    await copies.tell(GROUP_NEWS, newOutcome(told, returnName(id, round), { by: self }))
  }

  return async ({ channel }: PlannedAlert, id: string, round: number): Promise<AlertPermit> => {
    await sync(machine() - FRESH_MS)
    const group = await state()
    if (group === undefined) return { kind: 'own' }
    const member = group.members.find(one => one.id === id)
    const { takeover } = group.settings
    const key = silenceKey(id, round)
    if (member === undefined || !isSilent(member, takeover)) {
      if (member?.isPresumed || underWay.has(key)) return { kind: 'wait', ms: AGAIN_MS }
      await endUntold(id, round)
      return { kind: 'void' }
    }
    const teller = (await readTold())[silenceName(id, round, channel)]?.by
    if (teller !== undefined)
      return { kind: 'told', by: group.members.find(one => one.id === teller)?.name ?? 'this watch' }
    if (group.state === 'cut off') return { kind: 'wait', ms: takeover / 10 }
    underWay.begin([key])
    return {
      kind: 'send',
      isOpened: false,
      withinMs: silenceOf(takeover),
      done: async isDelivered => {
        try {
          if (!isDelivered) return
          const name = silenceName(id, round, channel)
          await copies.tell(GROUP_NEWS, newOutcome(await readTold(), name, { by: self }))
        } finally {
          underWay.end([key])
        }
      },
    }
  }
}
