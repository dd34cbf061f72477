/** Whether and when an HTTP answer is a reason for another attempt. Pure. */

import type { HttpAnswer } from './exchange'

/** Statuses after which the same request may succeed later; a rule without `server` has every failure of a server. */
interface RetryRule {
  readonly client: readonly number[]
  readonly server?: readonly number[]
}

const RULES = {
  /** RFC 9110 (408), RFC 8470 (425), RFC 6585 (429). */
  http: { client: [408, 425, 429] },
  /** Cronitor calls every other client error final. */
  cronitor: { client: [408, 429] },
  /** runitor's list: Healthchecks' own client tries again after these and no others. */
  runitor: { client: [408, 429], server: [500, 502, 503, 504] },
} as const satisfies Readonly<Record<string, RetryRule>>

export function mayPass(status: number, rule: keyof typeof RULES = 'http'): boolean {
  const { client, server }: RetryRule = RULES[rule]
  return status < 500 ? client.includes(status) : (server?.includes(status) ?? true)
}

/** `Retry-After` in either form, seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from the answer's end. */
export function retryAfterMs({ headers, at }: Pick<HttpAnswer, 'headers' | 'at'>): number | undefined {
  const value = headers['retry-after']?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = value.endsWith('GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - at)
}
