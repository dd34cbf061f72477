/** What an HTTP exchange says about a delivery. */
import type { Delivery } from '../domain/alerts/alert'
import type { NotifierContext } from '../domain/alerts/ports'
import type { Exchange } from '../domain/net/exchange'

/** Client errors that pass by themselves. */
const PASSING = [408, 425, 429]

/**
 * 2xx (or only `accepted`, where the service names one) is a delivery; 408, 425, 429, 5xx and a connection that breaks
 * may pass; every other answer is final. `Retry-After` is taken as it says.
 */
export function judge(exchange: Exchange, accepted?: number): Delivery {
  if (exchange.kind === 'broken') return { ok: false, permanent: false, detail: exchange.detail }
  const { status } = exchange
  const detail = `answered ${status}`
  if (accepted === undefined ? status >= 200 && status < 300 : status === accepted)
    return { ok: true, detail }
  const permanent = status < 500 && !PASSING.includes(status)
  const retryAfter = permanent ? undefined : waitOf(exchange.headers['retry-after'], exchange.at)
  const redirect = status >= 300 && status < 400
  return {
    ok: false,
    permanent,
    detail: redirect ? `${detail}: it has moved; enter the new address` : detail,
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** Seconds or an HTTP date -> milliseconds from `at`. */
function waitOf(value = '', at: number): number | undefined {
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const date = value.trim().endsWith('GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - at)
}

/** How long an exchange may take: less than the whole attempt. */
export function limits({ notAfter }: Pick<NotifierContext, 'notAfter'>) {
  return { notAfter, deadlineMs: 15_000 }
}

export const JSON_TYPE = { 'Content-Type': 'application/json' } as const
