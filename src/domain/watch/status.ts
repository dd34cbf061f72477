/** The status of a check, and how pages show it. */

/** From the worst to the one that needs no attention. */
export const STATUSES = ['down', 'late', 'new', 'up', 'paused'] as const
export type Status = (typeof STATUSES)[number]

/** The shape and colour of a status, beside its word. */
export const TONES = {
  down: 'bad',
  late: 'warn',
  new: 'unknown',
  up: 'ok',
  paused: 'idle',
} as const satisfies Record<Status, string>
