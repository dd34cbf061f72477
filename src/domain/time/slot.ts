/** The five-minute spans that ticks belong to, and the rule by which one of them is due. Slots count in UTC; the minute test is local. */

export const SLOT_MS = 300_000

/** A due slot lies at most an hour back (60: the top of the hour); Lord Howe's half-hour DST can stretch that. */
const FARTHEST_DUE = 24

export const FREQUENCIES = ['Off', 5, 10, 15, 20, 30, 60] as const

/** Minutes between heartbeats, or Off. */
export type Frequency = (typeof FREQUENCIES)[number]

/** `now` in epoch milliseconds -> the slot's number, `floor(epoch / 300 s)`. */
export function slotOf(now: number): number {
  return Math.floor(now / SLOT_MS)
}

/** Epoch milliseconds at which the slot begins. */
export function slotStart(slot: number): number {
  return slot * SLOT_MS
}

/** Epoch milliseconds at which the slot is over. */
export function slotEnd(slot: number): number {
  return slotStart(slot + 1)
}

/** Whether the slot's start is, on the local clock, a minute divisible by the frequency. */
export function isDue(slot: number, frequency: Frequency): boolean {
  return frequency !== 'Off' && new Date(slotStart(slot)).getMinutes() % frequency === 0
}

/** The newest due slot that is not after `slot`; undefined when heartbeating is Off. */
export function lastDueSlot(slot: number, frequency: Frequency): number | undefined {
  // Stryker disable next-line EqualityOperator: no due slot lies as far back as the bound.
  for (let s = slot; s > slot - FARTHEST_DUE; s--) if (isDue(s, frequency)) return s
  return undefined
}

/** The first due slot after `slot`; undefined when heartbeating is Off. */
export function nextDueSlot(slot: number, frequency: Frequency): number | undefined {
  // Stryker disable next-line EqualityOperator: no due slot lies as far ahead as the bound.
  for (let s = slot + 1; s <= slot + FARTHEST_DUE; s++) if (isDue(s, frequency)) return s
  return undefined
}

/** The due slots in `from <= slot < to`, oldest first; at most `limit` of the newest, so that a year's absence stays cheap. */
export function dueSlots(from: number, to: number, frequency: Frequency, limit = 10_000): number[] {
  const due: number[] = []
  for (let s = Math.max(from, to - limit); s < to; s++) if (isDue(s, frequency)) due.push(s)
  return due
}
