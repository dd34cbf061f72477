import type { HttpAnswer, OutgoingRequest } from '../../net/exchange'
import type { Report } from './request'
import type { ReceiverVerdict } from './verdict'

/** A kind of receiver: its URLs, its requests, and its own convention of success. */
export interface Receiver {
  readonly id: string
  readonly name: string
  /** A line for the page, shown after the name and a colon as the URL is typed. */
  readonly hint: string
  matches(url: URL): boolean
  request(url: string, report: Report): OutgoingRequest
  judge(answer: HttpAnswer): ReceiverVerdict
  /** Whether its convention has a way to report a failure. */
  readonly takesFailures?: true
  /** Whether it stands for any web address, so that a page may be its answer. */
  readonly anyAddress?: true
}
