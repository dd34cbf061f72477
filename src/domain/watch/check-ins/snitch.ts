/** Dead Man's Snitch's convention. Pure. */

import { canonicalUuid } from '../../uuid'
import { type Address, exitCodeOf, messageOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { NOT_FOUND, plain, plainReply, STATUS } from './reply'

export const snitch: Convention = {
  prefix: '/snitch/',
  parse,
  reply: (outcome, reason) =>
    STATUS[outcome] < 300 ? plain(202, 'Got it, thanks!') : plainReply(outcome, reason),
}

/** `/snitch/<token>?m=<message>&s=<exit status>`; no status, or 0, is a success. */
function parse({ parts, query }: Address): CheckInContent | BadCheckIn {
  const id = canonicalUuid(parts[0] ?? '')
  if (id === undefined || parts.length > 1) return { outcome: 'unknown', reason: NOT_FOUND }
  const status = query?.get('s') ?? ''
  return {
    target: { id },
    kind: status === '' || status === '0' ? 'success' : 'fail',
    ...exitCodeOf(status),
    ...messageOf(query?.get('m'), 256),
  }
}
