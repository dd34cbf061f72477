/** The JSON that the page's script receives. Pure. */

import type { EditOutcome } from '../settings/reading'
import type { Attempt, Progress } from './heartbeat'
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

/**
 * The progress of a heartbeat; durations in milliseconds. `present`: the settings of now (`targetOf`), where they are
 * known.
 */
export function progressAnswer({ job, slot, state, detail, attempts }: Progress, present?: string) {
  return {
    job,
    slot: String(slot),
    // The same value under the name that `/heartbeat` gives it.
    status: state,
    state,
    detail,
    ...(wasSentBefore(attempts, present) && { before: true as const }),
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

/** Whether the last attempt was made with other settings than those of now. */
export function wasSentBefore(
  attempts: readonly Pick<Attempt, 'target'>[],
  present: string | undefined,
): boolean {
  const sent = attempts.at(-1)?.target
  return sent !== undefined && present !== undefined && sent !== present
}
