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
