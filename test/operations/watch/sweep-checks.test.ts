import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeafSpan } from '../../../src/domain/watch/state'
import type { SweepStore } from '../../../src/domain/watch/sweep-store'
import { connectWorker } from '../../../src/io/redis/client'
import { startAlarmClock } from '../../../src/io/watch/alarm-clock'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { createSweep } from '../../../src/operations/watch/sweep-checks'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'
import {
  inBatches,
  MINUTE,
  type OpenStore,
  openStore,
  openSweeps,
  plan,
  START,
  signal,
} from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let web: OpenStore
let sweeps: SweepStore
let now: number
let gaps: DeafSpan[]
/** Since when the web takes check-ins, by the test's clock: Redis knows the real one only. */
let listensSince: number

beforeEach(async () => {
  now = START
  gaps = []
  await startWeb()
  sweeps = openSweeps(redis, () => now)
})

afterEach(async () => {
  await Promise.all([web.store.close(), sweeps.close()])
})

async function startWeb(): Promise<void> {
  web = await openStore(redis)
  await web.store.listen()
  listensSince = now
}

function open(store: SweepStore, steady = () => now) {
  const listening = async () => {
    const known = await store.listening()
    return known && { ...known, for: now - listensSince }
  }
  return createSweep({
    store: { ...store, listening },
    now: () => now,
    steady,
    onGap: gap => void gaps.push(gap),
  })
}

async function upCheck(name: string, at = now, minutes = 10): Promise<string> {
  const schedule = { kind: 'period', period: minutes * MINUTE } as const
  const { check } = await web.store.create(plan(name, { schedule }), 'page', at)
  await web.store.record({ id: check.id }, signal('success', at))
  return check.id
}

const statusOf = async (id: string) => (await web.store.get(id))?.state.status

/** As one who looks every minute: time passes, and nothing is missed. */
async function passes(sweep: ReturnType<typeof open>, minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    now += MINUTE
    await sweep.sweep()
  }
}

describe('the sweep', () => {
  it('while nobody takes check-ins, tries again in five seconds; without any deadline, only when one is set', async () => {
    await upCheck('a')
    await web.store.close()
    expect(await open(sweeps).sweep()).toBe(now + 5_000)
    await admin.flushall()
    expect(await open(sweeps).sweep()).toBeUndefined()
    await startWeb()
  })

  it('finds the checks whose time ran out, returns when to sweep again, and nothing when no deadline is set', async () => {
    const sweep = open(sweeps)
    expect(await sweep.sweep()).toBeUndefined()
    const id = await upCheck('a')
    expect(await sweep.sweep()).toBe(START + 10 * MINUTE)
    await passes(sweep, 10)
    expect(await statusOf(id)).toBe('late')
    expect(await sweep.sweep()).toBe(START + 12 * MINUTE)
    await passes(sweep, 2)
    expect(await statusOf(id)).toBe('down')
    expect(await sweep.sweep()).toBeUndefined()
    expect((await web.store.flips(id)).map(({ to, due }) => [to, due - START])).toEqual([
      ['down', 12 * MINUTE],
      ['late', 10 * MINUTE],
      ['up', 0],
    ])
  })

  it('without checks only looks for some, and takes the time until the first one for no gap', async () => {
    const sweep = open(sweeps)
    await sweep.sweep()
    const commands = await commandsDuring(admin, () => passes(sweep, 60))
    expect(commands).toEqual({ hlen: 60 })
    now += 30_000
    await upCheck('a')
    expect(await sweep.sweep()).toBe(now + 10 * MINUTE)
    expect(gaps).toEqual([])
  })

  it('takes only the time since the last look for a first check for a gap, where nobody took check-ins', async () => {
    const sweep = open(sweeps)
    await passes(sweep, 2)
    now += 50_000
    await upCheck('a', now - 30_000)
    listensSince = now
    await sweep.sweep()
    expect(gaps).toEqual([{ from: START + 2 * MINUTE, to: now }])
  })

  it('by many workers at once makes each flip once', async () => {
    const others = [openSweeps(redis, () => now), openSweeps(redis, () => now)]
    const all = [open(sweeps), ...others.map(store => open(store))]
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => upCheck(`check ${i}`)))
    await Promise.all(all.map(sweep => sweep.sweep()))
    for (let i = 0; i < 12; i++) {
      now += MINUTE
      await Promise.all(all.map(sweep => sweep.sweep()))
    }
    for (const id of ids)
      expect((await web.store.flips(id)).map(({ to }) => to)).toEqual(['down', 'late', 'up'])
    expect(await admin.xlen('{intvlm8r}:watch:outbox')).toBe(300)
    await Promise.all(others.map(store => store.close()))
  })

  it('of 10,000 checks, of which 1,000 fall silent at once, has every flip in the outbox within five seconds', async () => {
    await inBatches(10_000, i => upCheck(`check ${i}`, START, i < 1_000 ? 10 : 60))
    const sweep = open(sweeps)
    await sweep.sweep()
    await passes(sweep, 11)
    await admin.del('{intvlm8r}:watch:outbox')
    now += MINUTE
    const begun = performance.now()
    await sweep.sweep()
    const took = performance.now() - begun
    expect(await admin.xlen('{intvlm8r}:watch:outbox')).toBe(1_000)
    expect(took).toBeLessThan(5_000)
    console.log(`1,000 of 10,000 checks went down: ${Math.round(took)} ms`)
  })
})

describe('the alarm clock', () => {
  it('rings when an earlier deadline is set, and at the deadline itself', async () => {
    const real = openSweeps(redis, Date.now)
    const sweep = createSweep({
      store: real,
      now: Date.now,
      steady: () => performance.now(),
      onGap: () => {},
    })
    let sweeping = 0
    const errors: Error[] = []
    const clock = startAlarmClock(
      () => {
        sweeping++
        return sweep.sweep()
      },
      { now: Date.now, onError: error => errors.push(error), restMs: 3_600_000 },
    )
    await real.subscribe({ earlier: clock.wake, back: sweep.stoodUntil })
    try {
      await expect.poll(() => sweeping).toBeGreaterThan(0)
      const schedule = { kind: 'period', period: 1_000 } as const
      const { check } = await web.store.create(plan('fast', { schedule, grace: 0 }), 'page', Date.now())
      const at = Date.now()
      await web.store.record({ id: check.id }, signal('success', at))
      await expect.poll(() => statusOf(check.id), { interval: 10 }).toBe('down')
      const [flip] = await web.store.flips(check.id)
      expect(flip?.due).toBe(at + 1_000)
      expect(flip?.at).toBeGreaterThanOrEqual(at + 1_000)
      expect(errors).toEqual([])
      // It slept in between.
      expect(sweeping).toBeLessThan(8)
    } finally {
      await clock.close()
      await real.close()
    }
  })
})

describe('after an outage of its own, the watch', () => {
  it('brings no check down for a silence in it, and reports once which checks are still awaited', async () => {
    listensSince = START - 61 * MINUTE
    const first = open(sweeps)
    const missed = await upCheck('missed')
    const dead = await upCheck('dead', START - 60 * MINUTE)
    await first.sweep()
    expect(await statusOf(dead)).toBe('down')
    // Everything is off from 12:00 to 13:00.
    await web.store.close()
    now = START + 60 * MINUTE
    await startWeb()
    const others = [openSweeps(redis, () => now), openSweeps(redis, () => now)]
    const fresh = others.map(store => open(store))
    await Promise.all(fresh.map(sweep => sweep.sweep()))
    expect(await statusOf(missed)).toBe('up')
    const outbox = openOutboxes(connectWorker(redis.target))
    const records = (await outbox.take(100, 1)).map(({ record }) => record)
    const blind = records.filter(({ kind }) => kind === 'blind')
    expect(blind).toHaveLength(1)
    expect(blind[0]).toMatchObject({ awaited: [missed], gap: { from: START } })
    // If it stays silent, it goes down later.
    const [sweep] = fresh
    if (sweep) await passes(sweep, 13)
    expect(await statusOf(missed)).toBe('down')
    await Promise.all([outbox.close(), ...others.map(store => store.close())])
  })

  it('sweeps nothing as long as nobody takes check-ins', async () => {
    const sweep = open(sweeps)
    const id = await upCheck('a')
    await sweep.sweep()
    await web.store.close()
    now += 20 * MINUTE
    await expect.poll(() => sweeps.listening()).toBeUndefined()
    await sweep.sweep()
    web = await openStore(redis)
    expect(await statusOf(id)).toBe('up')
    await web.store.listen()
    listensSince = now
    await sweep.sweep()
    expect(await statusOf(id)).toBe('up')
    expect(gaps).toEqual([{ from: START, to: START + 20 * MINUTE }])
  })

  it('knows a machine that slept from one that was busy', async () => {
    const sweep = open(sweeps)
    const id = await upCheck('a')
    await sweep.sweep()
    await passes(sweep, 2)
    now += 30 * MINUTE
    await sweep.sweep()
    expect(await statusOf(id)).toBe('up')
    expect(gaps).toEqual([{ from: START + 2 * MINUTE, to: START + 32 * MINUTE }])
  })

  it('declares nobody down either where others check in before the worker looks', async () => {
    const missed = await upCheck('missed')
    const early = await upCheck('early')
    await open(sweeps).sweep()
    await web.store.close()
    now += 60 * MINUTE
    await startWeb()
    now += 500
    await web.store.record({ id: early }, signal('success', now))
    now += 5_000
    await open(sweeps).sweep()
    expect(await statusOf(missed)).toBe('up')
    expect(gaps).toEqual([{ from: START, to: START + 60 * MINUTE }])
  })

  it('is reported once by workers that come to it one after the other, however roughly each knows its end', async () => {
    const other = openSweeps(redis, () => now)
    const [first, second] = [open(sweeps), open(other)]
    // As patient as it is frequent: any gap since its signal may have held the next one.
    await upCheck('a', START, 2)
    await Promise.all([first.sweep(), second.sweep()])
    await web.store.close()
    now += 20 * MINUTE
    await startWeb()
    await first.sweep()
    // Redis counts whole seconds: to the other worker the web seems to have connected a little later.
    listensSince += 900
    now += 4_000
    await second.sweep()
    const outbox = openOutboxes(connectWorker(redis.target))
    const records = (await outbox.take(100, 1)).map(({ record }) => record)
    expect(records.filter(({ kind }) => kind === 'blind')).toHaveLength(1)
    await Promise.all([outbox.close(), other.close()])
  })

  it('calls nobody down for minutes that the clock leapt over', async () => {
    let steady = 0
    const sweep = open(sweeps, () => steady)
    const id = await upCheck('a', START, 1)
    await sweep.sweep()
    now += 30_000
    steady += 30_000
    await sweep.sweep()
    // Set forward by two minutes and twenty seconds, of which one second passed.
    now += 140_000
    steady += 1_000
    await sweep.sweep()
    expect(await statusOf(id)).toBe('up')
    expect(gaps).toEqual([{ from: now - 139_000, to: now }])
  })

  it('waits no longer than it should for a check whose signal lies in a future that was none', async () => {
    let steady = 0
    const sweep = open(sweeps, () => steady)
    const id = await upCheck('a', START + 600 * MINUTE)
    now = START + 600 * MINUTE
    await sweep.sweep()
    // The clock is set right.
    now = START
    steady = 1_000
    await sweep.sweep()
    expect((await web.store.get(id))?.state.due).toBe(START + 10 * MINUTE)
  })

  it('takes a clock that was set back by seconds for what it is: what came before counts as received now', async () => {
    let steady = 0
    const sweep = open(sweeps, () => steady)
    await sweep.sweep()
    now = START + 58_000
    const id = await upCheck('a')
    // Two seconds later, after which the clock is five seconds behind.
    now = START + 55_000
    steady = 60_000
    await sweep.sweep()
    expect(gaps).toEqual([{ from: START + 55_000, to: START + 55_000 }])
    expect((await web.store.get(id))?.state.due).toBe(START + 55_000 + 10 * MINUTE)
  })

  it('sets right a ledger that a clock left in the future, and forgives the next outage', async () => {
    const id = await upCheck('a')
    await admin.set('{intvlm8r}:watch:alive', START + 600 * MINUTE)
    const sweep = open(sweeps)
    await sweep.sweep()
    expect(gaps).toEqual([{ from: START, to: START }])
    expect(await admin.get('{intvlm8r}:watch:alive')).toBe(`${START}`)
    now += 20 * MINUTE
    await sweep.sweep()
    expect(gaps[1]).toEqual({ from: START, to: START + 20 * MINUTE })
    expect(await statusOf(id)).toBe('up')
  })

  it.each([
    [1_999, false],
    [2_000, true],
  ])('takes a look at Redis that lasts %i ms for a gap: %s', async (ms, isGap) => {
    let look = 0
    const slow = { ...sweeps }
    slow.listening = async () => {
      now += look
      return await sweeps.listening()
    }
    const sweep = open(slow)
    const id = await upCheck('a')
    await sweep.sweep()
    now = START + MINUTE
    look = ms
    await sweep.sweep()
    expect(gaps).toEqual(isGap ? [{ from: START + MINUTE, to: START + MINUTE + ms }] : [])
    expect(await statusOf(id)).toBe('up')
  })

  it.each([
    [150_000, false],
    [150_001, true],
  ])('takes %i ms without a sweep for a gap: %s', async (ms, isGap) => {
    const sweep = open(sweeps)
    await upCheck('a')
    await sweep.sweep()
    now += ms
    await sweep.sweep()
    expect(gaps).toEqual(isGap ? [{ from: START, to: START + ms }] : [])
  })

  it('counts no time that another worker has dealt with', async () => {
    const other = openSweeps(redis, () => now)
    const [first, second] = [open(sweeps), open(other)]
    await upCheck('a')
    await Promise.all([first.sweep(), second.sweep()])
    now += 20 * MINUTE
    await first.sweep()
    now += 5 * MINUTE
    await second.sweep()
    expect(gaps).toEqual([
      { from: START, to: START + 20 * MINUTE },
      { from: START + 20 * MINUTE, to: START + 25 * MINUTE },
    ])
    await other.close()
  })

  it('writes into its ledger no more than every five minutes, and nothing without checks', async () => {
    const sweep = open(sweeps)
    await sweep.sweep()
    // The claim of the web is never written to the disk.
    expect(await admin.keys('*')).toEqual(['{intvlm8r}:watch:listeners'])
    const id = await upCheck('a')
    await web.store.pause(id, now)
    await passes(sweep, 5)
    await admin.config('RESETSTAT')
    await passes(sweep, 60)
    expect(/cmdstat_set:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1]).toBe('12')
  })
})
