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

/** The facts about a channel, by its name. */
export interface ChannelFacts {
  /** It exists, as far as is known here. */
  readonly isKnown: (channel: string) => boolean
  /** It keeps an incident open until that is resolved, so an end is reported to it at once. */
  readonly opensIncidents: (channel: string) => boolean
}

/** The alerts that are due now. A check that is gone (undefined) ends its incident. */
export function decideAlerts(
  before: Alerting,
  watched: Watched | undefined,
  now: number,
  channels: ChannelFacts,
): Decision {
  const { incident } = before
  if (incident === undefined) return { alerting: before, drafts: [] }
  if (watched === undefined) {
    const open = incident.notified.filter(channels.opensIncidents)
    const { alerting, drafts } = withDraft(before, goneText(before.name), incident, now, open)
    return { alerting: closed(alerting), drafts }
  }
  const named = { ...before, ...namesOf(watched.check) }
  if (incident.end !== undefined)
    return decideAtEnd(named, { ...incident, end: incident.end }, watched, now, channels)
  const isNews =
    incident.notifiedAt === undefined ||
    incident.turned ||
    (incident.reopened && unnotified(incident, watched.check).length > 0)
  if (isNews) return decideTrigger(named, incident, watched, now)
  return withLate(decideReminder(named, incident, watched, now), watched, now, channels)
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
  channels: ChannelFacts,
): Decision {
  if (flips.length === 0) return decideAlerts(before, watched, now, channels)
  return flips.reduce<Decision>(
    ({ alerting, drafts }, { flip, signal }, at) => {
      const noted = noteTold(noteFlip(alerting, flip, signal), flip, watched.check.channels)
      // It was over before anybody could be reminded of it.
      if (flip.toldAt !== undefined && at < flips.length - 1) return { alerting: noted, drafts }
      const decision = decideAlerts(noted, watched, now, channels)
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
  if (kind === 'reminder' && alerting?.last[channel]?.at(-1) !== id) return false
  return alerting?.incident?.key === key && alerting.incident.notified.includes(channel)
}

function decideTrigger(
  before: Alerting,
  incident: Incident,
  { check, state }: Watched,
  now: number,
): Decision {
  const held = heldUntil(check, state.silenced, now)
  if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
  const others = unnotified(incident, check)
  const channels = incident.turned ? [...incident.notified, ...others] : others
  const text = triggerText(before, incident, check, state)
  const { alerting, drafts } = withDraft(before, text, incident, now, channels, check)
  const { reopened: _over, turned: _reported, ...same } = incident
  const open = { ...same, notified: [...incident.notified, ...others], ...notifiedNow(state, now) }
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
  { isKnown }: ChannelFacts,
): Decision {
  const { incident } = decision.alerting
  const late = incident === undefined ? [] : unnotified(incident, check).filter(isKnown)
  if (incident === undefined || late.length === 0) return decision
  const held = heldUntil(check, state.silenced, now)
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

function decideReminder(
  before: Alerting,
  incident: Incident,
  { check, state }: Watched,
  now: number,
): Decision {
  const unsteadyUntil = flapsUntil(before, now)
  const calmedDown = before.flapping && unsteadyUntil === undefined
  const isDue = calmedDown || (unsteadyUntil === undefined && reminderAt(check, incident, state) <= now)
  const present = calmedDown ? { ...before, ...STEADY } : before
  const open = isDue ? { ...incident, ...notifiedNow(state, now) } : incident
  const reviewAt = unsteadyUntil ?? nextReview(check, open, state, now)
  if (!isDue) return { alerting: present, drafts: [], reviewAt }
  const held = heldUntil(check, state.silenced, now)
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
  { opensIncidents }: ChannelFacts,
): Decision {
  const unsteadyUntil = flapsUntil(before, now)
  if (unsteadyUntil !== undefined) return { alerting: before, drafts: [], reviewAt: unsteadyUntil }

  const { end } = incident
  const wantsMessages = check.recovery && end.to === 'up'
  const concerned = incident.notified.filter(channel => wantsMessages || opensIncidents(channel))
  const held = heldUntil(check, state.silenced, now)
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
function heldUntil(check: Check, silenced: CheckState['silenced'], now: number): number | undefined {
  if (silenced === 'recovery') return now + REVIEW_EVERY
  if (silenced !== undefined && silenced > now) return Math.min(silenced, now + REVIEW_EVERY)
  return quietUntil(check.quietHours, now)
}

function notifiedNow(
  { lastSignalAt }: CheckState,
  now: number,
): Pick<Incident, 'notifiedAt' | 'signalWhenNotified'> {
  return { notifiedAt: now, ...(lastSignalAt !== undefined && { signalWhenNotified: lastSignalAt }) }
}

function nextReview(check: Check, incident: Incident, state: CheckState, now: number): number {
  return Math.min(reminderAt(check, incident, state), now + REVIEW_EVERY)
}
