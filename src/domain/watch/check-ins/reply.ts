/** How a check-in ended, and the answer to its client where the convention has none of its own. Pure. */

/**
 * `ignored`: a GET where only POST counts; `full`: its check is not created, as there are too many; `away`: the signal
 * cannot be stored at this moment.
 */
export type CheckInOutcome =
  | 'accepted'
  | 'created'
  | 'ignored'
  | 'paused'
  | 'too-frequent'
  | 'unknown'
  | 'ambiguous'
  | 'full'
  | 'bad'
  | 'away'

export interface Reply {
  readonly status: number
  readonly type: 'text/plain; charset=utf-8' | 'application/json; charset=utf-8'
  readonly body: string
}

export const NOT_FOUND = 'not found'

/** A check-in that comes too soon is no error for its client, as at Healthchecks: clients wait after 429, and send it again. */
export const STATUS: Readonly<Record<CheckInOutcome, number>> = {
  accepted: 200,
  created: 201,
  ignored: 200,
  paused: 200,
  'too-frequent': 200,
  unknown: 404,
  ambiguous: 409,
  full: 403,
  bad: 400,
  away: 503,
}

export const WORDS: Readonly<Record<CheckInOutcome, string>> = {
  accepted: 'OK',
  created: 'Created',
  ignored: 'OK',
  paused: 'OK',
  'too-frequent': 'OK (rate limited)',
  unknown: NOT_FOUND,
  ambiguous: 'ambiguous slug',
  full: 'too many checks',
  bad: 'invalid url format',
  away: 'not written down, try again',
}

export function plainReply(outcome: CheckInOutcome, reason: string = WORDS[outcome]): Reply {
  return plain(STATUS[outcome], reason)
}

export function plain(status: number, body: string): Reply {
  return { status, type: 'text/plain; charset=utf-8', body }
}

export function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}
