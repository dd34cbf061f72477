import { beforeEach, expect, it } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import type { CheckState } from '../../../src/domain/watch/state'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { creationOrder } from '../../../src/io/watch/creation-order'
import { openLosses } from '../../../src/io/watch/losses'
import { openMailLoops } from '../../../src/io/watch/mail-loops'
import {
  damagedOf,
  findAlike,
  readCheck,
  readChecks,
  scanChecks,
  scanFound,
  scanHash,
  scanIds,
} from '../../../src/io/watch/read-checks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, plan, START } from '../../support/watch'

const { admin } = await shareRedis()

const idOf = (n: number) => `0f6f5b1e-7a4c-4d7d-9e0b-${String(n).padStart(12, '0')}`
const [ONE, TWO, THREE] = [idOf(1), idOf(2), idOf(3)]
const STATE = { status: 'new', since: START, consecutiveFailures: 0 } as unknown as CheckState

const checkOf = (id: string, given: Partial<Check> = {}): Check => ({
  ...plan('Backup'),
  ...{ id, origin: 'page', createdAt: START },
  ...given,
})
const partOf = (id: string) => ({ shard: shardOf(admin, id), keys: namesOf(shardOf(admin, id)).watch })
const putPlan = (id: string, text: string) => partOf(id).shard.hset(partOf(id).keys.plans, id, text)
const putState = (id: string, text: string) => partOf(id).shard.hset(partOf(id).keys.states, id, text)

/** Stores it as it is; returns it as it is read. */
async function put(check: Check, version = '1') {
  await putPlan(check.id, JSON.stringify(check))
  await putState(check.id, `${version}|${JSON.stringify(STATE)}`)
  return { check, state: STATE, version }
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const batch of batches) found.push(...batch)
  return found
}

let one: Awaited<ReturnType<typeof put>>
let two: typeof one
beforeEach(async () => {
  one = await put(checkOf(ONE))
  two = await put(checkOf(TWO, { name: 'Pump' }), '7.12')
})

it('a check is read with its state and its version, and there is none without both halves', async () => {
  expect(await readCheck(admin, TWO)).toEqual(two)
  expect(await readCheck(admin, THREE)).toBeUndefined()
  await putPlan(THREE, JSON.stringify(checkOf(THREE)))
  expect(await readCheck(admin, THREE)).toBeUndefined()
  await partOf(ONE).shard.hdel(partOf(ONE).keys.plans, ONE)
  expect(await readCheck(admin, ONE)).toBeUndefined()
})

it('checks are read in the order of their ids, without those that are gone or damaged', async () => {
  expect(await readChecks(admin, [])).toEqual([])
  expect(await readChecks(admin, [TWO, THREE, ONE, TWO])).toEqual([two, one, two])
  await putPlan(TWO, '{"id":')
  expect(await readChecks(admin, [TWO, ONE])).toEqual([one])
  await putState(ONE, '1|{')
  expect(await readChecks(admin, [TWO, ONE])).toEqual([])
})

it('a record is damaged that cannot be read, or of which one half is there; a check that is gone is not', async () => {
  const DAMAGED = [idOf(4), idOf(5), idOf(6), idOf(7)] as const
  const [text, state] = [JSON.stringify(checkOf(THREE)), `1|${JSON.stringify(STATE)}`]
  await putPlan(DAMAGED[0], text)
  await putState(DAMAGED[1], state)
  await Promise.all([putPlan(DAMAGED[2], 'no JSON'), putState(DAMAGED[2], state)])
  await Promise.all([putPlan(DAMAGED[3], text), putState(DAMAGED[3], '1|no JSON')])
  expect((await damagedOf(admin, [ONE, THREE, ...DAMAGED, TWO])).toSorted()).toEqual(DAMAGED)
  expect(await damagedOf(admin, [])).toEqual([])
  expect((await all(scanIds(admin))).toSorted()).toEqual([ONE, TWO, ...DAMAGED])
  expect((await all(scanChecks(admin))).map(({ check }) => check.id).toSorted()).toEqual([ONE, TWO])

  const losses = openLosses(admin)
  expect(await losses.damaged()).toBe(0)
  for (const id of [ONE, THREE, ...DAMAGED]) await partOf(id).shard.sadd(partOf(id).keys.damaged, id)
  expect(await losses.damaged()).toBe(4)
  // Those that are sound, and those that are gone, are forgotten.
  expect(await partOf(ONE).shard.sismember(partOf(ONE).keys.damaged, ONE)).toBe(0)
  expect(await partOf(THREE).shard.sismember(partOf(THREE).keys.damaged, THREE)).toBe(0)
  expect(await partOf(DAMAGED[0]).shard.sismember(partOf(DAMAGED[0]).keys.damaged, DAMAGED[0])).toBe(1)
})

it('all checks are gone through once, with the lengths of their records', async () => {
  const [planText, stateText] = [JSON.stringify(two.check), `7.12|${JSON.stringify(STATE)}`]
  expect((await all(scanFound(admin))).find(({ watched }) => watched.check.id === TWO)).toEqual({
    watched: two,
    bytes: planText.length + stateText.length,
  })
  for (let n = 100; n < 700; n++) await putState(idOf(n), 'state')
  expect(await all(scanFound(admin))).toHaveLength(2)
  const states = await all(scanHash(admin, 'states', 10))
  expect(states).toHaveLength(602)
  expect(new Map(states).size).toBe(602)
  expect(new Map(states).get(idOf(100))).toBe('state')
  expect(await all(scanHash(admin, 'plans'))).toHaveLength(2)
})

it('a check is alike that has the same in these fields, and does not wait to be adopted', async () => {
  const alike = (given: Partial<Check>, ...fields: (keyof Check)[]) =>
    findAlike(admin, plan('Backup', given), fields as never)
  expect(await alike({}, 'name')).toEqual(one)
  expect(await alike({}, 'name', 'schedule', 'grace')).toEqual(one)
  expect(await alike({ grace: MINUTE }, 'name', 'grace')).toBeUndefined()
  expect(await alike({ name: 'Backup of the NAS' }, 'name')).toBeUndefined()
  await put(checkOf(ONE, { waits: true }))
  expect(await alike({}, 'name')).toBeUndefined()
  // The words stand in another field.
  await put(checkOf(ONE, { name: 'x', description: '"name":"Backup"' }))
  expect(await alike({}, 'name')).toBeUndefined()
})

it('checks come in the order of their creation, those of one moment by their ids, without those that wait', async () => {
  const order = async (most: number) => [...(await creationOrder(admin, work => work())).batches(most)]
  await put(checkOf(THREE, { createdAt: START - 1 }))
  await put(checkOf(idOf(4), { createdAt: START - 2, waits: true }))
  await put(checkOf(idOf(5), { createdAt: START + 1, description: '"createdAt":7' }))
  expect(await order(2)).toEqual([
    [THREE, ONE],
    [TWO, idOf(5)],
  ])
  expect(await order(3)).toEqual([[THREE, ONE, TWO], [idOf(5)]])
  await admin.flushall()
  expect(await order(2)).toEqual([])
})

it('more than 500 checks come in the order of their creation, too', async () => {
  await admin.flushall()
  const ids = Array.from({ length: 1_001 }, (_none, n) => idOf(n))
  await Promise.all(ids.map((id, n) => putPlan(id, `{"createdAt":${START - n}}`)))
  const [found] = (await creationOrder(admin, work => work())).batches(2_000)
  expect(found).toEqual(ids.toReversed())
})

it('the checks that look at e-mail are remembered until they are gone, or look at something else', async () => {
  const mailLoops = openMailLoops(admin)
  const { mailLoops: key } = namesOf(admin).watch
  expect(await mailLoops()).toEqual([])
  const probe = { kind: 'mail-loop', target: 'a', every: MINUTE, settings: {} } as const
  const loop = await put(checkOf(THREE, { probe }))
  await put(checkOf(TWO, { probe: { ...probe, kind: 'http' } }))
  await admin.sadd(key, ONE, TWO, THREE, idOf(9))
  expect(await mailLoops()).toEqual([loop])
  expect(await admin.smembers(key)).toEqual([THREE])
})
