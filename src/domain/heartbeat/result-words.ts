import { isDelivered, isOfPeer, type LastResult } from './result-line'

const WORDS: Record<string, string> = {
  'Timeout error': 'Failed: no answer in time',
  'Conn. error': 'Failed: no connection',
  'Redir error': 'Failed: redirected to where it may not lead, or too often',
  'DNS error': 'Failed: the name could not be looked up',
  'TLS error': 'Failed: the encryption or its certificate',
  Missed: 'Missed: not sent in time',
  Gate: 'Withheld: a gate was closed',
}

/** A result in words for people. */
export function resultWords(last: LastResult): string {
  if (isOfPeer(last)) return 'Delivered by the peer that has the duty'
  if (isDelivered(last)) return 'Delivered'
  return WORDS[last.result] ?? 'Failed: the receiver did not accept it'
}
