/** The status of several checks as one, for those who see nothing else of them. Pure. */

import type { Status } from './status'

/** `unknown`: nothing is watched, or of one of the checks it is not known how it is. */
export type GroupStatus = Extract<Status, 'down' | 'late' | 'up'> | 'unknown'

/** Numbers of checks; `watched` are all that are not paused. */
export interface GroupCounts {
  readonly down: number
  readonly late: number
  readonly unknown: number
  readonly watched: number
}

/** They are well only where every check is known to be. */
export function groupStatus({ down, late, unknown, watched }: GroupCounts): GroupStatus {
  if (down > 0) return 'down'
  if (unknown > 0 || watched === 0) return 'unknown'
  return late > 0 ? 'late' : 'up'
}
