/** The status of a check, and how pages show it. */

/** From the worst to the one that needs no attention. `blind`: its probe has had no answer for too long, so nothing is known. */
export const STATUSES = ['down', 'blind', 'late', 'new', 'up', 'paused'] as const
export type Status = (typeof STATUSES)[number]

/** The shape and colour of a status, beside its word. */
export const TONES = {
  down: 'bad',
  blind: 'warn',
  late: 'warn',
  new: 'unknown',
  up: 'ok',
  paused: 'idle',
} as const satisfies Record<Status, string>

/** Whether somebody has to know: an incident is open in these. */
export function isTrouble(status: Status): status is 'down' | 'blind' {
  return status === 'down' || status === 'blind'
}
