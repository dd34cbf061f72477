import { describe, expect } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Watched } from '../../../src/domain/watch/ports'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { connectWorker } from '../../../src/io/redis/client'
import { openLosses } from '../../../src/io/watch/losses'
import { requestReview } from '../../../src/io/watch/outbox'
import { openSchedules } from '../../../src/io/watch/schedules'
import { openSweepStore } from '../../../src/io/watch/sweep-store'
import { restoreBackup } from '../../../src/operations/appliance/restore-backup'
import { type AlertingPlace, eventually, alertingTest as it } from '../../support/alerting-test'
import { type Alerting, plannedAt, webhookTo } from '../../support/alerts'
import { answer, hang, type Receiver } from '../../support/receiver'

const hook = ({ receiver }: AlertingPlace) => webhookTo('hook', receiver.url)
const subjectsAt = (from: Receiver) => from.requests.map(({ body }) => JSON.parse(body).subject as string)
/** A check that is down, with an incident open at PagerDuty. `actions` returns what came there. */
async function openIncident(place: AlertingPlace, now: () => number) {
  const settings = { routingkey: 'x', url: place.receiver.url }
  const pager: Channel = { name: 'pager', kind: 'pagerduty', origin: 'ini', settings }
  place.receiver.answerWith(answer(202))
  const alerting = place.open({ channels: [pager], now })
  const id = await alerting.create({ name: 'backup' })
  await alerting.signal(id, 'fail')
  await alerting.turn()
  const actions = () => place.receiver.requests.map(({ body }) => JSON.parse(body).event_action)
  await eventually(() => expect(actions()).toEqual(['trigger']))
  return { alerting, id, actions }
}
const states = async (alerting: Alerting, check: string) =>
  (await alerting.store.forCheck(check, 10)).map(({ kind, state }) => `${kind} ${state}`)

describe.concurrent('an outage', () => {
  it('is reported when it begins and when it ends, and the deliveries are recorded', async ({ place }) => {
    const alerting = place.open({ channels: [hook(place)] })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DOWN] backup']))
    await alerting.signal(id, 'success')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DOWN] backup', '[UP] backup']))
    await eventually(async () =>
      expect(await states(alerting, id)).toEqual(['resolve delivered', 'trigger delivered']),
    )
    const [down, up] = place.receiver.requests.map(({ body }) => JSON.parse(body))
    expect(up.key).toBe(down.key)
    expect(down).toMatchObject({
      status: 'down',
      check: id,
      reason: 'failure',
      url: `http://pi:8080/checks/${id}`,
    })
  })

  it('goes to the channels of its check only, and to none that is not known', async ({ place }) => {
    const other = await place.newReceiver()
    const alerting = place.open({ channels: [hook(place), webhookTo('other', other.url)] })
    const id = await alerting.create({ name: 'backup', channels: ['other', 'nowhere'] })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(other)).toEqual(['[DOWN] backup']))
    expect(subjectsAt(place.receiver)).toEqual([])
  })

  it('is reported once by many workers that race', async ({ place }) => {
    const workers = Array.from({ length: 4 }, () => place.open({ channels: [hook(place)] }))
    const [first] = workers as [Alerting]
    const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => first.create({ name: `c${i}` })))
    for (const kind of ['fail', 'success', 'fail'] as const) {
      await Promise.all(ids.map(id => first.signal(id, kind)))
      await Promise.all(workers.map(worker => worker.turn()))
    }
    await Promise.all(workers.map(worker => worker.turn()))
    await eventually(async () => {
      for (const id of ids)
        expect(
          (await first.store.forCheck(id, 10)).filter(record => /queued|retrying/.test(record.state)),
        ).toEqual([])
    })
    const alerts = place.receiver.requests.map(({ body }) => JSON.parse(body))
    const each = (status: string) =>
      alerts
        .filter(alert => alert.status === status)
        .map(({ name }) => name)
        .sort()
    const twice = ids.map((_, i) => `c${i}`).flatMap(name => [name, name])
    // Of an outage that was over before its trigger's turn only the resolve is sent.
    expect(new Set(each('up'))).toEqual(new Set(twice))
    expect(each('up')).toHaveLength(8)
    expect(new Set(alerts.map(alert => `${alert.key} ${alert.kind}`)).size).toBe(alerts.length)
  })

  it('waits its turn: a resolve does not overtake its trigger, however long that takes', async ({
    place,
  }) => {
    place.receiver.answerWith(answer(503), answer(200))
    let now = Date.now()
    const alerting = place.open({ channels: [hook(place)], now: () => now })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    await alerting.signal(id, 'success')
    await alerting.turn()
    now += 60_000
    // The trigger is outdated by now: the resolve reports the whole outage.
    await eventually(async () =>
      expect(await states(alerting, id)).toEqual(['resolve delivered', 'trigger dropped']),
    )
    expect(subjectsAt(place.receiver)).toEqual(['[DOWN] backup', '[UP] backup'])
    expect(JSON.parse(place.receiver.requests[1]?.body ?? '').text).toContain('It was down for')
  })

  it('is one digest when many begin at once, and each is in the records of each of its checks', async ({
    place,
  }) => {
    const alerting = place.open({ channels: [hook(place)] })
    const ids = await Promise.all(Array.from({ length: 30 }, (_, i) => alerting.create({ name: `c${i}` })))
    await Promise.all(ids.map(id => alerting.signal(id, 'fail')))
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DIGEST] 30 down']))
    await eventually(async () => {
      for (const id of ids) expect(await states(alerting, id)).toEqual(['digest delivered'])
    })
    await alerting.signal(ids[0] as string, 'success')
    await alerting.turn()
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DIGEST] 30 down', '[UP] c0']))
  })

  it('that began and ended between two turns is reported by its end, and the next one by its beginning', async ({
    place,
  }) => {
    let clock = Date.now()
    const { receiver } = place
    const settings = { routingkey: 'x', url: receiver.url }
    const pager: Channel = { name: 'pager', kind: 'pagerduty', origin: 'ini', settings }
    receiver.answerWith(answer(202))
    const messages = await place.newReceiver()
    const channels = [pager, webhookTo('hook', messages.url)]
    const alerting = place.open({ channels, now: () => clock++ })
    const id = await alerting.create({ name: 'backup' })
    for (const kind of ['fail', 'success', 'fail'] as const) await alerting.signal(id, kind)
    await alerting.turn()
    await eventually(() => expect(subjectsAt(messages)).toEqual(['[UP] backup', '[DOWN] backup']))
    await eventually(async () => {
      const records = await alerting.store.forCheck(id, 10)
      expect(records.map(({ channel, kind, state }) => `${channel} ${kind} ${state}`).sort()).toEqual([
        'hook resolve delivered',
        'hook trigger delivered',
        'hook trigger dropped',
        'pager resolve dropped',
        'pager trigger delivered',
        'pager trigger dropped',
      ])
    })
    expect(receiver.requests.map(({ body }) => JSON.parse(body).event_action)).toEqual(['trigger'])
  })

  it('leaves nothing behind in the queue and the outbox', async ({ place }) => {
    const alerting = place.open({ channels: [hook(place)] })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    await eventually(async () =>
      expect(
        (await place.admin.keys('{intvlm8r}:alerts-hook:*')).filter(key =>
          /trigger|active|-\d+-hook/.test(key),
        ),
      ).toEqual([]),
    )
    expect(await alerting.store.planned(10)).toEqual([])
    expect(await alerting.outbox.take(10, 1)).toEqual([])
  })
})

describe.concurrent('alerts that a dead worker had planned and not queued', () => {
  it('are queued by the next worker at its start, without any further event', async ({ place }) => {
    const dead = place.open({ channels: [hook(place)] })
    const left = ['one', 'two'].map(name => plannedAt(Date.now(), name))
    await dead.store.commit([], left)
    const next = place.open({ channels: [hook(place)] })
    await next.turn()
    expect(await next.store.planned(10)).toEqual([])
    await eventually(() => expect(subjectsAt(place.receiver).sort()).toEqual(['one', 'two']))
  })
})

describe.concurrent('the watch itself', () => {
  it('reports once to each channel from when to when it was blind, and which checks it waits for', async ({
    place,
  }) => {
    const other = await place.newReceiver()
    const channels = [hook(place), webhookTo('other', other.url)]
    const workers = [place.open({ channels }), place.open({ channels })] as const
    const [alerting] = workers
    const day = 86_400_000
    const from = Date.now()
    for (const name of ['a', 'b', 'c']) {
      const id = await alerting.create({ name, channels: name === 'c' ? [] : ['hook'] })
      await alerting.signal(id, 'success')
    }
    const sweeping = connectWorker(place.redis.target)
    const sweeps = openSweepStore(sweeping, openSchedules(), () => from + 2 * day)
    await sweeps.grantAmnesty({ from, to: from + 2 * day }, true)
    await sweeps.close()
    await Promise.all(workers.map(worker => worker.turn()))
    await Promise.all(workers.map(worker => worker.turn()))
    await eventually(() =>
      expect(subjectsAt(place.receiver)).toEqual(['[BLIND] The watch received nothing for 2 days']),
    )
    const { text } = JSON.parse(place.receiver.requests[0]?.body ?? '')
    expect(text).toContain('- a\n- b')
    expect(text).not.toContain('- c')
    expect(subjectsAt(other)).toEqual([])
  })

  it('reports apart that nothing came by 0MQ, also when both gaps ended in the same moment', async ({
    place,
  }) => {
    const alerting = place.open({ channels: [hook(place)] })
    const from = Date.now()
    const to = from + 2 * 86_400_000
    for (const [name, via] of [
      ['site/pinged', 'healthchecks'],
      ['client/nightly', 'zmq'],
    ] as const) {
      const id = await alerting.create({ name, channels: ['hook'] })
      await alerting.checks.record({ id }, { kind: 'success', at: from, detail: { via } })
    }
    const sweeps = openSweepStore(connectWorker(place.redis.target), openSchedules(), () => to)
    const isByMessage = ({ state }: Watched) => state.byMessage === true
    await sweeps.grantAmnesty({ from, to }, true, watched => !isByMessage(watched))
    await sweeps.messages.grantAmnesty({ from, to }, true, isByMessage)
    await sweeps.close()
    await alerting.turn()
    await eventually(() =>
      expect([...subjectsAt(place.receiver)].sort()).toEqual([
        '[BLIND] The watch received nothing by 0MQ for 2 days',
        '[BLIND] The watch received nothing for 2 days',
      ]),
    )
    const texts = place.receiver.requests.map(({ body }) => JSON.parse(body ?? '').text as string).sort()
    expect(texts[0]).toMatch(/^Messages by 0MQ were not received from [\s\S]*- client\/nightly\s*$/)
    expect(texts[1]).toMatch(/^The watch was blind from [\s\S]*- site\/pinged\s*$/)
  })

  it('opens no incident by having been blind, since nothing would resolve it', async ({ place }) => {
    const settings = { routingkey: 'x', url: place.receiver.url }
    const pager: Channel = { name: 'pager', kind: 'pagerduty', origin: 'ini', settings }
    const alerting = place.open({ channels: [hook(place), pager] })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'success')
    const from = Date.now()
    const to = from + 172_800_000
    const sweeps = openSweepStore(connectWorker(place.redis.target), openSchedules(), () => to)
    await sweeps.grantAmnesty({ from, to }, true)
    await sweeps.close()
    await alerting.turn()
    expect((await alerting.store.forCheck('watch', 9)).map(({ channel }) => channel)).toEqual(['hook'])
  })

  it('reports a loss of data once, by the default channels; the owner ends the incident of a paging service', async ({
    place,
  }) => {
    const pages = await place.newReceiver()
    pages.answerWith(answer(202))
    const settings = { routingkey: 'x', url: pages.url }
    const pager: Channel = { name: 'pager', kind: 'pagerduty', origin: 'ini', settings, isDefault: true }
    const other = await place.newReceiver()
    const channels = [{ ...hook(place), isDefault: true }, pager, webhookTo('other', other.url)]
    const workers = [place.open({ channels }), place.open({ channels })] as const
    const lostAt = Date.now()
    const store = openBackupStore(place.admin, openSchedules())
    await restoreBackup(
      { kept: undefined, copy: 'none', damage: [] },
      { store, isAlone: true, damage: ['The card was damaged.'], now: lostAt },
    )
    for (const _ of [1, 2]) await Promise.all(workers.map(worker => worker.turn()))
    const actions = () => pages.requests.map(({ body }) => JSON.parse(body).event_action)
    await eventually(() => expect(subjectsAt(place.receiver)).toEqual(['[DATA LOST] The watch lost data']))
    await eventually(() => expect(actions()).toEqual(['trigger']))
    expect(JSON.parse(place.receiver.requests[0]?.body ?? '').text).toContain(
      'The card was damaged.\nLost are',
    )

    await openLosses(place.admin).acknowledge(lostAt)
    await Promise.all(workers.map(worker => worker.turn()))
    await eventually(() => expect(actions()).toEqual(['trigger', 'resolve']))
    expect(subjectsAt(place.receiver)).toHaveLength(1)
    expect(subjectsAt(other)).toEqual([])
  })

  it('keeps the incident of a check whose record is damaged, and closes it when the check is up again', async ({
    place,
  }) => {
    let now = Date.now()
    const { alerting, id, actions } = await openIncident(place, () => now)
    const plans = '{intvlm8r}:watch:plans'
    const whole = (await place.admin.hget(plans, id)) ?? ''
    await place.admin.hset(plans, id, whole.slice(0, 20))
    const { raw } = (await alerting.store.remembered([id])).get(id) ?? {}
    await requestReview(place.admin, id)
    await alerting.turn()
    expect((await alerting.store.remembered([id])).get(id)?.raw).toBe(raw)
    expect(await alerting.store.dueReviews(now + 3_599_999, 10), 'it is not tried all the time').toEqual([])
    expect(await alerting.store.dueReviews(now + 3_600_000, 10)).toEqual([id])
    await place.admin.hset(plans, id, whole)
    now += 60_000
    await alerting.signal(id, 'success')
    await alerting.turn()
    await eventually(() => expect(actions()).toEqual(['trigger', 'resolve']))
  })

  it('closes the incident of a check that was removed, and forgets it', async ({ place }) => {
    let now = Date.now()
    const { alerting, id, actions } = await openIncident(place, () => now)
    await alerting.checks.remove(id)
    now += 3_600_000
    await alerting.turn()
    await eventually(() => expect(actions()).toEqual(['trigger', 'resolve']))
    expect((await alerting.store.remembered([id])).get(id)?.raw).toBe('')
    expect(await alerting.store.dueReviews(now + 1e12, 10)).toEqual([])
  })
})

describe.concurrent('a service', () => {
  it.for([400, 401, 404, 410])('that answers %i gets no second request', async (status, { place }) => {
    place.receiver.answerWith(answer(status))
    const alerting = place.open({ channels: [hook(place)] })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger failed']))
    expect((await alerting.store.forCheck(id, 1))[0]).toMatchObject({
      attempts: 1,
      detail: expect.stringContaining(`${status}`),
    })
    expect(place.receiver.requests).toHaveLength(1)
  })

  it('that names a time to wait gets it, and so do the other alerts for it', async ({ place }) => {
    place.receiver.answerWith(answer(429, '', { 'retry-after': '120' }))
    const at = Date.now()
    const alerting = place.open({ channels: [hook(place)], now: () => at })
    const first = await alerting.create({ name: 'first' })
    const second = await alerting.create({ name: 'second' })
    await alerting.signal(first, 'fail')
    await alerting.turn()
    await eventually(async () =>
      expect((await alerting.store.forCheck(first, 1))[0]).toMatchObject({
        state: 'retrying',
        nextAt: at + 120_000,
      }),
    )
    await alerting.signal(second, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await place.admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(2))
    expect(place.receiver.requests).toHaveLength(1)
  })

  it('that is dead is given up after six hours', async ({ place }) => {
    place.receiver.answerWith(answer(500))
    let now = Date.now()
    const alerting = place.open({ channels: [hook(place)], now: () => now })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    now += 6 * 3_600_000
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger failed']))
  })

  it('that hangs delays no other channel', async ({ place }) => {
    place.receiver.answerWith(hang)
    const other = await place.newReceiver()
    const channels: Channel[] = [webhookTo('dead', place.receiver.url), webhookTo('alive', other.url)]
    const alerting = place.open({ channels, deadlineMs: 600_000 })
    const ids = await Promise.all(Array.from({ length: 9 }, (_, i) => alerting.create({ name: `c${i}` })))
    await Promise.all(ids.map(id => alerting.signal(id, 'fail')))
    await alerting.turn()
    await eventually(() => expect(subjectsAt(other)).toHaveLength(9))
    await place.receiver.close()
  })

  it('that hangs is given up at its deadline', async ({ place }) => {
    place.receiver.answerWith(hang)
    const alerting = place.open({ channels: [webhookTo('dead', place.receiver.url)], deadlineMs: 300 })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    const details = async () => (await alerting.store.forCheck(id, 5)).map(({ detail }) => detail)
    await eventually(async () => expect(await details()).toEqual(['no answer within 0.3 s']))
  })

  it('that fails for good is reported by the others, once, and once when it works again', async ({
    place,
  }) => {
    place.receiver.answerWith(answer(401), answer(401), answer(200))
    const other = await place.newReceiver()
    const alerting = place.open({
      channels: [webhookTo('bad', place.receiver.url), webhookTo('good', other.url)],
    })
    for (const name of ['a', 'b', 'c']) {
      const id = await alerting.create({ name, channels: ['bad'] })
      await alerting.signal(id, 'fail')
      await alerting.turn()
      await eventually(async () => expect((await states(alerting, id))[0]).toMatch(/failed|delivered/))
      await eventually(async () =>
        expect((await alerting.store.health('bad'))?.reported ?? false).toBe(name !== 'c'),
      )
      await alerting.turn()
    }
    await eventually(() =>
      expect(subjectsAt(other)).toEqual(['[CHANNEL] bad does not deliver', '[CHANNEL] bad delivers again']),
    )
    expect(JSON.stringify(other.requests)).not.toContain(place.receiver.url)
  })
})
