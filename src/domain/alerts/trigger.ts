/** The triggers of an incident: the first one, those for channels that came later, and those of the escalation. Pure. */

import type { Check } from '../watch/check'
import type { Watched } from '../watch/ports'
import type { CheckState } from '../watch/state'
import type { Alerting, Incident } from './alerting'
import {
  type Circumstances,
  type Decision,
  heldUntil,
  nextReview,
  notifiedNow,
  REVIEW_EVERY,
} from './decision'
import { withDraft } from './draft'
import { escalationOf, escalationText, NO_ESCALATION, nextEscalation } from './escalation'
import { type AlertText, downText, flappingText, unseenText } from './text'

/** Until the first message was tried, an escalation that is due waits in steps of this. Milliseconds. */
const UNTRIED_MS = 15_000

export function decideTrigger(
  before: Alerting,
  incident: Incident,
  { check, state }: Watched,
  now: number,
  around: Circumstances,
): Decision {
  const held = heldUntil({ check, state }, now, around)
  if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
  const others = unnotified(incident, check)
  const channels = incident.turned ? [...stillWanted(incident, check, around), ...others] : others
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
export function withLate(
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
export function withEscalation(
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

/** The channels that know of it, but for those that were taken from the check: they get nothing more of it than its end. */
export function stillWanted(
  { notified }: Incident,
  check: Check,
  { escalation = NO_ESCALATION }: Circumstances,
): string[] {
  const wanted = [...check.channels, ...escalationOf(check, escalation).channels]
  return notified.filter(channel => wanted.includes(channel))
}

export function unnotified({ notified }: Incident, { channels }: Check): string[] {
  return channels.filter(channel => !notified.includes(channel))
}
