import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { createDeliverAlert } from '../../../src/operations/alerts/deliver-alert'
import { createTestChannel } from '../../../src/operations/alerts/test-channel'
import { type Alerting, type AlertingOptions, openAlerting, plannedAt, webhookTo } from '../../support/alerts'
import { deliveryPorts } from '../../support/delivery-ports'
import {
  answer,
  type Behaviour,
  type Receiver,
  resetBeforeHeaders,
  startReceiver,
} from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const HOUR = 3_600_000
let alerting: Alerting
let connection: Redis
let pagerduty: Receiver
let channels: Channel[]
let jobs: PlannedAlert[]
let now: number
let logged: string[]

beforeEach(async () => {
  pagerduty = await startReceiver()
  now = Date.now()
  jobs = []
  logged = []
  channels = [
    { name: 'pager', kind: 'pagerduty', origin: 'ini', settings: { routingkey: 'x', url: pagerduty.url } },
  ]
  const collecting = {
    serve: async () => {},
    add: async (planned: readonly PlannedAlert[]) => void jobs.push(...planned),
  }
  const around: AlertingOptions['around'] = (name, part) =>
    name === 'queue' ? { ...part, ...collecting } : part
  alerting = openAlerting(redis.target, { channels, now: () => now, around })
  connection = connectWorker(redis.target)
})
afterEach(async () => {
  await alerting.close()
  connection.disconnect()
  await pagerduty.close()
})

const note = (line: unknown) => void logged.push(String(line))

const ports = () => deliveryPorts(connection, { now: () => now, channels: () => channels, note })

/** Sends what is in the queue, as often as it takes. */
async function deliverAll(): Promise<void> {
  const deliver = createDeliverAlert(ports())
  for (const job of jobs.splice(0)) {
    for (let result = await deliver(job, HOUR); result.retryInMs !== undefined; ) {
      now += result.retryInMs
      result = await deliver(job, HOUR)
    }
  }
}

const actions = () => pagerduty.requests.map(({ body }) => JSON.parse(body).event_action as string)
const subjectsFor = (channel: string) =>
  jobs
    .filter(job => job.channel === channel)
    .map(({ alert }) => alert.subject)
    .sort()

type Answers = [Behaviour, ...Behaviour[]]

const REFUSED = answer(400)
const ACCEPTED = answer(202)

describe('an alert of a watch that reached nobody', () => {
  it('is withheld from a service that answers, while members that answer again may have told it, and that is no failure', async () => {
    channels = [webhookTo('hook', pagerduty.url)]
    const ends: boolean[] = []
    let isNews = false
    const deliver = createDeliverAlert({
      ...ports(),
      permit: async () => ({
        kind: 'send',
        isOpened: false,
        withinMs: HOUR,
        confirm: async () => isNews,
        done: async isDelivered => void ends.push(isDelivered),
      }),
    })
    const planned = plannedAt(now, 'withheld')
    expect(await deliver(planned, HOUR)).toEqual({ retryInMs: 250 })
    expect(pagerduty.requests).toHaveLength(0)
    expect(await ports().store.record('book', 'withheld')).toMatchObject({ state: 'queued', attempts: 0 })
    isNews = true
    expect(await deliver(planned, HOUR)).toEqual({})
    expect(pagerduty.requests).toHaveLength(1)
    expect([ends, logged]).toEqual([[false, true], []])
  })
})

describe('an alert whose time was over before it could be sent', () => {
  it('is tried again at once, which is no failure of its channel', async () => {
    channels = [webhookTo('hook', pagerduty.url)]
    let withinMs = 0
    const deliver = createDeliverAlert({
      ...ports(),
      permit: async () => ({ kind: 'send', isOpened: false, withinMs, done: async () => {} }),
    })
    const planned = plannedAt(now, 'late')
    expect(await deliver(planned, HOUR)).toEqual({ retryInMs: 250 })
    expect(pagerduty.requests).toHaveLength(0)
    expect(await ports().store.record('book', 'late')).toMatchObject({ state: 'queued', attempts: 0 })
    expect(await ports().store.health('hook')).toBeUndefined()
    withinMs = HOUR
    expect(await deliver(planned, HOUR)).toEqual({})
    expect([pagerduty.requests.length, logged]).toEqual([1, []])
  })

  it('is a failure two minutes after its plan: the channel always takes longer than it may', async () => {
    channels = [webhookTo('hook', pagerduty.url)]
    const deliver = createDeliverAlert({
      ...ports(),
      permit: async () => ({ kind: 'send', isOpened: false, withinMs: 0, done: async () => {} }),
    })
    const planned = plannedAt(now, 'always-late')
    now += 119_999
    expect(await deliver(planned, HOUR)).toEqual({ retryInMs: 250 })
    expect(await ports().store.health('hook')).toBeUndefined()
    now += 1
    // Five seconds, less a quarter by chance.
    expect(await deliver(planned, HOUR)).toEqual({ retryInMs: 3_750 })
    expect(await ports().store.record('book', 'always-late')).toMatchObject({
      state: 'retrying',
      attempts: 1,
    })
    expect(await ports().store.health('hook')).toMatchObject({ failures: 1, reported: false })
  })
})

describe('a service that keeps incidents', () => {
  const CASES: [string, Answers, Answers[], boolean][] = [
    ['refused the trigger', [REFUSED], [], false],
    ['was in a hurry first, and then refused it', [answer(429), REFUSED], [], false],
    ['refused the reminder too', [REFUSED], [[REFUSED]], false],
    ['failed first, and may have taken it', [answer(500), REFUSED], [], true],
    ['broke off first, and may have taken it', [resetBeforeHeaders, REFUSED], [], true],
    ['accepted it', [ACCEPTED], [], true],
    ['refused the trigger, and accepted the reminder', [REFUSED], [[ACCEPTED]], true],
    ['accepted only the first of two reminders', [REFUSED], [[ACCEPTED], [REFUSED]], true],
  ]
  it.each(CASES)(
    'that %s gets a resolve only where there may be something to resolve',
    async (_name, first, reminders, resolves) => {
      const id = await alerting.create({ name: 'backup', reminders: '1h' })
      pagerduty.answerWith(...first)
      await alerting.signal(id, 'fail')
      await alerting.turn()
      await deliverAll()
      for (const answers of reminders) {
        now += HOUR
        pagerduty.answerWith(...answers)
        await alerting.turn()
        await deliverAll()
      }
      const before = actions().length
      pagerduty.answerWith(ACCEPTED)
      now += 60_000
      await alerting.signal(id, 'success')
      await alerting.turn()
      await deliverAll()
      expect(actions().slice(before)).toEqual(resolves ? ['resolve'] : [])
      expect((await alerting.store.forCheck(id, 1))[0]).toMatchObject(
        resolves ? { state: 'delivered' } : { state: 'dropped', detail: 'there was nothing to resolve' },
      )
    },
  )
})

describe('a channel that refuses triggers', () => {
  let hook: Receiver
  beforeEach(async () => {
    hook = await startReceiver()
    channels.push(webhookTo('hook', hook.url))
  })
  afterEach(() => hook.close())

  async function openAndRefuse(): Promise<string> {
    const [old, fresh] = await Promise.all(
      ['old', 'new'].map(name => alerting.create({ name, channels: ['pager'] })),
    )
    pagerduty.answerWith(ACCEPTED)
    await alerting.signal(old as string, 'fail')
    await alerting.turn()
    await deliverAll()
    pagerduty.answerWith(REFUSED)
    await alerting.signal(fresh as string, 'fail')
    await alerting.turn()
    await deliverAll()
    await alerting.turn()
    expect(subjectsFor('hook')).toEqual(['[CHANNEL] pager does not deliver'])
    await deliverAll()
    pagerduty.answerWith(ACCEPTED)
    return old as string
  }

  it('does not deliver again because a resolve of an earlier incident gets through', async () => {
    const old = await openAndRefuse()
    await alerting.signal(old, 'success')
    await alerting.turn()
    await deliverAll()
    await alerting.turn()
    expect(actions().at(-1)).toBe('resolve')
    expect(subjectsFor('hook')).toEqual([])
    expect(await alerting.store.health('pager')).toMatchObject({ detail: 'answered 400' })
  })

  it('delivers again once it accepts a trigger', async () => {
    await openAndRefuse()
    const id = await alerting.create({ name: 'another', channels: ['pager'] })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await deliverAll()
    await alerting.turn()
    expect(subjectsFor('hook')).toEqual(['[CHANNEL] pager delivers again'])
  })

  it('delivers again once it accepts a test', async () => {
    await openAndRefuse()
    expect(await createTestChannel(ports())(channels[0] as Channel)).toMatchObject({ ok: true })
    await alerting.turn()
    expect(subjectsFor('hook')).toEqual(['[CHANNEL] pager delivers again'])
    expect(await alerting.store.health('pager')).toBeUndefined()
  })

  it('does not deliver once it refuses a test, which no other channel reports: its sender sees that', async () => {
    channels.push(webhookTo('hook', pagerduty.url))
    pagerduty.answerWith(REFUSED, ACCEPTED)
    expect(await createTestChannel(ports())(channels[0] as Channel)).toMatchObject({ ok: false })
    expect([...(await alerting.store.failing())]).toMatchObject([['pager', { detail: 'answered 400' }]])
    expect(logged).toEqual([
      expect.stringMatching(/^Nothing gets through to pager since ..:..: answered 400$/),
    ])
    expect(await createTestChannel(ports())(channels[0] as Channel)).toMatchObject({ ok: true })
    expect([...(await alerting.store.failing())]).toEqual([])
    expect(logged.slice(1)).toEqual(['pager delivers again'])
    await alerting.turn()
    expect(subjectsFor('hook')).toEqual([])
  })

  it('delivers again by a resolve where only the connection was broken', async () => {
    const id = await alerting.create({ name: 'backup', channels: ['pager'] })
    pagerduty.answerWith(ACCEPTED)
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await deliverAll()
    now += 60_000
    pagerduty.answerWith(answer(503), ...Array.from({ length: 7 }, () => answer(503)), ACCEPTED)
    await alerting.signal(id, 'success')
    await alerting.turn()
    await deliverAll()
    await alerting.turn()
    expect(subjectsFor('hook')).toEqual([
      '[CHANNEL] pager delivers again',
      '[CHANNEL] pager does not deliver',
    ])
  })
})
