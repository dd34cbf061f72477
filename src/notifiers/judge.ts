/** The outcome of a delivery, from its HTTP exchange. */
import type { Delivery } from '../domain/alerts/alert'
import type { NotifierContext } from '../domain/alerts/ports'
import type { Breakdown, Exchange } from '../domain/net/exchange'
import { mayPass, retryAfterMs } from '../domain/net/retry'

/**
 * 2xx (or only `accepted`, where the service names one) is a delivery. A broken connection and the statuses of `mayPass`
 * are temporary, as is the one that is `passing`; every other answer is final. `Retry-After` is passed on without a limit.
 */
export function judge(exchange: Exchange, accepted?: number, passing?: number): Delivery {
  if (exchange.kind === 'broken')
    return {
      ok: false,
      permanent: false,
      ...(UNSENT.includes(exchange.breakdown) && { untaken: true }),
      ...(exchange.breakdown === 'stale' && { isLate: true }),
      detail: exchange.detail,
    }
  const { status } = exchange
  const detail = `answered ${status}`
  if (accepted === undefined ? status >= 200 && status < 300 : status === accepted)
    return { ok: true, detail }
  const permanent = !mayPass(status) && status !== passing
  const retryAfter = permanent ? undefined : retryAfterMs(exchange)
  const redirect = status >= 300 && status < 400
  return {
    ok: false,
    permanent,
    ...(status >= 300 && status < 500 && status !== 408 && { untaken: true }),
    detail: redirect ? `${detail}: it has moved; enter the new address` : detail,
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** Breakdowns before anything was sent. */
const UNSENT: readonly Breakdown[] = ['dns', 'tls', 'stale']

/** The time limits of one exchange: shorter than those of the whole attempt. */
export function limits({ notAfter }: Pick<NotifierContext, 'notAfter'>) {
  return { notAfter, deadlineMs: 15_000 }
}

export const JSON_TYPE = { 'Content-Type': 'application/json' } as const

/** The answer's JSON; an empty object where it holds none. */
export function bodyOf(exchange: Exchange): Readonly<Record<string, unknown>> {
  if (exchange.kind === 'broken') return {}
  try {
    return Object(JSON.parse(exchange.body))
  } catch {
    return {} // A proxy's page, or nothing: the status counts.
  }
}

/** The delivery with the seconds that the service's own field wants to pass, where no `Retry-After` says it. */
export function waiting(delivery: Delivery, seconds: unknown): Delivery {
  if (delivery.ok || delivery.permanent || delivery.retryAfter !== undefined) return delivery
  return typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds)
    ? { ...delivery, retryAfter: Math.ceil(seconds * 1_000) }
    : delivery
}

/** An address to which a path is added. */
export function baseOf(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '')
}
