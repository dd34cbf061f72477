import type { HttpAnswer, OutgoingRequest } from '../../net/exchange'
import { firstBytes } from '../../shorten'

/** What a heartbeat has to say, as far as its receiver has a place for it. */
export interface Report {
  readonly message?: string
  /** How the reported run ended. A plain web address and UptimeRobot can only be told of success. */
  readonly outcome?: 'success' | 'fail'
  readonly exitCode?: number
  /** Milliseconds of the last exchange with this receiver. */
  readonly roundTrip?: number
  /** Bytes of a message that the receiver said it keeps, where that is known (see `bodyLimitOf`). */
  readonly bodyLimit?: number
}

/** As Healthchecks' http_api documents; what it says in `Ping-Body-Limit` goes first. */
const BODY_BYTES = 10_000

/** The bytes of a message that a Healthchecks server says it keeps (`Ping-Body-Limit`); undefined when it says nothing. */
export function bodyLimitOf(answer: HttpAnswer): number | undefined {
  const limit = answer.headers['ping-body-limit'] ?? ''
  return /^\d{1,9}$/.test(limit) ? Number(limit) : undefined
}

export function failed({ outcome, exitCode = 0 }: Report): boolean {
  return outcome === 'fail' || exitCode !== 0
}

export function get(url: string): OutgoingRequest {
  return { method: 'GET', url }
}

export function post(url: string, { message, bodyLimit = BODY_BYTES }: Report): OutgoingRequest {
  return {
    method: 'POST',
    url,
    ...(message ? { body: firstBytes(message, Math.min(bodyLimit, BODY_BYTES)) } : {}),
  }
}

/** Healthchecks' and Better Stack's way: `/fail` or the exit code at the end of the path. */
export function appendOutcome(url: string, report: Report): string {
  if (!failed(report)) return url
  const { exitCode = 0 } = report
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? []
  return `${path.replace(/\/$/, '')}/${exitCode > 0 && exitCode <= 255 ? exitCode : 'fail'}${rest}`
}

/** Sets these names in the query, or removes them where undefined; everything else stays byte for byte. */
export function mergeQuery(url: string, values: Readonly<Record<string, string | undefined>>): string {
  const [, base = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(url) ?? []
  const kept = query.split('&').filter(pair => pair !== '' && !Object.hasOwn(values, nameOf(pair)))
  const set = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : new URLSearchParams({ [name]: value }).toString().replaceAll('+', '%20'),
  )
  const merged = [...kept, ...set].join('&')
  return `${base}${merged === '' ? '' : `?${merged}`}${fragment}`
}

function nameOf(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? ''
}
