/** An HTTP exchange with a receiver, as far as it got. */

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'OPTIONS'
  readonly url: string
  /** Sent as text/plain; charset=utf-8, unless `headers` have another type. */
  readonly body?: string
  /** Further headers, or other values than usual. As they may be secrets, no redirect is followed with them, unless `redirects` is set. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a redirect to another host is a failure. */
  readonly sameHost?: boolean
  /** Whether it is a failure that the appliance itself would answer. */
  readonly toOthers?: boolean
  /**
   * Redirects that are followed at most, three where it is absent. With 0 the redirect itself is the answer. Where it is set,
   * `headers` go along as long as scheme, host and port stay the same.
   */
  readonly redirects?: number
  /** The one version of IP to use; absent: whichever connects first. */
  readonly family?: 4 | 6
  /** The path of the authorities (PEM) that alone are trusted; absent: those of the appliance. */
  readonly cafile?: string
  /** Whether it is a failure that the address, or one that it redirects to, is no public one. */
  readonly onlyPublic?: boolean
  /** Whether any certificate will do, since the answer itself proves where it comes from. */
  readonly anyCertificate?: boolean
  /** Bytes of the answer's body to read at most, 64 KiB where it is absent. */
  readonly bodyLimit?: number
}

export interface BinaryRequest extends Omit<OutgoingRequest, 'body'> {
  readonly body: Uint8Array
}

/** Milliseconds from the start of the exchange to the end of each phase; absent for phases that were not reached. */
export interface Phases {
  readonly dns?: number
  readonly tcp?: number
  readonly tls?: number
  /** The first byte of the answer. */
  readonly answer?: number
  readonly total: number
}

export interface HttpAnswer {
  readonly kind: 'answer'
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** At most the first bytes, by the request's limit. */
  readonly body: string
  /** The body goes on beyond the limit, or ended before it was complete: by the deadline or the other side. */
  readonly cut?: 'size' | 'broken'
  /** Epoch milliseconds of its end. */
  readonly at: number
  readonly phases: Phases
}

/**
 * `stale`: nothing was sent, since the time was over before the request could be written; `withheld`: nothing was sent,
 * since the sender did not want it any more by then.
 */
export type Breakdown = 'timeout' | 'connection' | 'dns' | 'tls' | 'redirect' | 'stale' | 'withheld'

export interface Broken {
  readonly kind: 'broken'
  readonly breakdown: Breakdown
  /** For people; never holds the URL's path or query. */
  readonly detail: string
  /** The fault is on this side: this machine, its network, its name server or its proxy. */
  readonly ours?: true
  readonly at: number
  readonly phases: Phases
}

export type Exchange = HttpAnswer | Broken
