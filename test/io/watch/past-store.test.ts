import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localDayOf, startOfDay } from '../../../src/domain/time/local-days'
import { lastDays } from '../../../src/domain/watch/status-days'
import { LEVELS } from '../../../src/domain/watch/time-levels'
import { namesOf } from '../../../src/io/redis/client'
import { decodeDays, decodeTimes, encodeDays, encodeTimes } from '../../../src/io/watch/past-codec'
import { shareRedis } from '../../support/shared-redis'
import {
  MINUTE,
  type OpenStore,
  openLooks,
  openStore,
  openSweeps,
  plan,
  START,
  signal,
} from '../../support/watch'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const PROBE = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: {} } as const

const redis = await shareRedis()
let web: OpenStore
beforeAll(async () => {
  web = await openStore(redis)
})
afterAll(() => web.store.close())

/** Runs that begin every so often and take so long each. Returns the moment of the last end. */
async function run(id: string, took: readonly number[], every = HOUR, from = START): Promise<number> {
  let at = from
  for (const ms of took) {
    await web.store.record({ id }, signal('start', at))
    await web.store.record({ id }, signal('success', at + ms))
    at += every
  }
  return at
}

const keysOf = async (id: string) =>
  (await web.connection.keys(`*:${id}`)).filter(key => /:(run-times|status-days):/.test(key))

describe('run times', () => {
  test('of more runs than the log holds are there, summed up, and cost a write for many runs only', async () => {
    const { check } = await web.store.create(plan('Backup', { grace: 10 * HOUR }), 'page', START)
    const runTimes = namesOf(web.connection).watch.runTimes(check.id)
    await run(check.id, Array(19).fill(2_000))
    expect(await keysOf(check.id)).toEqual([])
    const end = await run(check.id, Array(101).fill(4_000), HOUR, START + 19 * HOUR)
    await expect.poll(async () => decodeTimes(await web.connection.getBuffer(runTimes))?.cursor).toBe(240)
    const { day, month, year } = await web.store.past.times({ check }, end)
    expect(month.reduce((sum, { count }) => sum + count, 0)).toBe(120)
    expect(year.map(({ count }) => count).reduce((a, b) => a + b)).toBe(120)
    expect(month[0]).toEqual({ at: START, count: 3, min: 2_000, median: 2_000, max: 2_000 })
    // Single ones, as long as the log has them.
    expect(day).toHaveLength(24)
    expect(day.at(-1)).toEqual({ at: end - HOUR + 4_000, count: 1, min: 4_000, median: 4_000, max: 4_000 })
    expect(await web.connection.strlen(runTimes)).toBeLessThan(700)
  })

  test('are none, and nothing is stored, where no run has a time', async () => {
    const { check } = await web.store.create(plan('Silent', { grace: 10 * HOUR }), 'page', START)
    for (let n = 0; n < 85; n++)
      await web.store.record({ id: check.id }, signal('success', START + n * MINUTE))
    const others = await web.store.create(plan('After it'), 'page', START)
    await run(others.check.id, Array(20).fill(1_000))
    await expect.poll(() => keysOf(others.check.id)).toHaveLength(1)
    expect(await keysOf(check.id)).toEqual([])
    expect(await web.store.past.times({ check }, START + DAY)).toEqual({ day: [], month: [], year: [] })
  })

  test('go with their check', async () => {
    const { check } = await web.store.create(plan('Gone'), 'page', START)
    await run(check.id, Array(20).fill(1_000))
    await expect.poll(() => keysOf(check.id)).toHaveLength(1)
    expect(await web.store.remove(check.id)).toBe('removed')
    expect(await keysOf(check.id)).toEqual([])
  })

  test('take six kilobytes after a year at most, those of a daily job less than two', () => {
    const spans = (every: number, width: number, span: number) =>
      Array.from({ length: Math.floor(span / Math.max(every, width)) }, (_, n) => {
        const count = Math.max(1, Math.round(width / every))
        return { at: START + n * Math.max(every, width), count, min: 61_234, median: 65_432, max: 3_599_000 }
      })
    const size = (every: number) => {
      const levels = {
        fine: spans(every, 15 * MINUTE, LEVELS.fine.keptMs),
        middle: spans(every, 3 * HOUR, LEVELS.middle.keptMs),
        coarse: spans(every, DAY, LEVELS.coarse.keptMs),
      }
      return encodeTimes({ cursor: 123_456, levels }).length
    }
    expect(size(5 * MINUTE)).toBeLessThan(6_100)
    expect(size(HOUR)).toBeLessThan(5_500)
    expect(size(DAY)).toBeLessThan(1_800)
  })

  test('come back from their bytes: exactly up to two seconds, and to a thousandth beyond', () => {
    const coarse = [0, 1, 2_047, 61_234, 7_654_321, 864_000_000].map((ms, n) => ({
      at: startOfDay(localDayOf(START) + n),
      count: 2,
      min: ms,
      median: ms,
      max: ms,
    }))
    const read = decodeTimes(encodeTimes({ cursor: 7, levels: { fine: [], middle: [], coarse } }))
    expect(read?.cursor).toBe(7)
    expect(read?.levels.coarse).toHaveLength(6)
    for (const [n, { at, max }] of (read?.levels.coarse ?? []).entries()) {
      const given = coarse[n] as (typeof coarse)[number]
      expect(at).toBe(given.at)
      if (given.max < 2_048) expect(max).toBe(given.max)
      expect(Math.abs(max - given.max)).toBeLessThanOrEqual(given.max / 1_000)
    }
    expect(decodeTimes(Buffer.from('nonsense'))).toBeUndefined()
    expect(decodeTimes(null)).toBeUndefined()
  })
})

describe('the days of a probe', () => {
  test('are added once its hours are over, so that a year of them is there when the hours are gone', async () => {
    const looks = openLooks(redis)
    const made = await web.store.create(plan('Door', { probe: PROBE }), 'page', START)
    const { check } = made
    for (let day = 0; day < 3; day++)
      for (let hour = 0; hour < 3; hour++) {
        const at = START + day * DAY + hour * HOUR
        await looks.record(check.id, { answer: 'success', detail: 'it answers', took: 10 + day }, at, PROBE)
        await looks.flush()
      }
    const runTimes = namesOf(web.connection).watch.runTimes(check.id)
    const kept = decodeTimes(await web.connection.getBuffer(runTimes))
    expect(kept?.levels.coarse.map(({ median }) => median)).toEqual([10, 11])
    const { day, month, year } = await web.store.past.times({ check }, START + 2 * DAY + 3 * HOUR)
    expect(year.map(({ median }) => median)).toEqual([10, 11, 12])
    expect(month.length).toBeGreaterThan(5)
    expect(day.at(-1)).toMatchObject({ median: 12 })
    expect(
      await web.store.past.recent(
        [{ check, state: { ...made.state, lastDuration: 12 } }],
        START + 2 * DAY + 3 * HOUR,
      ),
    ).toEqual([[12, 12, 12]])
    await looks.close()
  })
})

describe('days of statuses', () => {
  test('of a check that changed more often than flips are kept are there, and come back from their bytes', async () => {
    const { check } = await web.store.create(
      plan('Flapping', { failuresBeforeAlert: 1, grace: 10 * HOUR }),
      'page',
      START,
    )
    const end = START + 240 * HOUR
    for (let n = 0; n < 240; n++)
      await web.store.record({ id: check.id }, signal(n % 2 === 0 ? 'success' : 'fail', START + n * HOUR))
    const watched = (await web.store.get(check.id)) as NonNullable<Awaited<ReturnType<typeof web.store.get>>>
    await expect.poll(async () => (await web.store.past.statuses(watched)).kept?.seq).toBe(240)
    const { kept, away } = await web.store.past.statuses(watched)
    const flips = await web.store.flips(check.id)
    expect(flips.length).toBeLessThanOrEqual(100)
    const days = lastDays(kept, flips, watched.state, { createdAt: check.createdAt, away }, end)
    const sum = (name: 'up' | 'down' | 'unknown' | 'outages') =>
      days.reduce((total, day) => total + day[name], 0)
    expect([sum('up') / HOUR, sum('down') / HOUR, sum('unknown'), sum('outages')]).toEqual([120, 120, 0, 120])
    expect(decodeDays(encodeDays(kept as NonNullable<typeof kept>))).toEqual(kept)
  })

  test('cost nothing for a check that hardly changes', async () => {
    const { check } = await web.store.create(plan('Calm', { failuresBeforeAlert: 1 }), 'page', START)
    for (const kind of ['success', 'fail', 'success'] as const)
      await web.store.record({ id: check.id }, signal(kind, START + MINUTE))
    expect(await keysOf(check.id)).toEqual([])
  })

  test('know the spans in which the watch received nothing', async () => {
    const { check, state } = await web.store.create(plan('Awaited'), 'page', START)
    const sweeps = openSweeps(redis, () => START + HOUR)
    await sweeps.markAlive(START)
    await sweeps.grantAmnesty({ from: START, to: START + HOUR }, true)
    await sweeps.grantAmnesty({ from: START + HOUR, to: START + HOUR + 5_000 }, true)
    expect((await web.store.past.statuses({ check, state })).away).toEqual([
      { from: START, to: START + HOUR },
    ])
    await sweeps.close()
  })
})
