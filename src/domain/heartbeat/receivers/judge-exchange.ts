import type { Breakdown, Exchange } from '../../net/exchange'
import type { Receiver } from './receiver'
import type { Verdict } from './verdict'

const BREAKDOWN_RESULTS: Record<Breakdown, string> = {
  timeout: 'Timeout error',
  connection: 'Conn. error',
  redirect: 'Redir error',
  dns: 'DNS error',
  tls: 'TLS error',
  stale: 'Missed',
}

/** The verdict on an exchange. Every breakdown is worth a retry, but for one that came too late. */
export function judgeExchange(receiver: Receiver, exchange: Exchange): Verdict {
  if (exchange.kind === 'answer') return receiver.judge(exchange)
  const { breakdown, detail } = exchange
  return { delivered: false, result: BREAKDOWN_RESULTS[breakdown], detail, retry: breakdown !== 'stale' }
}
