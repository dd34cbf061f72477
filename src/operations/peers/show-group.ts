/** The group as the page, the shell and the metrics show it. */

import type { Channels } from '../../domain/alerts/ports'
import { isSilent } from '../../domain/peers/group'
import type { GroupSettings } from '../../domain/peers/group-ports'
import { type GroupView, groupView } from '../../domain/peers/group-view'
import { isShared } from '../../domain/watch/check'
import { NO_CHANNEL } from '../../domain/watch/plan-fields'
import type { CheckStore } from '../../domain/watch/ports'
import { copyOf } from '../../domain/watch/state'
import { type GreetingPorts, MARK_MS, membersOf } from './group-messages'

export interface ShowPorts extends Pick<GreetingPorts, 'board' | 'machine'> {
  readonly self: string
  readonly settings: () => Promise<GroupSettings | undefined>
  readonly checks: Pick<CheckStore, 'scan'>
  readonly channels: Channels
}

/** The returned function returns undefined where there is no group. */
export function createShowGroup(ports: ShowPorts): () => Promise<GroupView | undefined> {
  const { self, settings, board, machine, checks, channels } = ports
  return async () => {
    const group = await settings()
    if (group === undefined) return undefined
    const [members, own, duty, known] = await Promise.all([
      membersOf(ports, group),
      board.own(),
      board.duty(),
      channels.list(),
    ])
    const { rank, takeover } = group
    const silent = members.filter(member => isSilent(member, takeover))
    const used = new Set<string>()
    let unheard = 0
    for await (const some of checks.scan())
      for (const { check, state } of some) {
        if (!isShared(check)) continue
        for (const channel of [...check.channels, ...(check.escalateTo ?? [])]) used.add(channel)
        const copy = state.status === 'paused' ? undefined : copyOf(state)
        if (silent.some(({ id }) => id !== undefined && id === copy?.by)) unheard += 1
      }
    used.delete(NO_CHANNEL)
    // Without a worker this watch tells nothing.
    const isWorking = own !== undefined && machine() - own.at < MARK_MS
    return groupView({
      self,
      rank,
      takeover,
      state: isWorking ? own.state : 'catching up',
      duty,
      members,
      unheard,
      channels: { used: [...used], known: known.map(({ name }) => name) },
    })
  }
}
