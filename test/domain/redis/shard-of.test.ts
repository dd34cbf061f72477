import { expect, it } from 'vitest'
import { shardNumberOf } from '../../../src/domain/redis/shard-of'

it('the part of an id never changes, since stored checks rely on it', () => {
  const ids = [
    '5f3c1a52-7c1b-4b5e-9d54-0a2f6f1c9a01',
    '00000000-0000-4000-8000-000000000000',
    'nas-backup',
    'läuft',
    '',
  ]
  expect(ids.map(id => shardNumberOf(id, 4))).toEqual([2, 3, 1, 1, 3])
  expect(ids.map(id => shardNumberOf(id, 64))).toEqual([62, 35, 45, 61, 11])
  expect(ids.map(id => shardNumberOf(id, 1))).toEqual([0, 0, 0, 0, 0])
})

it.each([2, 3, 4, 16, 64])('ids that differ in one digit fall into all of %i parts alike', shards => {
  const counts = new Array<number>(shards).fill(0)
  const each = 1_000
  for (let n = 0; n < shards * each; n++) {
    const part = shardNumberOf(`00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`, shards)
    counts[part] = (counts[part] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(0.85 * each)
  expect(Math.max(...counts)).toBeLessThan(1.15 * each)
})
