import { beforeEach, expect, it } from 'vitest'
import type { Told } from '../../../src/domain/peers/told'
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
