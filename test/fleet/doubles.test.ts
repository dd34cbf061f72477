import { expect, it } from 'vitest'
import type { Message } from '../support/alert-service'
import { doublesIn, type Strike } from './doubles'

const taken = (host: string, at: number, answeredAt?: number): Message => ({
  channel: 'hook',
  host,
  kind: 'trigger',
  key: 'one',
  text: '',
  at,
  answered: answeredAt !== undefined,
  ...(answeredAt !== undefined && { answeredAt }),
})
const struck = (on: Strike['on'], from: number, to: number): Strike => ({ what: 'an event', on, from, to })
const proofs = (messages: readonly Message[], strikes: readonly Strike[]) =>
  doublesIn(messages, strikes).map(({ strike }) => strike?.on)

const [first, again] = [taken('A', 10_000, 10_100), taken('B', 30_000, 30_100)]

it.each([
  ['its worker died before the record was written', struck('worker A', 11_000, 11_500), 'worker A'],
  ['its host was cut off', struck('A', 9_000, 25_000), 'A'],
  ['the servers were struck just before it was taken', struck('servers', 5_000, 8_000), 'servers'],
  ['the other worker died', struck('worker B', 10_000, 11_500), undefined],
  ['the other host was cut off', struck('B', 9_000, 25_000), undefined],
  ['a web app died', struck('web A', 10_000, 11_000), undefined],
  ['its worker died long after the record', struck('worker A', 13_000, 13_500), undefined],
  ['the servers had been there for long', struck('servers', 1_000, 6_000), undefined],
] as const)('a message that was taken twice, where %s', (_what, strike, proof) => {
  expect(proofs([first, again], [strike])).toEqual([proof])
})

it('a message without an answer is in hand until it is sent again, and each repetition needs a proof of its own', () => {
  const unanswered = taken('A', 10_000)
  const died = struck('worker A', 20_000, 20_500)
  expect(proofs([unanswered, again], [died])).toEqual(['worker A'])
  expect(proofs([unanswered, again, taken('A', 60_000, 60_100)], [died])).toEqual(['worker A', undefined])
})
