import { expect, it } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import { createCheckCache } from '../../../src/io/watch/check-cache'
import { plan, START } from '../../support/watch'

const found = (id: string, bytes: number) => ({
  watched: {
    check: { ...plan(id), id, origin: 'api', createdAt: START },
    state: newState(START),
    version: '1',
  } as const,
  bytes,
})

it('forgets the checks that came first once all take more bytes than they may', () => {
  const cache = createCheckCache(1_500)
  for (const id of ['a', 'b', 'c']) {
    cache.learn(found(id, 300))
    cache.learnSlug(id, id)
  }
  expect(['a', 'b', 'c'].map(id => cache.get(id)?.check.id)).toEqual(['a', 'b', 'c'])
  cache.learn(found('large', 600))
  expect(['a', 'b', 'c', 'large'].map(id => cache.get(id)?.check.id)).toEqual([
    undefined,
    undefined,
    'c',
    'large',
  ])
  expect([cache.idOf('a'), cache.idOf('c')]).toEqual([undefined, 'c'])
  cache.forget('c')
  cache.learn(found('d', 400))
  expect(cache.get('large')).toBeDefined()
  expect(cache.get('d')).toBeDefined()
})

it('has room for one check at least, however large it is', () => {
  const cache = createCheckCache(100)
  cache.learn(found('a', 30))
  cache.learn(found('huge', 5_000))
  expect(cache.get('huge')).toBeDefined()
  expect(cache.get('a')).toBeUndefined()
})

it('finds some again of checks that come round one after the other, though they are twice as many as have room', () => {
  const cache = createCheckCache(15_000)
  const ids = Array.from({ length: 200 }, (_, index) => `check ${index}`)
  let hits = 0
  for (const round of [1, 2, 3])
    for (const id of ids) {
      if (round > 1 && cache.get(id)) hits++
      cache.learn(found(id, 100))
      expect(cache.get(id)).toBeDefined()
    }
  // A hundred have room; each round finds most of them.
  expect(hits).toBeGreaterThan(2 * 70)
})

it('takes a check in that comes again and again among others that come once', () => {
  const cache = createCheckCache(15_000)
  const once = Array.from({ length: 2_000 }, (_, index) => `once ${index}`)
  for (const id of once.slice(0, 100)) cache.learn(found(id, 100))
  let hits = 0
  for (const id of once.slice(100)) {
    cache.learn(found(id, 100))
    if (cache.get('often')) hits++
    else cache.learn(found('often', 100))
  }
  expect(hits).toBeGreaterThan(1_000)
})

it('is half empty below half of its room, and no more once it has been full, whatever goes', () => {
  const cache = createCheckCache(3_000)
  expect(cache.isHalfEmpty()).toBe(true)
  cache.learn(found('a', 999))
  expect(cache.isHalfEmpty()).toBe(true)
  cache.learn(found('b', 1))
  expect(cache.isHalfEmpty()).toBe(false)
  for (const id of ['c', 'd', 'e', 'f']) {
    cache.learn(found(id, 400))
    expect(cache.isHalfEmpty()).toBe(false)
  }
  cache.forget('f')
  expect(cache.isHalfEmpty()).toBe(false)
})
