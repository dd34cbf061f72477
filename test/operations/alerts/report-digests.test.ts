/** The daily digests: one message for a check, or for the checks of a tag, and never more than is known. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { createReportDigests } from '../../../src/operations/alerts/report-digests'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, signal } from '../../support/watch'

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

test('without a digest nothing is read again for ten minutes', async () => {
  await nightly('a/x', { channels: ['mail'] })
  const { report } = turn()
  now = at(1, '12:00')
  expect(await report()).toBe(now + 10 * MINUTE)
})
