/** The convention of Cronitor's telemetry. Pure. */

import { canonicalUuid } from '../../uuid'
import type { SignalKind } from '../signal'
import { type Address, exitCodeOf, messageOf, valuesOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { NOT_FOUND, plainReply } from './reply'

export const cronitor: Convention = {
  prefix: '/cronitor/',
  // Clients whose host alone is changed. Their other path begins as Healthchecks' paths do.
  aliases: ['/p/'],
  fields: ['state', 'message', 'msg', 'metric', 'duration', 'series', 'status_code', 'host', 'env'],
  takesForms: true,
  parse,
  reply: plainReply,
}

/** A URL without a state is a heartbeat. */
const STATES: ReadonlyMap<string, SignalKind> = new Map([
  ['', 'success'],
  ['run', 'start'],
  ['complete', 'success'],
  ['ok', 'success'],
  // A heartbeat of CronitorCLI and of older clients.
  ['tick', 'success'],
  ['fail', 'fail'],
])

/**
 * `/cronitor/p/<key>/<monitor>?state=...`, as documented; `/cronitor/ping/...`, as npm `cronitor` and CronitorCLI send it;
 * `/cronitor/<id>`, as older clients do. The state may also end the path, as in borgmatic. The key is the ping key and the
 * monitor a slug or an id. An unknown monitor is not created: a typing error would look like success.
 */
function parse({ parts, fields }: Address): CheckInContent | BadCheckIn {
  const [form = '', ...rest] = parts
  const hasKey = form === 'p' || form === 'ping'
  const [key, monitor, ...states] = hasKey ? rest : ['', canonicalUuid(form), ...rest]
  if (!key === hasKey || !monitor || states.length > 1) return { outcome: 'unknown', reason: NOT_FOUND }
  return telemetry({ key: key ?? '', monitor, state: states[0] }, fields)
}

/** A check-in of a monitor, with the state that its path names. */
export function telemetry(
  {
    key,
    monitor,
    state,
  }: { readonly key: string; readonly monitor: string; readonly state?: string | undefined },
  fields: URLSearchParams | undefined,
): CheckInContent | BadCheckIn {
  const states = new Set([state ?? [], ...valuesOf(fields, 'state')].flat().map(each => each.toLowerCase()))
  const [name = ''] = states
  const kind = states.size > 1 ? undefined : STATES.get(name)
  if (kind === undefined)
    return { outcome: 'bad', reason: 'unknown state: run, complete, fail, ok and tick are understood' }
  const codes = valuesOf(fields, 'status_code')
  if (codes.some(code => exitCodeOf(code).exitCode === undefined))
    return { outcome: 'bad', reason: 'status_code has to be a whole number' }
  const code = codes.find(each => Number(each) !== 0) ?? codes[0]
  // A person sends `ok`, and knows that all is well again.
  const hasFailed = kind === 'success' && name !== 'ok' && code !== undefined && Number(code) !== 0
  const [series = ''] = valuesOf(fields, 'series')
  const seconds = secondsOf(fields)
  const id = canonicalUuid(monitor)
  return {
    target: id === undefined ? { key, slug: monitor } : { id },
    kind: hasFailed ? 'fail' : kind,
    ...(series !== '' && { rid: canonicalUuid(series) ?? `series ${series.slice(0, 100)}` }),
    ...(Number.isFinite(seconds) && { duration: Math.round(seconds * 1000) }),
    ...exitCodeOf(code ?? ''),
    ...messageOf(fields?.get('message') || fields?.get('msg'), 2_000),
  }
}

/** `duration=3.2` or `metric=duration:3.2`, with as many digits as the client's language prints; NaN without either. */
function secondsOf(fields: URLSearchParams | undefined): number {
  const metrics = valuesOf(fields, 'metric').flatMap(metric => /^duration:(.*)$/.exec(metric)?.[1] ?? [])
  const [seconds = ''] = [...metrics, ...valuesOf(fields, 'duration')]
  return /^\d{1,9}(\.\d+)?(e-\d+)?$/i.test(seconds) ? Number(seconds) : Number.NaN
}
