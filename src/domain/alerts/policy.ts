/**
 * Which alerts go out, to which channels, and when. Pure: flips and time change the memory of a check's alerts, and drafts
 * come out. An alert that is held back (quiet hours, a silence, flapping) stays due until it may go out; an outage that is
 * over by then is not reported.
 */

import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { SignalExcerpt } from '../watch/signal-excerpt'
import type { CheckState } from '../watch/state'
import type { Alert } from './alert'
import { type Alerting, closed, type Incident, namesOf, notAhead, noteFlip, noteTold } from './alerting'
import { type Circumstances, type Decision, heldUntil, nextReview, notifiedNow } from './decision'
import { withDraft } from './draft'
import { flapsUntil, STEADY } from './flapping'
import { reminderAt } from './reminders'
import { goneText, recoveryText, reminderText } from './text'
import { decideTrigger, stillWanted, unnotified, withEscalation, withLate } from './trigger'

/** The alerts that are due now. A check that is gone (undefined) ends its incident. */
export function decideAlerts(
  remembered: Alerting,
  watched: Watched | undefined,
  now: number,
  around: Circumstances,
): Decision {
  const before = notAhead(remembered, now)
  const { incident } = before
  if (incident === undefined) return { alerting: before, drafts: [] }
  if (watched === undefined) {
    const open = incident.notified.filter(around.opensIncidents)
    const { alerting, drafts } = withDraft(before, goneText(before.name), incident, now, open)
    return { alerting: closed(alerting), drafts }
  }
  const named = { ...before, ...namesOf(watched.check) }
  if (incident.end !== undefined)
    return decideAtEnd(named, { ...incident, end: incident.end }, watched, now, around)
  const isNews =
    incident.notifiedAt === undefined ||
    incident.turned ||
    (incident.reopened && unnotified(incident, watched.check).length > 0)
  const decision = isNews
    ? decideTrigger(named, incident, watched, now, around)
    : withLate(decideReminder(named, incident, watched, now, around), watched, now, around)
  return withEscalation(decision, watched, now, around)
}

/** A flip, and the signal that made it. */
export interface NotedFlip {
  readonly flip: Flip
  readonly signal?: SignalExcerpt
}

/** The same after each of some flips: an outage that began and ended since the last decision is reported, too. */
export function decideAfterFlips(
  before: Alerting,
  flips: readonly NotedFlip[],
  watched: Watched,
  now: number,
  around: Circumstances,
): Decision {
  if (flips.length === 0) return decideAlerts(before, watched, now, around)
  return flips.reduce<Decision>(
    ({ alerting, drafts }, { flip, signal }, at) => {
      const noted = noteTold(noteFlip(alerting, flip, signal), flip, watched.check.channels)
      // It was over before anybody could be reminded of it.
      if (flip.toldAt !== undefined && at < flips.length - 1) return { alerting: noted, drafts }
      const decision = decideAlerts(noted, watched, now, around)
      return { ...decision, drafts: [...drafts, ...decision.drafts] }
    },
    { alerting: before, drafts: [] },
  )
}

/** Whether an alert (`id`, as it was planned) still holds when its turn comes. Of reminders only the last one does. */
export function isCurrent(
  alerting: Alerting | undefined,
  { key, kind }: Alert,
  channel: string,
  id: string,
): boolean {
  if (kind !== 'trigger' && kind !== 'reminder') return true
  if (kind === 'reminder' && (alerting?.last[channel]?.at(-1) !== id || alerting.incident?.isAcknowledged))
    return false
  return alerting?.incident?.key === key && alerting.incident.notified.includes(channel)
}

function decideReminder(
  before: Alerting,
  remembered: Incident,
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const incident = withAcknowledgement(remembered, state)
  const unsteadyUntil = flapsUntil(before, now)
  const calmedDown = before.flapping && unsteadyUntil === undefined
  const isTime = calmedDown || (unsteadyUntil === undefined && reminderAt(check, incident, state) <= now)
  const isDue = isTime && !incident.isAcknowledged
  const present = calmedDown ? { ...before, ...STEADY } : before
  const open = isDue ? { ...incident, ...notifiedNow(incident, state, now) } : incident
  const reviewAt = unsteadyUntil ?? nextReview(check, open, state, now)
  if (!isDue) return { alerting: { ...present, incident }, drafts: [], reviewAt }
  const held = heldUntil({ check, state }, now, around)
  if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
  const text = reminderText(check, incident, now)
  const { alerting, drafts } = withDraft(
    present,
    text,
    incident,
    now,
    stillWanted(incident, check, around),
    check,
  )
  return { alerting: { ...alerting, incident: open }, drafts, reviewAt }
}

function decideAtEnd(
  before: Alerting,
  incident: Incident & { readonly end: Flip },
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const { opensIncidents } = around
  const unsteadyUntil = flapsUntil(before, now)
  if (unsteadyUntil !== undefined) return { alerting: before, drafts: [], reviewAt: unsteadyUntil }

  const { end } = incident
  // Another member of a group may have heard it in time, though it is late again by now.
  const wantsMessages = check.recovery && (end.to === 'up' || end.to === 'late')
  const concerned = incident.notified.filter(channel => wantsMessages || opensIncidents(channel))
  const held = heldUntil({ check, state }, now, around)
  const atOnce = held === undefined ? concerned : concerned.filter(opensIncidents)
  const waiting = concerned.filter(channel => !atOnce.includes(channel))
  const text = recoveryText(before.name, incident, end)
  const { alerting, drafts } = withDraft(before, text, incident, now, atOnce, check)
  if (waiting.length === 0 || held === undefined) return { alerting: closed(alerting), drafts }
  return { alerting: { ...alerting, incident: { ...incident, notified: waiting } }, drafts, reviewAt: held }
}

/** The incident, marked while somebody takes care of it. */
function withAcknowledgement(
  { isAcknowledged: _before, ...incident }: Incident,
  { acknowledged }: CheckState,
): Incident {
  return acknowledged === undefined ? incident : { ...incident, isAcknowledged: true }
}
