import { expect, it } from 'vitest'
import { BY_PEER } from '../../../src/domain/heartbeat/result-line'
import { resultWords } from '../../../src/domain/heartbeat/result-words'

it.each([
  [BY_PEER, 'Delivered by the peer that has the duty'],
  ['200', 'Delivered'],
  ['204', 'Delivered'],
  ['Timeout error', 'Failed: no answer in time'],
  ['Conn. error', 'Failed: no connection'],
  ['Redir error', 'Failed: redirected to where it may not lead, or too often'],
  ['DNS error', 'Failed: the name could not be looked up'],
  ['TLS error', 'Failed: the encryption or its certificate'],
  ['Missed', 'Missed: not sent in time'],
  ['Gate', 'Withheld: a gate was closed'],
  ['HTTP error 404', 'Failed: the receiver did not accept it'],
])('the result %s reads: %s', (result, words) => {
  expect(resultWords({ at: 0, result })).toBe(words)
})
