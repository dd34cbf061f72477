/** Check-ins as clients of other services send them: the registry of the conventions. Pure. */

import { addressOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { cronitor } from './cronitor'
import { healthchecks } from './healthchecks'
import { kuma } from './kuma'
import { NOT_FOUND } from './reply'
import { snitch } from './snitch'

export const CONVENTIONS = {
  healthchecks,
  kuma,
  snitch,
  cronitor,
} as const satisfies Readonly<Record<string, Convention>>

type ConventionName = keyof typeof CONVENTIONS
type By<T> = T & { readonly via: ConventionName }

export type CheckIn = By<CheckInContent>

const NAMED = Object.entries(CONVENTIONS) as readonly (readonly [ConventionName, Convention])[]

/**
 * A prefix in other letters, with other slashes or with nothing behind it. The redirect to the log-in page, which every
 * other address gets, would look like a success to `curl -f`.
 */
const MISSPELT = new RegExp(
  `^/+(${NAMED.map(([, { prefix }]) => prefix.slice(1, -1).replaceAll('/', '/+')).join('|')})(?=[/?]|$)`,
  'i',
)

/** Undefined for a request that is no check-in. Its target may be a whole URL (RFC 9112, 3.2.2). */
export function parseCheckIn(target: string): CheckIn | By<BadCheckIn> | undefined {
  const url = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '')
  for (const [via, { prefix, parse }] of NAMED)
    if (url.startsWith(prefix)) return { via, ...parse(addressOf(url, prefix.length)) }
  return MISSPELT.test(url) ? { via: 'healthchecks', outcome: 'unknown', reason: NOT_FOUND } : undefined
}
