import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel } from '../../src/domain/channel'
import { connectWorker } from '../../src/io/redis'
import { openSchedules } from '../../src/io/schedule'
import { openSweepStore } from '../../src/io/sweep-store'
import { type Alerting, type AlertingOptions, openAlerting, webhookTo } from '../support/alerts'
import { answer, hang, type Receiver, startReceiver } from '../support/receiver'
import { shareRedis } from '../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
let receiver: Receiver
const opened: Alerting[] = []
const receivers: Receiver[] = []

beforeEach(async () => {
  receiver = await newReceiver()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
  await Promise.all(receivers.splice(0).map(each => each.close()))
})

async function newReceiver(): Promise<Receiver> {
  const started = await startReceiver()
  receivers.push(started)
  return started
}

function open(options: Partial<AlertingOptions> = {}): Alerting {
  const alerting = openAlerting(redis.target, { channels: [webhookTo('hook', receiver.url)], ...options })
  opened.push(alerting)
  return alerting
}

const told = (from: Receiver = receiver) =>
  from.requests.map(({ body }) => JSON.parse(body).subject as string)
const states = async (alerting: Alerting, check: string) =>
  (await alerting.store.forCheck(check, 10)).map(({ kind, state }) => `${kind} ${state}`)

describe('an outage', () => {
  it('is told when it begins and when it ends, and the deliveries are written down', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(() => expect(told()).toEqual(['[DOWN] backup']))
    await alerting.signal(id, 'success')
    await alerting.turn()
    await vi.waitFor(() => expect(told()).toEqual(['[DOWN] backup', '[UP] backup']))
    await vi.waitFor(async () =>
      expect(await states(alerting, id)).toEqual(['resolve delivered', 'trigger delivered']),
    )
    const [down, up] = receiver.requests.map(({ body }) => JSON.parse(body))
    expect(up.key).toBe(down.key)
    expect(down).toMatchObject({
      status: 'down',
      check: id,
      reason: 'failure',
      url: `http://pi:8080/checks/${id}`,
    })
  })

  it('goes to the channels of its check only, and to none that is not known', async () => {
    const other = await newReceiver()
    const alerting = open({ channels: [webhookTo('hook', receiver.url), webhookTo('other', other.url)] })
    const id = await alerting.create({ name: 'backup', channels: ['other', 'nowhere'] })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(() => expect(told(other)).toEqual(['[DOWN] backup']))
    expect(told()).toEqual([])
  })

  it('is told once by many workers that race', async () => {
    const workers = Array.from({ length: 4 }, () => open())
    const [first] = workers as [Alerting]
    const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => first.create({ name: `c${i}` })))
    for (const kind of ['fail', 'success', 'fail'] as const) {
      await Promise.all(ids.map(id => first.signal(id, kind)))
      await Promise.all(workers.map(worker => worker.turn()))
    }
    await Promise.all(workers.map(worker => worker.turn()))
    await vi.waitFor(
      async () => {
        for (const id of ids)
          expect(
            (await first.store.forCheck(id, 10)).filter(record => /queued|retrying/.test(record.state)),
          ).toEqual([])
      },
      { timeout: 15_000 },
    )
    const told = receiver.requests.map(({ body }) => JSON.parse(body))
    const each = (status: string) =>
      told
        .filter(alert => alert.status === status)
        .map(({ name }) => name)
        .sort()
    const twice = ids.map((_, i) => `c${i}`).flatMap(name => [name, name])
    // A trigger that was over before its turn is told by its resolve alone.
    expect(new Set(each('up'))).toEqual(new Set(twice))
    expect(each('up')).toHaveLength(8)
    expect(new Set(told.map(alert => `${alert.key} ${alert.kind}`)).size).toBe(told.length)
  })

  it('waits its turn: a resolve does not overtake its trigger, however long that takes', async () => {
    receiver.answerWith(answer(503), answer(200))
    let now = Date.now()
    const alerting = open({ now: () => now })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    await alerting.signal(id, 'success')
    await alerting.turn()
    now += 60_000
    // The trigger is over by now: the resolve tells of the whole outage.
    await vi.waitFor(
      async () => expect(await states(alerting, id)).toEqual(['resolve delivered', 'trigger dropped']),
      { timeout: 15_000 },
    )
    expect(told()).toEqual(['[DOWN] backup', '[UP] backup'])
    expect(JSON.parse(receiver.requests[1]?.body ?? '').text).toContain('It was down for')
  })

  it('is one digest when many begin at once, and each is in its books', async () => {
    const alerting = open()
    const ids = await Promise.all(Array.from({ length: 30 }, (_, i) => alerting.create({ name: `c${i}` })))
    await Promise.all(ids.map(id => alerting.signal(id, 'fail')))
    await alerting.turn()
    await vi.waitFor(() => expect(told()).toEqual(['[DIGEST] 30 down']))
    await vi.waitFor(async () => {
      for (const id of ids) expect(await states(alerting, id)).toEqual(['digest delivered'])
    })
    await alerting.signal(ids[0] as string, 'success')
    await alerting.turn()
    await vi.waitFor(() => expect(told()).toEqual(['[DIGEST] 30 down', '[UP] c0']))
  })

  it('that began and ended between two turns is told by its end, and the next one by its beginning', async () => {
    let clock = Date.now()
    const pager: Channel = {
      name: 'pager',
      kind: 'pagerduty',
      origin: 'ini',
      settings: { routingkey: 'x', url: receiver.url },
    }
    receiver.answerWith(answer(202))
    const hook = await newReceiver()
    const alerting = open({ channels: [pager, webhookTo('hook', hook.url)], now: () => clock++ })
    const id = await alerting.create({ name: 'backup' })
    for (const kind of ['fail', 'success', 'fail'] as const) await alerting.signal(id, kind)
    await alerting.turn()
    await vi.waitFor(() => expect(told(hook)).toEqual(['[UP] backup', '[DOWN] backup']))
    await vi.waitFor(async () => {
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
    const events = receiver.requests.map(({ body }) => JSON.parse(body).event_action)
    expect(events).toEqual(['trigger'])
  })

  it('leaves nothing behind in the queue and the outbox', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    await vi.waitFor(async () =>
      expect(
        (await admin.keys('{intvlm8r}:alerts-hook:*')).filter(key => /trigger|active|-\d+-hook/.test(key)),
      ).toEqual([]),
    )
    expect(await alerting.store.planned(10)).toEqual([])
    expect(await alerting.outbox.take(10, 1)).toEqual([])
  })
})

/** Stands before one member of one part. */
function instead<P extends object>(
  part: string,
  member: string,
  replace: (real: (...values: never[]) => unknown) => unknown,
) {
  return <T extends object>(name: string, real: T): T =>
    name === part
      ? ({ ...real, [member]: replace((real as unknown as P)[member as keyof P] as never) } as T)
      : real
}

describe('a worker', () => {
  it('that stood still for longer than an alert is its own sends it no more', async () => {
    let now = Date.now()
    const stoodStill = instead('store', 'write', write => async (...values: never[]) => {
      await write(...values)
      now += 3_600_000
    })
    const alerting = open({ now: () => now, around: stoodStill })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect((await alerting.store.forCheck(id, 1))[0]?.attempts).toBe(1))
    await vi.waitFor(async () => expect((await alerting.store.forCheck(id, 1))[0]?.nextAt).toBeDefined())
    expect(told()).toEqual([])
  })

  it('that stood still does not take back what another one has recorded', async () => {
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger delivered']))
    const [record] = await alerting.store.forCheck(id, 1)
    await alerting.store.write([id], { ...record!, state: 'retrying', detail: 'no answer within 20 s' })
    expect(await states(alerting, id)).toEqual(['trigger delivered'])
  })

  it('whose turn broke off goes on with what it had taken in the next one', async () => {
    let broken = true
    const breaksOff = instead('store', 'commit', commit => async (...values: never[]) => {
      if (!broken) return await commit(...values)
      broken = false
      throw new Error('Redis is away')
    })
    const alerting = open({ around: breaksOff })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await expect(alerting.turn()).rejects.toThrow('Redis is away')
    await alerting.turn()
    await vi.waitFor(() => expect(told()).toEqual(['[DOWN] backup']))
    expect(await admin.xlen('{intvlm8r}:watch:outbox')).toBe(0)
  })

  it('does not wait for ever for an alert that got lost with its queue', async () => {
    let now = Date.now()
    const alerting = open({ now: () => now })
    const id = await alerting.create({ name: 'backup' })
    receiver.answerWith(answer(503))
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    await admin.del(await admin.keys('{intvlm8r}:alerts-hook:*'))
    receiver.answerWith(answer(200))
    now += 6 * 3_600_000
    await alerting.signal(id, 'success')
    await alerting.turn()
    await vi.waitFor(() => expect(told().at(-1)).toBe('[UP] backup'))
  })
})

describe('the watch itself', () => {
  it('says from when to when it was blind, and of whom it has to hear, to each channel once', async () => {
    const other = await newReceiver()
    const channels = [webhookTo('hook', receiver.url), webhookTo('other', other.url)]
    const workers = [open({ channels }), open({ channels })] as const
    const [alerting] = workers
    const day = 86_400_000
    const from = Date.now()
    for (const name of ['a', 'b', 'c']) {
      const id = await alerting.create({ name, channels: name === 'c' ? [] : ['hook'] })
      await alerting.signal(id, 'success')
    }
    const sweeping = connectWorker(redis.target)
    const sweeps = openSweepStore(sweeping, openSchedules(), () => from + 2 * day)
    await sweeps.grantAmnesty({ from, to: from + 2 * day }, true)
    await sweeps.close()
    await Promise.all(workers.map(worker => worker.turn()))
    await Promise.all(workers.map(worker => worker.turn()))
    await vi.waitFor(() => expect(told()).toEqual(['[BLIND] The watch heard nothing for 2 days']))
    const { text } = JSON.parse(receiver.requests[0]?.body ?? '')
    expect(text).toContain('- a\n- b')
    expect(text).not.toContain('- c')
    expect(told(other)).toEqual([])
  })

  it('closes the incident of a check that was removed, and forgets it', async () => {
    let now = Date.now()
    const pager: Channel = {
      name: 'pager',
      kind: 'pagerduty',
      origin: 'ini',
      settings: { routingkey: 'x', url: receiver.url },
    }
    receiver.answerWith(answer(202))
    const alerting = open({ channels: [pager], now: () => now })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await alerting.checks.remove(id)
    now += 3_600_000
    await alerting.turn()
    const actions = () => receiver.requests.map(({ body }) => JSON.parse(body).event_action)
    await vi.waitFor(() => expect(actions()).toEqual(['trigger', 'resolve']))
    expect((await alerting.store.remembered([id])).get(id)?.raw).toBe('')
    expect(await alerting.store.looks(now + 1e12, 10)).toEqual({ books: [] })
  })
})

describe('a service', () => {
  it.each([400, 401, 404, 410])('that says %i is not asked again', async status => {
    receiver.answerWith(answer(status))
    const alerting = open()
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger failed']))
    expect((await alerting.store.forCheck(id, 1))[0]).toMatchObject({
      attempts: 1,
      detail: expect.stringContaining(`${status}`),
    })
    expect(receiver.requests).toHaveLength(1)
  })

  it('that names a time to wait gets it, and so do the other alerts for it', async () => {
    receiver.answerWith(answer(429, '', { 'retry-after': '120' }))
    const at = Date.now()
    const alerting = open({ now: () => at })
    const first = await alerting.create({ name: 'first' })
    const second = await alerting.create({ name: 'second' })
    await alerting.signal(first, 'fail')
    await alerting.turn()
    await vi.waitFor(async () =>
      expect((await alerting.store.forCheck(first, 1))[0]).toMatchObject({
        state: 'retrying',
        nextAt: at + 120_000,
      }),
    )
    await alerting.signal(second, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(2))
    expect(receiver.requests).toHaveLength(1)
  })

  it('that is dead is given up after six hours', async () => {
    receiver.answerWith(answer(500))
    let now = Date.now()
    const alerting = open({ now: () => now })
    const id = await alerting.create({ name: 'backup' })
    await alerting.signal(id, 'fail')
    await alerting.turn()
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger retrying']))
    now += 6 * 3_600_000
    await vi.waitFor(async () => expect(await states(alerting, id)).toEqual(['trigger failed']), {
      timeout: 10_000,
    })
  })

  it('that hangs delays no other channel, and not for ever', async () => {
    receiver.answerWith(hang)
    const other = await newReceiver()
    const channels: Channel[] = [webhookTo('dead', receiver.url), webhookTo('alive', other.url)]
    const alerting = open({ channels, deadlineMs: 3_000 })
    const ids = await Promise.all(Array.from({ length: 9 }, (_, i) => alerting.create({ name: `c${i}` })))
    const dead = async () => {
      const records = (await Promise.all(ids.map(id => alerting.store.forCheck(id, 5)))).flat()
      return records.filter(({ channel }) => channel === 'dead').map(({ detail }) => detail)
    }
    await Promise.all(ids.map(id => alerting.signal(id, 'fail')))
    await alerting.turn()
    await vi.waitFor(() => expect(told(other)).toHaveLength(9), { timeout: 3_000 })
    expect(await dead()).not.toContain('no answer within 3 s')
    await vi.waitFor(async () => expect(await dead()).toContain('no answer within 3 s'), { timeout: 10_000 })
  })

  it('that fails for good is told of by the others, once, and once when it works again', async () => {
    receiver.answerWith(answer(401), answer(401), answer(200))
    const other = await newReceiver()
    const alerting = open({ channels: [webhookTo('bad', receiver.url), webhookTo('good', other.url)] })
    for (const name of ['a', 'b', 'c']) {
      const id = await alerting.create({ name, channels: ['bad'] })
      await alerting.signal(id, 'fail')
      await alerting.turn()
      await vi.waitFor(async () => expect((await states(alerting, id))[0]).toMatch(/failed|delivered/))
      await vi.waitFor(async () =>
        expect((await alerting.store.health('bad'))?.reported ?? false).toBe(name !== 'c'),
      )
      await alerting.turn()
    }
    await vi.waitFor(() =>
      expect(told(other)).toEqual(['[CHANNEL] bad does not deliver', '[CHANNEL] bad delivers again']),
    )
    expect(JSON.stringify(other.requests)).not.toContain(receiver.url)
  })
})
