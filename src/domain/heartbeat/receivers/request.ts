import type { HttpAnswer, OutgoingRequest } from '../../net/exchange'
import { firstBytes } from '../../shorten'

/** The content of a heartbeat; each receiver's request carries the parts that it has a place for. */
export interface Report {
  readonly message?: string
  /** The end of the reported run. A plain web address and UptimeRobot have no way to report a failure. */
  readonly outcome?: 'success' | 'fail'
  readonly exitCode?: number
  /** The duration of the last exchange with this receiver, in milliseconds. */
  readonly roundTrip?: number
  /** The bytes of a message that the receiver keeps, where they are known (see `bodyLimitOf`). */
  readonly bodyLimit?: number
}

/** The default of Healthchecks' http_api; a server's own `Ping-Body-Limit` comes first. */
const BODY_BYTES = 10_000

/** The bytes of a message that a Healthchecks server keeps (`Ping-Body-Limit`); undefined without that header. */
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

/** A failure in the way of Healthchecks and Better Stack: `/fail` or the exit code at the end of the path. */
export function appendOutcome(url: string, report: Report): string {
  if (!failed(report)) return url
  const { exitCode = 0 } = report
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? []
  return `${path.replace(/\/$/, '')}/${exitCode > 0 && exitCode <= 255 ? exitCode : 'fail'}${rest}`
}

/** Sets these names in the query, or removes undefined ones; everything else stays byte for byte. */
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
