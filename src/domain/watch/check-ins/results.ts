/** Results in the words of another convention, so that none of them counts as a success. Pure. */

import type { BadCheckIn, CheckInContent } from './convention'

/** The fields by which conventions name a result. */
export const RESULT_FIELDS = ['state', 'status', 's', 'success'] as const

const SUCCESSES: readonly string[] = ['', '0', 'ok', 'up', 'complete', 'success', 'true', '1']

/**
 * Refuses a success with a field of another convention that does not name one: a client that was pointed at the wrong
 * address would report its failures in vain. `own` are the fields that the convention has understood itself.
 */
export function unlessFailure(
  content: CheckInContent | BadCheckIn,
  own: readonly string[],
  fields: URLSearchParams | undefined,
): CheckInContent | BadCheckIn {
  if (fields === undefined || 'outcome' in content || content.kind !== 'success') return content
  const foreign = RESULT_FIELDS.filter(name => !own.includes(name)).find(name =>
    fields.getAll(name).some(value => !SUCCESSES.includes(value.trim().toLowerCase())),
  )
  return foreign === undefined
    ? content
    : { outcome: 'bad', reason: `the field ${foreign} is not understood at this address` }
}
