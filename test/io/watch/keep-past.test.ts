/** The past of checks is summed up before its records go, once, and by one of several that do it at the same time. */
import { beforeEach, describe, expect, it } from 'vitest'
import { startOfDay } from '../../../src/domain/time/local-days'
import type { Check } from '../../../src/domain/watch/check'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState } from '../../../src/domain/watch/state'
import memoryShareLua from '../../../src/io/redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../../../src/io/redis/script'
import { encodeSignal } from '../../../src/io/watch/codec'
import {
  type AfterSave,
  addDays,
  addTimes,
  createAfterSave,
  createKeep,
} from '../../../src/io/watch/keep-past'
import keepPastLua from '../../../src/io/watch/keep-past.lua' with { type: 'text' }
import { decodeDays, decodeTimes } from '../../../src/io/watch/past-codec'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, plan, START, signal } from '../../support/watch'

const { admin } = await shareRedis(1)
const KEY = '{intvlm8r}:watch:run-times:a'
const HOUR = 60 * MINUTE
const QUARTER = 15 * MINUTE
const keep = createKeep(admin)

describe('what is kept', () => {
  it.each<[string, string | undefined, number | undefined, boolean]>([
    ['nothing was there, as expected', undefined, undefined, true],
    ['nothing is there any more', undefined, 7, false],
    ['the same number is there', '7|old', 7, true],
    ['an earlier one is there', '6|old', 7, false],
    ['one is there that begins like it', '77|old', 7, false],
    ['a number is there, and none was expected', '7|old', undefined, false],
    ['nothing readable is there, as expected', 'old', undefined, true],
    ['a number without a bar is there, which counts as none', '7', undefined, true],
    ['nothing readable is there any more', 'old', 7, false],
  ])('is stored, or not, where %s', async (_what, before, expected, isStored) => {
    if (before !== undefined) await admin.set(KEY, before)
    expect(await keep(KEY, expected, Buffer.from('8|new'))).toBe(isStored)
    expect(await admin.get(KEY)).toBe(isStored ? '8|new' : (before ?? null))
  })

  it('is stored as long as the watch has not used its share of the memory', async () => {
    const limit = async (share: number) => {
      const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1])
      await admin.config('SET', 'maxmemory', `${Math.round(used / share)}`)
    }
    try {
      await limit(0.8)
      expect(await keep(KEY, undefined, Buffer.from('8|new'))).toBe(false)
      await limit(0.6)
      expect(await keep(KEY, undefined, Buffer.from('8|new'))).toBe(true)
    } finally {
      await admin.config('SET', 'maxmemory', '0')
    }
  })

  it('is not stored at the very share', async () => {
    const run = defineScript<0 | 1>(admin, memoryShareLua + keepPastLua)
    // A server that does not say what it uses counts as empty.
    await admin.acl('SETUSER', 'default', '-info')
    try {
      expect(await run([KEY], ['', '8|new', 0])).toBe(0)
      expect(await run([KEY], ['', '8|new', 0.001])).toBe(1)
    } finally {
      await admin.acl('SETUSER', 'default', '+info')
    }
  })
})

const read = async (key = KEY) => decodeTimes(await admin.getBuffer(key))
const single = (at: number, took: number) => ({ at, count: 1, min: took, median: took, max: took })

describe('run times', () => {
  it('are added once each, by their numbers', async () => {
    await addTimes(admin, keep, KEY, [
      { n: 4, at: START, took: 5 },
      { n: 6, at: START + QUARTER, took: 6 },
    ])
    expect(await read()).toMatchObject({
      cursor: 6,
      levels: { fine: [single(START, 5), single(START + QUARTER, 6)] },
    })
    await addTimes(admin, keep, KEY, [
      { n: 6, at: START + QUARTER, took: 6 },
      { n: 7, at: START + 2 * QUARTER, took: 7 },
    ])
    expect(await read()).toMatchObject({
      cursor: 7,
      levels: { fine: [single(START, 5), single(START + QUARTER, 6), single(START + 2 * QUARTER, 7)] },
    })
  })

  it('that are all known, and none, cost no write', async () => {
    await addTimes(admin, keep, KEY, [])
    expect(await admin.exists(KEY)).toBe(0)
    await addTimes(admin, keep, KEY, [{ n: 4, at: START, took: 5 }])
    await addTimes(admin, () => Promise.reject(new Error('kept')), KEY, [{ n: 4, at: START, took: 5 }])
    expect((await read())?.cursor).toBe(4)
  })
})

describe('the days of a probe', () => {
  const hour = (at: number, took: number) => ({ at, min: took, median: took, max: took })
  const [first, second, third] = [20_000, 20_001, 20_002].map(day => startOfDay(day)) as [
    number,
    number,
    number,
  ]

  it('are added when they are over, each once', async () => {
    const hours = [hour(first + HOUR, 10), hour(first + 2 * HOUR, 30), hour(second + HOUR, 40)]
    await addDays(admin, keep, KEY, hours, 20_001)
    const firstDay = { at: first, count: 2, min: 10, median: 10, max: 30 }
    expect(await read()).toEqual({ cursor: 20_000, levels: { fine: [], middle: [], coarse: [firstDay] } })
    await addDays(admin, () => Promise.reject(new Error('kept')), KEY, hours, 20_001)
    await addDays(admin, keep, KEY, [...hours, hour(third, 50)], 20_002)
    expect(await read()).toEqual({
      cursor: 20_001,
      levels: { fine: [], middle: [], coarse: [firstDay, single(second, 40)] },
    })
  })

  it('are none of today', async () => {
    await addDays(admin, keep, KEY, [hour(first, 10)], 20_000)
    expect(await admin.exists(KEY)).toBe(0)
  })

  it('of more than a year before the last one go', async () => {
    await addDays(admin, keep, KEY, [hour(startOfDay(20_000), 1), hour(startOfDay(20_001), 2)], 20_002)
    await addDays(admin, keep, KEY, [hour(startOfDay(20_367), 3)], 20_368)
    expect((await read())?.levels.coarse.map(({ median }) => median)).toEqual([2, 3])
  })
})

describe('after a change of a check', () => {
  const flip = (seq: number, at: number): Flip => ({
    ...{ check: 'a', seq, at, due: at, from: seq % 2 === 0 ? 'down' : 'up' },
    ...{ to: seq % 2 === 0 ? 'up' : 'down', reason: 'success' },
  })
  const checkOf = (id: string, given: Partial<Check> = {}): Check => ({
    ...plan(id),
    ...{ id, origin: 'page', createdAt: START },
    ...given,
  })
  const stateOf = (signals: number, lastDuration?: number) =>
    ({
      status: 'up',
      since: START,
      signals,
      ...(lastDuration !== undefined && { lastDuration }),
    }) as CheckState
  const times = (id: string) => `{intvlm8r}:watch:run-times:${id}`
  const days = (id: string) => `{intvlm8r}:watch:status-days:${id}`
  let after: AfterSave

  beforeEach(() => {
    after = createAfterSave(admin)
  })

  /** Two runs in the log of the check, the newest first, one with a time. */
  const logged = async (id: string) => {
    const signals = [
      encodeSignal(1, signal('start', START), undefined),
      encodeSignal(2, signal('success', START), 9),
    ]
    for (const each of signals) await admin.lpush(`{intvlm8r}:watch:log:${id}`, each)
  }

  it('the times of its runs are summed up at each fortieth signal that is stored and of a run', async () => {
    const probe = { kind: 'tcp', target: 'nas:22', every: MINUTE, settings: {} } as const
    for (const id of ['last', 'few', 'more', 'none', 'unlogged', 'probed', 'waiting']) await logged(id)
    after(checkOf('few'), stateOf(39, 9), [], true)
    after(checkOf('more'), stateOf(41, 9), [], true)
    after(checkOf('none'), stateOf(40), [], true)
    after(checkOf('unlogged'), stateOf(40, 9), [], false)
    after(checkOf('probed', { probe }), stateOf(40, 9), [], true)
    after(checkOf('waiting', { waits: true }), stateOf(40, 9), [flip(30, START)], true)
    after(checkOf('last'), stateOf(80, 9), [], true)
    await expect
      .poll(() => read(times('last')))
      .toMatchObject({ cursor: 2, levels: { fine: [single(START, 9)] } })
    expect(await admin.keys('*:run-times:*')).toEqual([times('last')])
    expect(await admin.keys('*:status-days:*')).toEqual([])
  })

  it('its days are summed up at each thirtieth flip', async () => {
    const flips = Array.from({ length: 30 }, (_, n) => flip(n + 1, START + n * MINUTE))
    for (const id of ['last', 'few'])
      for (const one of flips) await admin.lpush(`{intvlm8r}:watch:flips:${id}`, JSON.stringify(one))
    after(checkOf('few'), stateOf(3), [flip(29, START), flip(31, START)], false)
    after(checkOf('last'), stateOf(3), [flip(29, START), flip(30, START)], false)
    await expect
      .poll(async () => decodeDays(await admin.getBuffer(days('last'))))
      .toMatchObject({
        seq: 30,
        from: START,
        until: START + 29 * MINUTE,
      })
    expect(await admin.keys('*:status-days:*')).toEqual([days('last')])
    expect(await admin.keys('*:run-times:*')).toEqual([])
  })

  it('what fails for one check keeps no other one from its sums', async () => {
    await admin.set('{intvlm8r}:watch:log:broken', 'no list')
    await logged('sound')
    after(checkOf('broken'), stateOf(40, 9), [], true)
    after(checkOf('sound'), stateOf(40, 9), [], true)
    await expect.poll(async () => (await read(times('sound')))?.cursor).toBe(2)
    // And what comes after all was done begins anew.
    await logged('later')
    after(checkOf('later'), stateOf(40, 9), [], true)
    await expect.poll(async () => (await read(times('later')))?.cursor).toBe(2)
  })
})
