/** Searches in lists of checks: their words, their orders, and what becomes of thousands. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Order, Search } from '../../../src/domain/watch/check-lists'
import type { Watched } from '../../../src/domain/watch/ports'
import { searchWords } from '../../../src/domain/watch/search-text'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { shareRedis } from '../../support/shared-redis'
import { inBatches, MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
let one: OpenStore

beforeEach(async () => {
  one = await openStore(redis)
})
afterEach(() => one.store.close())

const names = (rows: readonly Watched[]) => rows.map(({ check }) => check.name)
const make = (name: string, given: Parameters<typeof plan>[1] = {}) =>
  one.store.create(plan(name, given), 'page', START)
const find = (typed: string, order: Order = 'worst', query: Search = {}) =>
  one.store.lists.find({ ...query, words: searchWords(typed) }, order, START + MINUTE, 10, 0)
const found = async (...asked: Parameters<typeof find>) => names((await find(...asked)).rows)

/** In the order of their last signals: pump, Küche, backup, attic. */
async function aHouse(): Promise<void> {
  const attic = await make('attic', { tags: ['house'] })
  const backup = await make('Backup of the NAS', { tags: ['nas', 'nightly'], slug: 'tank-0' })
  const kitchen = await make('Küche', { tags: ['house'] })
  const pump = await make('pump', { tags: ['Cellar'] })
  for (const [{ check }, kind, at] of [
    [backup, 'fail', START],
    [kitchen, 'success', START + 1_000],
    [pump, 'success', START + 2_000],
  ] as const)
    await one.store.record({ id: check.id }, signal(kind, at))
  expect(attic.state.lastSignalAt).toBeUndefined()
}

describe('a search', () => {
  it.each([
    ['kuche', ['Küche']],
    ['NAS', ['Backup of the NAS']],
    ['tank', ['Backup of the NAS']],
    ['nas backup', ['Backup of the NAS']],
    ['house', ['attic', 'Küche']],
    ['#hou', ['attic', 'Küche']],
    ['#ouse', []],
    ['#cellar', ['pump']],
    ['', ['Backup of the NAS', 'attic', 'Küche', 'pump']],
    ['nothing', []],
  ])('for "%s" finds %j', async (typed, expected) => {
    await aHouse()
    expect(await found(typed)).toEqual(expected)
    expect((await find(typed)).matching).toBe(expected.length)
  })

  it('holds within a status and a tag', async () => {
    await aHouse()
    expect(await found('a', 'worst', { status: 'new' })).toEqual(['attic'])
    expect(await found('#h', 'worst', { tags: ['house'], status: 'up' })).toEqual(['Küche'])
  })

  it('does not find an id', async () => {
    const { check } = await make('x')
    expect(await found('x')).toEqual(['x'])
    expect(await found(check.id.slice(0, 8))).toEqual([])
  })

  it('follows changed names and tags, adoptions and removals', async () => {
    const { check } = await make('before', { tags: ['old'], slug: 'x' })
    await one.store.update(check.id, { name: 'after', tags: ['new'] }, START)
    expect([await found('before'), await found('#old'), await found('after #new')]).toEqual([
      [],
      [],
      ['after'],
    ])
    const { check: stranger } = await one.store.createForSlug(plan('stranger'), START, {
      waits: true,
      from: '192.0.2',
    })
    expect(await found('stranger')).toEqual([])
    await one.store.adopt(stranger.id, {}, START)
    expect(await found('stranger')).toEqual(['stranger'])
    await one.store.remove(stranger.id)
    expect(await found('stranger')).toEqual([])
  })
})

describe('the order', () => {
  it('is by names without regard to capitals and accents', async () => {
    await aHouse()
    expect(await found('', 'name')).toEqual(['attic', 'Backup of the NAS', 'Küche', 'pump'])
    expect(await found('', 'name', { tags: ['house'] })).toEqual(['attic', 'Küche'])
  })

  it('is by the last signals, the latest first, those without one at the end', async () => {
    await aHouse()
    expect(await found('', 'signal')).toEqual(['pump', 'Küche', 'Backup of the NAS', 'attic'])
  })

  it('holds over pages', async () => {
    await aHouse()
    for (const order of ['worst', 'name', 'signal'] as const) {
      const all = await found('', order)
      const paged: string[] = []
      for (let skip = 0; skip < 4; skip++)
        paged.push(...names((await one.store.lists.find({}, order, START + MINUTE, 1, skip)).rows))
      expect(paged).toEqual(all)
    }
  })

  it('of thousands is that of lists in Redis, and says where there is none', {
    timeout: 60_000,
  }, async () => {
    const { lists } = one.store
    const number = (index: number) => String(index).padStart(4, '0')
    await inBatches(2_100, index => make(`N${number(index)}`, { tags: index % 2 ? ['odd'] : [] }))
    const at = START + MINUTE
    const last = await lists.find({}, 'name', at, 3, 2_098)
    expect([names(last.rows), last.matching]).toEqual([['N2098', 'N2099'], 2_100])
    const bySignal = await lists.find({}, 'signal', at, 2, 0)
    expect([names(bySignal.rows), bySignal.matching, bySignal.isUnsorted]).toEqual([
      ['N0000', 'N0001'],
      2_100,
      true,
    ])
    const text = await lists.find({ words: ['n'], status: 'new' }, 'worst', at, 2, 4)
    expect([names(text.rows), text.isMore]).toEqual([['N0004', 'N0005'], true])
    const byName = await lists.find({ words: ['n'], status: 'new' }, 'name', at, 2, 2_099)
    expect([names(byName.rows), byName.matching, byName.isMore]).toEqual([['N2099'], 2_100, undefined])
    const odd = await lists.find({ words: ['#odd', 'n'] }, 'signal', at, 2, 0)
    expect([odd.matching, odd.isUnsorted]).toEqual([1_050, undefined])
  })
})

describe('a walk', () => {
  it('meets each check that matches once, though it moves in other lists', { timeout: 60_000 }, async () => {
    await inBatches(450, index => make(`n${index}`, { tags: index < 300 ? ['many'] : [] }))
    const met: string[] = []
    const passed: number[] = []
    for (let after: string | undefined; ; ) {
      const step = await one.store.lists.walk({ tags: ['many'], status: 'new' }, START, after)
      met.push(...names(step.rows))
      passed.push(step.passed)
      expect(step.total).toBe(450)
      for (const { check } of step.rows) await one.store.pause(check.id, START)
      after = step.next
      if (after === undefined) break
    }
    expect(passed).toEqual([200, 400, 450])
    expect(met.sort()).toEqual(Array.from({ length: 300 }, (_none, index) => `n${index}`).sort())
  })
})

describe('an entry that a program of an older version left behind', () => {
  const listOf = (id: string) => {
    const shard = shardOf(redis.admin, id)
    return { shard, key: namesOf(shard).watch.list('names') }
  }

  it('is mended once it is met', async () => {
    const { check } = await make('renamed')
    const { shard, key } = listOf(check.id)
    await shard.zadd(key, 0, `former\u0001former\u0001\u0001${check.id}`)
    await shard.zrem(key, `renamed\u0001renamed\u0001\u0001${check.id}`)
    expect(await found('former')).toEqual([])
    await expect.poll(() => found('renamed')).toEqual(['renamed'])
    expect(await shard.zrange(key, '0', '-1')).toEqual([`renamed\u0001renamed\u0001\u0001${check.id}`])
  })

  it('is made where the list is not there yet', async () => {
    const { check } = await make('old')
    const { shard, key } = listOf(check.id)
    await shard.del(key)
    expect(await found('old')).toEqual(['old'])
  })
})

it('counts the checks of each tag', async () => {
  await aHouse()
  expect(await one.store.lists.tagSizes(2)).toEqual({
    tags: [
      { tag: 'house', size: 2 },
      { tag: 'Cellar', size: 1 },
    ],
    total: 4,
  })
})
