/** An alert as it is decided: one text for all the channels that it is for. Pure. */

import type { Check } from '../watch/check'
import type { Alert } from './alert'
import type { Alerting, Incident } from './alerting'
import { plainName } from './quote'
import type { AlertText } from './text'

/** An alert for these channels. */
export interface AlertDraft {
  /** Counts the check's alerts from 1. */
  readonly n: number
  readonly alert: Alert
  readonly channels: readonly string[]
}

/** The memory that counts the draft, and the draft. Nothing is drafted where there is no channel for it. */
export function withDraft(
  alerting: Alerting,
  text: AlertText,
  incident: Incident,
  now: number,
  channels: readonly string[],
  check?: Check,
): { readonly alerting: Alerting; readonly drafts: readonly AlertDraft[] } {
  if (channels.length === 0) return { alerting, drafts: [] }
  const { key, since, reason, signal, end } = incident
  const alert: Alert = {
    ...text,
    key,
    name: alerting.name,
    ...(alerting.origin !== undefined && { origin: alerting.origin }),
    reason: end?.reason ?? reason,
    tags: (check?.tags ?? []).map(plainName),
    since,
    at: now,
    ...(check && { check: check.id }),
    ...(check?.description && end === undefined && { about: check.description }),
    // A reminder is about what came since.
    ...(signal && text.kind !== 'reminder' && { signal }),
    ...(end && { until: end.at }),
  }
  const n = alerting.count + 1
  return { alerting: { ...alerting, count: n }, drafts: [{ n, alert, channels }] }
}
