/** A decision about the alerts of a check, the facts that it needs, and the times that all decisions share. Pure. */

import { quietUntil } from '../time/quiet-hours'
import type { Check } from '../watch/check'
import type { Watched } from '../watch/ports'
import type { CheckState } from '../watch/state'
import type { Alerting, Incident } from './alerting'
import type { AlertDraft } from './draft'
import type { Escalation } from './escalation'
import { reminderAt } from './reminders'

export interface Decision {
  readonly alerting: Alerting
  readonly drafts: readonly AlertDraft[]
  /** Epoch milliseconds at which time alone may change something. */
  readonly reviewAt?: number
}

/** Changes come through the outbox. Open incidents are also reviewed hourly, in case an entry was lost. */
export const REVIEW_EVERY = 3_600_000

/** The facts around a check that decide on its alerts; channels by their names. */
export interface Circumstances {
  /** It exists, as far as is known here. */
  readonly isKnown: (channel: string) => boolean
  /** It keeps an incident open until that is resolved, so an end is reported to it at once. */
  readonly opensIncidents: (channel: string) => boolean
  /** For checks that choose none of their own; absent: there is none. */
  readonly escalation?: Escalation
  /** Whether the first message about the check's trouble was tried; absent: it was. */
  readonly wasTried?: (check: string) => boolean
  /** The end of the maintenance that the check is in, epoch milliseconds. */
  readonly maintenanceUntil?: (check: Check) => number | undefined
}

/** The end of the time in which no message may go out; undefined outside of it. */
export function heldUntil(
  { check, state: { silenced } }: Pick<Watched, 'check' | 'state'>,
  now: number,
  { maintenanceUntil }: Pick<Circumstances, 'maintenanceUntil'>,
): number | undefined {
  if (silenced === 'recovery') return now + REVIEW_EVERY
  if (silenced !== undefined && silenced > now) return Math.min(silenced, now + REVIEW_EVERY)
  const maintained = maintenanceUntil?.(check)
  if (maintained !== undefined && maintained > now) return Math.min(maintained, now + REVIEW_EVERY)
  return quietUntil(check.quietHours, now)
}

export function notifiedNow(
  { firstNotifiedAt, notifiedAt = firstNotifiedAt }: Incident,
  { lastSignalAt }: CheckState,
  now: number,
): Pick<Incident, 'notifiedAt' | 'firstNotifiedAt' | 'signalWhenNotified'> {
  const first = firstNotifiedAt ?? notifiedAt ?? now
  return {
    notifiedAt: now,
    firstNotifiedAt: first,
    ...(lastSignalAt !== undefined && { signalWhenNotified: lastSignalAt }),
  }
}

export function nextReview(check: Check, incident: Incident, state: CheckState, now: number): number {
  const reminder = incident.isAcknowledged ? Number.POSITIVE_INFINITY : reminderAt(check, incident, state)
  return Math.min(reminder, now + REVIEW_EVERY)
}
