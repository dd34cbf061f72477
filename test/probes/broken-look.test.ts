import { expect, it } from 'vitest'
import { brokenLook } from '../../src/probes/broken-look'

const NEVER = new AbortController().signal

function failed(...codes: string[]): Error {
  const errors = codes.map(code => Object.assign(new Error(`connect ${code}`), { code }))
  const [first] = errors
  return errors.length === 1 && first !== undefined ? first : new AggregateError(errors)
}

it.each([
  ['ECONNREFUSED', 'nas:445 refuses connections'],
  ['ECONNRESET', 'nas:445 closed the connection'],
  ['EPIPE', 'nas:445 closed the connection'],
  ['EHOSTUNREACH', 'nas:445 cannot be reached'],
  ['EHOSTDOWN', 'nas:445 cannot be reached'],
  ['ETIMEDOUT', 'nas:445 does not answer'],
  ['ENOTFOUND', 'nas:445 has no address: its name is unknown'],
  ['ENODATA', 'nas:445 has no address: its name is unknown'],
  ['EWHATEVER', 'nas:445: connect EWHATEVER'],
])('%s is a failure of the target', (code, detail) => {
  expect(brokenLook(failed(code), 'nas:445', NEVER)).toEqual({ answer: 'failure', detail })
})

it.each([
  ['EAI_AGAIN', 'the name server does not answer'],
  ['ENETUNREACH', 'no network here leads to it'],
  ['ENETDOWN', 'the network here is down'],
  ['EADDRNOTAVAIL', 'this machine has no address to reach it from'],
  ['EMFILE', 'this program has too many open files'],
  ['ENFILE', 'this machine has too many open files'],
  ['ENOBUFS', 'this machine has no room for another connection'],
  ['EACCES', 'this machine does not allow the connection'],
  ['EPERM', 'this machine does not allow the connection'],
])('%s means that nothing could be seen from here', (code, detail) => {
  expect(brokenLook(failed(code), 'nas:445', NEVER)).toEqual({ answer: 'blind', detail })
})

it('a refusal at one address counts, though no network leads to the other', () => {
  const seen = brokenLook(failed('ENETUNREACH', 'ECONNREFUSED'), 'nas:445', NEVER)
  expect(seen).toEqual({ answer: 'failure', detail: 'nas:445 refuses connections' })
})

it('of two addresses the first that names our side is told', () => {
  const seen = brokenLook(failed('EWHATEVER', 'ENETUNREACH'), 'nas:445', NEVER)
  expect(seen).toEqual({ answer: 'blind', detail: 'no network here leads to it' })
})

it('an error after the end of the time is the time that ran out', () => {
  const seen = brokenLook(failed('ERR_STREAM_PREMATURE_CLOSE'), 'nas:445', AbortSignal.abort())
  expect(seen).toEqual({ answer: 'failure', detail: 'nas:445 did not answer in time' })
})
