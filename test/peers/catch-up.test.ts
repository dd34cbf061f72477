/** How long a member takes to have 10,000 checks of another one: at first, after a week, and after a restart of either. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { planOf } from '../../src/domain/watch/check-plan'
import type { CheckStore } from '../../src/domain/watch/ports'
import { keptIdentity } from '../../src/io/appliance/identity'
import { connectStore } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { redisTarget } from '../../src/wire/connections'
import { openSwitch, type Switch } from '../support/network-switch'
import { type Members, openMembers, PARTS } from './members'
import { canOpenNetworks } from './possible'
import { noteCatchUp } from './report-catch-up'

const NAMES = ['A', 'B']
const CHECKS = Number(process.env.PEERS_CHECKS || 10_000)
/** Requests of the test that are under way together. */
const AT_ONCE = 100
/** Seconds that the promise allows, on two cores that both members and their servers share. */
const LONGEST = 30
const TAKEOVER = 120_000

let network: Switch
let members: Members
let ids: readonly string[]
const took: number[] = []
let spent = 0

beforeAll(async () => {
  if (!canOpenNetworks()) return
  network = await openSwitch(NAMES, 1)
  members = openMembers({
    network,
    settings: member => ['[Group]', `rank = ${NAMES.indexOf(member) + 1}`],
    peer: () => ['group = on'],
  })
  for (const part of PARTS) await members.start('A', part)
  // Its identity is there then.
  await untilKnown('A')
  ids = await withStore('A', async store => {
    const made: string[] = []
    for (let n = 0; n < CHECKS; n += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, (_, at) =>
        planOf({ name: `check ${n + at}`, tags: ['many'] }),
      )
      const checks = await Promise.all(some.map(plan => store.create(plan, 'page', Date.now())))
      made.push(...checks.map(({ check }) => check.id))
    }
    return made
  })
  await signalAll()
}, 300_000)
afterAll(async () => {
  if (!canOpenNetworks()) return
  noteCatchUp({ checks: CHECKS, took, spent })
  await members.close()
  await network.close()
})

/** Works with the checks of a member, in its own Redis. */
async function withStore<T>(member: string, work: (store: CheckStore) => Promise<T>): Promise<T> {
  const home = members.home(member)
  const settings = { url: '', prefix: '', join: false }
  const connection = connectStore(redisTarget(settings, home, await keptIdentity(home)))
  if (connection.status !== 'ready') await once(connection, 'ready')
  const store = openCheckStore(connection, openSchedules())
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** A success for each check, at A. */
const signalAll = () =>
  withStore('A', async store => {
    for (let n = 0; n < ids.length; n += AT_ONCE)
      await Promise.all(
        ids
          .slice(n, n + AT_ONCE)
          .map(id => store.record({ id }, { kind: 'success', at: Date.now(), detail: {} })),
      )
  })

/** Seconds until the member has all checks with the last signals that A has. */
async function secondsUntilWhole(member: string, began: number): Promise<number> {
  const wanted = new Map(await withStore('A', async store => await lastSignals(store)))
  return await withStore(member, async store => {
    for (;;) {
      const found = await lastSignals(store)
      if ([...wanted].every(([id, at]) => found.get(id) === at) && found.size === wanted.size)
        return (performance.now() - began) / 1_000
      await new Promise(resolve => setTimeout(resolve, 500))
    }
  })
}

async function lastSignals(store: CheckStore): Promise<Map<string, number | undefined>> {
  const found = new Map<string, number | undefined>()
  for await (const some of store.scan())
    for (const { check, state } of some)
      if (check.tags.includes('many')) found.set(check.id, state.lastSignalAt)
  return found
}

/** Of both members with their servers. */
function processorSeconds(): number {
  const pids = NAMES.flatMap(member => PARTS.map(part => members.pid(member, part)))
  const ticks = pids.map(pid => {
    const [, rest = ''] = pid === undefined ? [] : readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const fields = rest.split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, one) => sum + one, 0) / 100
}

/** The state of the member in the group, and the age of its copy in seconds. */
async function groupAt(member: string): Promise<{ state?: string; lag?: number | null }> {
  const { group } = JSON.parse((await members.command(member, 'peers', '--json')) || '{}')
  return { state: group?.state, lag: group?.members[0]?.lagSeconds }
}

async function untilKnown(member: string): Promise<void> {
  const isKnown = async () => expect((await groupAt(member)).state).toEqual(expect.any(String))
  await vi.waitFor(isKnown, { timeout: 60_000, interval: 500 })
}

async function secondsUntilCaughtUp(member: string, began: number): Promise<number> {
  await expect
    .poll(() => groupAt(member), { timeout: TAKEOVER, interval: 200 })
    .toMatchObject({ state: expect.stringMatching(/standing by|on duty/), lag: expect.any(Number) })
  return (performance.now() - began) / 1_000
}

it.skipIf(!canOpenNetworks())(
  `${CHECKS} checks are on a new member within ${LONGEST} s`,
  async () => {
    await members.start('B', 'redis')
    const [began, before] = [performance.now(), processorSeconds()]
    await members.start('B', 'web')
    await members.start('B', 'worker')
    await untilKnown('B')
    took[0] = await secondsUntilWhole('B', began)
    spent = processorSeconds() - before
    expect(took[0]).toBeLessThan(LONGEST)
  },
  300_000,
)

it.skipIf(!canOpenNetworks())(
  `they are there within ${LONGEST} s after a week without that member, with what was changed and removed`,
  async () => {
    for (const part of ['worker', 'web', 'redis'] as const) await members.signal('B', part, 'SIGKILL')
    await signalAll()
    const [gone, changed] = [ids.slice(0, 100), ids.slice(100, 1_100)]
    await withStore('A', async store => {
      for (const id of gone) await store.remove(id)
      for (let n = 0; n < changed.length; n += AT_ONCE)
        await Promise.all(
          changed.slice(n, n + AT_ONCE).map(id => store.update(id, { grace: 7_000 }, Date.now())),
        )
    })
    await members.start('B', 'redis')
    const began = performance.now()
    await members.start('B', 'web')
    await members.start('B', 'worker')
    took[1] = await secondsUntilWhole('B', began)
    await withStore('B', async store => {
      expect(await store.count()).toBe(await withStore('A', other => other.count()))
      for (const { check } of await store.getAll(changed)) expect(check.grace).toBe(7_000)
    })
    expect(took[1]).toBeLessThan(LONGEST)
  },
  300_000,
)

it.skipIf(!canOpenNetworks())(
  `after a restart of either, both have caught up within ${LONGEST} s`,
  async () => {
    for (const member of NAMES) {
      for (const part of ['worker', 'web'] as const) await members.signal(member, part, 'SIGKILL')
      const began = performance.now()
      await members.start(member, 'web')
      await members.start(member, 'worker')
      const other = member === 'A' ? 'B' : 'A'
      const ends = await Promise.all([secondsUntilCaughtUp(member, began), secondsUntilWhole(other, began)])
      took.push(Math.max(...ends))
      expect(Math.max(...ends)).toBeLessThan(LONGEST)
    }
  },
  300_000,
)
