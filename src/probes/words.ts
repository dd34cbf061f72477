/** Words and values that several kinds of probes share. */

import type { Look } from '../domain/probes/look'
import { parseShortDuration } from '../domain/time/duration'

/** In quotation marks, with line ends and the like as escapes, and not endless. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`
}

/** A success that took longer than `slow` has a warning. */
export function withSlow(look: Look, slow: string | undefined, took: number): Look {
  const limit = slow ? parseShortDuration(slow) : undefined
  if (look.answer !== 'success' || limit === undefined || took <= limit) return look
  const warning = `it took ${Math.round(took)} ms, longer than ${slow}`
  return { ...look, warning: look.warning === undefined ? warning : `${look.warning}; ${warning}` }
}
