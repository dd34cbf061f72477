/** The account of the checks that strangers made, and who has to go when their room is full. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { WaitingStore } from '../../../src/domain/watch/ports'
import { connectStore, namesOf, untilReady } from '../../../src/io/redis/client'
import { shardsOf } from '../../../src/io/redis/shards'
import { openWaitingStore } from '../../../src/io/watch/waiting-store'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis(1)
const { admin } = redis
const DAY = 24 * 60 * MINUTE
const BUDGET = 1_048_576
const ACCOUNT = '{intvlm8r}:watch:waiting:account'
const STRANGER = { waits: true, from: '192.0.2' } as const
const EMPTY = { count: 0, bytes: 0, dropped: 0, fullSince: 0, fullAt: 0, toldAt: 0 }
let web: OpenStore
let waiting: WaitingStore

beforeEach(async () => {
  web = await openStore(redis)
  waiting = openWaitingStore(web.connection)
})
afterEach(() => web.store.close())

/** Makes a check that waits, and returns its id. All of these take the same room. */
async function stranger(slug: string, at = START): Promise<string> {
  return (await web.store.createForSlug(plan(slug, { slug }), at, STRANGER)).check.id
}

const account = async () => (await waiting.room()).waiting
const slugs = async () => (await waiting.waiting()).map(({ check }) => check.slug).sort()
/** The bytes that a check is charged. */
async function charged(id: string): Promise<number> {
  return Buffer.byteLength((await admin.hget('{intvlm8r}:watch:plans', id)) ?? '') + 6_500
}

describe('the room', () => {
  it('of a new watch is that of the server, or half of its machine, with nothing in it', async () => {
    onTestFinished(async () => void (await admin.config('SET', 'maxmemory', '0')))
    const field = async (name: string) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await admin.info('memory'))?.[1])
    const half = (await field('total_system_memory')) / 2
    for (const [maxmemory, limit] of [
      [64_000_000, 64_000_000],
      [0, half],
    ] as const) {
      await admin.config('SET', 'maxmemory', maxmemory)
      const { memoryShare: _share, ...rest } = await waiting.room()
      expect(rest).toEqual({ shortSince: 0, waiting: EMPTY })
      // What the test before has left is freed by and by; the answer itself takes some memory.
      await expect
        .poll(async () => (await waiting.room()).memoryShare / ((await field('used_memory')) / limit))
        .toBeCloseTo(1, 0)
    }
  })

  it('is charged by a check that waits, with its plan in bytes, until it is adopted or removed', async () => {
    const [a, b] = [await stranger('a'), await stranger('bäh')]
    const [ofA, ofB] = [await charged(a), await charged(b)]
    expect(await account()).toEqual({ ...EMPTY, count: 2, bytes: ofA + ofB })
    expect(await slugs()).toEqual(['a', 'bäh'])
    await web.store.adopt(b, {}, START)
    expect(await account()).toEqual({ ...EMPTY, count: 1, bytes: ofA })
    await web.store.remove(a)
    expect(await account()).toEqual(EMPTY)
    expect(await admin.exists('{intvlm8r}:watch:waiting', '{intvlm8r}:watch:waiting:unpinged')).toBe(0)
  })

  it('is not charged by an ordinary check', async () => {
    await web.store.createForSlug(plan('open', { slug: 'open' }), START, { waits: false, from: '192.0.2' })
    await web.store.create(plan('own'), 'page', START)
    expect(await account()).toEqual(EMPTY)
    expect(await slugs()).toEqual([])
  })

  it('notes moments, and forgets them', async () => {
    await waiting.note('toldAt', 5)
    await waiting.note('shortSince', 7)
    expect(await waiting.room()).toMatchObject({ shortSince: 7, waiting: { ...EMPTY, toldAt: 5 } })
    await waiting.note('toldAt', 0)
    await waiting.note('shortSince', 0)
    expect(await admin.exists(ACCOUNT)).toBe(0)
  })
})

describe('a check that waits', () => {
  it('goes after a day in which it was never pinged, with all that was stored of it', async () => {
    const changed: string[] = []
    const subscription = await web.store.onChange(id => changed.push(id))
    const [a, b, c] = [await stranger('a'), await stranger('b', START + 1), await stranger('c')]
    await web.store.record({ id: c }, signal('success', START))
    await expect.poll(() => changed).toEqual([a, b, c, c])
    expect(await waiting.expire(START + DAY - 1)).toBe(0)
    expect(await waiting.expire(START + DAY)).toBe(1)
    await expect.poll(() => changed).toEqual([a, b, c, c, a])
    expect(await slugs()).toEqual(['b', 'c'])
    expect(await waiting.expire(START + 90 * DAY)).toBe(1)
    expect(await slugs()).toEqual(['c'])
    expect(await admin.hkeys('{intvlm8r}:watch:slugs')).toEqual(['c'])
    expect(await admin.hkeys('{intvlm8r}:watch:states')).toEqual([c])
    expect(await account()).toEqual({ ...EMPTY, count: 1, bytes: await charged(c) })
    subscription.close()
  })

  it.each(['', 'rubbish', '7'])('whose plan is damaged takes its charge along: %s', async plan => {
    const [id, other] = [await stranger('a'), await stranger('b')]
    if (plan === '') await admin.hdel('{intvlm8r}:watch:plans', id)
    else await admin.hset('{intvlm8r}:watch:plans', id, plan)
    expect(await waiting.expire(START + DAY)).toBe(2)
    expect(await account()).toEqual(EMPTY)
    expect(await admin.hmget('{intvlm8r}:watch:states', id, other)).toEqual([null, null])
    expect(await admin.hmget('{intvlm8r}:watch:plans', id, other)).toEqual([null, null])
  })

  it('leaves no message to the alerts, which never knew of it, and no mark in the copy of the watch', async () => {
    const id = await stranger('a')
    await web.store.record({ id }, signal('fail', START))
    await web.store.remove(id)
    expect(await admin.exists('{intvlm8r}:watch:outbox', '{intvlm8r}:backup:mark')).toBe(0)
  })

  it('stands by its last ping from its first one on', async () => {
    const id = await stranger('a')
    const scores = () =>
      Promise.all(['unpinged', 'pinged'].map(name => admin.zscore(`{intvlm8r}:watch:waiting:${name}`, id)))
    expect(await scores()).toEqual([`${START}`, null])
    await web.store.record({ id }, signal('success', START + 5))
    expect(await scores()).toEqual([null, `${START + 5}`])
    await web.store.record({ id }, signal('success', START + MINUTE))
    expect(await scores()).toEqual([null, `${START + MINUTE}`])
    await web.store.adopt(id, {}, START)
    expect(await scores()).toEqual([null, null])
  })

  it('keeps its last five signals and flips, and no body', async () => {
    const id = await stranger('a')
    for (let n = 0; n < 12; n++)
      await web.store.record({ id }, signal(n % 2 === 0 ? 'success' : 'fail', START + n, { body: 'words' }))
    expect((await web.store.history(id)).map(({ n }) => n)).toEqual([12, 11, 10, 9, 8])
    expect((await web.store.flips(id)).map(({ seq }) => seq)).toEqual([12, 11, 10, 9, 8])
    expect(await web.store.bodies(id)).toEqual([])
  })
})

describe('where the room is full', () => {
  /** Leaves room for so many checks like this one. */
  const leaveRoom = async (id: string, checks: number, more = 0) =>
    await admin.hset(ACCOUNT, 'bytes', BUDGET - checks * (await charged(id)) + more)

  it('the last byte of it is used before anybody has to go', async () => {
    const a = await stranger('a')
    await leaveRoom(a, 1)
    await stranger('b', START + 1)
    expect(await account()).toEqual({ ...EMPTY, count: 2, bytes: BUDGET })
    await stranger('c', START + 3)
    expect(await slugs()).toEqual(['b', 'c'])
    expect(await account()).toEqual({
      ...{ count: 2, bytes: BUDGET, dropped: 1, fullSince: START + 3, fullAt: START + 3, toldAt: 0 },
    })
  })

  it('the oldest of those go that were never pinged, and then those whose last ping is the longest ago', async () => {
    const ids = new Map<string, string>()
    for (const [n, slug] of [...'abcd'].entries()) ids.set(slug, await stranger(slug, START + n))
    const ping = (slug: string, at: number) =>
      web.store.record({ id: ids.get(slug) ?? '' }, signal('success', START + at))
    await ping('a', 20)
    await ping('c', 10)
    await leaveRoom(ids.get('a') ?? '', 0)
    const left = [await slugs()]
    for (const [n, slug] of [...'efgh'].entries()) {
      const id = await stranger(slug, START + 100 + n)
      await web.store.record({ id }, signal('success', START + 100 + n))
      left.push(await slugs())
    }
    expect(left.map(each => each.join(''))).toEqual(['abcd', 'acde', 'acef', 'aefg', 'efgh'])
    expect(await account()).toMatchObject({
      ...{ count: 4, bytes: BUDGET, dropped: 4, fullSince: START + 100, fullAt: START + 103 },
    })
  })

  it('several go for one, where one is not enough', async () => {
    const a = await stranger('a')
    await stranger('b', START + 1)
    await stranger('c', START + 2)
    await leaveRoom(a, 0, 1)
    await stranger('d', START + 3)
    expect(await slugs()).toEqual(['c', 'd'])
    expect(await account()).toMatchObject({ count: 2, dropped: 2 })
  })

  it('nobody is left to go at last, and the new one is made all the same', async () => {
    await admin.hset(ACCOUNT, 'bytes', BUDGET)
    await stranger('a')
    expect(await slugs()).toEqual(['a'])
    expect(await account()).toMatchObject({ count: 1, dropped: 0, fullSince: 0 })
  })

  it('a check of more than a day without a ping goes first, and does not count as one that had to go', async () => {
    const a = await stranger('a')
    await leaveRoom(a, 0)
    await stranger('b', START + DAY)
    expect(await slugs()).toEqual(['b'])
    expect(await account()).toMatchObject({ count: 1, bytes: BUDGET, dropped: 0, fullSince: 0, fullAt: 0 })
  })

  it('that it has been full is counted anew once the owner was told it is over', async () => {
    const a = await stranger('a')
    await leaveRoom(a, 0)
    await stranger('b', START + 1)
    await stranger('c', START + 2)
    expect(await account()).toMatchObject({ dropped: 2, fullSince: START + 1, fullAt: START + 2 })
    await waiting.note('fullSince', 0)
    await stranger('d', START + 3)
    expect(await account()).toMatchObject({ dropped: 1, fullSince: START + 3, fullAt: START + 3 })
  })
})

it('the accounts of divided checks are one: sums, the longest shortage, and the latest moments', async () => {
  const divided = connectStore({ ...redis.target, shards: 3 })
  divided.on('error', () => {})
  const parts = shardsOf(divided)
  await untilReady(divided)
  const all = openWaitingStore(divided)
  const { memoryShare, ...none } = await all.room()
  expect(memoryShare).toBeGreaterThan(0)
  expect(none).toEqual({ shortSince: 0, waiting: EMPTY })
  const fields = [
    { bytes: 10, dropped: 1, fullSince: 8, fullAt: 20, shortSince: 30 },
    { bytes: 20, dropped: 2, fullSince: 0, fullAt: 30, toldAt: 9, shortSince: 0 },
    { bytes: 30, dropped: 3, fullSince: 7, fullAt: 25, toldAt: 4, shortSince: 40 },
  ]
  for (const [n, part] of parts.entries()) {
    await part.hset(namesOf(part).watch.waitingAccount, fields[n] as object)
    await part.hset(namesOf(part).watch.waiting, `${n}`, 1)
  }
  const { memoryShare: _share, ...room } = await all.room()
  expect(room).toEqual({
    shortSince: 30,
    waiting: { count: 3, bytes: 60, dropped: 6, fullSince: 7, fullAt: 30, toldAt: 9 },
  })
  await all.note('toldAt', 50)
  expect((await all.room()).waiting.toldAt).toBe(50)
  divided.disconnect()
})
