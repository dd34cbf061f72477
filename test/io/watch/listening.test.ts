import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { SweepStore } from '../../../src/domain/watch/sweep-store'
import { namesOf } from '../../../src/io/redis/client'
import { createSweep } from '../../../src/operations/watch/sweep-checks'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'
import { type OpenStore, openStore, openSweeps, plan, signal } from '../../support/watch'

const redis = await shareRedis()
let web: OpenStore
let sweeps: SweepStore

beforeEach(async () => {
  web = await openStore(redis)
  sweeps = openSweeps(redis, Date.now)
})

afterEach(async () => {
  await Promise.all([web.store.close(), sweeps.close()])
})

/** The connections of the web stand, and nothing comes through: as when a router drops packets without a word. Returns its end. */
function cutOff({ connection: { stream } }: OpenStore): () => void {
  const write = stream.write.bind(stream)
  const unsent: string[] = []
  stream.write = (chunk: string) => unsent.push(chunk) > 0
  return () => {
    stream.write = write
    for (const chunk of unsent) write(chunk)
  }
}

it('a web that takes check-ins answers a roll call at once, and one that ended is not waited for', async () => {
  expect(await sweeps.listening()).toBeUndefined()
  await web.store.listen()
  expect(await sweeps.listening()).toMatchObject({ unconfirmedFor: 0 })
  await web.store.close()
  expect(await sweeps.listening()).toBeUndefined()
})

it('a claim of a web that died before the clock of the server was set back is none', async () => {
  const ahead = Date.now() + 3_600_000
  const { listeners } = namesOf(web.connection).watch
  await redis.admin.hset(listeners, 'dead', `${ahead} ${ahead}`)
  expect(await sweeps.listening()).toBeUndefined()
  await web.store.listen()
  expect(await sweeps.listening()).toMatchObject({ unconfirmedFor: 0 })
  // The claim of a process that lives is renewed by the roll call.
  const [id = ''] = (await redis.admin.hkeys(listeners)).filter(claim => claim !== 'dead')
  await redis.admin.multi().hdel(listeners, 'dead').hset(listeners, id, `${ahead} ${ahead}`).exec()
  expect(await sweeps.listening()).toMatchObject({ unconfirmedFor: 0 })
})

it('a connection that only seems to stand is no claim: after five seconds nobody takes check-ins', async () => {
  await web.store.listen()
  cutOff(web)
  // At first the roll call may fall into the millisecond of the claim.
  await expect.poll(async () => (await sweeps.listening())?.unconfirmedFor).toBeGreaterThan(0)
  await expect.poll(() => sweeps.listening()).toBeUndefined()
  expect(web.connection.status).toBe('ready')
  expect(await redis.admin.client('LIST', 'TYPE', 'PUBSUB')).toContain(' name=intvlm8r-ears ')
})

it('brings no check down whose signals cannot come through, not even in the first seconds', async () => {
  const schedule = { kind: 'period', period: 1_000 } as const
  const { check } = await web.store.create(plan('fast', { schedule, grace: 0 }), 'page', Date.now())
  await web.store.listen()
  const sweep = createSweep({
    store: sweeps,
    now: Date.now,
    steady: () => performance.now(),
    onGap: () => {},
  })
  await sweep.sweep()
  await web.store.record({ id: check.id }, signal('success', Date.now()))
  cutOff(web)
  const other = await openStore(redis)
  let deaf = 0
  await expect
    .poll(async () => {
      await sweep.sweep()
      if ((await sweeps.listening()) === undefined) deaf++
      expect((await other.store.get(check.id))?.state.status).toBe('up')
      return deaf
    })
    .toBeGreaterThan(2)
  await other.store.close()
})

describe('of two webs one that is cut off', () => {
  const schedule = { kind: 'period', period: 1_500 } as const
  let other: OpenStore
  let ids: string[]
  const sweep = () =>
    createSweep({ store: sweeps, now: Date.now, steady: () => performance.now(), onGap: () => {} })
  const statuses = () => Promise.all(ids.map(async id => (await other.store.get(id))?.state.status))

  beforeEach(async () => {
    other = await openStore(redis)
    await Promise.all([web.store.listen('web of one'), other.store.listen('web of two')])
    // Each knows the other from its next renewal on.
    await Promise.all([web.store.listen(), other.store.listen()])
    ids = []
    for (const [name, store] of [['a', web.store] as const, ['b', other.store] as const]) {
      const { check } = await store.create(plan(name, { schedule, grace: 0 }), 'page', Date.now())
      await store.record({ id: check.id }, signal('success', Date.now()))
      ids.push(check.id)
    }
  })

  afterEach(() => other.store.close())

  it('keeps its senders from being judged, and no other; after it is back they get more time', async () => {
    const sweeping = sweep()
    await sweeping.sweep()
    const plugIn = cutOff(web)
    await expect
      .poll(async () => {
        await sweeping.sweep()
        return await statuses()
      })
      .toEqual(['up', 'down'])
    await expect
      .poll(async () => (await sweeps.listening())?.doubtful.get('web of one')?.unconfirmedFor)
      .toBeGreaterThan(5_000)
    await sweeping.sweep()
    expect(await statuses()).toEqual(['up', 'down'])

    plugIn()
    await expect
      .poll(async () => (await sweeps.listening())?.doubtful.get('web of one')?.unconfirmedFor)
      .toBe(0)
    await sweeping.sweep()
    expect(await statuses()).toEqual(['up', 'down'])
    await expect
      .poll(async () => {
        await sweeping.sweep()
        return await statuses()
      })
      .toEqual(['down', 'down'])
  })

  it('keeps nobody waiting once it has ended, nor five minutes after its last sign', async () => {
    const sweeping = sweep()
    await sweeping.sweep()
    await web.store.close()
    await expect
      .poll(async () => {
        await sweeping.sweep()
        return await statuses()
      })
      .toEqual(['down', 'down'])

    const now = Date.now()
    await redis.admin.hset('{intvlm8r}:watch:listeners', 'lost', `${now - 400_000} ${now - 299_000}`)
    expect([...((await sweeps.listening())?.doubtful.keys() ?? [])]).toEqual(['lost'])
    await redis.admin.hset('{intvlm8r}:watch:listeners', 'lost', `${now - 400_000} ${now - 301_000}`)
    expect([...((await sweeps.listening())?.doubtful.keys() ?? [])]).toEqual([])
    expect(await redis.admin.hkeys('{intvlm8r}:watch:listeners')).toEqual(['web of two'])
  })
})

/** What the server has written to its disk. */
async function file(): Promise<string> {
  const folder = join(redis.place.folder, 'appendonlydir')
  const manifest = await readFile(join(folder, 'appendonly.aof.manifest'), 'utf8')
  const name = /file (\S+\.incr\.aof)/.exec(manifest)?.[1] ?? ''
  return await readFile(join(folder, name), 'latin1')
}

it('writes nothing to the disk', async () => {
  const before = await file()
  await web.store.listen()
  for (let calls = 0; calls < 5; calls++) await sweeps.listening()
  expect(await redis.admin.hlen('{intvlm8r}:watch:listeners')).toBe(1)
  expect(await file()).toBe(before)
})

/** A check-in that one of two web apps has taken, and the other web app. */
async function takenByOneOfTwo() {
  const other = await openStore(redis)
  onTestFinished(() => other.store.close())
  await Promise.all([web.store.listen(), other.store.listen()])
  await web.store.listen()
  const { check } = await web.store.create(plan('nas'), 'page', Date.now())
  await web.store.record({ id: check.id }, signal('success', Date.now()))
  expect(await redis.admin.hlen('{intvlm8r}:watch:takers')).toBe(1)
  return { check, other }
}

it('of a check-in nothing is on the disk of who took it', async () => {
  const { check } = await takenByOneOfTwo()
  expect(await file()).toContain(`{intvlm8r}:watch:log:${check.id}`)
  expect(await file()).not.toContain('{intvlm8r}:watch:takers')
})

it('no silence is judged while the clocks of worker and server are thirty seconds apart', async () => {
  const schedule = { kind: 'period', period: 10_000 } as const
  const { check } = await web.store.create(plan('nas', { schedule, grace: 0 }), 'page', Date.now())
  await web.store.record({ id: check.id }, signal('success', Date.now()))
  await web.store.listen()
  let ahead = 0
  const now = () => Date.now() + ahead
  const store = openSweeps(redis, now)
  const sweep = createSweep({
    store,
    now,
    steady: () => performance.now(),
    comparesClocks: true,
    onGap: () => {},
  })
  await sweep.sweep()
  ahead = 30_000
  await sweep.sweep()
  expect((await web.store.get(check.id))?.state.status).toBe('up')
  expect(await web.store.flips(check.id)).toHaveLength(1)
  await store.close()
})

it('while nobody takes check-ins, a roll call is a single read, and nobody is called', async () => {
  await sweeps.listening()
  expect(await commandsDuring(redis.admin, () => sweeps.listening())).toEqual({
    multi: 1,
    time: 1,
    hgetall: 1,
    exec: 1,
  })
  await web.store.listen()
  await sweeps.listening()
  await web.store.close()
  expect(Object.keys(await commandsDuring(redis.admin, () => sweeps.listening()))).not.toContain('publish')
})

it('a renewal at a roll call puts off the next one by the clock', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  await web.store.listen()
  const renewals = async (ms: number) => {
    const commands = await commandsDuring(redis.admin, async () => {
      vi.advanceTimersByTime(ms)
      await web.connection.ping()
    })
    return commands.hset ?? 0
  }
  expect(await renewals(1_900)).toBe(0)
  expect(await commandsDuring(redis.admin, () => sweeps.listening())).toMatchObject({ publish: 1, hset: 1 })
  expect(await renewals(1_900)).toBe(0)
  expect(await renewals(200)).toBe(1)
  expect(await renewals(2_000)).toBe(1)
})

it('the takers are forgotten once, when the other of two has gone; later renewals remove nothing', async () => {
  const { other } = await takenByOneOfTwo()
  await other.store.close()
  expect(await commandsDuring(redis.admin, () => web.store.listen())).toMatchObject({ hset: 1, del: 1 })
  expect(await redis.admin.exists('{intvlm8r}:watch:takers')).toBe(0)
  expect(await commandsDuring(redis.admin, () => web.store.listen())).not.toHaveProperty('del')
})
