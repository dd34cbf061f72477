/** The daily digests: one message for a check, or for the checks of a tag, and never more than is known. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { createReportDigests } from '../../../src/operations/alerts/report-digests'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, openSweeps, plan, signal } from '../../support/watch'

const redis = await shareRedis()
let connection: Redis
let watch: OpenStore
let now: number

/** In the machine's zone, in which digests are due. */
const at = (day: number, time: string) =>
  new Date(`2026-06-${String(day).padStart(2, '0')}T${time}:00`).getTime()

const MAIL: Channel = { name: 'mail', kind: 'email', origin: 'ini', settings: {} }
const PAGER: Channel = { name: 'pager', kind: 'pagerduty', origin: 'ini', settings: {} }

beforeEach(async () => {
  connection = connectStore(redis.target)
  if (connection.status !== 'ready') await once(connection, 'ready')
  watch = await openStore(redis)
  now = at(1, '12:00')
})
afterEach(async () => {
  connection.disconnect()
  await watch.store.close()
})

function turn() {
  const store = openAlertStore(connection)
  const report = createReportDigests({
    now: () => now,
    checks: watch.store,
    store,
    channels: { list: async () => [MAIL, PAGER] },
  })
  return {
    report,
    subjects: async () =>
      (await store.planned(100)).map(({ channel, alert }) => `${channel} ${alert.subject}`),
  }
}

async function nightly(name: string, given: Partial<CheckPlan> = {}): Promise<string> {
  const schedule = { kind: 'cron', expression: '0 3 * * *', zone: '' } as const
  const wanted = { schedule, grace: 60 * MINUTE, early: 720 * MINUTE, awaited: true, digest: '07:00' }
  const options = { ...wanted, channels: ['mail', 'pager'], ...given }
  return (await watch.store.create(plan(name, options), 'page', now)).check.id
}

test('all is well when everything came, once, and on no paging service', async () => {
  const ids = [await nightly('a/x', { tags: ['night'] }), await nightly('b/x', { tags: ['night'] })]
  for (const id of ids) await watch.store.record({ id }, signal('success', at(2, '02:41')))
  now = at(2, '06:59')
  const { report, subjects } = turn()
  expect(await report()).toBe(at(2, '07:00'))
  expect(await subjects()).toEqual([])
  now = at(2, '07:00')
  await report()
  await turn().report()
  expect(await subjects()).toEqual(['mail [ALL IS WELL] “night”: 2 of 2 arrived, last at 02:41'])
})

test('what did not come is not well, nor is a check that has never come', async () => {
  const came = await nightly('a/x', { tags: ['night'] })
  await nightly('b/x', { tags: ['night'] })
  await watch.store.record({ id: came }, signal('success', at(2, '02:41')))
  now = at(2, '07:00')
  const { report, subjects } = turn()
  await report()
  expect(await subjects()).toEqual(['mail [NOT ALL IS WELL] “night”: 1 of 2 arrived, last at 02:41'])
})

/** As after a night in which the watch could receive nothing from two until four. */
async function excuse(day: number): Promise<void> {
  const sweeps = openSweeps(redis, () => at(day, '04:00'))
  await sweeps.grantAmnesty({ from: at(day, '02:00'), to: at(day, '04:00') }, false)
  await sweeps.close()
}

test.each([
  ['at a moment', {}, '0 of 1'],
  ['within a day', { schedule: { kind: 'period', period: 24 * 60 * MINUTE } }, '0 of 1'],
  [
    'twice a night',
    { schedule: { kind: 'cron', expression: '0 3,5 * * *', zone: '' }, early: 30 * MINUTE },
    '1 of 2',
  ],
] as const)(
  'what was due %s, and was excused since nothing could be received, did not arrive',
  async (...row) => {
    const [, given, count] = row
    now = at(1, '02:00')
    const id = await nightly('a/x', given)
    await watch.store.record({ id }, signal('success', at(1, '04:55')))
    await excuse(2)
    if (count === '1 of 2') await watch.store.record({ id }, signal('success', at(2, '04:50')))
    expect((await watch.store.get(id))?.state.status).toBe('up')
    now = at(2, '07:00')
    const { report, subjects } = turn()
    await report()
    expect(await subjects()).toEqual([expect.stringContaining(`[NOT ALL IS WELL] “a/x”: ${count} arrived`)])
  },
)

test('a silence that could not be judged yet is not well, of a period either', async () => {
  now = at(1, '02:00')
  const id = await nightly('a/x', { schedule: { kind: 'period', period: 24 * 60 * MINUTE } })
  await watch.store.record({ id }, signal('success', at(1, '04:55')))
  now = at(2, '07:00')
  const { report, subjects } = turn()
  await report()
  expect(await subjects()).toEqual([expect.stringContaining('[NOT ALL IS WELL] “a/x”: 0 of 1 arrived')])
})

test('what is expected once counts on the day on which it comes, and on no later one', async () => {
  const id = await nightly('a/x', { once: true })
  await watch.store.record({ id }, signal('success', at(2, '02:41')))
  for (const day of [2, 3]) {
    now = at(day, '07:00')
    await turn().report()
  }
  expect((await turn().subjects()).sort()).toEqual([
    'mail [ALL IS WELL] “a/x”: 0 of 0 arrived, last at 02:41',
    'mail [ALL IS WELL] “a/x”: 1 of 1 arrived, last at 02:41',
  ])
})

test('without a digest nothing is read again for ten minutes', async () => {
  await nightly('a/x', { channels: ['mail'] })
  const { report } = turn()
  now = at(1, '12:00')
  expect(await report()).toBe(now + 10 * MINUTE)
})
