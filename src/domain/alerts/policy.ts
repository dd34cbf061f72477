/**
 * Which alerts go out, to which channels, and when. Pure: flips and time change the memory of a check's alerts, and drafts
 * come out. An alert that is held back (quiet hours, a silence, flapping) stays due until it may go out; an outage that is
 * over by then is not reported.
 */

import { quietUntil } from '../time/quiet-hours'
import type { Check } from '../watch/check'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { SignalExcerpt } from '../watch/signal-excerpt'
import type { CheckState } from '../watch/state'
import type { Alert } from './alert'
import { type Alerting, closed, type Incident, namesOf, noteFlip, noteTold } from './alerting'
import { type AlertDraft, withDraft } from './draft'
import { type Escalation, escalationText, NO_ESCALATION, nextEscalation } from './escalation'
import { flapsUntil, STEADY } from './flapping'
import { reminderAt } from './reminders'
import {
  type AlertText,
  downText,
  flappingText,
  goneText,
  recoveryText,
  reminderText,
  unseenText,
} from './text'

export interface Decision {
  readonly alerting: Alerting
  readonly drafts: readonly AlertDraft[]
  /** Epoch milliseconds at which time alone may change something. */
  readonly reviewAt?: number
}

/** Changes come through the outbox. Open incidents are also reviewed hourly, in case an entry was lost. */
const REVIEW_EVERY = 3_600_000
/** Until the first message was tried, an escalation that is due waits in steps of this. Milliseconds. */
const UNTRIED_MS = 15_000

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

/** The alerts that are due now. A check that is gone (undefined) ends its incident. */
export function decideAlerts(
  before: Alerting,
  watched: Watched | undefined,
  now: number,
  around: Circumstances,
): Decision {
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

function decideTrigger(
  before: Alerting,
  incident: Incident,
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const held = heldUntil({ check, state }, now, around)
  if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
  const others = unnotified(incident, check)
  const channels = incident.turned ? [...incident.notified, ...others] : others
  const text = triggerText(before, incident, check, state)
  const { alerting, drafts } = withDraft(before, text, incident, now, channels, check)
  const { reopened: _over, turned: _reported, ...same } = incident
  const open = { ...same, notified: [...incident.notified, ...others], ...notifiedNow(incident, state, now) }
  return { alerting: { ...alerting, incident: open }, drafts, reviewAt: nextReview(check, open, state, now) }
}

function triggerText(
  { downs, flapping }: Alerting,
  incident: Incident,
  check: Check,
  { unseen }: CheckState,
): AlertText {
  if (incident.isBlind) return unseenText(check, unseen?.since ?? incident.since, unseen?.why)
  return flapping ? flappingText(check, downs.length, downs[0] ?? incident.since) : downText(check, incident)
}

/** Adds the trigger for channels that came to the check, or into being, after the others were notified. */
function withLate(
  decision: Decision,
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const { incident } = decision.alerting
  const late = incident === undefined ? [] : unnotified(incident, check).filter(around.isKnown)
  if (incident === undefined || late.length === 0) return decision
  const held = heldUntil({ check, state }, now, around)
  if (held !== undefined) return { ...decision, reviewAt: Math.min(held, decision.reviewAt ?? held) }
  const text = triggerText(decision.alerting, incident, check, state)
  const { alerting, drafts } = withDraft(decision.alerting, text, incident, now, late, check)
  const notified = [...incident.notified, ...late]
  return {
    ...decision,
    alerting: { ...alerting, incident: { ...incident, notified } },
    drafts: [...decision.drafts, ...drafts],
  }
}

/** Adds the trigger for the next channel of the escalation, once its time has come. */
function withEscalation(
  decision: Decision,
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const { isKnown, escalation = NO_ESCALATION, wasTried = () => true } = around
  const { incident } = decision.alerting
  const step = incident && nextEscalation(check, incident, state, escalation, isKnown)
  if (incident === undefined || step === undefined) return decision
  const later = (at: number) => ({ ...decision, reviewAt: Math.min(at, decision.reviewAt ?? at) })
  if (step.at > now) return later(step.at)
  const held = heldUntil({ check, state }, now, around)
  if (held !== undefined) return later(held)
  if (!wasTried(check.id)) return later(now + UNTRIED_MS)
  const first = triggerText(decision.alerting, incident, check, state)
  const text = escalationText(first, incident, now)
  const { alerting, drafts } = withDraft(decision.alerting, text, incident, now, [step.channel], check)
  const open = { ...incident, notified: [...incident.notified, step.channel], escalatedAt: now }
  const next = nextEscalation(check, open, state, escalation, isKnown)
  return {
    alerting: { ...alerting, incident: open },
    drafts: [...decision.drafts, ...drafts],
    reviewAt: Math.min(next?.at ?? now + REVIEW_EVERY, decision.reviewAt ?? now + REVIEW_EVERY),
  }
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
  const { alerting, drafts } = withDraft(present, text, incident, now, incident.notified, check)
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
  const wantsMessages = check.recovery && end.to === 'up'
  const concerned = incident.notified.filter(channel => wantsMessages || opensIncidents(channel))
  const held = heldUntil({ check, state }, now, around)
  const atOnce = held === undefined ? concerned : concerned.filter(opensIncidents)
  const waiting = concerned.filter(channel => !atOnce.includes(channel))
  const text = recoveryText(before.name, incident, end)
  const { alerting, drafts } = withDraft(before, text, incident, now, atOnce, check)
  if (waiting.length === 0 || held === undefined) return { alerting: closed(alerting), drafts }
  return { alerting: { ...alerting, incident: { ...incident, notified: waiting } }, drafts, reviewAt: held }
}

function unnotified({ notified }: Incident, { channels }: Check): string[] {
  return channels.filter(channel => !notified.includes(channel))
}

/** The end of the time in which no message may go out; undefined outside of it. */
function heldUntil(
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

/** The incident, marked while somebody takes care of it. */
function withAcknowledgement(
  { isAcknowledged: _before, ...incident }: Incident,
  { acknowledged }: CheckState,
): Incident {
  return acknowledged === undefined ? incident : { ...incident, isAcknowledged: true }
}

function notifiedNow(
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

function nextReview(check: Check, incident: Incident, state: CheckState, now: number): number {
  const reminder = incident.isAcknowledged ? Number.POSITIVE_INFINITY : reminderAt(check, incident, state)
  return Math.min(reminder, now + REVIEW_EVERY)
}
