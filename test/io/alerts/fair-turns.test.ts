import { expect, it } from 'vitest'
import { createFairTurns, MOST_AT_ONCE } from '../../../src/io/alerts/fair-turns'

/** Origins that name networks. */
const NETWORKS = Array.from({ length: 9 }, (_none, n) => `network 192.0.2.${n}`)

it('an origin has four alerts in hand, a network two, and the networks sixteen together', () => {
  const turns = createFairTurns()
  const entered = (origin: string, count: number) =>
    Array.from({ length: count }, (_none, n) => turns.enter(origin, `${origin} ${n}`))
  expect(entered('page', 5)).toEqual(['free', 'free', 'free', 'free', 'wait'])
  expect(NETWORKS.slice(0, 8).map(origin => entered(origin, 2))).toEqual(Array(8).fill(['free', 'free']))
  // Neither the page's flood nor that of the networks delays anybody else.
  expect(turns.enter(NETWORKS[8] as string, 'late')).toBe('wait')
  expect(entered('ini', 4)).toEqual(['free', 'free', 'free', 'free'])
  expect(turns.next()).toBeUndefined()
  turns.leave(NETWORKS[0] as string)
  expect(turns.next()).toBe('late')
  expect(turns.enter(NETWORKS[8] as string, 'late')).toBe('free')
  expect(entered(NETWORKS[0] as string, 1)).toEqual(['wait'])
})

it('an alert that comes again while it waits says so, until its origin has a turn for it', () => {
  const turns = createFairTurns()
  for (const id of ['1', '2', '3', '4']) turns.enter('page', id)
  expect([turns.enter('page', '5'), turns.enter('page', '5'), turns.enter('page', '6')]).toEqual([
    'wait',
    'again',
    'wait',
  ])
  turns.leave('page')
  expect(turns.enter('page', '5')).toBe('free')
  turns.leave('page')
  // The one that had its turn is kept no more.
  expect([turns.next(), turns.next()]).toEqual(['6', undefined])
})

it('of those that wait, the origin comes first that has waited longest, one alert at a time', () => {
  const turns = createFairTurns()
  for (const [origin, id] of [
    ['page', 'p1'],
    ['page', 'p2'],
    ['ini', 'i1'],
    ['ini', 'i2'],
  ] as const)
    turns.keep(origin, id)
  expect(Array.from({ length: 5 }, () => turns.next())).toEqual(['p1', 'i1', 'p2', 'i2', undefined])
})

it('a turn that ends makes room for one more, and no further', () => {
  const turns = createFairTurns()
  for (const id of ['1', '2', '3', '4']) turns.enter('page', id)
  turns.leave('page')
  expect([turns.enter('page', '5'), turns.enter('page', '6')]).toEqual(['free', 'wait'])
  for (let n = 0; n < 4; n++) turns.leave('page')
  expect(['7', '8', '9', '10', '11'].map(id => turns.enter('page', id))).toEqual([
    'free',
    'free',
    'free',
    'free',
    'wait',
  ])
})

it.each([
  ['page', 3, false],
  ['page', 4, true],
  ['network 192.0.2.1', 1, false],
  ['network 192.0.2.1', 2, true],
])('an alert of %s with %i before it has to wait: %s', (origin, before, expected) => {
  expect(createFairTurns().hasToWait(origin, before)).toBe(expected)
})

it('all turns together are 36', () => {
  expect(MOST_AT_ONCE).toBe(36)
})
