import { mark } from '../language/text'
import { isDelivered, isOfPeer, type LastResult } from './result-line'

const WORDS: Record<string, string> = {
  'Timeout error': mark('Failed: no answer in time'),
  'Conn. error': mark('Failed: no connection'),
  'Redir error': mark('Failed: redirected to where it may not lead, or too often'),
  'DNS error': mark('Failed: the name could not be looked up'),
  'TLS error': mark('Failed: the encryption or its certificate'),
  Missed: mark('Missed: not sent in time'),
  Gate: mark('Withheld: a gate was closed'),
}

/** A result in words for people. */
export function resultWords(last: LastResult): string {
  if (isOfPeer(last)) return mark('Delivered by the peer that has the duty')
  if (isDelivered(last)) return mark('Delivered')
  return WORDS[last.result] ?? mark('Failed: the receiver did not accept it')
}
