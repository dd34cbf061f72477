/** Signals: check-ins as they arrive and as they are stored. Shapes only. */

export type SignalKind = 'success' | 'fail' | 'start' | 'log'

/** A check-in as it arrived. */
export interface Signal {
  readonly kind: SignalKind
  /** Epoch milliseconds, read at the door. */
  readonly at: number
  readonly detail: SignalDetail
}

export interface SignalDetail {
  readonly exitCode?: number
  /** At most BODY_LIMIT bytes. */
  readonly body?: string
  /** Matches the start and the end of a run; canonical UUID. */
  readonly rid?: string
  /** The sender's address. */
  readonly from?: string
  readonly agent?: string
  readonly method?: string
  /** Which convention it came by: `healthchecks`, `kuma`, `snitch`, `cronitor`, `pyremto`, `api`, ... */
  readonly via?: string
  /** Milliseconds that the sender measured itself. */
  readonly duration?: number
}

/** Bytes of a body that are stored; as many as at Healthchecks, which names them in `Ping-Body-Limit`. */
export const BODY_LIMIT = 10_000

/** A signal in the history of its check. */
export interface KeptSignal {
  /** Counts the check's signals from 1. */
  readonly n: number
  readonly kind: SignalKind
  readonly at: number
  /** Without the body: `bodies` of the store returns the last few. */
  readonly detail: Omit<SignalDetail, 'body'>
  /** Bytes of its body. */
  readonly bodySize: number
  /** Milliseconds from its start, or as the sender measured. */
  readonly duration?: number
}
