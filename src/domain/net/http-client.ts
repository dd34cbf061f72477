/** The client of outgoing HTTP requests, as operations and notifiers see it; `io/net/http-client` implements it. */
import type { BinaryRequest, Exchange, OutgoingRequest } from './exchange'

export interface HttpClient {
  /** `notAfter`: epoch milliseconds from which on nothing may be sent any more; `deadlineMs`: for the whole exchange. */
  send(
    request: OutgoingRequest | BinaryRequest,
    options: { notAfter: number; deadlineMs?: number },
  ): Promise<Exchange>
}
