/** Looks that Redis lost with its memory: no check becomes blind for them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import type { LookStore } from '../../../src/domain/watch/looks'
import type { SweepStore } from '../../../src/domain/watch/sweep-store'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { openSchedules } from '../../../src/io/watch/schedules'
import { openSweepStore } from '../../../src/io/watch/sweep-store'
import { createSweep } from '../../../src/operations/watch/sweep-checks'
import { startRedis, type TestRedis } from '../../support/redis'
import { MINUTE, type OpenStore, openLooks, openStore, plan, START } from '../../support/watch'

const SECOND = 1_000
const WELL: Look = { answer: 'success', detail: 'it answers', took: 12 }
const UNSEEN: Look = { answer: 'blind', detail: 'no network here leads to it' }
const TCP: Probe = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: {} }
const PEER: Probe = { ...TCP, kind: 'peer', target: 'http://attic:8080' }

let redis: TestRedis
let web: OpenStore
let looks: LookStore
let now: number
/** Since when the web takes check-ins, by the test's clock: Redis knows the real one only. */
let listensSince: number
let opened: { readonly connection: Redis; readonly store: SweepStore }[]

beforeEach(async () => {
  now = START
  listensSince = START - 60 * MINUTE
  opened = []
  redis = await startRedis()
  web = await openStore(redis)
  await web.store.listen()
  looks = openLooks(redis)
})
afterEach(async () => {
  await Promise.all([web.store.close(), looks.close(), ...opened.map(({ store }) => store.close())])
  await redis.close()
})

function openSweeper() {
  const connection = connectWorker(redis.target)
  connection.on('error', () => {})
  const store = openSweepStore(connection, openSchedules(), () => now)
  opened.push({ connection, store })
  const listening = async () => {
    const known = await store.listening()
    return known && { ...known, for: now - listensSince, unconfirmedFor: 0 }
  }
  const sweep = createSweep({
    store: { ...store, listening },
    now: () => now,
    steady: () => now,
    onGap: () => {},
  })
  return { connection, ...sweep }
}

async function lookedAt(probe: Probe): Promise<string> {
  const { check } = await web.store.create(plan(probe.kind, { probe }), 'page', now)
  await looks.record(check.id, WELL, now, probe)
  return check.id
}

/** Looks and sweeps as a worker makes them, with a flush of the looks where it makes one. */
async function passes(
  minutes: number,
  sweep: () => Promise<unknown>,
  ids: readonly string[],
  flushes = true,
) {
  for (let minute = 1; minute <= minutes; minute++) {
    now += MINUTE
    for (const id of ids) await looks.record(id, WELL, now)
    if (flushes && minute % 10 === 0) await looks.flush(true)
    await sweep()
  }
}

/** Redis is killed, and is there again after so long. */
async function cut(ms: number): Promise<void> {
  redis.signal('SIGKILL')
  now += ms
  await redis.restart()
  listensSince = now
  const isAttended = async () => (await opened[0]?.store.listening()) !== undefined
  await expect.poll(() => isAttended().catch(() => false)).toBe(true)
}

/** The errors of the attempts before are no end of it. */
const readyAgain = (connection: Redis) =>
  new Promise<void>(resolve => connection.once('ready', () => resolve()))

const lastLook = async (id: string) => (await web.store.get(id))?.state.lastSuccessAt
const statusOf = async (id: string) => (await web.store.get(id))?.state.status

/** Nobody looks from now on, and the worker sweeps. */
async function expectBlindInThreeMinutes(id: string, sweep: () => Promise<unknown>): Promise<void> {
  expect(await statusOf(id)).toBe('up')
  await passes(2, sweep, [])
  now += 59 * SECOND
  await sweep()
  expect(await statusOf(id)).toBe('up')
  now += SECOND
  await sweep()
  expect(await statusOf(id)).toBe('blind')
}

describe('after a power cut', () => {
  it.each([
    ['a peer', PEER],
    ['any other target', TCP],
  ])(
    'of an hour, a check that looks at %s is not blind, and is where nobody looks from then on',
    async (_, probe) => {
      const id = await lookedAt(probe)
      const before = openSweeper()
      await passes(39, before.sweep, [id])
      await cut(60 * MINUTE)
      // Looks of nine minutes at least are lost, and those at peers of all 39.
      expect(await lastLook(id)).toBeLessThanOrEqual(START + 30 * MINUTE)
      const { sweep } = openSweeper()
      await sweep()
      await expectBlindInThreeMinutes(id, sweep)
    },
  )
})

describe('after a restart of Redis alone', () => {
  it.each([
    ['a peer', PEER],
    ['any other target', TCP],
  ])(
    'of a second, a check that looks at %s is not blind, and is where nobody looks from then on',
    async (_, probe) => {
      const id = await lookedAt(probe)
      const { sweep, connection, stoodUntil } = openSweeper()
      await passes(29, sweep, [id], probe === PEER)
      const back = readyAgain(connection)
      stoodUntil(now)
      await cut(SECOND)
      await back
      expect(await lastLook(id)).toBe(START)
      await sweep()
      await expectBlindInThreeMinutes(id, sweep)
    },
  )

  it('a check that is blind stays blind, and one that could not look is excused once', async () => {
    const [blind, unseen] = [await lookedAt(TCP), await lookedAt(PEER)]
    const { sweep, connection } = openSweeper()
    await passes(4, sweep, [unseen])
    expect(await statusOf(blind)).toBe('blind')
    const back = readyAgain(connection)
    await cut(SECOND)
    await back
    for (let minute = 1; minute <= 4; minute++) {
      now += MINUTE
      await looks.record(unseen, UNSEEN, now)
      await sweep()
      expect([await statusOf(blind), await statusOf(unseen)]).toEqual(['blind', minute < 3 ? 'up' : 'blind'])
    }
  })
})
