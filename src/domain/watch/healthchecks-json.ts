/** Checks, pings and flips as the management API of Healthchecks writes them (its documentation, api.md). Pure. */

import { slugForReaders } from './check'
import { isAwaited } from './check-list'
import { lapse } from './check-state'
import type { Flip } from './flip'
import { FIXED_KEYWORDS, keywordsOf } from './healthchecks-keywords'
import { isToLook } from './not-looking'
import type { KeptBody, Watched } from './ports'
import type { KeptSignal } from './signal'
import type { Status } from './status'

export const API_VERSIONS = [1, 2, 3] as const

export type ApiVersion = (typeof API_VERSIONS)[number]

/** Addresses of a check, or for a read-only key its public id alone. */
export type Links = { readonly badge: string } & (
  | { readonly ping: string; readonly check: string; readonly channels: readonly string[] }
  | { readonly uniqueKey: string }
)

const STATUSES: Readonly<Record<Status, string>> = {
  new: 'new',
  up: 'up',
  late: 'grace',
  // Healthchecks has no word for it: not down as far as is known, and not well either.
  blind: 'grace',
  down: 'down',
  paused: 'paused',
}

/**
 * @param zone of a schedule that names none
 * @param isUnseen nobody looks at present at what the appliance looks at by itself
 */
export function healthchecksJson(
  { check, state: before }: Watched,
  {
    version,
    links,
    zone,
    now,
    isUnseen = false,
  }: { version: ApiVersion; links: Links; zone: string; now: number; isUnseen?: boolean },
) {
  const { state } = lapse(before, check, now)
  const isDoubtful = isUnseen && state.status === 'up' && isToLook({ check, state })
  const isStarted = Object.keys(state.runs).length > 0
  const { schedule } = check
  return {
    name: check.name,
    slug: 'uniqueKey' in links ? slugForReaders(check, links.uniqueKey) : check.slug,
    tags: check.tags.join(' '),
    desc: check.description,
    grace: check.grace / 1000,
    n_pings: state.signals,
    // Version 1 has no field for a run in progress.
    status: version === 1 && isStarted ? 'started' : STATUSES[isDoubtful ? 'blind' : state.status],
    ...(version > 1 && { started: isStarted }),
    last_ping: wholeSeconds(state.lastSignalAt),
    next_ping: isAwaited(state) ? wholeSeconds(state.due) : null,
    ...(state.lastDuration !== undefined && { last_duration: Math.floor(state.lastDuration / 1000) }),
    manual_resume: check.resume === 'manual',
    methods: check.methods === 'post' ? 'POST' : '',
    ...FIXED_KEYWORDS,
    ...keywordsOf(check),
    badge_url: links.badge,
    ...('uniqueKey' in links
      ? { unique_key: links.uniqueKey }
      : {
          uuid: check.id,
          ping_url: links.ping,
          update_url: links.check,
          pause_url: `${links.check}/pause`,
          resume_url: `${links.check}/resume`,
          channels: links.channels.join(','),
        }),
    ...(schedule.kind === 'period'
      ? { timeout: schedule.period / 1000 }
      : { schedule: schedule.expression, tz: schedule.zone || zone }),
  }
}

/** @param check the address of its check */
export function pingJson(
  { n, kind, at, duration, detail }: KeptSignal,
  { check, bodies, withBody }: { check: string; bodies: readonly KeptBody[]; withBody: boolean },
) {
  const kept = bodies.find(body => body.n === n)
  return {
    type: kind,
    date: offset(new Date(at).toISOString()),
    n,
    scheme: 'http',
    remote_addr: detail.from ?? '',
    method: detail.method ?? '',
    ua: detail.agent ?? '',
    rid: detail.rid ?? null,
    ...(duration !== undefined && { duration: duration / 1000 }),
    ...(withBody && { body: kept?.body ?? null }),
    body_url: kept === undefined ? null : `${check}/pings/${n}/body`,
  }
}

/** The changes between up and down: a check that is late counts as up. */
export function flipsJson(flips: readonly Flip[]) {
  return flips
    .filter(({ from, to }) => to === 'down' || (to === 'up' && from !== 'late'))
    .map(({ due, to }) => ({ timestamp: wholeSeconds(due), up: to === 'up' ? 1 : 0 }))
}

function wholeSeconds(at: number | undefined): string | null {
  return at === undefined ? null : offset(new Date(at).toISOString().replace(/\.\d+/, ''))
}

/** As Python writes UTC. */
function offset(iso: string): string {
  return iso.replace('Z', '+00:00')
}
