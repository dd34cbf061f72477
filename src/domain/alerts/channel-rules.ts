/** Rules for settings of channels that depend on each other, or that a pattern cannot say. Pure. */

import type { Fault } from '../fault'
import { parseDuration } from '../time/duration'

/** Milliseconds. */
const LONGEST_OFFSET = 3_600_000

export function offsetProblem(text: string): string | undefined {
  const span = parseDuration(text)
  return span !== undefined && span <= LONGEST_OFFSET
    ? undefined
    : 'has to be a span of time up to 1h, such as 60s'
}

/** Incidents of version 2 have keys of their own watch. */
export function pagerdutyFaults({
  version,
  offset,
  severity,
}: Readonly<Record<string, string>>): readonly Fault[] {
  const isFirst = version === '1'
  return [
    ...(offset && !isFirst && offsetProblem(offset) === undefined
      ? [{ key: 'offset', reason: 'belongs to version = 1; remove it' }]
      : []),
    ...(severity && isFirst ? [{ key: 'severity', reason: 'is not known to version 1; remove it' }] : []),
  ]
}

/** A mail account takes the place of all settings of a server. */
export function mailFaults(settings: Readonly<Record<string, string>>): readonly Fault[] {
  const { account = '', host = '' } = settings
  if (account === '')
    return host === ''
      ? [{ key: 'host', reason: 'is empty. Enter a server such as smtp.example.org, or name a mail account' }]
      : []
  const beside = ['host', 'port', 'username', 'password'].filter(key => (settings[key] ?? '') !== '')
  return beside.map(key => ({ key, reason: 'stands beside a mail account; keep one of them' }))
}

/** Apprise has the services under a key, or gets their addresses with every message. */
export function appriseFaults({
  key = '',
  addresses = '',
  tag = '',
}: Readonly<Record<string, string>>): readonly Fault[] {
  if (key === '' && addresses === '')
    return [{ key: 'key', reason: 'is empty. Enter it, or addresses of services' }]
  if (key !== '' && addresses !== '')
    return [{ key: 'addresses', reason: 'stand beside a key; keep one of them' }]
  return tag !== '' && key === '' ? [{ key: 'tag', reason: 'belongs to a key; remove it' }] : []
}
