/** The port to outgoing HTTP requests; `io/net/http-client` implements it. */
import type { BinaryRequest, Exchange, OutgoingRequest } from './exchange'

export interface HttpClient {
  /** `notAfter`: epoch milliseconds after which nothing may be sent; `deadlineMs`: for the whole exchange. */
  send(
    request: OutgoingRequest | BinaryRequest,
    options: { notAfter: number; deadlineMs?: number },
  ): Promise<Exchange>
}
