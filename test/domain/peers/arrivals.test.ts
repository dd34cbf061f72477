import { expect, test } from 'vitest'
import { arrivalsMessage, readArrivals, readArrivalsQuestion } from '../../../src/domain/peers/arrivals'

test('a question about arrivals is read with the ids that are texts, at most 500', () => {
  const length = 90_000_000
  expect(readArrivalsQuestion({ ids: ['a', 1, null, 'b'], ago: 0, length })).toEqual({
    ...{ ids: ['a', 'b'], ago: 0, length },
  })
  const ids = Array.from({ length: 501 }, (_, i) => `c${i}`)
  expect(readArrivalsQuestion({ ids, ago: 1 })?.ids).toEqual(ids.slice(0, 500))
})

test('a member of an older version asks about 24 hours', () => {
  expect(readArrivalsQuestion({ ids: ['a'], ago: 0 })).toEqual({ ids: ['a'], ago: 0, length: 86_400_000 })
})

test.each([
  { ids: [], ago: 0, length: -1 },
  undefined,
  null,
  {},
  { ids: 'a', ago: 0 },
  { ids: [] },
  ...[-1, '0', Number.NaN].map(ago => ({ ids: [], ago })),
])('a question of another form is none: %j', value => {
  expect(readArrivalsQuestion(value)).toBeUndefined()
})

test('arrivals are read as they were sent', () => {
  const arrivals = new Map([
    ['a', 0],
    ['b', 7],
  ])
  expect(readArrivals(JSON.parse(JSON.stringify(arrivalsMessage(arrivals))))).toEqual(arrivals)
})

test('of arrivals in another form none are read, or those that are whole', () => {
  expect(readArrivals(undefined)).toBeUndefined()
  expect(readArrivals({ arrivals: 'x' })).toBeUndefined()
  const odd = [['a', 1], 'bc', ['b'], [1, 1], ['c', -1], ['d', '1'], ['e', Number.POSITIVE_INFINITY], null]
  expect(readArrivals({ arrivals: odd })).toEqual(new Map([['a', 1]]))
})
