/** A loop for each other member of the group, from when it joins until it is no member any more. */

import type { GroupSettings } from '../../domain/peers/group-ports'
import type { Peer } from '../../domain/peers/peer'

export interface EachPorts {
  /** Undefined: no group. Read anew every time. */
  readonly settings: () => Promise<GroupSettings | undefined>
  /** Called with an error of a turn; the loop goes on after a while. */
  readonly onError: (error: Error) => void
  /** A wait of so many milliseconds that keeps no program from its end. */
  readonly idle: (ms: number) => Promise<unknown>
}

/** A turn of the loop of a member. */
export type Turn = (group: GroupSettings, member: Peer) => Promise<void>

/** Milliseconds before another attempt at a member, or after a turn that failed. */
const AGAIN_MS = { shortest: 500, longest: 5_000 } as const

export const againOf = (takeover: number): number =>
  Math.min(Math.max(takeover / 8, AGAIN_MS.shortest), AGAIN_MS.longest)

/** @param begin makes the turns of a member's loop, with what they remember */
export function createFollowEach({ settings, onError, idle }: EachPorts, begin: () => Turn) {
  /** The members that have one. */
  const loops = new Set<string>()
  let hasEnded = false

  async function run(name: string): Promise<void> {
    const turn = begin()
    let again: number = AGAIN_MS.shortest
    while (!hasEnded) {
      try {
        const group = await settings()
        if (group === undefined) break
        const member = group.members.find(one => one.name === name)
        if (member === undefined) break
        again = againOf(group.takeover)
        await turn(group, member)
      } catch (error) {
        if (hasEnded) break
        onError(error as Error)
        await idle(again)
      }
    }
    loops.delete(name)
  }

  return {
    /** Begins the loops of those that are members now. */
    onSettings: async (): Promise<void> => {
      const group = await settings()
      if (group === undefined) return
      for (const { name } of group.members) {
        if (loops.has(name)) continue
        loops.add(name)
        void run(name)
      }
    },
    close: (): void => {
      hasEnded = true
    },
  }
}
