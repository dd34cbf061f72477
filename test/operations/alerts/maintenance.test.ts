import { describe, expect } from 'vitest'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import { createAnnounceWindows } from '../../../src/operations/alerts/announce-windows'
import { eventually, alertingTest as it } from '../../support/alerting-test'
import { type Alerting, webhookTo } from '../../support/alerts'
import { answer, type Receiver } from '../../support/receiver'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const subjectsAt = (from: Receiver) => from.requests.map(({ body }) => JSON.parse(body).subject as string)
const kindsAt = (from: Receiver) => from.requests.map(({ body }) => JSON.parse(body).kind as string)

/** A clock that stands, and is set. */
function clock() {
  const it = { at: Date.now(), now: () => it.at }
  return it
}

/** A window for everything that began when the test did. */
const windowFrom = (at: number, duration: string): MaintenanceWindow => ({
  name: 'works',
  origin: 'ini',
  settings: {
    start: new Date(at - MINUTE).toISOString().slice(0, 16).replace('T', ' '),
    timezone: 'UTC',
    duration,
    all: 'on',
  },
})

async function failing(alerting: Alerting, plan: Parameters<Alerting['create']>[0]): Promise<string> {
  const id = await alerting.create(plan)
  await alerting.signal(id, 'fail')
  await alerting.turn()
  return id
}

/** An alert has a record from the moment that it is planned, before its delivery. */
async function channelsAlerted({ store }: Alerting, id: string): Promise<readonly string[]> {
  return [...new Set((await store.forCheck(id, 10)).map(({ channel }) => channel))]
}

describe.concurrent('a check in maintenance', () => {
  it('is judged, alerts nobody, and alerts at the end of the window', async ({ place }) => {
    const time = clock()
    const start = time.at
    const alerting = place.open({
      channels: [webhookTo('hook', place.receiver.url)],
      now: time.now,
      windows: async () => [windowFrom(start, '2h')],
    })
    const id = await failing(alerting, { name: 'backup' })
    expect((await alerting.checks.get(id))?.state.status).toBe('down')
    time.at += HOUR
    await alerting.turn()
    expect(await alerting.store.forCheck(id, 10)).toEqual([])
    time.at += HOUR
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DOWN] backup']))
  })

  it('alerts at once when the window is removed before its end', async ({ place }) => {
    let windows: readonly MaintenanceWindow[] = [windowFrom(Date.now(), '9h')]
    const alerting = place.open({
      channels: [webhookTo('hook', place.receiver.url)],
      windows: async () => windows,
    })
    const id = await failing(alerting, { name: 'backup' })
    expect(await alerting.store.forCheck(id, 10)).toEqual([])
    windows = []
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DOWN] backup']))
  })
})

describe.concurrent('an escalation', () => {
  it('tells the next channel, also after a restart, and that gets the end as well', async ({ place }) => {
    const time = clock()
    const phone = await place.newReceiver()
    const channels = [webhookTo('hook', place.receiver.url), webhookTo('phone', phone.url)]
    const options = { channels, now: time.now, escalation: { channels: ['phone'], after: HOUR } }
    const first = place.open(options)
    const id = await failing(first, { name: 'backup', channels: ['hook'] })
    await eventually(() => expect(kindsAt(place.receiver)).toEqual(['trigger']))
    await eventually(async () =>
      expect((await first.store.forCheck(id, 10)).map(({ state }) => state)).toEqual(['delivered']),
    )
    await first.close()
    const second = place.open(options)
    time.at += HOUR - 1
    await second.turn()
    expect(await channelsAlerted(second, id)).toEqual(['hook'])
    time.at += 1
    await second.turn()
    await second.turn()
    await eventually(() => expect(kindsAt(phone)).toEqual(['trigger']))
    await second.signal(id, 'success')
    await second.turn()
    await eventually(() => expect(kindsAt(phone)).toEqual(['trigger', 'resolve']))
    await eventually(() => expect(kindsAt(place.receiver)).toEqual(['trigger', 'resolve']))
  })

  it('waits for an attempt at the first message, and does not need its success', async ({ place }) => {
    const time = clock()
    const phone = await place.newReceiver()
    place.receiver.answerWith(answer(503))
    const channels = [webhookTo('hook', place.receiver.url), webhookTo('phone', phone.url)]
    const options = { channels, now: time.now, escalation: { channels: ['phone'], after: HOUR } }
    // This one serves no queue of the first channel.
    const routing = place.open({ ...options, channels: [...channels] })
    const id = await routing.create({ name: 'backup', channels: ['hook'] })
    await routing.signal(id, 'fail')
    await routing.turn()
    // The moment of the next attempt is written once the attempt has ended.
    await eventually(async () =>
      expect((await routing.store.forCheck(id, 10)).map(({ nextAt }) => typeof nextAt)).toEqual(['number']),
    )
    const [record] = await routing.store.forCheck(id, 10)
    if (record === undefined) throw new Error('there is no record')
    // As if the worker that plans it had died before anybody tried.
    await routing.store.write([id], { ...record, attempts: 0, state: 'queued' })
    time.at += HOUR
    await routing.turn()
    expect(await channelsAlerted(routing, id)).toEqual(['hook'])
    expect(kindsAt(phone)).toEqual([])
    await routing.store.write([id], { ...record, state: 'retrying', attempts: 1 })
    time.at += 15_000
    await routing.turn()
    await eventually(() => expect(kindsAt(phone)).toEqual(['trigger']))
  })

  it('ends when somebody acknowledges, as the reminders do, until it is well again', async ({ place }) => {
    const time = clock()
    const phone = await place.newReceiver()
    const channels = [webhookTo('hook', place.receiver.url), webhookTo('phone', phone.url)]
    const alerting = place.open({ channels, now: time.now, escalation: { channels: ['phone'], after: HOUR } })
    const id = await failing(alerting, { name: 'backup', channels: ['hook'], reminders: '1h' })
    await eventually(() => expect(kindsAt(place.receiver)).toEqual(['trigger']))
    const changed = await alerting.checks.acknowledge(id, 'Anna', time.at)
    expect(changed).toMatchObject({ kind: 'changed', state: { acknowledged: { by: 'Anna', at: time.at } } })
    await alerting.turn()
    time.at += 9 * HOUR
    await alerting.turn()
    await alerting.signal(id, 'success')
    await alerting.turn()
    await eventually(() => expect(kindsAt(place.receiver)).toEqual(['trigger', 'resolve']))
    expect(await channelsAlerted(alerting, id)).toEqual(['hook'])
    expect(kindsAt(phone)).toEqual([])
    expect((await alerting.checks.get(id))!.state.acknowledged).toBeUndefined()
  })
})

describe.concurrent('a window that is announced', () => {
  const named: MaintenanceWindow = {
    name: 'nas',
    origin: 'ini',
    settings: {
      cron: '0 3 * * *',
      timezone: 'UTC',
      duration: '1h',
      all: 'on',
      announce: 'hook pager',
      about: 'New disk',
    },
  }
  const BEGIN = Date.parse('2026-12-02T03:00:00Z')

  it('tells its channels at each beginning, once, whatever workers there are', async ({ place }) => {
    const time = clock()
    time.at = BEGIN - HOUR
    const channels = [
      webhookTo('hook', place.receiver.url),
      { name: 'pager', kind: 'pagerduty', origin: 'page', settings: { routingkey: 'x'.repeat(32) } } as const,
      webhookTo('other', place.receiver.url),
    ]
    const alerting = place.open({ channels, now: time.now })
    const parts = { now: time.now, store: alerting.store, channels: { list: async () => channels } }
    let windows: readonly MaintenanceWindow[] = [named]
    const worker = () => createAnnounceWindows({ ...parts, windows: async () => windows })
    const [first, second] = [worker(), worker()]
    expect(await first()).toBe(time.at + 10 * MINUTE)
    time.at = BEGIN - 5_000
    expect(await first()).toBe(BEGIN)
    time.at = BEGIN
    await Promise.all([first(), second()])
    await first()
    // One that is started anew, and an edit of the end, announce nothing again.
    windows = [{ ...named, settings: { ...named.settings, duration: '2h' } }]
    await worker()()
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toHaveLength(1))
    const [{ body = '' } = {}] = place.receiver.requests
    expect(JSON.parse(body)).toMatchObject({
      kind: 'digest',
      status: 'paused',
      subject: expect.stringMatching(/^\[MAINTENANCE\] nas until /),
    })
    expect(JSON.parse(body).text).toContain('New disk')
    time.at = BEGIN + 24 * HOUR
    await second()
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toHaveLength(2))
  })
})
