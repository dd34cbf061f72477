/** Check-ins as clients of other services send them: the registry of the conventions. Pure. */

import { addressOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { cronitor } from './cronitor'
import { healthchecks } from './healthchecks'
import { kuma } from './kuma'
import { NOT_FOUND } from './reply'
import { RESULT_FIELDS, unlessFailure } from './results'
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

/** The prefixes with their conventions, and where an address's parts begin. */
const PREFIXES = NAMED.flatMap(([via, { prefix, aliases = [] }]) => [
  { prefix, via, from: prefix.length },
  ...aliases.map(alias => ({ prefix: alias, via, from: 1 })),
])

/**
 * A prefix in other letters, with other slashes or with nothing behind it. The redirect to the log-in page, which every
 * other address gets, would look like a success to `curl -f`.
 */
const MISSPELT = new RegExp(
  `^/+(${PREFIXES.map(({ prefix }) => prefix.slice(1, -1).replaceAll('/', '/+')).join('|')})(?=[/?]|$)`,
  'i',
)

/**
 * Undefined for a request that is no check-in. Its target may be a whole URL (RFC 9112, 3.2.2). `posted` are the fields of
 * its body, if the convention takes forms.
 */
export function parseCheckIn(target: string, posted?: URLSearchParams): CheckIn | By<BadCheckIn> | undefined {
  const url = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '')
  for (const { prefix, via, from } of PREFIXES)
    if (url.startsWith(prefix)) {
      const { parse, fields } = CONVENTIONS[via]
      const address = addressOf(url, from, posted)
      return { ...unlessFailure(parse(address), fields, address.fields), via }
    }
  return MISSPELT.test(url) ? { via: 'healthchecks', outcome: 'unknown', reason: NOT_FOUND } : undefined
}

/** The names that make a body a form with fields rather than output. */
export function formFieldsOf(via: ConventionName): ReadonlySet<string> {
  return new Set([...CONVENTIONS[via].fields, ...RESULT_FIELDS])
}
