/** The port to outgoing HTTP requests; `io/net/http-client` implements it. */
import type { BinaryRequest, Exchange, OutgoingRequest } from './exchange'

export interface HttpClient {
  /**
   * `notAfter`: epoch milliseconds after which nothing may be sent; `deadlineMs`: for the whole exchange; `withhold`:
   * called right before the request is written, and a reason that it returns keeps it from that; `signal` ends it early.
   */
  send(
    request: OutgoingRequest | BinaryRequest,
    options: {
      notAfter: number
      deadlineMs?: number
      withhold?: () => Promise<string | undefined>
      signal?: AbortSignal
    },
  ): Promise<Exchange>
}

/** A connection through a proxy (Node's `Socket`), or why it gave none. */
export type Tunnel =
  | { readonly socket: object }
  /** In words for people. `ours`: the fault is that of the proxy, or of the way to it, rather than the host's. */
  | { readonly refusal: string; readonly ours: boolean }

/** The way out for other protocols than HTTP. */
export interface OtherWay {
  /** Undefined where no proxy stands between. */
  tunnel(host: string, port: number, signal: AbortSignal): Promise<Tunnel | undefined>
  /**
   * The authorities beside Node's own (Node's `SecureContext`); undefined when there are none. With the path of a file,
   * those of that file alone; rejects when it cannot be used.
   */
  authorities(file?: string): Promise<object | undefined>
}
