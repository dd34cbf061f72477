import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Outbox } from '../../../src/domain/watch/outbox'
import { openChannelStore } from '../../../src/io/alerts/channel-store'
import { createHttpClient } from '../../../src/io/net/http-client'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { NOTIFIERS } from '../../../src/notifiers/index'
import { drawVapidKeys } from '../../../src/notifiers/web-push'
import { createDeliverAlert } from '../../../src/operations/alerts/deliver-alert'
import { sendAlert } from '../../../src/operations/alerts/send-alert'
import { eventually } from '../../support/alerting-test'
import { type Alerting, type AlertingOptions, openAlerting, plannedAt, webhookTo } from '../../support/alerts'
import { deliveryPorts } from '../../support/delivery-ports'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
const HOUR = 3_600_000
const opened: Alerting[] = []
const connections: Redis[] = []
let receiver: Receiver
let now: number

beforeEach(async () => {
  receiver = await startReceiver()
  now = Date.now()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
  for (const connection of connections.splice(0)) connection.disconnect()
  await receiver.close()
})

function open(options: Partial<AlertingOptions> = {}): Alerting {
  const channels = [webhookTo('hook', receiver.url)]
  const alerting = openAlerting(redis.target, { channels, now: () => now, ...options })
  opened.push(alerting)
  return alerting
}

/** A worker's step alone, without the queues. */
function delivering(channels: readonly Channel[]) {
  const connection = connectWorker(redis.target)
  connection.on('error', () => {})
  connections.push(connection)
  const ports = deliveryPorts(connection, { now: () => now, channels: () => channels, note: () => {} })
  const deliver = createDeliverAlert(ports)
  return { deliver: (planned: PlannedAlert) => deliver(planned, HOUR), store: ports.store }
}

const subjects = () => receiver.requests.map(({ body }) => JSON.parse(body).subject as string)
const states = async ({ store }: Alerting, check: string) =>
  (await store.forCheck(check, 20)).map(({ kind, state }) => `${kind} ${state}`)

describe('a channel that is removed and made anew', () => {
  it('gets the alerts of what happens from then on, though one was waiting for it', async () => {
    receiver.answerWith(answer(503), answer(200))
    const channels: Channel[] = [webhookTo('hook', receiver.url)]
    const alerting = open({ channels })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    const [hook] = channels.splice(0)
    await alerting.turn()
    channels.push(hook as Channel)
    await alerting.turn()
    now += 60_000
    for (const kind of ['success', 'fail'] as const) {
      await alerting.signal(id, kind)
      await alerting.turn()
    }
    await eventually(async () => expect((await states(alerting, id))[0]).toBe('trigger delivered'))
  })

  it('is not served any more once nothing waits for it', async () => {
    const channels: Channel[] = [webhookTo('hook', receiver.url)]
    const alerting = open({ channels })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    channels.splice(0)
    await eventually(async () => {
      await alerting.turn()
      expect(await admin.keys('{intvlm8r}:alerts-hook:*')).toEqual([])
    })
  })
})

describe('an alert that is handed out again', () => {
  it('after its worker recorded the delivery and died is not sent again', async () => {
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const planned = plannedAt(now, 'once')
    await store.commit([], [planned])
    expect(await deliver(planned)).toEqual({})
    expect(await deliver(planned)).toEqual({})
    expect(subjects()).toEqual(['once'])
  })

  it('for a channel that no worker knows waits for ten minutes, and is then dropped', async () => {
    const { deliver, store } = delivering([])
    const planned = plannedAt(now, 'waits')
    await store.commit([], [planned])
    now += 599_000
    expect(await deliver(planned)).toHaveProperty('retryInMs')
    expect(await store.record('book', 'waits')).toMatchObject({ state: 'queued' })
    now += 1_000
    expect(await deliver(planned)).toEqual({})
    expect(await store.record('book', 'waits')).toMatchObject({
      state: 'dropped',
      detail: 'there is no channel of that name',
    })
  })

  it('leaves no timer behind once its service has answered', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
    const before = timers()
    const delivery = await sendAlert(
      {
        now: () => now,
        notifiers: { ...NOTIFIERS, webhook: async () => ({ ok: true, detail: 'taken' }) },
        push: openChannelStore(admin, drawVapidKeys),
        http: createHttpClient({ userAgent: 'test', now: () => now }),
        page: async () => undefined,
        onError: error => {
          throw error
        },
      },
      plannedAt(now, 'quick').alert,
      webhookTo('hook', receiver.url),
      now + HOUR,
    )
    expect(delivery).toMatchObject({ ok: true, detail: 'taken' })
    expect(timers()).toBe(before)
  })
})

describe('flips that a dead worker had taken', () => {
  it('are routed with the next one of their check, from its history', async () => {
    const dead = openOutboxes(connectWorker(redis.target))
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    now += 60_000
    await alerting.signal(id, 'success')
    expect(await dead.take(10, 1)).toMatchObject([{ record: { flip: { from: 'down', to: 'up' } } }])
    await dead.close()
    now += 60_000
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () =>
      expect(await states(alerting, id)).toEqual([
        'trigger delivered',
        'resolve delivered',
        'trigger delivered',
      ]),
    )
  })
})

describe('a channel that is dead for long', () => {
  it('gets, when it works again, the trigger and only the last reminder', async () => {
    receiver.answerWith(answer(503), answer(200))
    const jobs: PlannedAlert[] = []
    const collecting = {
      serve: async () => {},
      add: async (planned: readonly PlannedAlert[]) => void jobs.push(...planned),
    }
    const around: AlertingOptions['around'] = (name, part) =>
      name === 'queue' ? { ...part, ...collecting } : part
    const alerting = open({ around })
    const { deliver } = delivering([webhookTo('hook', receiver.url)])
    const id = await alerting.create({ name: 'backup', reminders: '5m' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    expect(await deliver(jobs[0] as PlannedAlert)).toHaveProperty('retryInMs')
    for (let i = 0; i < 5; i++) {
      now += 300_000
      await alerting.turn()
    }
    for (const job of [...jobs].reverse()) await deliver(job)
    expect(await states(alerting, id)).toEqual([
      'reminder queued',
      ...Array(4).fill('reminder dropped'),
      'trigger delivered',
    ])
    expect(await deliver(jobs[5] as PlannedAlert)).toEqual({})
    expect(subjects()).toEqual(['[DOWN] backup', '[DOWN] backup', '[STILL DOWN] backup'])
    expect(JSON.parse(receiver.requests[2]?.body ?? '').text).toContain('25 minutes')
  })

  it('is tried the less often the longer an alert waits for the one before', async () => {
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const [first, second] = [plannedAt(now, 'first'), plannedAt(now, 'second', 'first')]
    await store.commit([], [first, second])
    expect(await deliver(second)).toMatchObject({ retryInMs: 250 })
    now += 60_000
    expect(await deliver(second)).toMatchObject({ retryInMs: 15_000 })
    now += HOUR
    expect(await deliver(second)).toMatchObject({ retryInMs: 60_000 })
    await deliver(first)
    expect(await deliver(second)).toEqual({})
    expect(subjects()).toEqual(['first', 'second'])
  })

  it('is tried right after the next attempt at the one before it, and after a minute at most', async () => {
    receiver.answerWith(answer(503), answer(503, '', { 'retry-after': '600' }))
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const [first, second] = [plannedAt(now, 'first'), plannedAt(now, 'second', 'first')]
    await store.commit([], [first, second])
    expect(await deliver(first)).toEqual({ retryInMs: 3_750 })
    now += 750
    expect(await deliver(second)).toEqual({ retryInMs: 3_250, waitsFor: 'first' })
    now += 3_000
    expect(await deliver(first)).toEqual({ retryInMs: 600_000 })
    expect(await deliver(second)).toEqual({ retryInMs: 60_000, waitsFor: 'first' })
  })

  it('keeps the order of more alerts than are kept of a check', async () => {
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const planned = Array.from({ length: 120 }, (_, i) =>
      plannedAt(now + i, `${i}`, i > 0 ? `${i - 1}` : undefined),
    )
    for (const each of planned) await store.commit([], [each])
    for (const each of [...planned].reverse().slice(0, -1))
      expect(await deliver(each)).toHaveProperty('retryInMs')
    for (const each of planned) await deliver(each)
    expect(subjects()).toEqual(planned.map(({ id }) => id))
    await store.commit([], [plannedAt(now + 200, 'next', '119')])
    expect(await store.forCheck('book', 1_000)).toHaveLength(50)
    expect(await admin.hlen('{intvlm8r}:alerts:book:book')).toBe(50)
  })

  it('rests no longer for four alerts that failed at once than for one', async () => {
    receiver.answerWith(answer(503))
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const planned = ['a', 'b', 'c', 'd'].map(id => plannedAt(now, id))
    await store.commit([], planned)
    await Promise.all(planned.map(deliver))
    expect(subjects()).toHaveLength(4)
    receiver.answerWith(answer(200))
    now += 5_000
    expect(await Promise.all(planned.map(deliver))).toEqual([{}, {}, {}, {}])
  })

  it('that wants years of patience is tried again after six hours', async () => {
    receiver.answerWith(answer(429, '', { 'retry-after': '999999999' }), answer(200))
    const { deliver, store } = delivering([webhookTo('hook', receiver.url)])
    const [first, second] = [plannedAt(now, 'first'), plannedAt(now, 'second')]
    await store.commit([], [first, second])
    await deliver(first)
    expect(await deliver(second)).toMatchObject({ retryInMs: 6 * HOUR })
    now += 6 * HOUR
    expect(await deliver(second)).toEqual({})
    expect(subjects()).toEqual(['first', 'second'])
  })
})

describe('a channel that a worker does not know', () => {
  it('is waited for, as another machine may have it, and named among the deliveries of its check', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup', channels: ['hok'] })
    const queued = async () => await alerting.store.forCheck(id, 9)
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await alerting.turn()
    const detail = 'it waits for a worker that knows a channel of that name'
    await eventually(async () => expect(await queued()).toMatchObject([{ state: 'queued', detail }]))
    now += 600_000
    const gone = { channel: 'hok', state: 'dropped', detail: 'there is no channel of that name' }
    await eventually(async () => expect(await queued()).toMatchObject([gone]))
    await eventually(async () => {
      await alerting.turn()
      expect(await admin.keys('{intvlm8r}:alerts-hok:*')).toEqual([])
    })
  })

  it('hears of the open incidents, once, when it is made or gets a check', async () => {
    const channels: Channel[] = [webhookTo('hook', receiver.url)]
    const alerting = open({ channels })
    const [named, given] = await Promise.all([
      alerting.create({ name: 'named', channels: ['hook', 'late'] }),
      alerting.create({ name: 'given', channels: ['hook'] }),
    ])
    for (const id of [named, given]) await alerting.signal(id, 'fail')
    await alerting.turn()
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, named)).toContain('trigger queued'))
    now += 600_000
    await eventually(async () => expect(await states(alerting, named)).toContain('trigger dropped'))
    await alerting.turn()

    const late = await startReceiver()
    channels.push(webhookTo('late', late.url))
    await alerting.turn()
    await alerting.turn()
    await late.nextRequest()
    await alerting.checks.update(given, { channels: ['hook', 'late'] }, now)
    await alerting.turn()
    await late.nextRequest()
    for (let turn = 0; turn < 3; turn++) {
      now += HOUR
      await alerting.turn()
    }
    for (const id of [named, given]) await alerting.signal(id, 'success')
    await alerting.turn()
    await late.nextRequest()
    await late.nextRequest()
    const heard = late.requests.map(({ body }) => JSON.parse(body).subject)
    expect(heard.slice(0, 2)).toEqual(['[DOWN] named', '[DOWN] given'])
    expect(heard.slice(2).sort()).toEqual(['[UP] given', '[UP] named'])
    await late.close()
  })

  it('is served by the machine that has it, whichever of them routes the flip', async () => {
    const stranger = open({ channels: [] })
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.turn()
    await alerting.signal(id, 'fail')
    await stranger.turn()
    await stranger.turn()
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
  })
})

describe('a check that is removed', () => {
  it('has its incident closed at once, and is forgotten', async () => {
    receiver.answerWith(answer(202))
    const settings = { routingkey: 'x', url: receiver.url }
    const alerting = open({ channels: [{ name: 'pager', kind: 'pagerduty', origin: 'ini', settings }] })
    const [down, up] = await Promise.all(['down', 'up'].map(name => alerting.create({ name })))
    await alerting.signal(down as string, 'fail')
    await alerting.signal(up as string, 'success')
    await alerting.turn()
    expect(await admin.hlen('{intvlm8r}:alerts:memory')).toBe(2)
    await Promise.all([down, up].map(id => alerting.checks.remove(id as string)))
    await alerting.turn()
    const actions = () => receiver.requests.map(({ body }) => JSON.parse(body).event_action)
    await eventually(() => expect(actions()).toEqual(['trigger', 'resolve']))
    expect(await admin.hlen('{intvlm8r}:alerts:memory')).toBe(0)
    expect(await admin.xlen('{intvlm8r}:watch:outbox')).toBe(0)
  })
})

it('a check that is made anew under its id has the incident of the former one closed first', async () => {
  const added: PlannedAlert[] = []
  const noting: NonNullable<AlertingOptions['around']> = (name, part) =>
    name !== 'queue'
      ? part
      : {
          ...part,
          add: async (planned: readonly PlannedAlert[]) => {
            added.push(...planned)
            await (part as unknown as Alerting['queue']).add(planned)
          },
        }
  receiver.answerWith(answer(202))
  const settings = { routingkey: 'x', url: receiver.url }
  const channels: Channel[] = [{ name: 'pager', kind: 'pagerduty', origin: 'ini', settings }]
  const alerting = open({ channels, around: noting })
  const id = await alerting.create({ name: 'backup' })
  await alerting.signal(id, 'fail')
  await alerting.turn()
  await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
  const former = (await alerting.checks.get(id))?.check
  if (former === undefined) throw new Error('there is no check')
  await alerting.checks.remove(id)
  now += 60_000
  await alerting.checks.create(former, 'page', now, id)
  await alerting.signal(id, 'fail')
  await alerting.turn()
  await eventually(async () =>
    expect(await states(alerting, id)).toEqual([
      'trigger delivered',
      'resolve delivered',
      'trigger delivered',
    ]),
  )
  // Those of one turn are queued in any order.
  const [opened, closed, again] = [1, 2, 3].map(n => added.find(one => one.id.endsWith(`-${n}-pager`)))
  expect([closed?.alert.kind, again?.alert.kind]).toEqual(['resolve', 'trigger'])
  expect([closed?.after, again?.after]).toEqual([{ [id]: [opened?.id] }, { [id]: [closed?.id] }])
})

it('entries that were taken together are routed in the next turn where Redis left before all were taken', async () => {
  let takes = 0
  const around: AlertingOptions['around'] = (name, part) => {
    if (name !== 'outbox') return part
    const outbox = part as unknown as Outbox
    const take: Outbox['take'] = async (limit, waitMs) => {
      if (++takes === 2) throw new Error('Redis has gone')
      return await outbox.take(limit, waitMs)
    }
    return { ...part, take }
  }
  const alerting = open({ around })
  const ids = await Promise.all(Array.from({ length: 6 }, (_, i) => alerting.create({ name: `c${i}` })))
  await Promise.all(ids.map(id => alerting.signal(id, 'fail')))
  await expect(alerting.turn()).rejects.toThrow('Redis has gone')
  await alerting.turn()
  await eventually(() => expect(subjects()).toHaveLength(6))
})

describe('a check that is down already', () => {
  it('is reported in the turn after its silence was lifted', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.checks.silence(id, 'recovery')
    await alerting.signal(id, 'fail')
    await alerting.turn()
    expect(await alerting.store.forCheck(id, 9)).toEqual([])
    await alerting.checks.silence(id, undefined)
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
  })

  it('is reported in the turn after it failed again, where every failure is wanted', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup', reminders: 'always' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    now += 10_000
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(async () =>
      expect(await states(alerting, id)).toEqual(['reminder delivered', 'trigger delivered']),
    )
  })
})

describe('the other channels', () => {
  it('report once that one fails for good, though several of its alerts fail at once', async () => {
    const other = await startReceiver()
    receiver.answerWith(answer(401))
    const channels = [webhookTo('bad', receiver.url), webhookTo('good', other.url)]
    const { deliver, store } = delivering(channels)
    const planned = Array.from({ length: 8 }, (_, i) => ({ ...plannedAt(now, `${i}`), channel: 'bad' }))
    await store.commit([], planned)
    const moment = now
    await Promise.all(
      planned.map(async (each, i) => {
        now = moment + i
        await deliver(each)
      }),
    )
    const notices = (await store.planned(100)).filter(({ channel }) => channel === 'good')
    expect(notices.map(({ alert }) => alert.subject)).toEqual(['[CHANNEL] bad does not deliver'])
    // Each one counts, whichever of them was noted first.
    expect(await store.health('bad')).toMatchObject({ failures: 8, reported: true })
    await other.close()
  })

  it('report one that had an alert given up', async () => {
    receiver.answerWith(answer(429, '', { 'retry-after': '999999999' }))
    const { deliver, store } = delivering([webhookTo('hook', receiver.url), webhookTo('good', receiver.url)])
    const alert = plannedAt(now, 'first')
    await store.commit([], [alert])
    await deliver(alert)
    expect(
      (await store.planned(100)).map(({ alert: { subject }, channel }) => [channel, subject]),
    ).toContainEqual(['good', '[CHANNEL] hook does not deliver'])
  })
})
