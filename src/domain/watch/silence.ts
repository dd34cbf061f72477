/** Silences of a check, as people and programs write them; `until` is undefined where one ends. Pure. */

import type { Fault } from '../fault'
import { parseDuration } from '../time/duration'
import { isObject, NO_OBJECT } from './asked-plan'
import { LONGEST_SPAN, MISREAD_SPAN, spanFromJson } from './field-types'
import type { Silence } from './state'

/** `8h`, `recovery` or `off`; undefined for other text, and for more than 400 days. */
export function parseSilence(text: string, now: number): { readonly until: Silence | undefined } | undefined {
  if (text === 'recovery') return { until: text }
  if (text === 'off') return { until: undefined }
  const span = parseDuration(text)
  return isSilence(span) ? { until: now + span } : undefined
}

/**
 * `{"until": "recovery"}`, `{"until": "<ISO 8601>"}`, `{"for": "2h"}`; `{}` or `{"until": null}` ends the silence. A request
 * without a body ends none.
 */
export function askedSilence(
  body: unknown,
  now: number,
): { readonly until: Silence | undefined } | { readonly faults: readonly Fault[] } {
  const fault = (key: string, reason: string) => ({ faults: [{ key, reason }] })
  if (body === undefined) return fault('', NO_BODY)
  if (!isObject(body)) return { faults: [NO_OBJECT] }
  const { until, for: length, ...rest } = body
  const [odd] = Object.keys(rest)
  if (odd !== undefined) return fault(odd, 'is not known here; there are until and for')
  if (length !== undefined) {
    if (until !== undefined) return fault('until', 'makes no sense beside "for"')
    const span = spanFromJson(length)
    return isSilence(span) ? { until: now + span } : fault('for', `${MISREAD_SPAN}, up to 400 days`)
  }
  if (until === undefined || until === null) return { until: undefined }
  if (until === 'recovery') return { until }
  const at = typeof until === 'string' ? Date.parse(until) : Number.NaN
  if (Number.isNaN(at))
    return fault('until', 'has to be "recovery" or a moment such as "2030-01-31T12:00:00Z"')
  if (at <= now) return fault('until', 'has passed already')
  return at <= now + LONGEST_SPAN ? { until: at } : fault('until', 'is more than 400 days away')
}

const NO_BODY = 'the body is missing: send {"for": "2h"} or {"until": "recovery"}; {} ends a silence'

function isSilence(span: number | undefined): span is number {
  return span !== undefined && span > 0 && span <= LONGEST_SPAN
}
