import { expect, it } from 'vitest'
import { type RedisTarget, targetOfShard, wholeOf } from '../../../src/io/redis/target'

const WHOLE: RedisTarget = { url: 'redis://host', prefix: 'attic', copies: 2, shards: 3 }

it('a part of the checks has the target of the whole, but for the number of parts', () => {
  expect(targetOfShard(WHOLE, 0)).toEqual({ url: 'redis://host', prefix: 'attic', copies: 2, shard: 0 })
  expect(targetOfShard(WHOLE, 2)).toEqual({ url: 'redis://host', prefix: 'attic', copies: 2, shard: 2 })
})

it('a part is always the same one, and leads back to its own whole', () => {
  const other: RedisTarget = { ...WHOLE }
  expect(targetOfShard(WHOLE, 1)).toBe(targetOfShard(WHOLE, 1))
  expect(targetOfShard(WHOLE, 1)).not.toBe(targetOfShard(other, 1))
  expect(wholeOf(targetOfShard(WHOLE, 1))).toBe(WHOLE)
  expect(wholeOf(targetOfShard(other, 1))).toBe(other)
  expect(wholeOf(WHOLE)).toBe(WHOLE)
})
