/** Lists of checks: what a page shows is what sorting all checks would show, however they changed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filtered, worstFirst } from '../../../src/domain/watch/check-list'
import type { ListQuery } from '../../../src/domain/watch/check-lists'
import { entryOf, isEntry } from '../../../src/domain/watch/list-order'
import type { Watched } from '../../../src/domain/watch/ports'
import { watchedAt } from '../../../src/domain/watch/status-at'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf, shardsOf } from '../../../src/io/redis/shards'
import { openListMending } from '../../../src/io/watch/mend-lists'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import {
  inBatches,
  MINUTE,
  type OpenStore,
  openStore,
  openSweeps,
  plan,
  START,
  signal,
} from '../../support/watch'

const redis = await shareRedis()
let one: OpenStore

beforeEach(async () => {
  one = await openStore(redis)
})
afterEach(() => one.store.close())

const names = (rows: readonly Watched[]) => rows.map(({ check }) => check.name)

/** Checks in every status, with tags and channels. */
async function aMixture(): Promise<void> {
  const { store } = one
  const make = (name: string, given: Parameters<typeof plan>[1] = {}) =>
    store.create(plan(name, given), 'page', START)
  for (const name of ['zebra', 'ant', 'Ёж', 'bee', '🦊', 'cow']) {
    const { check } = await make(name, { tags: name < 'c' ? ['small', 'zoo'] : ['zoo'], channels: ['mail'] })
    await store.record({ id: check.id }, signal('success', START))
  }
  for (const [index, name] of ['first', 'second', 'third'].entries()) {
    const { check } = await make(name, { tags: ['zoo'], channels: index === 0 ? [] : ['gone'] })
    await store.record({ id: check.id }, signal('fail', START + index * 1_000))
  }
  await make('fresh', { channels: ['gone', 'mail'] })
  const { check } = await make('resting', { channels: ['gone', 'lost'] })
  await store.pause(check.id, START)
}

/** The list as sorting all checks makes it. */
async function expected({ status, tags = [], channels }: ListQuery, now: number): Promise<string[]> {
  const all = (await allChecks(one.store)).map(each => watchedAt(each, now))
  const found = tags.reduce(
    (left, tag) => filtered(left, { tag }),
    filtered(all, { ...(status && { status }) }),
  )
  return names(worstFirst(channels ? found.filter(({ check }) => channels(check.channels)) : found))
}

const UNALERTED: ListQuery = { channels: names => names.every(name => name !== 'mail') }
const QUERIES: readonly ListQuery[] = [
  {},
  { status: 'up' },
  { status: 'down' },
  { tags: ['zoo'] },
  { tags: ['zoo', 'small'] },
  { tags: ['none'] },
  { tags: ['small'], status: 'up' },
  UNALERTED,
  { ...UNALERTED, tags: ['zoo'] },
  { ...UNALERTED, status: 'paused' },
  { channels: names => names.length === 0 },
]

describe('a list', () => {
  it.each([
    ['soon after the signals', START + MINUTE, [11, 6, 3, 9, 2, 0, 2, 4, 3, 1, 1]],
    ['when checks are late that nobody has swept', START + 11 * MINUTE, [11, 0, 3, 9, 2, 0, 0, 4, 3, 1, 1]],
    ['when their time has run out', START + 60 * MINUTE, [11, 0, 9, 9, 2, 0, 0, 4, 3, 1, 1]],
  ])('is that of all checks, sorted, %s', async (_when, now, wantedSizes) => {
    await aMixture()
    const sizes: number[] = []
    for (const query of QUERIES) {
      const wanted = await expected(query, now)
      sizes.push(wanted.length)
      expect(await one.store.lists.size(query, now)).toBe(wanted.length)
      const rows: Watched[] = []
      for await (const batch of one.store.lists.each(query, now)) rows.push(...batch)
      expect(names(rows)).toEqual(wanted)
      for (const limit of [1, 4]) {
        const skipped: string[] = []
        for (let skip = 0; skip < wanted.length; skip += limit)
          skipped.push(...names((await one.store.lists.page(query, now, limit, { skip })).rows))
        expect(skipped).toEqual(wanted)
        const followed: string[] = []
        for (let after: string | undefined; ; ) {
          const page = await one.store.lists.page(query, now, limit, after === undefined ? {} : { after })
          followed.push(...names(page.rows))
          after = page.next
          if (after === undefined) break
        }
        expect(followed).toEqual(wanted)
      }
    }
    expect(sizes).toEqual(wantedSizes)
  })

  it('is the same after a sweep has written what the clock showed', async () => {
    await aMixture()
    const now = START + 60 * MINUTE
    const before = await one.store.lists.page({}, now, 100)
    const sweeps = openSweeps(redis, () => now)
    await sweeps.lapse(await sweeps.due(now, 100), now)
    await sweeps.close()
    expect(names((await one.store.lists.page({}, now, 100)).rows)).toEqual(names(before.rows))
    const { counts, total, unalerted, behind } = await one.store.lists.overview(now, ['mail'])
    expect({ counts, total, unalerted, behind }).toEqual({
      counts: { down: 9, blind: 0, late: 0, new: 1, up: 0, paused: 1 },
      total: 11,
      unalerted: 4,
      behind: 0,
    })
  })

  it('follows changes of names, tags and channels, and removals', async () => {
    await aMixture()
    const [ant] = (await one.store.lists.page({ tags: ['small'] }, START, 1)).rows
    await one.store.update(ant?.check.id ?? '', { name: 'wasp', tags: ['flies'], channels: [] }, START)
    expect(names((await one.store.lists.page({ tags: ['small'] }, START, 9)).rows)).toEqual(['bee'])
    expect(names((await one.store.lists.page({ tags: ['flies'] }, START, 9)).rows)).toEqual(['wasp'])
    expect(await one.store.lists.tags()).toEqual(['zoo', 'flies', 'small'])
    expect(await one.store.lists.tags(1)).toEqual(['zoo'])
    await one.store.remove(ant?.check.id ?? '')
    expect(await one.store.lists.tags()).toEqual(['zoo', 'small'])
    expect(await one.store.lists.size({ channels: names => names.includes('gone') }, START)).toBe(4)
    expect(await one.store.lists.size(UNALERTED, START)).toBe(4)
  })

  it('has a check that waits only once it is adopted', async () => {
    const { check } = await one.store.createForSlug(plan('stranger'), START, { waits: true, from: '192.0.2' })
    expect(await one.store.lists.size({}, START)).toBe(0)
    await one.store.adopt(check.id, {}, START)
    expect(names((await one.store.lists.page({}, START, 9)).rows)).toEqual(['stranger'])
  })

  it('pages through many with the same cost, in full', async () => {
    const made = await inBatches(1_300, index => one.store.create(plan(`n${index}`), 'page', START))
    const { rows } = await one.store.lists.page({}, START, 40, { skip: 1_280 })
    expect(rows).toHaveLength(20)
    const all: string[] = []
    for await (const batch of one.store.lists.each({}, START)) {
      expect(batch.length).toBeLessThanOrEqual(100)
      all.push(...names(batch))
    }
    expect(all).toEqual(made.map(({ check }) => check.name).sort())
  })
})

describe('lists that an older version did not keep', () => {
  const partOf = (id: string) => namesOf(shardOf(redis.admin, id)).watch

  /** As a program of version 1.0 leaves them: it writes plans and states, and nothing else. */
  async function forgetLists(): Promise<void> {
    for (const shard of shardsOf(redis.admin)) {
      const { watch } = namesOf(shard)
      const keys = await redis.admin.keys(`${watch.list('').replace(/[{}]/g, '?')}*`)
      await redis.admin.del(...keys, watch.tags, watch.channelSets, watch.listed)
    }
  }

  it('are made when they are read', async () => {
    await aMixture()
    await forgetLists()
    expect(names((await one.store.lists.page({}, START, 100)).rows)).toEqual(await expected({}, START))
    expect(await one.store.lists.tags()).toEqual(['zoo', 'small'])
    expect(await one.store.lists.size(UNALERTED, START)).toBe(4)
  })

  it('are mended where it made and removed checks meanwhile', async () => {
    await aMixture()
    const [ghost] = (await one.store.lists.page({}, START, 1)).rows
    const { check: quiet } = await one.store.create(plan('quiet', { tags: ['old'] }), 'page', START)
    const gone = ghost?.check.id ?? ''
    await redis.admin.hdel(partOf(gone).plans, gone)
    await redis.admin.hdel(partOf(gone).states, gone)
    expect(names((await one.store.lists.page({}, START, 100)).rows)).toEqual(await expected({}, START))
    expect((await one.store.lists.overview(START, ['mail'])).counts.down).toBe(2)
    await redis.admin.zrem(
      partOf(quiet.id).list('tag:old'),
      entryOf({ check: quiet, state: { status: 'new' } } as Watched),
    )
    await openListMending(redis.admin).mend()
    expect(names((await one.store.lists.page({ tags: ['old'] }, START, 9)).rows)).toEqual(['quiet'])
  })

  it('show a check at its place once a row with another status has been read', async () => {
    await aMixture()
    const [down] = (await one.store.lists.page({ status: 'down' }, START, 1)).rows
    const id = down?.check.id ?? ''
    const watch = partOf(id)
    const before = await redis.admin.hget(watch.states, id)
    await one.store.record({ id }, signal('success', START + MINUTE))
    const recovered = (await redis.admin.hget(watch.states, id)) ?? ''
    await redis.admin.zrem(watch.list('all'), entryOf({ ...down, state: { status: 'up' } } as Watched))
    await redis.admin.zadd(watch.list('all'), 0, entryOf(down as Watched))
    expect(recovered).not.toBe(before)
    await one.store.lists.page({ status: 'down' }, START + MINUTE, 9)
    await expect.poll(() => one.store.lists.size({ status: 'down' }, START + MINUTE)).toBe(2)
    expect(names((await one.store.lists.page({ status: 'up' }, START + MINUTE, 9)).rows)).toContain(
      down?.check.name,
    )
  })

  it('count a damaged record as one that is in no list, once', async () => {
    await aMixture()
    const watch = partOf('broken')
    await redis.admin.hset(watch.plans, 'broken', '{')
    await redis.admin.hset(watch.states, 'broken', '1|{')
    expect(await one.store.lists.size({}, START)).toBe(11)
    expect(await redis.admin.get(watch.listed)).toBe('1')
    expect(await one.store.lists.size({}, START)).toBe(11)
  })
})

it('an entry is known by its three parts', () => {
  expect(isEntry('4\u0001bee\u0001id')).toBe(true)
  for (const text of ['', '4', '4\u0001bee', 'x\u0001bee\u0001id', '4\u0001a\u0001b\u0001c'])
    expect(isEntry(text)).toBe(false)
})

it('lists are read also where Redis has no memory left, so that somebody can look what may go', async () => {
  await aMixture()
  const { maxmemory = '0' } = (await redis.admin.config('GET', 'maxmemory')) as unknown as Record<
    string,
    string
  >
  await redis.admin.config('SET', 'maxmemory', '1')
  try {
    expect((await one.store.lists.page({}, START, 2)).rows).toHaveLength(2)
    expect(await one.store.lists.size({}, START)).toBe(11)
    const [first] = (await one.store.lists.page({}, START, 1)).rows
    expect(await one.store.remove(first?.check.id ?? '')).toBe('removed')
  } finally {
    await redis.admin.config('SET', 'maxmemory', maxmemory)
  }
})
