/** The person who acknowledges the trouble of a check, as programs write it. Pure. */

import type { Fault } from '../fault'
import { isObject, NO_OBJECT } from './asked-plan'

/** `{}`: the owner of the key; `{"by": "Anna"}`; `{"by": null}` takes it back. */
export function askedAcknowledgement(
  body: unknown,
): { readonly by?: string | null } | { readonly faults: readonly Fault[] } {
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
