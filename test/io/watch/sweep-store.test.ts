import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SweepStore } from '../../../src/domain/watch/sweep-store'
import { connectWorker } from '../../../src/io/redis/client'
import { openLosses } from '../../../src/io/watch/losses'
import { openSchedules } from '../../../src/io/watch/schedules'
import { openSweepStore } from '../../../src/io/watch/sweep-store'
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
const { admin } = redis
const gap = { from: START, to: START + 60 * MINUTE }
let web: OpenStore
let one: SweepStore
let other: SweepStore

beforeEach(async () => {
  web = await openStore(redis)
  one = openSweeps(redis, () => gap.to)
  other = openSweeps(redis, () => gap.to)
})

afterEach(async () => {
  await Promise.all([web.store.close(), one.close(), other.close()])
})

async function digests(): Promise<unknown[]> {
  const entries = await admin.xrange('{intvlm8r}:watch:outbox', '-', '+')
  return entries.flatMap(([, [kind, json = '']]) => (kind === 'blind' ? [JSON.parse(json).awaited] : []))
}

it('the digest names the checks that a worker forgave which died before it could write one', async () => {
  const { check } = await web.store.create(plan('missed'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  const yearly = plan('yearly', { schedule: { kind: 'period', period: 365 * 24 * 60 * MINUTE } })
  const unaffected = await web.store.create(yearly, 'page', START)
  await web.store.record({ id: unaffected.check.id }, signal('success', START))
  await one.markAlive(START)
  // Its deadline is moved, and the end of the gap is not in the ledger yet.
  await one.grantAmnesty(gap, false)
  await admin.set('{intvlm8r}:watch:alive', START)

  expect(await other.grantAmnesty(gap, true)).toBe(1)
  expect(await digests()).toEqual([[check.id]])
  // A worker that was as far writes no second one.
  expect(await one.grantAmnesty(gap, true)).toBe(1)
  expect(await digests()).toEqual([[check.id]])
})

it('two workers that come to the end of a gap in the same moment write one digest', async () => {
  const { check } = await web.store.create(plan('missed'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  await one.markAlive(START)
  await Promise.all([one.grantAmnesty(gap, true), other.grantAmnesty(gap, true)])
  expect(await digests()).toEqual([[check.id]])
  expect(await admin.get('{intvlm8r}:watch:alive')).toBe(`${gap.to}`)
})

it('a check whose record is damaged keeps no other from being judged, and is noted until it can be read again', async () => {
  const { check: broken } = await web.store.create(plan('broken'), 'page', START)
  const { check: silent } = await web.store.create(plan('silent'), 'page', START)
  for (const { id } of [broken, silent]) await web.store.record({ id }, signal('success', START))
  const whole = (await admin.hget('{intvlm8r}:watch:plans', broken.id)) ?? ''
  await admin.hset('{intvlm8r}:watch:plans', broken.id, '{"name": "bro')
  const losses = openLosses(web.connection)
  const late = START + 60 * MINUTE

  const due = await one.due(late, 500)
  expect(due.map(({ check }) => check.id)).toEqual([silent.id])
  await one.lapse(due, late)
  expect((await web.store.get(silent.id))?.state.status).toBe('down')
  expect((await allChecks(web.store)).map(({ check }) => check.id)).toEqual([silent.id])
  // The next turn is not at once again.
  expect(await one.nextDeadline()).toBe(late + 60 * MINUTE)
  expect(await losses.damaged()).toBe(1)

  await admin.hset('{intvlm8r}:watch:plans', broken.id, whole)
  expect(await losses.damaged()).toBe(0)
  expect((await one.due(late + 60 * MINUTE, 500)).map(({ check }) => check.id)).toEqual([broken.id])
})

it.each(['plans', 'states'])(
  'a check that is not among the %s is damaged, and keeps no sweep awake',
  async hash => {
    const { check } = await web.store.create(plan('half'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    await admin.hdel(`{intvlm8r}:watch:${hash}`, check.id)
    expect(await one.due(gap.to, 500)).toEqual([])
    expect(await one.nextDeadline()).toBe(gap.to + 60 * MINUTE)
    expect(await openLosses(web.connection).damaged()).toBe(1)
  },
)

it('a damaged check that is removed at the moment in which its deadline is put off leaves none behind', async () => {
  const { check } = await web.store.create(plan('broken'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  await admin.hset('{intvlm8r}:watch:plans', check.id, '{"name": "bro')
  const connection = connectWorker(redis.target)
  const { multi } = connection
  connection.multi = function (this: typeof connection) {
    const steps = multi.call(this)
    const { exec } = steps
    steps.exec = async () => {
      await admin.zrem('{intvlm8r}:watch:deadlines', check.id)
      return await exec.call(steps)
    }
    return steps
  } as typeof multi
  const sweeps = openSweepStore(connection, openSchedules(), () => gap.to)
  expect(await sweeps.due(gap.to, 500)).toEqual([])
  expect(await admin.exists('{intvlm8r}:watch:deadlines')).toBe(0)
  await sweeps.close()
})

it('the newest signal before others came stands in a key of its own, and no state is read for it', async () => {
  const { check } = await web.store.create(plan('a'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  await admin.config('RESETSTAT')
  expect(await one.lastReceived(START + MINUTE)).toBe(START)
  await web.store.listen()
  const listeningSince = Number(await admin.hget('{intvlm8r}:watch:heard', 'since'))
  await web.store.record({ id: check.id }, signal('success', listeningSince + MINUTE))
  expect(await one.lastReceived(listeningSince - MINUTE)).toBe(START)
  expect(await admin.info('commandstats')).not.toContain('cmdstat_hscan')
  // What an older version took is in the states alone.
  await admin.del('{intvlm8r}:watch:heard')
  expect(await one.lastReceived(listeningSince + 2 * MINUTE)).toBe(listeningSince + MINUTE)
})

it('a mail that was fetched shows nothing of the web apps: a gap of theirs begins at the last check-in', async () => {
  const [pinged, mailed] = await Promise.all([
    web.store.create(plan('pinged'), 'page', START),
    web.store.create(plan('mailed'), 'page', START),
  ])
  await web.store.record({ id: pinged.check.id }, signal('success', START))
  await web.store.record({ id: mailed.check.id }, signal('success', START + 30 * MINUTE, { via: 'mail' }))
  expect(await one.lastReceived(START + 60 * MINUTE)).toBe(START)
})

it('the newest signal and an amnesty of a thousand checks are found in batches, not by reading all at once', async () => {
  const made = await inBatches(1_000, number => web.store.create(plan(`check ${number}`), 'page', START))
  await inBatches(1_000, number =>
    web.store.record({ id: made[number]?.check.id ?? '' }, signal('success', START + number)),
  )
  await admin.config('RESETSTAT')
  expect(await one.lastReceived(START + 500)).toBe(START + 499)
  const stats = await admin.info('commandstats')
  expect(stats).not.toContain('cmdstat_hgetall')
  expect(Number(/cmdstat_hscan:calls=(\d+)/.exec(stats)?.[1])).toBeGreaterThanOrEqual(4)
})

it('an amnesty goes through ranges of deadlines, the most urgent first, and reads no check that time cannot change', async () => {
  const made = await inBatches(450, number =>
    web.store.create(plan(`check ${number}`, { grace: (number % 7) * MINUTE + MINUTE }), 'page', START),
  )
  // Of these, three hundred have one and the same deadline.
  await inBatches(450, number =>
    web.store.record(
      { id: made[number]?.check.id ?? '' },
      signal('success', START + Math.max(0, number - 299)),
    ),
  )
  const [paused, ...others] = made
  await web.store.pause(paused?.check.id ?? '', START + 1_000)
  await admin.config('RESETSTAT')
  await one.markAlive(START)
  expect(await one.grantAmnesty(gap, true)).toBe(449)
  const stats = await admin.info('commandstats')
  expect(stats).not.toContain('cmdstat_hscan')
  expect(Number(/cmdstat_zrangebyscore:calls=(\d+)/.exec(stats)?.[1])).toBeGreaterThanOrEqual(3)
  const [awaited] = (await digests()) as string[][]
  expect(awaited?.toSorted()).toEqual(others.map(({ check }) => check.id).toSorted())
})

it('an amnesty meets each check once, also where more than a range of them share a deadline', async () => {
  const made = await inBatches(450, number => web.store.create(plan(`check ${number}`), 'page', START))
  await inBatches(450, number =>
    web.store.record(
      { id: made[number]?.check.id ?? '' },
      signal('success', START + Math.max(0, number - 424)),
    ),
  )
  const met: string[] = []
  await one.grantAmnesty(gap, false, ({ check }) => {
    met.push(check.id)
    return false
  })
  expect(met.toSorted()).toEqual(made.map(({ check }) => check.id).toSorted())
})

it('signals could be received until the newest signal, or until the mark in the ledger where that is newer', async () => {
  const { check } = await web.store.create(plan('a'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  await one.markAlive(START - 5 * MINUTE)
  expect(await other.lastReceived(gap.to)).toBe(START)
  await one.markAlive(START + 5 * MINUTE)
  expect(await other.lastReceived(gap.to)).toBe(START + 5 * MINUTE)
  await web.store.record({ id: check.id }, signal('success', START + 6 * MINUTE))
  expect(await other.lastReceived(gap.to)).toBe(START + 6 * MINUTE)
})

it('the last 400 spans of half a minute and more in which nothing could be received are kept', async () => {
  const away = '{intvlm8r}:watch:away'
  await admin.rpush(away, ...Array.from({ length: 400 }, (_, n) => `${n} ${n + 1}`))
  await one.markAlive(START)
  await one.grantAmnesty({ from: START, to: START + 29_999 }, false)
  expect(await admin.lrange(away, 0, 0)).toEqual(['0 1'])
  await one.grantAmnesty({ from: START + MINUTE, to: START + MINUTE + 30_000 }, false)
  const kept = await admin.lrange(away, 0, -1)
  expect(kept).toHaveLength(400)
  expect([kept[0], kept.at(-2), kept.at(-1)]).toEqual([
    '1 2',
    '399 400',
    `${START + MINUTE} ${START + MINUTE + 30_000}`,
  ])
})

it('a signal that is stored after a later one does not set the newest moment back', async () => {
  const [late, early] = [
    await web.store.create(plan('late'), 'page', START),
    await web.store.create(plan('early'), 'page', START),
  ]
  await web.store.record({ id: early.check.id }, signal('success', START + 5 * MINUTE))
  await web.store.record({ id: late.check.id }, signal('success', START + MINUTE))
  expect(await admin.hget('{intvlm8r}:watch:heard', 'last')).toBe(`${START + 5 * MINUTE}`)
  expect(await one.lastReceived(gap.to)).toBe(START + 5 * MINUTE)
})
