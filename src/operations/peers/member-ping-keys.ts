/** The ping keys of the other members of the group: those of watches that are members no more count no longer. */

import type { GroupBoard, GroupSettings } from '../../domain/peers/group-ports'
import type { Peer } from '../../domain/peers/peer'

export interface MemberPingKeysPorts {
  readonly settings: () => Promise<GroupSettings | undefined>
  readonly board: Pick<GroupBoard, 'pingKeys'>
  /** The ids that these peers have shown. */
  readonly idsOf: (peers: readonly Peer[]) => Promise<readonly string[]>
}

export function createMemberPingKeys({ settings, board, idsOf }: MemberPingKeysPorts) {
  return async (): Promise<readonly string[]> => {
    const group = await settings()
    if (group === undefined) return []
    const [keys, ids] = await Promise.all([board.pingKeys(), idsOf(group.members)])
    return ids.flatMap(id => keys.get(id) ?? [])
  }
}
