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

/** Facts about the group that are read from its checks. */
interface SeenChecks {
  /** The channels by which they alert. */
  readonly used: ReadonlySet<string>
  /** The number of them by the member that got their last signals, but for those that are paused. */
  readonly heardBy: ReadonlyMap<string, number>
}

/** Milliseconds for which these are shown again: it is on every page with notices, and all checks have to be read for it. */
const SEEN_MS = 5_000

/** The returned function returns undefined where there is no group. */
export function createShowGroup(ports: ShowPorts): () => Promise<GroupView | undefined> {
  const { self, settings, board, machine, checks, channels } = ports
  let seen: { readonly at: number; readonly checks: Promise<SeenChecks> } | undefined

  async function lookThrough(): Promise<SeenChecks> {
    const used = new Set<string>()
    const heardBy = new Map<string, number>()
    for await (const some of checks.scan())
      for (const { check, state } of some) {
        if (!isShared(check)) continue
        for (const channel of [...check.channels, ...(check.escalateTo ?? [])]) used.add(channel)
        const by = state.status === 'paused' ? undefined : copyOf(state)?.by
        if (by !== undefined) heardBy.set(by, (heardBy.get(by) ?? 0) + 1)
      }
    used.delete(NO_CHANNEL)
    return { used, heardBy }
  }

  function seenChecks(): Promise<SeenChecks> {
    if (seen === undefined || machine() - seen.at >= SEEN_MS) {
      // It counts from its end, and a page that comes before that waits for the same one.
      const fresh = { at: Number.POSITIVE_INFINITY, checks: lookThrough() }
      fresh.checks.then(
        () => {
          fresh.at = machine()
        },
        () => {
          if (seen === fresh) seen = undefined
        },
      )
      seen = fresh
    }
    return seen.checks
  }

  return async () => {
    const group = await settings()
    if (group === undefined) return undefined
    const [members, own, duty, known, { used, heardBy }] = await Promise.all([
      membersOf(ports, group),
      board.own(),
      board.duty(),
      channels.list(),
      seenChecks(),
    ])
    const { rank, takeover } = group
    const silent = members.filter(member => isSilent(member, takeover))
    const unheard = silent.reduce((sum, { id }) => sum + (heardBy.get(id ?? '') ?? 0), 0)
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
