/** One HTTP exchange with a receiver, as far as it got. */

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  /** Sent as text/plain; charset=utf-8, unless `headers` say otherwise. */
  readonly body?: string
  /** Further ones, or others than usual. A redirection is not followed then, as they may be secrets. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface BinaryRequest extends Omit<OutgoingRequest, 'body'> {
  readonly body: Uint8Array
}

/** Milliseconds since the start of the exchange at which each phase was done; absent when it was not reached. */
export interface Phases {
  readonly dns?: number
  readonly tcp?: number
  readonly tls?: number
  /** First byte of the answer. */
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
  /** Epoch milliseconds at its end. */
  readonly at: number
  readonly phases: Phases
}

/** `stale`: its time was over before the request could be written, so nothing was sent. */
export type Breakdown = 'timeout' | 'connection' | 'dns' | 'tls' | 'redirect' | 'stale'

export interface Broken {
  readonly kind: 'broken'
  readonly breakdown: Breakdown
  /** For people; never holds the URL's path or query. */
  readonly detail: string
  readonly at: number
  readonly phases: Phases
}

export type Exchange = HttpAnswer | Broken
