/** A watch whose checks are in four parts, on a Cluster of one node: it refuses whatever touches two slots at once. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { openHeartbeatQueue } from '../../../src/io/heartbeat/queue'
import {
  connectProducer,
  connectStore,
  connectWorker,
  namesOf,
  untilReady,
} from '../../../src/io/redis/client'
import { openServerLook } from '../../../src/io/redis/server-look'
import { idBeside, openedWith, shardOf, shardsOf } from '../../../src/io/redis/shards'
import { openPlanSaves } from '../../../src/io/watch/divided-plans'
import { mendSlugs } from '../../../src/io/watch/mend-slugs'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { openSchedules } from '../../../src/io/watch/schedules'
import { openSlugIndex } from '../../../src/io/watch/slug-index'
import { openSweepStore } from '../../../src/io/watch/sweep-store'
import { openWaitingStore } from '../../../src/io/watch/waiting-store'
import { blindNotices } from '../../../src/operations/alerts/blind-notices'
import { allChecks } from '../../support/all-checks'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'
import { inBatches, MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis(4)
const { admin } = redis
let one: OpenStore
let two: OpenStore

beforeEach(async () => {
  one = await openStore(redis)
  two = await openStore(redis)
})

afterEach(async () => {
  await Promise.all([one.store.close(), two.store.close()])
})

const slugKey = (slug: string) => namesOf(shardOf(admin, slug)).watch.slugs
const idsOf = async (slug: string) => (await admin.hget(slugKey(slug), slug))?.split(' ') ?? []

describe('checks in parts', () => {
  it('are spread over all tags, the first of which is that of the watch', async () => {
    await inBatches(200, n => one.store.create(plan(`check ${n}`), 'page', START))
    const sizes = await Promise.all(
      ['{intvlm8r}', '{intvlm8r:1}', '{intvlm8r:2}', '{intvlm8r:3}'].map(tag =>
        admin.hlen(`${tag}:watch:plans`),
      ),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200)
    expect(Math.min(...sizes)).toBeGreaterThan(25)
    expect(await two.store.count()).toBe(200)
    expect(await allChecks(two.store)).toHaveLength(200)
    const batches: string[] = []
    for await (const checks of two.store.byCreation()) batches.push(...checks.map(({ check }) => check.id))
    expect(new Set(batches).size).toBe(200)
  })

  it('are read ahead in each part, once a check-in had to read its check', async () => {
    const made = await inBatches(120, n => one.store.create(plan(`check ${n}`), 'page', START))
    const ids = made.map(({ check }) => check.id)
    for (const shard of shardsOf(admin)) {
      const own = ids.filter(id => shardOf(admin, id) === shard)
      const next = async () => {
        const id = own.pop() ?? expect.fail('none of this part was read ahead')
        const { hmget } = await commandsDuring(admin, () =>
          two.store.record({ id }, signal('success', START)),
        )
        return hmget
      }
      // The script alone reads the state then.
      await expect.poll(next).toBe(1)
    }
  })

  it('are listed as one list, from any rank and after any entry, and counted together', async () => {
    const made = await inBatches(120, n =>
      one.store.create(
        plan(`c${`${n}`.padStart(3, '0')}`, { tags: n % 2 === 0 ? ['even', 'all'] : ['all'] }),
        'page',
        START,
      ),
    )
    const inOrder = made.map(({ check }) => check.name).sort()
    for (const skip of [0, 1, 7, 50, 99, 119, 120, 300]) {
      const { rows, next } = await two.store.lists.page({}, START, 10, { skip })
      expect(rows.map(({ check }) => check.name)).toEqual(inOrder.slice(skip, skip + 10))
      expect(next !== undefined).toBe(skip + 10 < 120)
    }
    const followed: string[] = []
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await two.store.lists.page(
        { tags: ['even'] },
        START,
        7,
        after === undefined ? {} : { after },
      )
      followed.push(...page.rows.map(({ check }) => check.name))
      after = page.next
    }
    expect(followed).toEqual(inOrder.filter((_name, n) => n % 2 === 0))
    expect(await two.store.lists.tags()).toEqual(['all', 'even'])
    expect(await two.store.lists.tags(1)).toEqual(['all'])
    expect((await two.store.lists.overview(START, [])).total).toBe(120)
  })

  it('hand their flips to one outbox, those of each check in order', async () => {
    const made = await inBatches(40, n => one.store.create(plan(`check ${n}`), 'page', START))
    for (const kind of ['fail', 'success', 'fail'] as const)
      await Promise.all(made.map(({ check }) => one.store.record({ id: check.id }, signal(kind, START))))
    const outbox = openOutboxes(connectWorker(redis.target))
    onTestFinished(() => outbox.close())
    const flips = new Map<string, string[]>()
    for (let left = 120; left > 0; ) {
      const entries = await outbox.take(50, 2_000)
      left -= entries.length
      for (const { record } of entries)
        if (record.kind === 'flip')
          flips.set(record.flip.check, [...(flips.get(record.flip.check) ?? []), record.flip.to])
      await outbox.done(entries.map(({ id }) => id))
    }
    expect([...flips.values()]).toEqual(made.map(() => ['down', 'up', 'down']))
    const left = await Promise.all(shardsOf(admin).map(shard => shard.xlen(namesOf(shard).watch.outbox)))
    expect(left).toEqual([0, 0, 0, 0])
  })

  it('keep the alerts of no other part waiting while a part fails', async () => {
    const [away = ''] = [namesOf(shardOf(admin, 'a text')).watch.outbox]
    await admin.set(away, 'no stream')
    const id = idBeside(admin, 'slug of another part')
    expect(namesOf(shardOf(admin, id)).watch.outbox).not.toBe(away)
    await one.store.create(plan('a'), 'page', START, id)
    await one.store.record({ id }, signal('fail', START))
    const outbox = openOutboxes(connectWorker(redis.target))
    onTestFinished(() => outbox.close())
    expect(await outbox.take(9, 500)).toMatchObject([{ record: { kind: 'flip', flip: { check: id } } }])
    await expect(outbox.take(9, 100)).rejects.toThrow('WRONGTYPE')
  })

  it('are swept part by part, and a gap of all parts is one digest', async () => {
    const made = await inBatches(40, n => one.store.create(plan(`check ${n}`), 'page', START))
    await Promise.all(made.map(({ check }) => one.store.record({ id: check.id }, signal('success', START))))
    const later = START + 13 * MINUTE
    const connection = connectWorker(redis.target)
    onTestFinished(() => connection.disconnect())
    const sweeps = shardsOf(connection).map(shard => openSweepStore(shard, openSchedules(), () => later))
    const due = await Promise.all(sweeps.map(sweep => sweep.due(later, 100)))
    expect(due.every(found => found.length > 0)).toBe(true)
    expect(due.flat()).toHaveLength(40)
    const gap = { from: START, to: later }
    const counts = await Promise.all(sweeps.map(sweep => sweep.grantAmnesty(gap, true)))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
    const outbox = openOutboxes(connectWorker(redis.target))
    onTestFinished(() => outbox.close())
    let entries = await outbox.take(500, 2_000)
    while (!entries.some(({ record }) => record.kind === 'blind')) entries = await outbox.take(500, 2_000)
    for (const { check } of made) await one.store.update(check.id, { channels: ['mail'] }, later)
    const notices = await blindNotices(
      entries,
      [{ name: 'mail', kind: 'ntfy', settings: {}, origin: 'page' }],
      one.store,
      later,
    )
    expect(notices).toHaveLength(1)
    expect(await Promise.all(sweeps.map(sweep => sweep.due(later, 100)))).toEqual([[], [], [], []])
  })

  it('that wait to be adopted leave no slug behind when they have to go', async () => {
    const making = { waits: true, from: '192.0.2.7' }
    const slugs = Array.from({ length: 20 }, (_none, n) => `stranger-${n}`)
    for (const slug of slugs) await one.store.createForSlug(plan(slug, { slug }), START, making)
    expect((await one.store.room()).waiting.count).toBe(20)
    expect(await one.store.waiting()).toHaveLength(20)
    expect(await openWaitingStore(one.connection).expire(START + 3 * 24 * 60 * MINUTE)).toBe(20)
    expect((await one.store.room()).waiting).toMatchObject({ count: 0, bytes: 0 })
    expect(await Promise.all(slugs.map(slug => admin.hexists(slugKey(slug), slug)))).toEqual(
      slugs.map(() => 0),
    )
  })

  it('whose part is away are refused alone, as by a Redis that has gone', async () => {
    const [here, there] = [idBeside(admin, 'nas-backup'), idBeside(admin, 'a text')]
    await one.store.create(plan('here'), 'page', START, here)
    await one.store.create(plan('there'), 'page', START, there)
    expect(shardOf(one.connection, here)).not.toBe(shardOf(one.connection, there))
    shardOf(one.connection, there).disconnect()
    await expect(one.store.record({ id: there }, signal('success', START))).rejects.toBeInstanceOf(
      StoreUnavailable,
    )
    // Also where another part has its slug, and where a web app has not yet read it.
    const slug = ['a', 'b', 'c', 'd', 'e'].find(name => shardOf(admin, name) !== shardOf(admin, there)) ?? ''
    await two.store.update(there, { slug }, START)
    await expect(one.store.record({ slug }, signal('success', START))).rejects.toBeInstanceOf(
      StoreUnavailable,
    )
    await expect(one.store.lists.page({}, START, 9)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await one.store.record({ id: here }, signal('success', START))).toMatchObject({ kind: 'accepted' })
  })
})

describe('a slug of checks in parts', () => {
  it('gets one check, however many ask for it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const slug = `once-${round}`
      const made = await Promise.all(
        Array.from({ length: 10 }, (_none, n) =>
          (n % 2 === 0 ? one : two).store.createForSlug(plan(slug, { slug }), START),
        ),
      )
      expect(new Set(made.map(({ check }) => check.id)).size).toBe(1)
      expect(made.filter(({ created }) => created)).toHaveLength(1)
      expect(await idsOf(slug)).toEqual([made[0]?.check.id])
    }
    expect(await one.store.count()).toBe(10)
  })

  it('that a process claimed before it died is taken over with the id that it had', async () => {
    const id = idBeside(admin, 'any')
    await openSlugIndex(one.connection).claim('nas', id)
    expect(await two.store.findBySlug('nas')).toEqual([])
    expect(await two.store.record({ slug: 'nas' }, signal('success', START))).toEqual({ kind: 'unknown' })
    const { check, created } = await two.store.createForSlug(plan('nas'), START)
    expect([check.id, created]).toEqual([id, true])
    expect(await one.store.record({ slug: 'nas' }, signal('success', START))).toMatchObject({
      kind: 'accepted',
    })
  })

  it('leads to its check again after a process died between any two steps', async () => {
    const { check } = await one.store.create(plan('old'), 'page', START)
    const index = openSlugIndex(one.connection)
    // A change of the slug that ended after its claim, and one that ended before it left the former slug.
    await index.claim('new', check.id)
    expect(await two.store.findBySlug('new')).toEqual([])
    expect(await two.store.record({ slug: 'old' }, signal('success', START))).toMatchObject({
      kind: 'accepted',
    })
    const [before] = await two.store.findBySlug('old')
    if (before === undefined) throw new Error('it is gone')
    const part = shardOf(one.connection, check.id)
    await openPlanSaves(part).replace(before, { ...before.check, slug: 'new' }, START, () => () => undefined)
    await index.claim('old', check.id)
    expect(await two.store.findBySlug('old')).toEqual([])
    expect(await two.store.record({ slug: 'old' }, signal('success', START))).toEqual({ kind: 'unknown' })
    expect(await two.store.record({ slug: 'new' }, signal('success', START))).toMatchObject({
      kind: 'accepted',
    })
    // A check whose slug nobody wrote down, as after a part has lost its data.
    await admin.hdel(slugKey('new'), 'new')
    await mendSlugs(one.connection)
    expect(await idsOf('new')).toEqual([check.id])
    expect(await idsOf('old')).toEqual([])
  })

  it("is another check's, or nobody's, from the moment on that two have it, whatever a web app remembers", async () => {
    const { check } = await one.store.create(plan('nas'), 'page', START)
    const bySlug = () => two.store.record({ slug: 'nas' }, signal('success', START))
    expect(await bySlug()).toMatchObject({ kind: 'accepted', check: { id: check.id } })
    const other = await one.store.create(plan('other'), 'page', START)
    await one.store.update(other.check.id, { slug: 'nas' }, START)
    expect(await bySlug()).toEqual({ kind: 'ambiguous' })
    await one.store.remove(check.id)
    expect(await bySlug()).toMatchObject({ kind: 'accepted', check: { id: other.check.id } })
    await one.store.update(other.check.id, { slug: 'elsewhere' }, START)
    expect(await bySlug()).toEqual({ kind: 'unknown' })
  })
})

it('a store without parts opens no further connection, and one with parts as many, which end with it', async () => {
  const whole = connectStore({ path: redis.place.socket })
  onTestFinished(() => whole.disconnect())
  expect(shardsOf(whole)).toEqual([whole])
  expect(openedWith(whole)).toEqual([whole])
  const divided = connectStore(redis.target)
  divided.on('error', () => {})
  const parts = shardsOf(divided)
  expect(parts).toHaveLength(4)
  await untilReady(divided)
  divided.disconnect()
  await expect.poll(() => parts.map(({ status }) => status)).toEqual(['end', 'end', 'end', 'end'])
})

it('a fresh connection knows the state of the servers of all parts, and whether each takes writes', async () => {
  const producer = connectProducer(redis.target)
  onTestFinished(() => producer.disconnect())
  producer.on('error', () => {})
  await untilReady(producer)
  const queue = openHeartbeatQueue(producer, Date.now)
  expect(await queue.pulse()).not.toHaveProperty('refuses')
  expect(openedWith(producer).map(({ status }) => status)).toEqual(Array(5).fill('ready'))
  shardsOf(producer)[2]?.disconnect()
  await expect(queue.pulse()).rejects.toBeInstanceOf(StoreUnavailable)
})

it('the look at the servers of all parts is one, of whatever is worst', async () => {
  const connection = connectStore(redis.target)
  onTestFinished(() => connection.disconnect())
  connection.on('error', () => {})
  shardsOf(connection)
  await untilReady(connection)
  expect(await openServerLook(connection)()).toMatchObject({
    isPrimary: true,
    sync: 'always',
    mayPublish: true,
  })
})
