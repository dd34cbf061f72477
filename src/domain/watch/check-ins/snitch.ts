/** Dead Man's Snitch's convention. Pure. */

import { canonicalUuid } from '../../uuid'
import { type Address, exitCodeOf, messageOf, valuesOf } from './address'
import type { BadCheckIn, CheckInContent, Convention } from './convention'
import { NOT_FOUND, plain, plainReply, STATUS, WORDS } from './reply'

export const snitch: Convention = {
  prefix: '/snitch/',
  fields: ['s', 'm'],
  takesForms: true,
  parse,
  reply: (outcome, reason) =>
    STATUS[outcome] < 300
      ? plain(202, outcome === 'too-frequent' ? WORDS[outcome] : 'Got it, thanks!')
      : plainReply(outcome, reason),
}

/** `/snitch/<token>?m=<message>&s=<exit status>`; no status, or 0, is a success. */
function parse({ parts, fields }: Address): CheckInContent | BadCheckIn {
  const id = canonicalUuid(parts[0] ?? '')
  if (id === undefined || parts.length > 1) return { outcome: 'unknown', reason: NOT_FOUND }
  const statuses = valuesOf(fields, 's')
  const failure = statuses.find(status => !/^0+$/.test(status))
  return {
    target: { id },
    kind: failure === undefined ? 'success' : 'fail',
    ...exitCodeOf(failure ?? statuses[0] ?? ''),
    ...messageOf(fields?.get('m'), 256),
  }
}
