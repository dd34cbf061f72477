/** The weekly reports: to the channels that want them, once each, and never twice by a service. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { openWeeklyMarks } from '../../../src/io/alerts/weekly-marks'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { createReportWeek } from '../../../src/operations/alerts/report-week'
import { alertingTest, eventually } from '../../support/alerting-test'
import { plannedAt, webhookTo } from '../../support/alerts'
import { answer, hang } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'
import { type OpenStore, openStore, plan, signal } from '../../support/watch'

const redis = await shareRedis()
let connection: Redis
let watch: OpenStore
let now: number
let channels: readonly Channel[]

const MINUTE = 60_000
const WEEK = 7 * 86_400_000
const DUE = Date.parse('2026-12-07T06:00:00Z')
const mail = (settings: Readonly<Record<string, string>>): Channel => ({
  name: 'mail',
  kind: 'email',
  origin: 'ini',
  settings: { to: 'me@example.org', host: 'smtp', weekly: 'Mon 07:00 Europe/Berlin', ...settings },
})

beforeEach(async () => {
  connection = connectStore(redis.target)
  if (connection.status !== 'ready') await once(connection, 'ready')
  watch = await openStore(redis)
  now = DUE - 60 * MINUTE
  channels = [mail({ weeklyof: 'all' })]
})
afterEach(async () => {
  connection.disconnect()
  await watch.store.close()
})

function worker() {
  const store = openAlertStore(connection)
  return createReportWeek({
    now: () => now,
    checks: watch.store,
    store,
    channels: { list: async () => channels },
    marks: openWeeklyMarks(connection),
  })
}
const planned = async () =>
  (await openAlertStore(connection).planned(100)).map(({ channel, alert }) => `${channel} ${alert.subject}`)

async function failing(name: string, given: object = {}): Promise<void> {
  const { check } = await watch.store.create(plan(name, given), 'page', now)
  await watch.store.record({ id: check.id }, signal('fail', now))
}

describe('a weekly report', () => {
  test('is planned once by all workers, also by one that starts later, and of the last week only', async () => {
    await failing('disk')
    const [first, second] = [worker(), worker()]
    expect(await first()).toBe(now + 10 * MINUTE)
    expect(await planned()).toEqual([])
    now = DUE
    await Promise.all([first(), second()])
    await worker()()
    await first()
    expect(await planned()).toEqual(['mail [WEEK] 1 of 1 check were down, 0.00 % up'])
    const [report] = await openAlertStore(connection).planned(1)
    expect(report?.alert).toMatchObject({ isReport: true, kind: 'digest' })
    now = DUE + 3 * WEEK + 60 * MINUTE
    await worker()()
    await worker()()
    expect(await planned()).toHaveLength(2)
  })

  test('comes after the clock was set back, though one was sent by a clock that was ahead', async () => {
    await failing('disk')
    const turn = worker()
    await turn()
    now = DUE + 200 * WEEK
    await turn()
    const ahead = await planned()
    expect(ahead).toHaveLength(1)
    now = DUE - 60 * MINUTE
    await turn()
    expect(await planned()).toEqual(ahead)
    now = DUE
    await turn()
    await turn()
    expect(await planned()).toHaveLength(2)
  })

  test('is not made up for a week before it was wished', async () => {
    now = DUE + 60 * MINUTE
    await worker()()
    expect(await planned()).toEqual([])
    channels = [mail({ weekly: 'Mon 07:30 Europe/Berlin' })]
    await worker()()
    expect(await planned()).toEqual([])
  })

  test('is of the checks that alert by the channel, unless all are wanted', async () => {
    await failing('mine', { channels: ['mail'] })
    await failing('other', { channels: [] })
    channels = [mail({}), { ...mail({ weeklyof: 'all' }), name: 'boss' }, mail({ weekly: '' })].map(
      (channel, n) => (n === 2 ? { ...channel, name: 'quiet' } : channel),
    )
    const turn = worker()
    await turn()
    now = DUE
    await turn()
    const found = await openAlertStore(connection).planned(100)
    const texts = Object.fromEntries(found.map(({ channel, alert }) => [channel, alert.text]))
    expect(Object.keys(texts).sort()).toEqual(['boss', 'mail'])
    expect(texts.mail).toContain('“mine”')
    expect(texts.mail).not.toContain('“other”')
    expect(texts.boss).toContain('“other”')
  })
})

describe.concurrent('a report', () => {
  const reportAt = (at: number) => {
    const report = plannedAt(at, 'week')
    return { ...report, alert: { ...report.alert, kind: 'digest', isReport: true } } as const
  }

  alertingTest('that was being sent when a worker died is not sent again', async ({ place }) => {
    const alerting = place.open({ channels: [webhookTo('hook', place.receiver.url)] })
    const report = reportAt(Date.now())
    const { id, channel, at } = report
    await alerting.store.write(['book'], {
      id,
      channel,
      kind: 'digest',
      subject: 'week',
      state: 'retrying',
      attempts: 1,
      detail: 'being sent',
      plannedAt: at,
      at,
    })
    await alerting.plan(report)
    await eventually(async () =>
      expect(await alerting.store.record('book', 'week')).toMatchObject({
        state: 'failed',
        detail: 'a worker ended while it was sent; a report is not sent twice',
      }),
    )
    expect(place.receiver.requests).toEqual([])
  })

  alertingTest('whose outcome is not known is not sent again', async ({ place }) => {
    place.receiver.answerWith(hang)
    const alerting = place.open({ channels: [webhookTo('hook', place.receiver.url)], deadlineMs: 200 })
    await alerting.plan(reportAt(Date.now()))
    await eventually(async () =>
      expect(await alerting.store.record('book', 'week')).toMatchObject({ state: 'failed', attempts: 1 }),
    )
  })

  alertingTest('that was certainly not taken is tried again', async ({ place }) => {
    place.receiver.answerWith(answer(429))
    const alerting = place.open({ channels: [webhookTo('hook', place.receiver.url)] })
    await alerting.plan(reportAt(Date.now()))
    await eventually(async () =>
      expect(await alerting.store.record('book', 'week')).toMatchObject({
        state: 'retrying',
        nextAt: expect.any(Number),
      }),
    )
  })
})
