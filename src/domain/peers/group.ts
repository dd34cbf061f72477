/** A group: watches that share what they watch, one of which tells. Shapes and numbers only. */

/** Milliseconds of silence, or without an outcome, after which the next member tells. */
export const TAKEOVER_MS = { usual: 120_000, shortest: 5_000, longest: 3_600_000 } as const
