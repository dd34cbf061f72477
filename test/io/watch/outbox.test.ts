import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectWorker, namesOf, type Redis } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { startRedis, type TestRedis } from '../../support/redis'
import { type OpenStore, openStore, plan, START, signal } from '../../support/watch'

let redis: TestRedis
let web: OpenStore

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
})

afterEach(async () => {
  await web.store.close()
  await redis.close()
})

function connected(): Redis {
  const connection = connectWorker(redis.target)
  connection.on('error', () => {})
  return connection
}

/** The number of entries that each taker has in hand, of those in the part of a check. */
async function takers(check: string): Promise<Map<string, number>> {
  const { outbox } = namesOf(shardOf(web.connection, check)).watch
  const listed = await web.connection.xinfo('CONSUMERS', outbox, 'alerts')
  return new Map((listed as [string, string, string, number][]).map(([, name, , pending]) => [name, pending]))
}

describe('the outbox', () => {
  it('hands each flip to one taker, in order, until it is dealt with', async () => {
    const { check } = await web.store.create(plan('a'), 'page', START)
    for (const kind of ['success', 'fail', 'success'] as const)
      await web.store.record({ id: check.id }, signal(kind, START))
    const [one, two] = [openOutboxes(connected()), openOutboxes(connected())]
    const first = await one.take(2, 1)
    const second = await two.take(9, 1)
    expect([...first, ...second].map(({ record }) => record.kind === 'flip' && record.flip.to)).toEqual([
      'up',
      'down',
      'up',
    ])
    await one.done(first.map(({ id }) => id))
    await two.done(second.map(({ id }) => id))
    expect(await one.take(9, 1)).toEqual([])
    await Promise.all([one.close(), two.close()])
  })

  it('hands out again the entries that a taker which died did not deal with', async () => {
    const { check } = await web.store.create(plan('a'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    const dead = openOutboxes(connected())
    const taken = await dead.take(9, 1)
    await dead.close()
    const heir = openOutboxes(connected(), 1)
    await expect.poll(() => heir.take(9, 1)).toEqual(taken)
    await heir.close()
  })

  it('forgets takers that are gone and have nothing in hand', async () => {
    const { check } = await web.store.create(plan('a'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    const gone = openOutboxes(connected())
    await gone.done((await gone.take(9, 1)).map(({ id }) => id))
    await gone.close()
    await web.store.record({ id: check.id }, signal('fail', START))
    const busy = openOutboxes(connected())
    expect(await busy.take(9, 1)).toHaveLength(1)
    await busy.close()
    const before = await takers(check.id)
    expect([...before.values()].sort()).toEqual([0, 1])

    const outbox = openOutboxes(connected(), 60_000, 0)
    await outbox.take(9, 1)
    const after = await takers(check.id)
    const left = [...before.keys()].filter(name => after.has(name))
    expect(left.map(name => after.get(name))).toEqual([1])
    // The present taker has nothing in hand; since Redis 7.2 it is listed all the same.
    for (const name of left) after.delete(name)
    expect([[], [0]]).toContainEqual([...after.values()])
    await outbox.close()
  })

  it('goes on after Redis has lost its data, whatever it was doing just then', async () => {
    const outbox = openOutboxes(connected())
    await outbox.take(9, 1)
    await web.connection.flushall()
    const { check } = await web.store.create(plan('a'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    await expect(outbox.take(9, 1)).rejects.toThrow('NOGROUP')
    expect(await outbox.take(9, 1)).toHaveLength(1)

    const waiting = outbox.take(9, 20_000)
    const lost = expect(waiting).rejects.toThrow(/^(NOGROUP|UNBLOCKED)/)
    await expect.poll(() => web.connection.client('LIST')).toContain('cmd=xreadgroup')
    await web.connection.flushall()
    await lost
    await outbox.take(9, 1).catch(() => {})
    expect(await outbox.take(9, 1)).toEqual([])
    await outbox.close()
  })

  it('has the copy outside Redis looked at, as soon as a taker that waits finds that Redis has lost its data', async () => {
    const [outbox, subscriber] = [openOutboxes(connected()), connected()]
    const heard = new Promise(resolve => subscriber.on('message', resolve))
    await subscriber.subscribe('{intvlm8r}:backup:changed')
    await outbox.take(9, 1)
    const lost = expect(outbox.take(9, 20_000)).rejects.toThrow(/^(NOGROUP|UNBLOCKED)/)
    await expect.poll(() => web.connection.client('LIST')).toContain('cmd=xreadgroup')
    await web.connection.flushall()
    await lost
    expect(await heard).toBe('{intvlm8r}:backup:changed')
    subscriber.disconnect()
    await outbox.close()
  })

  it('wakes a taker that waits', async () => {
    const outbox = openOutboxes(connected())
    const waiting = outbox.take(9, 20_000)
    const { check } = await web.store.create(plan('a'), 'page', START)
    await web.store.record({ id: check.id }, signal('success', START))
    expect(await waiting).toHaveLength(1)
    await outbox.close()
  })
})

describe('however webs and Redis are killed', () => {
  let folder: string
  let program: string

  beforeAll(async () => {
    folder = await mkdtemp(join(import.meta.dirname, '../../../node_modules/.check-in-'))
    program = join(folder, 'child.cjs')
    const entryPoints = [join(import.meta.dirname, '../../support/check-in-child.ts')]
    await build({
      entryPoints,
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
    })
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('no check-in that was answered and no flip is lost, and none is doubled', async () => {
    const { check } = await web.store.create(plan('a'), 'page', START)
    let answered = 0
    const start = () => {
      const child = fork(program, [redis.place.socket, check.id])
      let last = 0
      child.on('message', count => {
        answered += Number(count) - last
        last = Number(count)
      })
      return child
    }
    const children: ChildProcess[] = [start(), start()]
    const atLeast = (count: number) => expect.poll(() => answered).toBeGreaterThan(count)
    for (let round = 0; round < 8; round++) {
      await atLeast(answered + 300)
      if (round % 2 === 0) {
        redis.signal('SIGKILL')
        await expect.poll(() => web.connection.status).not.toBe('ready')
        await redis.restart()
      } else {
        const victim = children.shift() ?? expect.fail()
        expect(victim.exitCode).toBeNull()
        victim.kill('SIGKILL')
        await once(victim, 'exit')
        children.push(start())
      }
    }
    await atLeast(answered + 300)
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map(child => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
    await expect.poll(() => web.connection.status).toBe('ready')

    const state = (await web.store.get(check.id))?.state
    // More check-ins may have been taken than answered: some webs were killed in between.
    expect(state?.signals).toBeGreaterThanOrEqual(answered)
    const outbox = openOutboxes(connected())
    const seqs: number[] = []
    let status = 'new'
    for (;;) {
      const entries = await outbox.take(1_000, 1)
      if (entries.length === 0) break
      for (const { record } of entries) {
        if (record.kind !== 'flip') throw new Error('nobody was blind')
        expect(record.flip.from).toBe(status)
        status = record.flip.to
        seqs.push(record.flip.seq)
      }
    }
    expect(seqs.length).toBeGreaterThan(100)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
    expect([state?.flips, state?.status]).toEqual([seqs.length, status])
    await outbox.close()
  })
})
