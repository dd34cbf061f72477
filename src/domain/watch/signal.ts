/** Signals: check-ins as they arrive and as they are stored. Shapes only. */

export type SignalKind = 'success' | 'fail' | 'start' | 'log'

/** A check-in as it arrived. */
export interface Signal {
  readonly kind: SignalKind
  /** Epoch milliseconds, read at the door. */
  readonly at: number
  readonly detail: SignalDetail
  /** It counts the time of a check from its creation, and is no ping of its client. */
  readonly isFirst?: true
}

export interface SignalDetail {
  readonly exitCode?: number
  /** At most BODY_LIMIT bytes. */
  readonly body?: string
  /** The last ENDING_LIMIT bytes of a body that is longer. */
  readonly ending?: string
  /** Matches the start and the end of a run; canonical UUID. */
  readonly rid?: string
  /** The sender's address. */
  readonly from?: string
  readonly agent?: string
  readonly method?: string
  /** Which convention it came by: `healthchecks`, `kuma`, `snitch`, `cronitor`, `pyremto`, `batchy`, `api`, ... */
  readonly via?: string
  /** Of a probe's success that needs attention soon, such as a slow answer. It stays in the state only. */
  readonly warning?: string
  /** Of a log: how much of the run is done, 0 to 100. It stays in the state only. */
  readonly percent?: number
  /** Milliseconds that the sender measured itself. */
  readonly duration?: number
}

/** The `via` of messages by 0MQ. */
export const BY_MESSAGE = 'zmq'

/** Bytes of a body that are stored; as many as at Healthchecks, which names them in `Ping-Body-Limit`. */
export const BODY_LIMIT = 10_000

/** A log is read from its end: of a body beyond the limit these bytes are stored as well. */
export const ENDING_LIMIT = 2_000

/** A signal in the history of its check. */
export interface KeptSignal {
  /** Counts the check's signals from 1. */
  readonly n: number
  readonly kind: SignalKind
  readonly at: number
  /** Without the body: `bodies` of the store returns the last few. */
  readonly detail: Omit<SignalDetail, 'body' | 'ending'>
  /** Bytes of its body. */
  readonly bodySize: number
  /** Milliseconds from its start, or as the sender measured. */
  readonly duration?: number
}
