/** Silences of checks that are fed by 0MQ are judged by the claims of the program for 0MQ, in a real Redis. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Listening, SweepStore } from '../../../src/domain/watch/sweep-store'
import { namesOf } from '../../../src/io/redis/client'
import { claimListening } from '../../../src/io/watch/listening'
import { createSweep } from '../../../src/operations/watch/sweep-checks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, openSweeps, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let opened: OpenStore
let sweeps: SweepStore
let now: number
/** Since when each door is attended, by the test's clock; undefined: it is not. */
let since: { web: number | undefined; messages: number | undefined }
let isInUse: boolean

beforeEach(async () => {
  now = START
  since = { web: START, messages: START }
  isInUse = true
  opened = await openStore(redis)
  sweeps = openSweeps(redis, () => now)
})

afterEach(async () => {
  await Promise.all([opened.store.close(), sweeps.close()])
})

function open() {
  const listening = (door: 'web' | 'messages') => async (): Promise<Listening | undefined> => {
    const from = since[door]
    return from === undefined
      ? undefined
      : { for: now - from, unconfirmedFor: 0, serverTime: now, doubtful: new Map() }
  }
  const messages = {
    ...sweeps.messages,
    listening: listening('messages'),
    isInUse: async () => isInUse,
  }
  return createSweep({
    store: { ...sweeps, listening: listening('web'), messages },
    now: () => now,
    steady: () => now,
    onGap: () => {},
  })
}

async function fed(via: 'zmq' | 'healthchecks' | undefined, given: Partial<CheckPlan> = {}): Promise<string> {
  const name = `client/${via ?? 'nobody'}`
  const { check } = await opened.store.create(plan(name, { job: name, ...given }), 'page', now)
  if (via !== undefined) await opened.store.record({ id: check.id }, signal('success', now, { via }))
  return check.id
}

const statusOf = async (id: string) => (await opened.store.get(id))?.state.status

async function passes(sweep: ReturnType<typeof open>, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    now += MINUTE
    await sweep.sweep()
  }
}

describe('while the program for 0MQ is dead', () => {
  it('no silence of its checks is judged, and every other one is, in time', async () => {
    const sweep = open()
    await sweep.sweep()
    const [byMessage, byWeb] = [await fed('zmq'), await fed('healthchecks')]
    since.messages = undefined
    await passes(sweep, 13)
    expect(await statusOf(byMessage)).toBe('up')
    expect(await statusOf(byWeb)).toBe('down')
  })

  it('the sweep looks again within seconds, and still rings at the deadline of another check', async () => {
    const sweep = open()
    await fed('zmq')
    since.messages = undefined
    await passes(sweep, 13)
    expect(await sweep.sweep()).toBe(now + 5_000)
    const { check } = await opened.store.create(
      plan('soon', { schedule: { kind: 'period', period: 3_000 } }),
      'page',
      now,
    )
    await opened.store.record({ id: check.id }, signal('success', now))
    expect(await sweep.sweep()).toBe(now + 3_000)
  })

  it('a silence that began before is excused when it is back, and the next one is judged', async () => {
    const sweep = open()
    await sweep.sweep()
    const id = await fed('zmq')
    await passes(sweep, 5)
    since.messages = undefined
    await passes(sweep, 10)
    since.messages = now
    await passes(sweep, 9)
    expect(await statusOf(id)).toBe('up')
    await passes(sweep, 4)
    expect(await statusOf(id)).toBe('down')
  })

  it('600 checks that cannot be judged keep no other from its turn', async () => {
    const sweep = open()
    await sweep.sweep()
    for (let n = 0; n < 12; n++)
      await Promise.all(
        Array.from({ length: 50 }, async (_, k) => {
          const job = `client${n}/event${k}`
          const { check } = await opened.store.create(plan(job, { job }), 'page', now)
          await opened.store.record({ id: check.id }, signal('success', now, { via: 'zmq' }))
        }),
      )
    now += 1_000
    const last = await fed('healthchecks')
    since.messages = undefined
    await passes(sweep, 13)
    expect(await statusOf(last)).toBe('down')
  })
})

it('while no web app takes check-ins, the silence of a sender by 0MQ is told', async () => {
  const sweep = open()
  await sweep.sweep()
  const [byMessage, byWeb] = [await fed('zmq'), await fed('healthchecks')]
  since.web = undefined
  await passes(sweep, 13)
  expect(await statusOf(byMessage)).toBe('down')
  expect(await statusOf(byWeb)).toBe('up')
})

it('a check that never signalled is awaited by the door that its plan names', async () => {
  const sweep = open()
  await sweep.sweep()
  const id = await fed(undefined, { awaited: true })
  since.messages = undefined
  await passes(sweep, 13)
  expect(await statusOf(id)).toBe('new')
  since.messages = now
  await passes(sweep, 13)
  expect(await statusOf(id)).toBe('down')
})

it('where 0MQ is not in use, all are judged by the web', async () => {
  const sweep = open()
  await sweep.sweep()
  const id = await fed('zmq')
  isInUse = false
  since.messages = undefined
  await passes(sweep, 13)
  expect(await statusOf(id)).toBe('down')
})

it('the door of the last signal is that of the check', async () => {
  const sweep = open()
  await sweep.sweep()
  const id = await fed('zmq')
  now += MINUTE
  await opened.store.record({ id }, signal('success', now, { via: 'healthchecks' }))
  since.messages = undefined
  await passes(sweep, 13)
  expect(await statusOf(id)).toBe('down')
})

describe('a check with the name of a job, which 0MQ does not feed', () => {
  const probe = { kind: 'tcp', target: 'nas:22', every: MINUTE, settings: {} } as const
  const kinds = [
    ['by mail', {}, 'mail', 'down'],
    ['by a probe', { probe }, undefined, 'blind'],
  ] as const
  async function fedSo(given: Partial<CheckPlan>, via: string | undefined): Promise<string> {
    const { check } = await opened.store.create(plan('nas/backup', given), 'page', now)
    await opened.store.record({ id: check.id }, signal('success', now, via === undefined ? {} : { via }))
    return check.id
  }

  it.each(kinds)('but which is fed %s, is judged while the program for 0MQ is dead', async (...row) => {
    const [, given, via, judged] = row
    const sweep = open()
    await sweep.sweep()
    const id = await fedSo(given, via)
    since.messages = undefined
    await passes(sweep, 13)
    expect(await statusOf(id)).toBe(judged)
  })
})

describe('of a run that starts by 0MQ and ends by HTTP', () => {
  async function startedByMessage(): Promise<string> {
    const id = await fed('healthchecks')
    now += MINUTE
    await opened.store.record({ id }, signal('start', now, { via: 'zmq' }))
    return id
  }

  it('the end is awaited from the web: no silence of it is judged while no web takes check-ins', async () => {
    const sweep = open()
    await sweep.sweep()
    const id = await startedByMessage()
    since.web = undefined
    await passes(sweep, 15)
    expect(await statusOf(id)).toBe('up')
  })

  it('the end is told as missing while only the program for 0MQ is dead', async () => {
    const sweep = open()
    await sweep.sweep()
    const id = await startedByMessage()
    since.messages = undefined
    await passes(sweep, 15)
    expect(await statusOf(id)).toBe('down')
  })
})

it('while neither the web nor the program for 0MQ is there, nothing is judged; afterwards both silences are', async () => {
  const sweep = open()
  await sweep.sweep()
  const ids = [await fed('zmq'), await fed('healthchecks')]
  const statuses = () => Promise.all(ids.map(statusOf))
  since = { web: undefined, messages: undefined }
  await passes(sweep, 20)
  expect(await statuses()).toEqual(['up', 'up'])
  since = { web: now, messages: now }
  await passes(sweep, 9)
  expect(await statuses()).toEqual(['up', 'up'])
  await passes(sweep, 4)
  expect(await statuses()).toEqual(['down', 'down'])
})

it('the digest after a gap tells whether check-ins by 0MQ or all others were missed', async () => {
  const sweep = open()
  await sweep.sweep()
  const [byMessage, byWeb] = [await fed('zmq'), await fed('healthchecks')]
  since = { web: undefined, messages: undefined }
  await passes(sweep, 20)
  since = { web: now, messages: now }
  await passes(sweep, 1)
  const entries = await admin.xrange('{intvlm8r}:watch:outbox', '-', '+')
  const digests = entries
    .filter(([, [kind]]) => kind === 'blind')
    .map(([, [, text = '']]) => JSON.parse(text))
  expect(digests.map(({ door, awaited }) => ({ door, awaited }))).toEqual(
    expect.arrayContaining([
      { door: 'messages', awaited: [byMessage] },
      { door: 'web', awaited: [byWeb] },
    ]),
  )
  expect(digests).toHaveLength(2)
})

describe('the claim of the program for 0MQ', () => {
  it('is renewed only while everything that came is written down, and is known after its end', async () => {
    expect(await sweeps.messages.isInUse()).toBe(false)
    let isWritten = false
    const options = { door: 'messages', id: 'one', mayRenew: async () => isWritten } as const
    const claim = claimListening(opened.connection, options)
    await claim.renew()
    expect(await sweeps.messages.listening()).toBeUndefined()
    isWritten = true
    await claim.renew()
    expect((await sweeps.messages.listening())?.unconfirmedFor).toBeLessThan(1_500)
    expect(await admin.hlen('{intvlm8r}:watch:listeners')).toBe(0)
    claim.stop()
    expect(await sweeps.messages.isInUse()).toBe(true)
  })

  it('of one program of several that is away keeps its own senders from being judged, for five minutes', async () => {
    const moment = Date.now()
    const receivers = '{intvlm8r}:watch:receivers'
    const claimed = (renewed: number) => `${moment - 900_000} ${renewed}`
    const there = claimListening(opened.connection, { door: 'messages', id: 'there' })
    const calls = admin.duplicate()
    onTestFinished(() => {
      there.stop()
      calls.disconnect()
    })
    await calls.subscribe(namesOf(opened.connection).messages.rollCall)
    calls.on('message', () => void there.renew())
    await there.renew()
    await admin.hset(receivers, 'away', claimed(moment - 290_000))
    expect([...((await sweeps.messages.listening())?.doubtful.keys() ?? [])]).toEqual(['away'])
    await admin.hset(receivers, 'away', claimed(moment - 310_000))
    expect([...((await sweeps.messages.listening())?.doubtful.keys() ?? [])]).toEqual([])
    expect(await admin.hkeys(receivers)).toEqual(['there', 'away'])
  })
})
