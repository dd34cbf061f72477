/** Gives the other members of the group the maintenance windows of this watch, and removes those of members that are none any more. */

import type { ListWindows } from '../../domain/alerts/ports'
import { bareWindows } from '../../domain/alerts/shared-windows'
import type { GroupCopies } from '../../domain/peers/group-ports'
import type { GroupState } from './keep-duty'

export interface ShareWindowsPorts {
  readonly self: string
  /** Of this watch alone; fails while its INI has never been usable. */
  readonly windows: ListWindows
  readonly copies: Pick<GroupCopies, 'windows'>
  /** The time zone of this machine. */
  readonly zone: () => string
}

/** The returned function is called with each state of the group; it writes only what has changed. */
export function createShareWindows({ self, windows, copies, zone }: ShareWindowsPorts) {
  let shared: string | undefined
  return async ({ members }: Pick<GroupState, 'members'>): Promise<void> => {
    const own = await windows().catch(() => undefined)
    const ids = members.flatMap(({ id }) => (id === undefined ? [] : [id]))
    const state = JSON.stringify([own, ids])
    if (own === undefined || state === shared) return
    await copies.windows.share(bareWindows(own, zone()))
    // A member that has not answered since this machine started may have some.
    if (ids.length === members.length) await copies.windows.keepOnly([self, ...ids])
    shared = state
  }
}
