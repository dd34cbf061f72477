/** The JSON that the page's script receives. Pure. */

import type { EditOutcome } from '../settings/reading'
import type { Progress } from './heartbeat'
import type { Fields } from './interlock'

/** The answer to *Apply*. */
export interface FormAnswer {
  readonly outcome: EditOutcome['kind'] | 'invalid'
  readonly message: string
  /** The INI's present values, where it can be read. */
  readonly saved?: Fields
  readonly revision?: string
  /** Whether heartbeats can go out with the present INI. */
  readonly usable?: boolean
  /** Epoch milliseconds of the first heartbeat. */
  readonly first?: number
}

export type ProgressAnswer = ReturnType<typeof progressAnswer>

/** The progress of a heartbeat; durations in milliseconds. */
export function progressAnswer({ job, slot, state, detail, attempts }: Progress) {
  return {
    job,
    slot: String(slot),
    // The same value under the name that `/heartbeat` gives it.
    status: state,
    state,
    detail,
    attempts: attempts.map(attempt => ({
      at: attempt.at,
      delivered: attempt.delivered,
      result: attempt.result,
      detail: attempt.detail,
      duration: attempt.phases.total,
      ...(attempt.webPage && { webPage: true as const }),
    })),
  }
}
