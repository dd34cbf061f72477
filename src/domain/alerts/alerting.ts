/** The memory of a check's alerts: how many flips were routed, the open incident, and the channels that know of it. Pure. */

import type { Check } from '../watch/check'
import { dedupKey, type Flip, type FlipReason } from '../watch/flip'
import type { SignalExcerpt } from '../watch/signal-excerpt'
import { isTrouble } from '../watch/status'
import { type Flapping, noteDown, STEADY } from './flapping'
import { shownName } from './quote'

/** An outage, or a time in which nothing could be seen, from its first flip until every channel that was notified of it is notified of its end. */
export interface Incident {
  readonly key: string
  /** The check cannot be looked at; absent while it is down. */
  readonly isBlind?: true
  /** It was blind, is down now, and not every channel knows that. */
  readonly turned?: true
  /** When the check was due; of the first flip to down, while it flaps. */
  readonly since: number
  /** Milliseconds by which this watch's clock is ahead of the one of `since`: another member of the group saw it begin. */
  readonly ahead?: number
  readonly reason: FlipReason
  /** Channels that know of it. */
  readonly notified: readonly string[]
  /** When the last alert about it was decided. */
  readonly notifiedAt?: number
  /** When the first one was. */
  readonly firstNotifiedAt?: number
  /** When it was escalated last. */
  readonly escalatedAt?: number
  /** Somebody takes care of it: reminders that wait are not sent any more. */
  readonly isAcknowledged?: true
  /** The check's last signal at that time. */
  readonly signalWhenNotified?: number
  /** The signal that brought the check down last, or that ended the incident; undefined where time did. */
  readonly signal?: SignalExcerpt
  /** The flip that ended it, by the clock of `since`. */
  readonly end?: Flip
  /** The check went down once more before all channels were notified of the end. */
  readonly reopened?: true
}

export interface Alerting extends Flapping {
  /** Distinguishes a check from one that was removed and made anew under its id. */
  readonly createdAt: number
  /** As alerts show it. */
  readonly name: string
  /** The place where the check was made, and for a check-in the network: alerts of one origin do not delay those of another. */
  readonly origin?: string
  /** Number of the last flip that was routed. */
  readonly routed: number
  readonly lastFlipAt: number
  readonly incident?: Incident
  /** Alerts so far. */
  readonly count: number
  /** Channel -> ids the next alert waits for: the last trigger or resolve, and the last reminder after it. */
  readonly last: Readonly<Record<string, readonly string[]>>
}

export function newAlerting(check: Check): Alerting {
  return {
    createdAt: check.createdAt,
    ...namesOf(check),
    routed: 0,
    lastFlipAt: 0,
    ...STEADY,
    count: 0,
    last: {},
  }
}

/** How alerts name a check, and its origin. */
export function namesOf(check: Check): Pick<Alerting, 'name' | 'origin'> {
  const { origin, madeFrom } = check
  return { name: shownName(check), origin: madeFrom === undefined ? origin : `${origin} ${madeFrom}` }
}

/** The memory after a flip. A flip that was routed before changes nothing. */
export function noteFlip(before: Alerting, flip: Flip, signal?: SignalExcerpt): Alerting {
  if (flip.seq <= before.routed) return before
  const after = { ...before, routed: flip.seq, lastFlipAt: flip.at }
  // A notice of its own is about all of them; see operations/peers/tell-unheard.
  if (flip.reason === 'unheard') return after
  const { incident } = after
  if (isTrouble(flip.from) && incident && !isTrouble(flip.to))
    return { ...after, incident: { ...withSignal(incident, signal), end: inTimeOf(incident, flip) } }
  if (!isTrouble(flip.to)) return after
  const present =
    incident === undefined
      ? newIncident(flip)
      : incident.isBlind
        ? turned(incident, flip)
        : reopened(incident)
  const downs = flip.to === 'down' && noteDown(after, flip.at)
  return { ...after, ...downs, incident: withSignal(present, signal) }
}

/** The memory after a flip of which another program has notified people: to these channels, its incident is none anew. */
export function noteTold(alerting: Alerting, { toldAt }: Flip, channels: readonly string[]): Alerting {
  const { incident } = alerting
  if (incident === undefined || toldAt === undefined) return alerting
  return {
    ...alerting,
    incident: { ...incident, notified: channels, notifiedAt: toldAt, firstNotifiedAt: toldAt },
  }
}

/** The memory without moments of the future, by which alerts would wait: they are from before the clock was set back. */
export function notAhead(alerting: Alerting, now: number): Alerting {
  const { incident, lastFlipAt } = alerting
  const moments = MOMENTS.flatMap(name => {
    const at = incident?.[name]
    return at === undefined || at <= now ? [] : [[name, now] as const]
  })
  if (lastFlipAt <= now && moments.length === 0) return alerting
  return {
    ...alerting,
    lastFlipAt: Math.min(lastFlipAt, now),
    ...(incident && { incident: { ...incident, ...Object.fromEntries(moments) } }),
  }
}

const MOMENTS = ['notifiedAt', 'firstNotifiedAt', 'escalatedAt'] as const

/** The memory without its incident. A flapping check is steady then. */
export function closed({ incident: _over, ...rest }: Alerting): Alerting {
  return rest.flapping ? { ...rest, ...STEADY } : rest
}

function newIncident(flip: Flip): Incident {
  const { to, due: since, reason, ahead } = flip
  return {
    key: dedupKey(flip) ?? '',
    since,
    ...(ahead !== undefined && { ahead }),
    reason,
    notified: [],
    ...(to === 'blind' && { isBlind: true }),
  }
}

/** The flip with its moments by the clock by which the incident began. */
function inTimeOf({ ahead: began = 0 }: Incident, flip: Flip): Flip {
  const { ahead: _over, ...same } = flip
  const later = (flip.ahead ?? 0) - began
  return later === 0 ? same : { ...same, at: flip.at + later, due: flip.due + later }
}

/** The same incident, of a check that could not be looked at and turned out to be down, or to be blind again. */
function turned({ isBlind: _over, end: _ended, ...same }: Incident, flip: Flip): Incident {
  if (flip.to === 'blind') return { ...same, isBlind: true }
  const { due: since, reason } = inTimeOf(same, flip)
  return { ...same, since, reason, ...(same.notified.length > 0 && { turned: true }) }
}

function withSignal({ signal: _before, ...incident }: Incident, signal: SignalExcerpt | undefined): Incident {
  return { ...incident, ...(signal && { signal }) }
}

/** The same incident goes on: its end was not reported to all channels. */
function reopened({ end, ...same }: Incident): Incident {
  return end === undefined ? same : { ...same, reopened: true }
}
