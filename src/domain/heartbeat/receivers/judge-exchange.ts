import type { Breakdown, Exchange, HttpAnswer } from '../../net/exchange'
import type { Receiver } from './receiver'
import { isSuccess, type ReceiverVerdict, refused } from './verdict'
import { isLogInPage, isMarkup, isWebPage } from './web-page'

const BREAKDOWN_RESULTS: Record<Breakdown, string> = {
  timeout: 'Timeout error',
  connection: 'Conn. error',
  redirect: 'Redir error',
  dns: 'DNS error',
  tls: 'TLS error',
  stale: 'Missed',
  withheld: 'Gate',
}

/** The verdict on an exchange. A page for people is no receiver's answer, whatever its status. Every breakdown is worth a retry, but for one that came too late. */
export function judgeExchange(receiver: Receiver, exchange: Exchange): ReceiverVerdict {
  if (exchange.kind === 'answer') return judgePage(receiver, exchange) ?? receiver.judge(exchange)
  const { breakdown, detail } = exchange
  return {
    delivered: false,
    result: BREAKDOWN_RESULTS[breakdown],
    detail,
    retry: breakdown !== 'stale' && breakdown !== 'withheld',
  }
}

/** The verdict on a page for people; undefined for every other answer. */
function judgePage(receiver: Receiver, answer: HttpAnswer): ReceiverVerdict | undefined {
  if (answer.status === CAPTIVE_PORTAL) return refused(answer, 'the network wants a log-in first')
  if (!isSuccess(answer.status) || !isMarkup(answer)) return undefined
  if (isLogInPage(answer)) return refused(answer, LOG_IN, false)
  if (!receiver.anyAddress) return isWebPage(answer) ? refused(answer, PAGE) : undefined
  // Any web address can be a receiver, also one that answers with a page.
  const verdict = receiver.judge(answer)
  return verdict.delivered ? { ...verdict, detail: DOUBT, webPage: true } : verdict
}

/** Network Authentication Required (RFC 6585, 6). */
const CAPTIVE_PORTAL = 511
const LOG_IN = 'a log-in page; this is not the ping URL, or the network wants a log-in first'
const PAGE = 'a web page; this is not the ping URL, or the network wants a log-in first'
const DOUBT = 'answered with a web page: is this the ping URL?'
