/**
 * Who hears what, and when. Pure: flips and time change what is known of a check's alerting, and alerts come out.
 * What is held back (quiet hours, a silence, flapping) stays due until it may be told; what is over by then is not told.
 */

import { quietUntil } from '../time/quiet-hours'
import type { Check, Reminders } from '../watch/check'
import { dedupKey, type Flip, type FlipReason } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { Alert } from './alert'
import { type AlertText, downText, flappingText, goneText, recoveryText, reminderText } from './text'

/** One outage, from its first flip to down until it was told that it is over. */
interface Incident {
  readonly key: string
  /** When it was due: the first, while the check flaps. */
  readonly since: number
  readonly reason: FlipReason
  /** Channels that know of it. */
  readonly notified: readonly string[]
  /** When the last alert about it was decided. */
  readonly notifiedAt?: number
  /** The last signal before that. */
  readonly signalWhenNotified?: number
  /** The flip that ended it. */
  readonly end?: Flip
  /** It went on before all channels had heard of its end. */
  readonly reopened?: true
}

/** What is remembered of a check's alerts. */
export interface Alerting {
  /** A check that was removed and made anew is another one. */
  readonly createdAt: number
  readonly name: string
  /** Number of the last flip that was dealt with. */
  readonly routed: number
  readonly lastFlipAt: number
  /** The latest moments at which it went down. */
  readonly downs: readonly number[]
  readonly flapping: boolean
  readonly incident?: Incident
  /** Alerts so far. */
  readonly count: number
  /** Channel -> ids of what the next alert for it comes after: the last one that was no reminder, and the last reminder since. */
  readonly last: Readonly<Record<string, readonly string[]>>
}

/** An alert for these channels. */
export interface Draft {
  /** Counts the check's alerts from 1. */
  readonly n: number
  readonly alert: Alert
  readonly channels: readonly string[]
}

export interface Decision {
  readonly alerting: Alerting
  readonly drafts: readonly Draft[]
  /** Epoch milliseconds at which time alone may change something. */
  readonly reviewAt?: number
}

/** Went down that often within that time: it flaps, until nothing changed for a while. */
export const FLAPPING = { downs: 4, within: 3_600_000, calm: 1_800_000 } as const

/** What changes is told by the outbox; this often somebody looks all the same at what is open, should that have been lost. */
const REVIEW_EVERY = 3_600_000

/** Failures that come faster are one reminder. */
const REMINDER_GAP = 5_000

const REMIND_EVERY: Readonly<Record<Exclude<Reminders, 'always' | 'change'>, number>> = {
  '5m': 300_000,
  '10m': 600_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
}

export function newAlerting({ createdAt, name }: Check): Alerting {
  return { createdAt, name, routed: 0, lastFlipAt: 0, downs: [], flapping: false, count: 0, last: {} }
}

/** A flip has happened; the same one again, or one before it, changes nothing. */
export function noteFlip(before: Alerting, flip: Flip): Alerting {
  if (flip.seq <= before.routed) return before
  const after = { ...before, routed: flip.seq, lastFlipAt: flip.at }
  if (flip.from === 'down' && after.incident) return { ...after, incident: { ...after.incident, end: flip } }
  if (flip.to !== 'down') return after

  const downs = [...after.downs.filter(at => at > flip.at - FLAPPING.within), flip.at].slice(-FLAPPING.downs)
  const flapping = after.flapping || downs.length >= FLAPPING.downs
  const { incident } = after
  return {
    ...after,
    downs,
    flapping,
    incident: incident === undefined ? newIncident(flip) : reopen(incident),
  }
}

/** What has not been told to be over goes on. */
function reopen({ end, ...same }: Incident): Incident {
  return end === undefined ? same : { ...same, reopened: true }
}

function newIncident(flip: Flip): Incident {
  return { key: dedupKey(flip) ?? '', since: flip.due, reason: flip.reason, notified: [] }
}

/**
 * What has to be told now. `opensIncidents` knows the channels that keep an incident open until it is resolved: they
 * hear of an end at once. A check that is gone (undefined) ends its incident.
 */
export function decideAlerts(
  before: Alerting,
  watched: Watched | undefined,
  now: number,
  opensIncidents: (channel: string) => boolean,
): Decision {
  const { incident } = before
  if (incident === undefined) return { alerting: before, drafts: [] }
  if (watched === undefined) {
    const over = withAlert(
      before,
      goneText(before.name),
      incident,
      now,
      incident.notified.filter(opensIncidents),
    )
    return { ...over, alerting: closed(over.alerting) }
  }
  const named = { ...before, name: watched.check.name }
  return incident.end === undefined
    ? decideWhileDown(named, incident, watched, now)
    : decideAtEnd(named, { ...incident, end: incident.end }, watched, now, opensIncidents)
}

/** The same after some flips, one by one: an outage that began and ended since the last look is told, too. */
export function decideAfterFlips(
  before: Alerting,
  flips: readonly Flip[],
  watched: Watched,
  now: number,
  opensIncidents: (channel: string) => boolean,
): Decision {
  if (flips.length === 0) return decideAlerts(before, watched, now, opensIncidents)
  return flips.reduce<Decision>(
    ({ alerting, drafts }, flip) => {
      const routed = decideAlerts(noteFlip(alerting, flip), watched, now, opensIncidents)
      return { ...routed, drafts: [...drafts, ...routed.drafts] }
    },
    { alerting: before, drafts: [] },
  )
}

/** Whether an alert (`id`, as it was planned) still has something to say when its turn comes. Of reminders only the last one has. */
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

function decideWhileDown(
  before: Alerting,
  incident: Incident,
  { check, state }: Watched,
  now: number,
): Decision {
  const held = heldUntil(check, state.silenced, now)
  const news = check.channels.filter(channel => !incident.notified.includes(channel))
  if (incident.notifiedAt === undefined || (incident.reopened && news.length > 0)) {
    if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
    const { downs, flapping } = before
    const told = flapping
      ? flappingText(check, downs.length, downs[0] ?? incident.since, now)
      : downText(check, incident.since, incident.reason, now)
    const said = withAlert(before, told, incident, now, news, check)
    const { reopened: _reopened, ...same } = incident
    const open = { ...same, notified: [...incident.notified, ...news], ...notedNow(state, now) }
    return {
      ...said,
      alerting: { ...said.alerting, incident: open },
      reviewAt: nextReview(check, open, state, now),
    }
  }

  const calm = before.lastFlipAt + FLAPPING.calm
  const flaps = before.flapping && calm > now
  const steady = before.flapping && !flaps
  const due = steady || (!flaps && reminderAt(check, incident, state) <= now)
  const looked = steady ? { ...before, flapping: false, downs: [] } : before
  const open = due ? { ...incident, ...notedNow(state, now) } : incident
  const reviewAt = flaps ? calm : nextReview(check, open, state, now)
  if (!due) return { alerting: looked, drafts: [], reviewAt }
  if (held !== undefined) return { alerting: before, drafts: [], reviewAt: held }
  const said = withAlert(
    looked,
    reminderText(check, incident.since, now),
    incident,
    now,
    incident.notified,
    check,
  )
  return { ...said, alerting: { ...said.alerting, incident: open }, reviewAt }
}

function decideAtEnd(
  before: Alerting,
  incident: Incident & { readonly end: Flip },
  { check, state }: Watched,
  now: number,
  opensIncidents: (channel: string) => boolean,
): Decision {
  const calm = before.lastFlipAt + FLAPPING.calm
  if (before.flapping && calm > now) return { alerting: before, drafts: [], reviewAt: calm }

  const { end } = incident
  const messages = check.recovery && end.to !== 'paused'
  const listeners = incident.notified.filter(channel => messages || opensIncidents(channel))
  const held = heldUntil(check, state.silenced, now)
  const hearing = held === undefined ? listeners : listeners.filter(opensIncidents)
  const waiting = listeners.filter(channel => !hearing.includes(channel))
  const told = recoveryText(check.name, incident.since, end.at, end.to, now)
  const said = withAlert(before, told, incident, now, hearing, check)
  if (waiting.length === 0 || held === undefined) return { ...said, alerting: closed(said.alerting) }
  const open = { ...incident, notified: waiting }
  return { ...said, alerting: { ...said.alerting, incident: open }, reviewAt: held }
}

function closed({ incident: _over, ...rest }: Alerting): Alerting {
  return rest.flapping ? { ...rest, flapping: false, downs: [] } : rest
}

/** Until when nothing may be said; undefined when it may. */
function heldUntil(check: Check, silenced: number | 'recovery' | undefined, now: number): number | undefined {
  if (silenced === 'recovery') return now + REVIEW_EVERY
  if (silenced !== undefined && silenced > now) return Math.min(silenced, now + REVIEW_EVERY)
  return quietUntil(check.quietHours, now)
}

function notedNow(
  { lastSignalAt }: Watched['state'],
  now: number,
): Pick<Incident, 'notifiedAt' | 'signalWhenNotified'> {
  return { notifiedAt: now, ...(lastSignalAt !== undefined && { signalWhenNotified: lastSignalAt }) }
}

/** When the next reminder is due; infinity: when something happens. */
function reminderAt(
  { reminders }: Check,
  { notifiedAt = 0, signalWhenNotified }: Incident,
  { lastSignalAt, lastSignalKind }: Watched['state'],
): number {
  if (reminders === 'change') return Number.POSITIVE_INFINITY
  if (reminders !== 'always') return notifiedAt + REMIND_EVERY[reminders]
  const failedAgain = lastSignalKind === 'fail' && lastSignalAt !== signalWhenNotified
  return failedAgain ? notifiedAt + REMINDER_GAP : Number.POSITIVE_INFINITY
}

function nextReview(check: Check, incident: Incident, state: Watched['state'], now: number): number {
  return Math.min(reminderAt(check, incident, state), now + REVIEW_EVERY)
}

function withAlert(
  alerting: Alerting,
  told: AlertText,
  incident: Incident,
  now: number,
  channels: readonly string[],
  check?: Check,
): { alerting: Alerting; drafts: Draft[] } {
  if (channels.length === 0) return { alerting, drafts: [] }
  const { key, since, reason, end } = incident
  const alert: Alert = {
    ...told,
    key,
    name: alerting.name,
    reason: end?.reason ?? reason,
    tags: check?.tags ?? [],
    since,
    at: now,
    ...(check && { check: check.id }),
    ...(end && { until: end.at }),
  }
  const n = alerting.count + 1
  return { alerting: { ...alerting, count: n }, drafts: [{ n, alert, channels }] }
}
