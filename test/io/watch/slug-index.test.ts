/** The index of slugs, where checks are divided: it is not changed in one step with the plans. */
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { connectStore, namesOf, untilReady } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openSlugIndex, type SlugIndex } from '../../../src/io/watch/slug-index'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis(1)
const connection = connectStore({ ...redis.target, shards: 2 })
connection.on('error', () => {})
let index: SlugIndex

beforeEach(async () => {
  index = openSlugIndex(connection)
  await untilReady(connection)
})

/** Stores what the index needs to know of a check. */
async function store(id: string, slug: string, version: string): Promise<void> {
  const part = shardOf(connection, id)
  const { plans, states } = namesOf(part).watch
  await part.hset(plans, id, JSON.stringify({ id, slug }))
  await part.hset(states, id, `${version}|{"status":"up"}`)
}
const stateOf = (id: string) => {
  const part = shardOf(connection, id)
  return part.hget(namesOf(part).watch.states, id)
}
const stored = (slug: string) => {
  const part = shardOf(connection, slug)
  return part.hget(namesOf(part).watch.slugs, slug)
}

it('the ids of a slug stand there in the order of their claims, each once', async () => {
  expect(await index.ids('nas')).toEqual([])
  expect(await index.claim('nas', 'a')).toEqual(['a'])
  expect(await index.claim('nas', 'b')).toEqual(['a', 'b'])
  expect(await index.claim('nas', 'c')).toEqual(['a', 'b', 'c'])
  for (const id of ['a', 'b', 'c']) expect(await index.claim('nas', id)).toEqual(['a', 'b', 'c'])
  expect(await index.claim('nas', 'ab')).toEqual(['a', 'b', 'c', 'ab'])
  expect([await stored('nas'), await index.ids('nas')]).toEqual(['a b c ab', ['a', 'b', 'c', 'ab']])
  expect(await index.ids('other')).toEqual([])
})

it('a conditional claim holds only while nobody else has claimed the slug', async () => {
  expect(await index.claim('nas', 'a', ['x'])).toBeUndefined()
  expect(await stored('nas')).toBeNull()
  expect(await index.claim('nas', 'a', [])).toEqual(['a'])
  expect(await index.claim('nas', 'b', [])).toBeUndefined()
  expect(await index.claim('nas', 'b', ['a'])).toEqual(['a', 'b'])
  expect(await index.claim('nas', 'b', ['a'])).toBeUndefined()
  expect(await index.claim('nas', 'b', ['a', 'b'])).toEqual(['a', 'b'])
  expect(await stored('nas')).toBe('a b')
})

it('a claim makes void what was remembered of the others that have the slug, and not of its own check', async () => {
  for (const [id, version] of [
    ['a', '12'],
    ['b', '7.123'],
    ['c', '9.5'],
  ] as const)
    await store(id, 'nas', version)
  await index.claim('nas', 'a')
  await index.claim('nas', 'b')
  expect(await Promise.all(['a', 'b', 'c'].map(stateOf))).toEqual([
    '13.s|{"status":"up"}',
    '7.123|{"status":"up"}',
    '9.5|{"status":"up"}',
  ])
  await index.claim('nas', 'c')
  expect(await Promise.all(['a', 'b', 'c'].map(stateOf))).toEqual([
    '14.s|{"status":"up"}',
    '8.s|{"status":"up"}',
    '9.5|{"status":"up"}',
  ])
})

it('a version by the clock grows as a whole number', async () => {
  await store('a', 'nas', '1795867200000.77')
  await index.claim('nas', 'a')
  await index.claim('nas', 'b')
  expect(await stateOf('a')).toBe('1795867200001.s|{"status":"up"}')
})

it('an id without a check gets no state', async () => {
  await index.claim('nas', 'a')
  await index.claim('nas', 'b')
  expect(await Promise.all(['a', 'b'].map(stateOf))).toEqual([null, null])
})

it('who leaves a slug leaves the others there, and the last one nothing', async () => {
  for (const id of ['a', 'b', 'c']) await index.claim('nas', id)
  await index.leave('nas', 'b')
  expect(await stored('nas')).toBe('a c')
  await index.leave('nas', 'x')
  expect(await stored('nas')).toBe('a c')
  await index.leave('nas', 'a')
  await index.leave('nas', 'c')
  expect(await stored('nas')).toBeNull()
  await index.leave('nas', 'c')
  expect(await stored('nas')).toBeNull()
})

it('a check that has the slug does not leave it', async () => {
  await store('a', 'nas', '1')
  await index.claim('nas', 'a')
  await index.leave('nas', 'a')
  expect(await stored('nas')).toBe('a')
  await index.claim('other', 'a')
  await index.leave('other', 'a')
  expect(await stored('other')).toBeNull()
})

it('a check that gets the slug while it is taken out is put there again', async () => {
  await index.claim('nas', 'a')
  const part = shardOf(connection, 'a')
  const { states } = namesOf(part).watch
  const { hget } = part
  let reads = 0
  part.hget = async function (this: typeof part, ...args: [string, string]) {
    if (args[0] === states && ++reads === 2) await store('a', 'nas', '1')
    return await hget.apply(this, args)
  } as typeof hget
  onTestFinished(() => {
    part.hget = hget
  })
  await index.leave('nas', 'a')
  expect(await stored('nas')).toBe('a')
})
