/** The person who acknowledges the trouble of a check, as programs write it. Pure. */

import type { Fault } from '../fault'
import { mark, tStored } from '../language/text'
import { isObject, NO_OBJECT } from './asked-plan'

/** The name of an acknowledger whose log-in or key has none. */
export const UNNAMED = { page: mark('the owner'), api: mark('the API') } as const

/** The name of who acknowledged, as a page shows it: that of a person or a key is theirs. */
export function acknowledgerName(by: string): string {
  return by === UNNAMED.page || by === UNNAMED.api ? tStored(by) : by
}

/** `{}` or no body: the owner of the key; `{"by": "Anna"}`; `{"by": null}` takes it back. */
export function askedAcknowledgement(
  body: unknown,
): { readonly by?: string | null } | { readonly faults: readonly Fault[] } {
  if (body === undefined) return {}
  if (!isObject(body)) return { faults: [NO_OBJECT] }
  const { by, ...rest } = body
  const [odd] = Object.keys(rest)
  if (odd !== undefined) return { faults: [{ key: odd, reason: 'is not known here; there is by' }] }
  if (by === undefined) return {}
  if (by === null) return { by }
  const isName = typeof by === 'string' && /^[^\p{Cc}]{1,100}$/u.test(by) && by.trim() !== ''
  return isName
    ? { by: by.trim() }
    : { faults: [{ key: 'by', reason: 'has to be a name of at most 100 characters' }] }
}
