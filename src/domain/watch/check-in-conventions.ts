/**
 * Check-ins as clients of other services send them: which URL means what, and the answer that such a client expects.
 * As the services' own documentation gives it: Healthchecks' http_api, Uptime Kuma's push monitors, Dead Man's
 * Snitch's and Cronitor's telemetry. Pure.
 */

import { canonicalUuid, isUuid } from '../uuid'
import type { SignalKind } from './signal'

export type Convention = 'healthchecks' | 'kuma' | 'snitch' | 'cronitor'

export interface CheckIn {
  readonly via: Convention
  /** The key before a slug is compared by who knows it. */
  readonly target: { readonly id: string } | { readonly key: string; readonly slug: string }
  readonly kind: SignalKind
  /** Make the check if there is none with the slug. */
  readonly create?: boolean
  readonly rid?: string
  readonly exitCode?: number
  /** Milliseconds. */
  readonly duration?: number
  /** What the query says; a body that was posted takes its place. */
  readonly message?: string
}

/** What cannot be understood, and why. */
export interface BadCheckIn {
  readonly via: Convention
  readonly outcome: 'bad' | 'unknown'
  readonly reason: string
}

export type Parsed = CheckIn | BadCheckIn

const NOT_FOUND = 'not found'

/** Undefined: the target of the request is not one for check-ins. It may be a whole URL (RFC 9112, 3.2.2). */
export function parseCheckIn(target: string): Parsed | undefined {
  const url = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '')
  if (url.startsWith('/ping/')) return healthchecks(url)
  if (url.startsWith('/api/push/')) return kuma(url)
  if (url.startsWith('/snitch/')) return snitch(url)
  if (url.startsWith('/cronitor/')) return cronitor(url)
  return MISSPELT.test(url) ? bad('healthchecks', 'unknown', NOT_FOUND) : undefined
}

/** The way to the log-in page, which every other address gets, would seem a success to `curl -f`. */
const MISSPELT = /^\/+(ping|api\/+push|snitch|cronitor)(?=[/?]|$)/i

export function isBad(parsed: Parsed): parsed is BadCheckIn {
  return 'outcome' in parsed
}

const SLUG = /^[a-z0-9_-]{1,100}$/
const ACTIONS: ReadonlyMap<string, SignalKind> = new Map([
  ['start', 'start'],
  ['fail', 'fail'],
  ['log', 'log'],
])

/** `/ping/<uuid>[/<action>]` and `/ping/<ping-key>/<slug>[/<action>]`, where an action may be an exit code. */
function healthchecks(url: string): Parsed {
  const via = 'healthchecks'
  const { parts, query } = split(url, '/ping/'.length)
  const id = isUuid(parts[0] ?? '') ? parts[0]?.toLowerCase() : undefined
  const [key = '', slug = ''] = parts
  const [action, ...more] = parts.slice(id === undefined ? 2 : 1)
  if (more.length > 0 || (id === undefined && slug === '')) return bad(via, 'unknown', NOT_FOUND)
  const meant = action === undefined ? ({ kind: 'success' } as const) : meaningOf(action)
  if (typeof meant === 'string')
    return meant === NOT_FOUND ? bad(via, 'unknown', meant) : bad(via, 'bad', meant)
  const rid = query?.get('rid') ?? undefined
  if (rid !== undefined && !isUuid(rid)) return bad(via, 'bad', 'invalid uuid format')
  const create = id === undefined && query?.get('create') === '1'
  if (create && !SLUG.test(slug)) return bad(via, 'bad', 'invalid slug: small letters, digits, - and _ only')
  return {
    via,
    target: id === undefined ? { key, slug } : { id },
    ...meant,
    ...(create && { create }),
    ...(rid !== undefined && { rid: rid.toLowerCase() }),
  }
}

function meaningOf(action: string): Pick<CheckIn, 'kind' | 'exitCode'> | string {
  const kind = ACTIONS.get(action)
  if (kind) return { kind }
  if (!/^[-+]?\d[\d.]*$/.test(action)) return NOT_FOUND
  const exitCode = /^\d+$/.test(action) ? Number(action) : Number.NaN
  return !(exitCode <= 255) ? 'invalid url format' : { kind: exitCode === 0 ? 'success' : 'fail', exitCode }
}

/** `/api/push/<token>?status=up&msg=OK&ping=<ms>`; the token is the check's id, with or without hyphens. */
function kuma(url: string): Parsed {
  const via = 'kuma'
  const { parts, query } = split(url, '/api/push/'.length)
  const id = canonicalUuid(parts[0] ?? '')
  if (id === undefined || parts.length > 1) return bad(via, 'unknown', NOT_ACTIVE)
  // What begins with no number is no duration, and no reason to miss a sign of life: so it is there.
  const duration = Number.parseFloat(query?.get('ping') ?? '')
  if (duration < 0 || duration > 1e11) return bad(via, 'unknown', 'Invalid ping value.')
  return {
    via,
    target: { id },
    kind: (query?.get('status') || 'up') === 'up' ? 'success' : 'fail',
    ...(!Number.isNaN(duration) && { duration }),
    ...messageOf(query?.get('msg'), 2_000),
  }
}

/** `/snitch/<token>?m=<message>&s=<exit status>`; no status, or 0, is success. */
function snitch(url: string): Parsed {
  const via = 'snitch'
  const { parts, query } = split(url, '/snitch/'.length)
  const id = canonicalUuid(parts[0] ?? '')
  if (id === undefined || parts.length > 1) return bad(via, 'unknown', NOT_FOUND)
  const status = query?.get('s') ?? ''
  return {
    via,
    target: { id },
    kind: status === '' || status === '0' ? 'success' : 'fail',
    ...exitCodeOf(status),
    ...messageOf(query?.get('m'), 256),
  }
}

/** None is a heartbeat. */
const STATES: ReadonlyMap<string, SignalKind> = new Map([
  ['', 'success'],
  ['run', 'start'],
  ['complete', 'success'],
  ['ok', 'success'],
  ['fail', 'fail'],
])

/**
 * `/cronitor/p/<key>/<monitor>?state=...&message=&metric=duration:<s>&series=&status_code=`; the key is the ping key and
 * the monitor a slug or an id. An unknown monitor is not made: a typing error would look like success.
 */
function cronitor(url: string): Parsed {
  const via = 'cronitor'
  const { parts, query } = split(url, '/cronitor/'.length)
  const [p, key = '', monitor = '', ...more] = parts
  if (p !== 'p' || monitor === '' || more.length > 0) return bad(via, 'unknown', NOT_FOUND)
  const kind = STATES.get(query?.get('state') ?? '')
  if (kind === undefined) return bad(via, 'bad', 'unknown state: run, complete, fail and ok are understood')
  const series = query?.get('series') ?? ''
  const [seconds] =
    query?.getAll('metric').flatMap(metric => /^duration:([\d.]{1,12})$/.exec(metric)?.[1] ?? []) ?? []
  const duration = Number(seconds ?? Number.NaN) * 1000
  const id = canonicalUuid(monitor)
  return {
    via,
    target: id === undefined ? { key, slug: monitor } : { id },
    kind,
    ...(series !== '' && { rid: canonicalUuid(series) ?? `series ${series.slice(0, 100)}` }),
    ...(Number.isFinite(duration) && { duration: Math.round(duration) }),
    ...exitCodeOf(query?.get('status_code') ?? ''),
    ...messageOf(query?.get('message'), 2_000),
  }
}

/** The path's parts behind the prefix, and the query where there is one: most check-ins have none. */
function split(url: string, from: number): { parts: readonly string[]; query: URLSearchParams | undefined } {
  const mark = url.indexOf('?', from)
  let end = mark < 0 ? url.length : mark
  if (end > from && url.charCodeAt(end - 1) === SLASH) end--
  const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1))
  const parts = url.slice(from, end).split('/')
  return { parts: url.includes('%') ? parts.map(decoded) : parts, query }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const SLASH = 47

function bad(via: Convention, outcome: BadCheckIn['outcome'], reason: string): BadCheckIn {
  return { via, outcome, reason }
}

function exitCodeOf(text: string): Pick<CheckIn, 'exitCode'> {
  return /^\d{1,9}$/.test(text) ? { exitCode: Number(text) } : {}
}

function messageOf(text: string | null | undefined, most: number): Pick<CheckIn, 'message'> {
  return text ? { message: text.slice(0, most) } : {}
}

/**
 * How a check-in ended. `ignored`: a GET where only POST counts; `full`: its check is not made, as there are too many;
 * `away`: the watch cannot write it down at this moment.
 */
export type Outcome =
  | 'accepted'
  | 'created'
  | 'ignored'
  | 'paused'
  | 'too-frequent'
  | 'unknown'
  | 'ambiguous'
  | 'full'
  | 'bad'
  | 'away'

export interface Reply {
  readonly status: number
  readonly type: 'text/plain; charset=utf-8' | 'application/json; charset=utf-8'
  readonly body: string
}

const STATUS: Readonly<Record<Outcome, number>> = {
  accepted: 200,
  created: 201,
  ignored: 200,
  paused: 200,
  'too-frequent': 429,
  unknown: 404,
  ambiguous: 409,
  full: 403,
  bad: 400,
  away: 503,
}

const WORDS: Readonly<Record<Outcome, string>> = {
  accepted: 'OK',
  created: 'Created',
  ignored: 'OK',
  paused: 'OK',
  'too-frequent': 'rate limited',
  unknown: NOT_FOUND,
  ambiguous: 'ambiguous slug',
  full: 'too many checks',
  bad: 'invalid url format',
  away: 'not written down, try again',
}

/** As Uptime Kuma words it. */
const NOT_ACTIVE = 'Monitor not found or not active.'

/** What a client of that service expects to hear. */
export function replyTo(via: Convention, outcome: Outcome, reason?: string): Reply {
  const plain = (status: number, body: string): Reply => ({ status, type: 'text/plain; charset=utf-8', body })
  if (via === 'kuma') {
    if (outcome === 'accepted' || outcome === 'ignored') return json(200, { ok: true })
    const msg = reason ?? (outcome === 'paused' || outcome === 'unknown' ? NOT_ACTIVE : WORDS[outcome])
    return json(outcome === 'paused' ? 404 : STATUS[outcome], { ok: false, msg })
  }
  if (via === 'snitch' && STATUS[outcome] < 300) return plain(202, 'Got it, thanks!')
  return plain(STATUS[outcome], reason ?? WORDS[outcome])
}

function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}
