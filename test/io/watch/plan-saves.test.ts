/** A changed plan with its state: saved in one step, unless somebody was faster. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import type { Watched } from '../../../src/domain/watch/ports'
import type { Making } from '../../../src/domain/watch/waiting'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openPlanSaves } from '../../../src/io/watch/divided-plans'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, openSweeps, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const LATE = START + 11 * MINUTE
let web: OpenStore

beforeEach(async () => {
  web = await openStore(redis)
})
afterEach(() => web.store.close())

it('a plan that has changed since it was read is not replaced', async () => {
  const { check } = await web.store.create(plan('a'), 'page', START)
  const present = async () => (await web.store.get(check.id)) as Watched
  const read = await present()
  await web.store.update(check.id, { tags: ['new'] }, START)
  const schedules = openSchedules()
  const replace = (before: Watched) =>
    openPlanSaves(web.connection).replace(before, { ...before.check, grace: MINUTE }, START, (one: Check) =>
      schedules.dueAfter(one.schedule),
    )
  expect(await replace(read)).toBeUndefined()
  expect((await present()).check).toMatchObject({ tags: ['new'], grace: 2 * MINUTE })
  await replace(await present())
  expect((await present()).check).toMatchObject({ tags: ['new'], grace: MINUTE })
})

it.each<[string, Making | undefined, readonly string[]]>([
  ['an ordinary check goes to the outbox', undefined, ['up', 'late', 'up']],
  ['a check that waits goes nowhere', { waits: true, from: '192.0.2' }, []],
])('the flip by which a changed plan ends the lateness of %s, and is kept', async (_what, making, sent) => {
  const { check } = await (making
    ? web.store.createForSlug(plan('a'), START, making)
    : web.store.create(plan('a'), 'page', START))
  await web.store.record({ id: check.id }, signal('success', START))
  const sweeps = openSweeps(redis, () => LATE)
  await sweeps.lapse(await sweeps.due(LATE, 9), LATE)
  await sweeps.close()
  await web.store.update(check.id, { schedule: { kind: 'period', period: 60 * MINUTE } }, LATE)
  const flips = await web.store.flips(check.id)
  expect(flips.map(({ to, reason }) => `${to} ${reason}`)).toEqual([
    'up replanned',
    'late silence',
    'up success',
  ])
  const entries = await redis.admin.xrange('{intvlm8r}:watch:outbox', '-', '+')
  expect(entries.map(([, [, flip = '']]) => JSON.parse(flip).to)).toEqual(sent)
})

it('the outage of a check that is adopted while it is down goes to the outbox in the same step', async () => {
  const { check } = await web.store.createForSlug(plan('a'), START, { waits: true, from: '192.0.2' })
  await web.store.record({ id: check.id }, signal('success', START))
  await web.store.record({ id: check.id }, signal('fail', START + MINUTE))
  const part = shardOf(web.connection, check.id)
  const fails = vi.spyOn(part, 'xadd').mockRejectedValue(new Error('Connection is closed.'))
  await expect(web.store.adopt(check.id, {}, LATE)).rejects.toThrow('Connection is closed.')
  fails.mockRestore()
  const entries = await redis.admin.xrange(namesOf(part).watch.outbox, '-', '+')
  expect(entries.map(([, [, flip = '']]) => JSON.parse(flip))).toMatchObject([
    { check: check.id, to: 'down' },
  ])
})

it.each(['plans', 'states', 'rubbish'] as const)(
  'a check whose record is damaged keeps no other from being made or changed: %s',
  async lost => {
    const { id } = (await web.store.create(plan('a', { slug: 'a' }), 'page', START)).check
    const shard = shardOf(web.connection, id)
    const { watch } = namesOf(shard)
    if (lost === 'rubbish') await shard.hset(watch.states, id, 'rubbish')
    else await shard.hdel(watch[lost], id)
    const there = async (check: Check) => (await web.store.get(check.id))?.check
    if (lost !== 'rubbish') {
      const { check, created } = await web.store.createForSlug(plan('by a check-in', { slug: 'a' }), START)
      expect(created).toBe(true)
      expect(await there(check)).toEqual(check)
      await web.store.update(check.id, { slug: 'b' }, START)
    }
    const { check } = await web.store.create(plan('by the page', { slug: 'a' }), 'page', START)
    expect(await there(check)).toEqual(check)
    expect(await web.store.remove(check.id)).toBe('removed')
    expect(await there(check)).toBeUndefined()
  },
)
