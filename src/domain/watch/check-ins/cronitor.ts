/** The convention of Cronitor's telemetry. Pure. */

import { canonicalUuid } from '../../uuid'
import type { SignalKind } from '../signal'
import { type Address, exitCodeOf, messageOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { NOT_FOUND, plainReply } from './reply'

export const cronitor: Convention = { prefix: '/cronitor/', parse, reply: plainReply }

/** A URL without a state is a heartbeat. */
const STATES: ReadonlyMap<string, SignalKind> = new Map([
  ['', 'success'],
  ['run', 'start'],
  ['complete', 'success'],
  ['ok', 'success'],
  ['fail', 'fail'],
])

/**
 * `/cronitor/p/<key>/<monitor>?state=...&message=&metric=duration:<s>&series=&status_code=`; the key is the ping key and
 * the monitor a slug or an id. An unknown monitor is not created: a typing error would look like success.
 */
function parse({ parts, query }: Address): CheckInContent | BadCheckIn {
  const [p, key = '', monitor = '', ...more] = parts
  if (p !== 'p' || monitor === '' || more.length > 0) return { outcome: 'unknown', reason: NOT_FOUND }
  const kind = STATES.get(query?.get('state') ?? '')
  if (kind === undefined)
    return { outcome: 'bad', reason: 'unknown state: run, complete, fail and ok are understood' }
  const series = query?.get('series') ?? ''
  const [seconds] =
    query?.getAll('metric').flatMap(metric => /^duration:([\d.]{1,12})$/.exec(metric)?.[1] ?? []) ?? []
  const duration = Number(seconds ?? Number.NaN) * 1000
  const id = canonicalUuid(monitor)
  return {
    target: id === undefined ? { key, slug: monitor } : { id },
    kind,
    ...(series !== '' && { rid: canonicalUuid(series) ?? `series ${series.slice(0, 100)}` }),
    ...(Number.isFinite(duration) && { duration: Math.round(duration) }),
    ...exitCodeOf(query?.get('status_code') ?? ''),
    ...messageOf(query?.get('message'), 2_000),
  }
}
