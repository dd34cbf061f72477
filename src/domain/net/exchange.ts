/** An HTTP exchange with a receiver, as far as it got. */

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  /** Sent as text/plain; charset=utf-8, unless `headers` have another type. */
  readonly body?: string
  /** Further headers, or other values than usual. As they may be secrets, no redirect is followed with them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a redirect to another host is a failure. */
  readonly sameHost?: boolean
  /** Whether it is a failure that the appliance itself would answer. */
  readonly toOthers?: boolean
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
  /** At most the first 64 KiB. */
  readonly body: string
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
  readonly at: number
  readonly phases: Phases
}

export type Exchange = HttpAnswer | Broken
