/** Reminders of a check that stays down. Pure. */

import type { Check } from '../watch/check'
import type { Reminders } from '../watch/plan-fields'
import type { Signal } from '../watch/signal'
import type { Change, CheckState } from '../watch/state'
import type { Incident } from './alerting'

const EVERY: Readonly<Record<Exclude<Reminders, 'always' | 'change'>, number>> = {
  '5m': 300_000,
  '10m': 600_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
}

/** Failures that follow each other faster are one reminder. Milliseconds. */
const SHORTEST_GAP = 5_000

/** Whether a signal calls for a reminder at once: one more failure of a check that was down already and reminds always. */
export function isReminder(
  { reminders }: Check,
  { state: { status }, flips }: Change,
  { kind }: Pick<Signal, 'kind'>,
): boolean {
  return reminders === 'always' && kind === 'fail' && status === 'down' && flips.length === 0
}

/** Epoch milliseconds of the next reminder; infinity where none is due before something happens. */
export function reminderAt(
  { reminders }: Check,
  { notifiedAt = 0, signalWhenNotified }: Incident,
  { lastSignalAt, lastSignalKind }: CheckState,
): number {
  if (reminders === 'change') return Number.POSITIVE_INFINITY
  if (reminders !== 'always') return notifiedAt + EVERY[reminders]
  const failedAgain = lastSignalKind === 'fail' && lastSignalAt !== signalWhenNotified
  return failedAgain ? notifiedAt + SHORTEST_GAP : Number.POSITIVE_INFINITY
}
