import { TOO_MANY_OPEN } from '../../domain/appliance/open-files'
import type { Breakdown, Phases } from '../../domain/net/exchange'
import { tlsFault } from '../../domain/net/tls-fault'

/** The phases that an exchange has reached so far. */
export type Reached = Omit<Phases, 'total'>

/** A breakdown on the way to an answer. The message is for people: it names the host, never the rest of the URL. */
export class NetworkFailure extends Error {
  readonly breakdown: Breakdown
  /** The fault is on this side: this machine, its network, its name server or its proxy. */
  readonly ours: boolean

  constructor(breakdown: Breakdown, message: string, ours = false) {
    super(message)
    this.breakdown = breakdown
    this.ours = ours
  }
}

type Explanation = readonly [Breakdown, (host: string) => string]

const NO_ROUTE: Explanation = ['connection', host => `there is no way to ${host} (is the network up?)`]
const NO_HOST: Explanation = ['dns', host => `there is no host of the name ${host}`]
const CLOSED: Explanation = ['connection', host => `${host} closed the connection before it answered`]
const NO_ANSWER: Explanation = ['timeout', host => `${host} cannot be reached: it does not answer`]

/** Explanations by the codes of Node and libuv. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: NO_HOST,
  ENODATA: NO_HOST,
  EAI_AGAIN: ['dns', host => `the name ${host} cannot be looked up: no DNS server answers`],
  ECONNREFUSED: ['connection', host => `connection refused by ${host}`],
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ENETDOWN: NO_ROUTE,
  EADDRNOTAVAIL: NO_ROUTE,
  ETIMEDOUT: NO_ANSWER,
  ERR_SOCKET_CONNECTION_TIMEOUT: NO_ANSWER,
}

/** Codes that mean the same for every host: nothing could be seen from here. */
const OURS = [
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'EACCES',
  'EPERM',
  ...Object.keys(TOO_MANY_OPEN),
]

/** The circumstances of an error. */
export interface Attempted {
  /** The other side in words: a URL's host, or a proxy. */
  readonly host: string
  /** Whether the TLS handshake was under way. */
  readonly shaking: boolean
  /** Epoch milliseconds. */
  readonly now: number
  /** The only version of IP that was allowed. */
  readonly family?: 4 | 6 | undefined
  /** Whether the authorities of a cafile for this host alone are trusted. */
  readonly hasCafile?: boolean
}

/** Explains an error of a socket or a request. An error without a code is no network error but a surprise, and is thrown. */
export function explainFailure(error: unknown, attempted: Attempted): NetworkFailure {
  const { host, shaking, now, family, hasCafile } = attempted
  if (error instanceof NetworkFailure) return error
  // Several addresses were tried; the error of the last one (IPv4, by rule) is the most telling.
  if (error instanceof AggregateError) {
    const each = error.errors.map(one => explainFailure(one, attempted))
    const last = each.at(-1) ?? tooLate()
    return new NetworkFailure(
      last.breakdown,
      last.message,
      each.every(({ ours }) => ours),
    )
  }
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  const ours = OURS.includes(code)
  const fault = tlsFault(error, host, now, hasCafile)
  if (fault !== undefined) return new NetworkFailure('tls', fault)
  const none = TOO_MANY_OPEN[code]
  if (none !== undefined) return new NetworkFailure('connection', `no connection to ${host}: ${none}`, ours)
  const known = EXPLANATIONS[code]
  if (known === NO_HOST && family !== undefined)
    return new NetworkFailure('dns', `there is no IPv${family} address of the name ${host}`)
  if (known !== undefined) return new NetworkFailure(known[0], known[1](host), ours)
  if (code.startsWith('HPE_'))
    return new NetworkFailure('connection', `${host} does not answer in HTTP (${code})`)
  if (syscall === 'getaddrinfo')
    return new NetworkFailure('dns', `the name ${host} cannot be looked up (${code})`)
  if (shaking || code.startsWith('ERR_SSL_'))
    return new NetworkFailure('tls', `no TLS connection to ${host} (${code})`)
  return new NetworkFailure('connection', `no connection to ${host} (${code})`, ours)
}

export function tooLate(): NetworkFailure {
  return new NetworkFailure('stale', 'its time was over before it could be sent')
}

/** @param proxy its name in words, where it is the proxy that did not answer */
export function timedOut(
  url: URL,
  reached: Reached,
  deadlineMs: number,
  proxy: string | undefined,
): NetworkFailure {
  if (proxy !== undefined)
    return new NetworkFailure('timeout', `${proxy} did not answer within ${deadlineMs / 1000} s`)
  return new NetworkFailure(
    'timeout',
    `${url.host} did not answer within ${deadlineMs / 1000} s (${stage(url, reached)})`,
  )
}

function stage(url: URL, reached: Reached): string {
  if (isShaking(url, reached)) return 'connected, but TLS did not get ready'
  if (reached.tls !== undefined) return 'connected, TLS done'
  if (reached.tcp !== undefined) return 'connected'
  return reached.dns === undefined ? 'not connected yet' : 'its address is known, but nothing answers there'
}

/** Whether the TLS handshake is under way. */
export function isShaking({ protocol }: URL, { tcp, tls }: Reached): boolean {
  return protocol === 'https:' && tcp !== undefined && tls === undefined
}
