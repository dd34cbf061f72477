import { beforeEach, expect, it } from 'vitest'
import { GROUP_NEWS, MOST_NEWS, putTogether, type Told } from '../../../src/domain/peers/told'
import { openGroupCopies } from '../../../src/io/peers/group-copies'
import { namesOf } from '../../../src/io/redis/client'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const copies = openGroupCopies(admin, {
  ...{ self: 'a', schedules: openSchedules(), steady: () => 0, now: () => 0 },
})
const NAME = 'k resolve mail'
const AT: Readonly<Record<string, number>> = { a: 10, b: 20, c: 30 }
const end = (by: string, ...after: readonly string[]): Told => ({
  [NAME]: { by, n: 1, at: AT[by] ?? 0, after: Object.fromEntries(after.map(id => [id, true as const])) },
})
const [A, B, C] = [end('a'), end('b', 'b'), end('c', 'b', 'c')]
const stored = async () => (await copies.read(['check'])).get('check')?.told

beforeEach(async () => {
  await admin.del(namesOf(admin).peers.told)
})

it.each([
  [A, B, C],
  [A, C, B],
  [B, A, C],
  [B, C, A],
  [C, A, B],
  [C, B, A],
] as const)('the same end of several members is the same in any order', async (...ends) => {
  for (const one of ends) await copies.tell('check', one)
  const all = { by: 'a', n: 1, at: 10, others: { b: 20, c: 30 }, after: { b: true, c: true } }
  expect(await stored()).toEqual({ [NAME]: all })
})

it('an outcome of an older version gains what is known of it, and keeps the rest', async () => {
  await copies.tell('check', {
    'k trigger mail': { by: 'b', n: 3, isSplit: true },
    [NAME]: { by: 'b', n: 4 },
  })
  await copies.tell('check', { 'k trigger mail': { by: 'c', n: 9, at: 5 }, ...end('b') })
  expect(await stored()).toEqual({
    'k trigger mail': { by: 'b', n: 3, isSplit: true, others: { c: 5 } },
    [NAME]: { by: 'b', n: 4, after: {} },
  })
})

it('of the same member and name the first outcome stays', async () => {
  await copies.tell('check', { [NAME]: { by: 'b', n: 4, at: 7 } })
  await copies.tell('check', { [NAME]: { by: 'b', n: 9, at: 8 } })
  expect(await stored()).toEqual({ [NAME]: { by: 'b', n: 4, at: 7 } })
})

it('members that told the same as well stay named when a lower one is found', async () => {
  await copies.tell('check', { [NAME]: { by: 'c', n: 1, at: 30, others: { a: 11, d: 40 } } })
  await copies.tell('check', { [NAME]: { by: 'a', n: 2, at: 10, others: { b: 20 } } })
  expect(await stored()).toEqual({ [NAME]: { by: 'a', n: 2, at: 10, others: { b: 20, c: 30, d: 40 } } })
})

it('an outcome that names one more member is news, and one that names fewer is none', async () => {
  await copies.tell('check', { [NAME]: { by: 'a', n: 1, at: 10, others: { b: 20 } } })
  await copies.tell('check', { [NAME]: { by: 'a', n: 1, at: 10, others: { b: 20, c: 30 } } })
  const all = { [NAME]: { by: 'a', n: 1, at: 10, others: { b: 20, c: 30 } } }
  expect(await stored()).toEqual(all)
  await copies.tell('check', { [NAME]: { by: 'a', n: 1, at: 10, others: { b: 20 } } })
  expect(await stored()).toEqual(all)
})

it('of each check the newest outcomes are kept, among as new ones those of the first names', async () => {
  const some = (from: number, to: number, n: number): Told =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, at) => [`k${from + at}`, { by: 'a', n, at: 1 }] as const),
    )
  // Twenty-four of them, one older than the others.
  await copies.tell('check', { ...some(10, 33, 5), old: { by: 'a', n: 4, at: 1 } })
  expect(Object.keys((await stored()) ?? {})).toHaveLength(24)
  await copies.tell('check', { k99: { by: 'a', n: 6, at: 1 } })
  const names = async () => Object.keys((await stored()) ?? {}).sort()
  expect(await names()).toEqual([...Object.keys(some(10, 33, 5)), 'k99'])
  await copies.tell('check', some(40, 42, 5))
  expect(await names()).toEqual([...Object.keys(some(10, 33, 5)), 'k99'])
  await copies.tell('check', { a: { by: 'a', n: 5, at: 1 } })
  expect(await names()).toEqual(['a', ...Object.keys(some(10, 32, 5)), 'k99'])
})

it('of the group ten times as many are kept as of a check', async () => {
  for (const [id, kept] of [
    ['check', 24],
    ['group', 240],
  ] as const) {
    const all = Array.from({ length: 250 }, (_, n) => [`k${n}`, { by: 'a', n, at: 1 }] as const)
    await copies.tell(id, Object.fromEntries(all))
    const told = (await copies.read([id])).get(id)?.told ?? {}
    expect([Object.keys(told).length, Math.min(...Object.values(told).map(({ n }) => n))]).toEqual([
      kept,
      250 - kept,
    ])
  }
})

it('what is known already is no news to the other members', async () => {
  const subscriber = admin.duplicate()
  const heard: string[] = []
  subscriber.on('message', (_channel, id) => heard.push(id))
  await subscriber.subscribe(namesOf(admin).messages.changed)
  const several = [A, B, C, A, B, C] as const
  for (const one of several) await copies.tell('check', one)
  await copies.tell('last', A)
  await expect.poll(() => heard.at(-1)).toBe('last')
  expect(heard).toEqual(['check', 'check', 'check', 'last'])
  subscriber.disconnect()
})

it('what the group told of a silence outlives all digests of the time until the member is back', async () => {
  const silence: Told = {
    'silent b 0 mail': { by: 'a', n: 2, at: 1 },
    'answers c 4': { by: 'a', n: 1, at: 1 },
  }
  const digests = (from: number, to: number): Told =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, at) => {
        const n = from + at
        return [`intvlm8r-group-digest-${n} trigger mail`, { by: 'a', n, at: 1 }] as const
      }),
    )
  const news = async () => (await copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}
  await copies.tell(GROUP_NEWS, silence)
  await copies.tell(GROUP_NEWS, digests(10, 300))
  const after = { ...silence, ...digests(60, 300) }
  expect(await news()).toEqual(after)
  // So it is where the news of another member come.
  expect(putTogether(silence, digests(10, 300), MOST_NEWS)).toEqual(after)
})
