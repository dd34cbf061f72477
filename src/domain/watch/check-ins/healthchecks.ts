/** Healthchecks' convention, as its documentation (http_api) gives it. Pure. */

import { canonicalUuid, isUuid } from '../../uuid'
import type { SignalKind } from '../signal'
import type { Address } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { telemetry } from './cronitor'
import { NOT_FOUND, plainReply } from './reply'

export const healthchecks: Convention = {
  prefix: '/ping/',
  // `state` is Cronitor's.
  fields: ['rid', 'create', 'state'],
  takesForms: false,
  parse,
  reply: plainReply,
}

const SLUG = /^[a-z0-9_-]{1,100}$/
const ACTIONS: ReadonlyMap<string, SignalKind> = new Map([
  ['start', 'start'],
  ['fail', 'fail'],
  ['log', 'log'],
])

/** The states of Cronitor that are no actions here. */
const FOREIGN_STATES: readonly unknown[] = ['run', 'complete', 'ok', 'tick']

/** The fields of Cronitor's clients, which Healthchecks' never send. */
const FOREIGN_FIELDS = ['state', 'message', 'msg', 'metric', 'duration', 'series', 'status_code'] as const

/**
 * `/ping/<uuid>[/<action>]` and `/ping/<ping-key>/<slug>[/<action>]`, where an action may be an exit code. Cronitor's
 * clients call the same paths with a state.
 */
function parse({ parts, fields }: Address): CheckInContent | BadCheckIn {
  const [key = '', slug = ''] = parts
  const id = isUuid(key) ? key.toLowerCase() : undefined
  const [action, ...more] = parts.slice(id === undefined ? 2 : 1)
  if (more.length > 0 || (id === undefined && (key === '' || slug === ''))) return UNKNOWN
  if (isTelemetry(action, fields)) return telemetry({ key, monitor: id ?? slug, state: action }, fields)
  const meaning = meaningOf(action)
  if ('outcome' in meaning) return meaning
  const rid = fields?.get('rid') ?? undefined
  if (rid !== undefined && !isUuid(rid)) return bad('invalid uuid format')
  const create = id === undefined && fields?.get('create') === '1'
  if (create && !SLUG.test(slug)) return bad('invalid slug: small letters, digits, - and _ only')
  // Cronitor's clients put a key before an id as well.
  const named = id ?? (create ? undefined : canonicalUuid(slug))
  const target = named === undefined ? { key, slug } : { id: named }
  // Most check-ins have neither fields nor an exit code.
  if (fields === undefined && meaning.exitCode === undefined) return { target, kind: meaning.kind }
  return {
    ...meaning,
    target,
    ...(create && { create }),
    ...(rid !== undefined && { rid: rid.toLowerCase() }),
  }
}

/** Whether the path, or a field, is one of Cronitor's. Beside an action that Cronitor has not, its fields count for nothing. */
function isTelemetry(action: string | undefined, fields: URLSearchParams | undefined): boolean {
  if (FOREIGN_STATES.includes(action) || fields?.has('state')) return true
  const isShared = action === undefined || action === 'fail'
  return isShared && !fields?.has('create') && FOREIGN_FIELDS.some(name => fields?.has(name))
}

function meaningOf(action: string | undefined): Pick<CheckInContent, 'kind' | 'exitCode'> | BadCheckIn {
  if (action === undefined) return { kind: 'success' }
  const kind = ACTIONS.get(action)
  if (kind) return { kind }
  if (!/^[-+]?\d[\d.]*$/.test(action)) return UNKNOWN
  const exitCode = /^\d+$/.test(action) ? Number(action) : Number.NaN
  return exitCode <= 255 ? { kind: exitCode === 0 ? 'success' : 'fail', exitCode } : bad('invalid url format')
}

const UNKNOWN: BadCheckIn = { outcome: 'unknown', reason: NOT_FOUND }

function bad(reason: string): BadCheckIn {
  return { outcome: 'bad', reason }
}
