/** The room in Redis that is kept free for the heartbeat and the alerts, whatever the watch holds. Pure. */

/**
 * Shares of the memory that the server may use. From each on the watch keeps less: the queue of the heartbeats and the
 * alerts have the rest.
 */
export const ROOM = {
  /** A body is kept in place of older ones of its check only. */
  bodies: 0.6,
  /** Histories grow no more, and no check is created. */
  history: 0.7,
  /** A check-in that would change a status is refused, so that its alert is not lost for want of room. */
  checkIns: 0.85,
  /** Below it there is room again: not at once, or it would begin and end all the time. */
  again: 0.55,
} as const

/** Returns in words how the watch saves memory, by the share of it that is used; undefined while it has room. */
export function shortage(share: number): string | undefined {
  if (share >= ROOM.checkIns) return 'check-ins that change a status are refused (503), to be sent again'
  if (share >= ROOM.history) return 'no check can be made, and new messages and signals replace older ones'
  return share >= ROOM.bodies ? 'new messages are kept only in place of older ones' : undefined
}
