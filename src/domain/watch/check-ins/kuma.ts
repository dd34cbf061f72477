/** The convention of Uptime Kuma's push monitors. Pure. */

import { canonicalUuid } from '../../uuid'
import { type Address, messageOf, valuesOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { type CheckInOutcome, json, type Reply, STATUS, WORDS } from './reply'

export const kuma: Convention = {
  prefix: '/api/push/',
  fields: ['status', 'msg', 'ping'],
  takesForms: true,
  parse,
  reply,
}

/** As Uptime Kuma words it. */
const NOT_ACTIVE = 'Monitor not found or not active.'

/** `/api/push/<token>?status=up&msg=OK&ping=<ms>`; the token is the check's id, with or without hyphens. */
function parse({ parts, fields }: Address): CheckInContent | BadCheckIn {
  const id = canonicalUuid(parts[0] ?? '')
  if (id === undefined || parts.length > 1) return { outcome: 'unknown', reason: NOT_ACTIVE }
  // Uptime Kuma ignores a duration that begins with no number, rather than miss a sign of life.
  const duration = Number.parseFloat(fields?.get('ping') ?? '')
  if (duration < 0 || duration > 1e11) return { outcome: 'unknown', reason: 'Invalid ping value.' }
  return {
    target: { id },
    kind: valuesOf(fields, 'status').every(status => status === 'up') ? 'success' : 'fail',
    ...(!Number.isNaN(duration) && { duration }),
    ...messageOf(fields?.get('msg'), 2_000),
  }
}

/** A paused monitor is refused like one that is not there. */
function reply(outcome: CheckInOutcome, reason?: string): Reply {
  if (outcome === 'accepted' || outcome === 'ignored') return json(200, { ok: true })
  if (outcome === 'too-frequent') return json(200, { ok: true, msg: WORDS[outcome] })
  const isPaused = outcome === 'paused'
  const msg = reason ?? (isPaused || outcome === 'unknown' ? NOT_ACTIVE : WORDS[outcome])
  return json(isPaused ? STATUS.unknown : STATUS[outcome], { ok: false, msg })
}
