import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Admit, Target } from '../../../src/domain/watch/ports'
import { connectWorker, namesOf, untilReady } from '../../../src/io/redis/client'
import { idBeside, shardOf } from '../../../src/io/redis/shards'
import { openPlanSaves } from '../../../src/io/watch/divided-plans'
import { allChecks } from '../../support/all-checks'
import { commandsDuring } from '../../support/commands'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../support/patience'
import { startRedis } from '../../support/redis'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, openSweeps, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let one: OpenStore
let two: OpenStore

/** The names of the part of a check, or of a slug. */
const partOf = (text: string) => namesOf(shardOf(admin, text))

beforeEach(async () => {
  one = await openStore(redis)
  two = await openStore(redis)
})

afterEach(async () => {
  await Promise.all([one.store.close(), two.store.close()])
})

it('shows that it listens once Redis is there, however long that takes', async () => {
  const own = await startRedis()
  onTestFinished(() => own.close())
  const web = await openStore(own)
  onTestFinished(() => web.store.close())
  const sweeps = openSweeps(own, Date.now)
  onTestFinished(() => sweeps.close())
  const patience = web.connection.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null })
  onTestFinished(() => patience.disconnect())
  patience.on('error', () => {})
  own.signal('SIGKILL')
  await expect.poll(() => web.connection.status).not.toBe('ready')
  const listening = web.store.listen()
  // This waits for longer than any other command does.
  await expect(patience.ping()).rejects.toThrow('timed out')
  await own.restart()
  await listening
  // The connection for check-ins may be back a little later than the one that listens.
  await expect.poll(() => sweeps.listening()).toBeDefined()
})

it('fails as unavailable also in the moment in which the connection breaks', async () => {
  one.connection.stream.destroy()
  await expect(one.store.count()).rejects.toBeInstanceOf(StoreUnavailable)
  await untilReady(one.connection)
  expect(await one.store.count()).toBe(0)
})

describe('checks', () => {
  it('are created unless one like them is there, however many ask at once', async () => {
    const stores = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two).store)
    const made = await Promise.all(
      stores.map(store => store.createUnlessAlike(plan('once'), ['name'], 'api', START)),
    )
    expect(made.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(made.map(({ check }) => check.id)).size).toBe(1)
    expect(await one.store.count()).toBe(1)
  })

  it('are not created when a plan changed since the others were compared', async () => {
    const { check } = await one.store.create(plan('other'), 'page', START)
    const saves = openPlanSaves(two.connection)
    const revisionBefore = await saves.revision(check.id)
    await one.store.update(check.id, { name: 'once' }, START)
    const id = idBeside(one.connection, check.id)
    const once = { ...plan('once'), id, origin: 'api', createdAt: START } as const
    expect(await saves.create(once, START, { revisionBefore })).toBeUndefined()
    expect(await saves.create(once, START, { revisionBefore: await saves.revision(check.id) })).toBeDefined()
  })

  it('are made, found by id and by slug, changed and removed', async () => {
    const { check } = await one.store.create(plan('NAS backup', { tags: ['home'] }), 'page', START)
    expect(check).toMatchObject({ slug: 'nas-backup', origin: 'page', createdAt: START })
    expect((await two.store.get(check.id))?.check).toEqual(check)
    expect((await two.store.findBySlug('nas-backup')).map(found => found.check.id)).toEqual([check.id])

    const changed = await two.store.update(check.id, { slug: 'nas', longestRun: MINUTE }, START)
    expect(changed).toMatchObject({ kind: 'changed', check: { slug: 'nas', longestRun: MINUTE } })
    expect(await one.store.findBySlug('nas-backup')).toEqual([])
    const cleared = await one.store.update(check.id, { longestRun: undefined }, START)
    expect(cleared).not.toHaveProperty('check.longestRun')

    expect(await one.store.remove(check.id)).toBe('removed')
    expect(await allChecks(two.store)).toEqual([])
    expect(await two.store.remove(check.id)).toBe('unknown')
    // Only the message to the alerts and the count of changes are left.
    const { backup, watch } = partOf(check.id)
    expect((await admin.keys('*')).sort()).toEqual([backup.mark, watch.outbox])
  })

  it('that the INI provides are read-only', async () => {
    const { check } = await one.store.create(plan('from the file'), 'ini', START)
    expect(await one.store.update(check.id, { name: 'x' }, START)).toEqual({ kind: 'read-only' })
    expect(await one.store.remove(check.id)).toBe('read-only')
  })

  it('are created once for a slug, though many check in at once', async () => {
    const made = await Promise.all(
      [one, two, one, two].map(({ store }) => store.createForSlug(plan('new', { slug: 'new' }), START)),
    )
    expect(made.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(made.map(({ check }) => check.id)).size).toBe(1)
  })

  it('have one ping key, whoever needs it first', async () => {
    const keys = await Promise.all([one.store.pingKey(), two.store.pingKey()])
    expect(keys[0]).toBe(keys[1])
    expect(keys[0]).toMatch(/^[\w-]{22}$/)
  })
})

describe('a check-in', () => {
  it('makes the check up, sets its deadline, and is kept', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    const detail = { body: 'läuft', from: '192.0.2.7', agent: 'curl/8', exitCode: 0, via: 'healthchecks' }
    const recorded = await one.store.record({ id: check.id }, signal('success', START, detail))
    expect(recorded).toMatchObject({ kind: 'accepted', state: { status: 'up', due: START + 10 * MINUTE } })
    expect((await two.store.get(check.id))?.state).toMatchObject({
      status: 'up',
      deadline: START + 10 * MINUTE,
    })
    const { body, ...rest } = detail
    expect(await two.store.history(check.id)).toEqual([
      { n: 1, kind: 'success', at: START, bodySize: 6, detail: rest },
    ])
    expect(await two.store.bodies(check.id)).toEqual([{ n: 1, kind: 'success', at: START, body }])
    expect(await two.store.flips(check.id)).toMatchObject([{ from: 'new', to: 'up', reason: 'success' }])
    expect(await admin.xlen(partOf(check.id).watch.outbox)).toBe(1)
  })

  it('is one command to Redis once the check is known', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    let at = START
    const tenMore = () =>
      commandsDuring(admin, async () => {
        for (let i = 1; i <= 10; i++) {
          const target = i % 2 === 0 ? { slug: 'a' } : { id: check.id }
          await one.store.record(target, signal('success', at++))
        }
      })
    await one.store.record({ slug: 'a' }, signal('success', at++))
    // The first one has other checks read ahead, which may take a moment longer. Each of the ten reads the state itself, and the moment of the newest.
    await expect.poll(tenMore).toMatchObject({ evalsha: 10, hmget: 10, hget: 10 })
  })

  it('of an unknown check, or by a slug of two, counts for none', async () => {
    const first = await one.store.create(plan('same'), 'page', START)
    expect(await one.store.record({ slug: 'none' }, signal('success', START))).toEqual({ kind: 'unknown' })
    expect(await one.store.record({ slug: 'same' }, signal('success', START))).toMatchObject({
      kind: 'accepted',
    })
    const second = await two.store.create(plan('same'), 'page', START)
    expect(await one.store.record({ slug: 'same' }, signal('success', START))).toEqual({ kind: 'ambiguous' })
    await two.store.remove(second.check.id)
    expect(await one.store.record({ slug: 'same' }, signal('success', START))).toMatchObject({
      kind: 'accepted',
    })
    await two.store.remove(first.check.id)
    expect(await one.store.record({ slug: 'same' }, signal('success', START))).toEqual({ kind: 'unknown' })
    expect(await one.store.record({ id: first.check.id }, signal('success', START))).toEqual({
      kind: 'unknown',
    })
  })

  it('sees a plan that another process changed', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    await one.store.record({ id: check.id }, signal('success', START))
    await two.store.update(check.id, { schedule: { kind: 'period', period: MINUTE } }, START)
    const recorded = await one.store.record({ id: check.id }, signal('success', START))
    expect(recorded).toMatchObject({ state: { due: START + MINUTE } })
  })

  it('is admitted before it counts', async () => {
    const { check } = await one.store.create(plan('a', { passwordHash: 'x' }), 'page', START)
    const refused = await one.store.record(
      { id: check.id },
      signal('success', START),
      async ({ passwordHash }) => (passwordHash === 'x' ? 'wrong password' : undefined),
    )
    expect(refused).toEqual({ kind: 'refused', reason: 'wrong password' })
    expect(await one.store.history(check.id)).toEqual([])
  })

  it('is refused by the check as it is, whatever this process remembers of it', async () => {
    const asked: string[] = []
    const unlessPostOnly: Admit = ({ methods }) => {
      asked.push(methods)
      return methods === 'post' ? 'post-only' : undefined
    }
    const { check } = await one.store.create(plan('a', { methods: 'post' }), 'page', START)
    const checkIn = (target: Target) => one.store.record(target, signal('success', START), unlessPostOnly)
    const targets = [{ id: check.id }, { slug: check.slug }]
    for (const target of targets) await one.store.record(target, signal('success', START))
    for (const target of targets)
      expect(await checkIn(target)).toEqual({ kind: 'refused', reason: 'post-only' })
    expect(asked).toEqual(['post', 'post'])
    await two.store.update(check.id, { methods: 'any' }, START)
    for (const target of targets) expect(await checkIn(target)).toMatchObject({ kind: 'accepted' })
    await two.store.update(check.id, { methods: 'post' }, START)
    for (const target of targets)
      expect(await checkIn(target)).toEqual({ kind: 'refused', reason: 'post-only' })
    await two.store.remove(check.id)
    for (const target of targets) expect(await checkIn(target)).toEqual({ kind: 'unknown' })
  })

  it('keeps the last hundred signals or some more, and the last five bodies', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    for (let i = 0; i < 250; i++)
      await one.store.record({ id: check.id }, signal('log', START + i, { body: `${i} ${'x'.repeat(400)}` }))
    const kept = await one.store.history(check.id, 1_000)
    expect(kept.length).toBeGreaterThanOrEqual(100)
    expect(kept.length).toBeLessThan(120)
    expect(kept[0]?.n).toBe(250)
    expect((await one.store.bodies(check.id)).map(({ body }) => body.slice(0, 3))).toEqual([
      '249',
      '248',
      '247',
      '246',
      '245',
    ])
  })

  it('keeps the last hundred flips', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    for (let i = 0; i < 104; i++)
      await one.store.record({ id: check.id }, signal(i % 2 === 0 ? 'fail' : 'success', START + i))
    expect(await admin.llen(partOf(check.id).watch.flips(check.id))).toBe(100)
    expect((await one.store.flips(check.id, 1))[0]?.seq).toBe(104)
  })

  it('wakes the sweep when its deadline is earlier than all others, and only then', async () => {
    const listener = connectWorker(redis.target)
    const woken: string[] = []
    listener.on('message', (_channel, moment) => void woken.push(moment))
    // Each part of the checks has a sweep of its own.
    await listener.subscribe(partOf('wake').messages.wake)
    const every = (minutes: number) => ({ schedule: { kind: 'period', period: minutes * MINUTE } }) as const
    for (const minutes of [30, 60, 20, 25, 10]) {
      const id = idBeside(one.connection, 'wake')
      const { check } = await one.store.create(plan(`every ${minutes}`, every(minutes)), 'page', START, id)
      await one.store.record({ id: check.id }, signal('success', START))
    }
    await expect.poll(() => woken).toHaveLength(3)
    expect(woken).toEqual([30, 20, 10].map(minutes => `${START + minutes * MINUTE}`))
    listener.disconnect()
  })

  it('keeps the first 10,000 bytes of a body, in whole characters', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    await one.store.record({ id: check.id }, signal('log', START, { body: `x${'ä'.repeat(20_000)}` }))
    const [kept] = await one.store.bodies(check.id)
    expect(kept?.body).toBe(`x${'ä'.repeat(4_999)}`)
  })
})

describe('check-ins that come at once', () => {
  it('are one command to Redis, whichever checks they are for', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        one.store.create(plan(`check ${i}`), 'page', START, idBeside(one.connection, 'one part')),
      ),
    )
    const ids = made.map(({ check }) => check.id)
    await Promise.all(ids.map(id => one.store.record({ id }, signal('success', START))))
    await admin.config('RESETSTAT')
    const twice = [...ids, ...ids].map(id => one.store.record({ id }, signal('success', START + 1)))
    expect((await Promise.all(twice)).every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(/cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1]).toBe('1')
    const counted = (await allChecks(one.store)).map(({ state }) => state.signals)
    expect(counted).toEqual(ids.map(() => 3))
  })

  it('are two commands to Redis at most at a time, the second with half as many as the first', async () => {
    const own = await startRedis()
    onTestFinished(() => own.close())
    const { store, connection } = await openStore(own)
    onTestFinished(() => store.close())
    const { check } = await store.create(plan('a'), 'page', START)
    await store.record({ id: check.id }, signal('success', START))
    await connection.config('RESETSTAT')
    own.signal('SIGSTOP')
    const sent: ReturnType<typeof store.record>[] = []
    for (const many of [10, 4, 1, 5, 7]) {
      for (let i = 0; i < many; i++)
        sent.push(store.record({ id: check.id }, signal('success', START + sent.length)))
      await setImmediate()
      await setImmediate()
    }
    own.signal('SIGCONT')
    expect((await Promise.all(sent)).map(({ kind }) => kind)).toEqual(sent.map(() => 'accepted'))
    // Ten; four and one; the five and seven that came while these two were under way.
    expect(/cmdstat_evalsha:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1]).toBe('3')
    const kept = (await store.history(check.id)).map(({ at }) => at - START)
    expect(kept).toEqual([...sent.keys()].reverse().concat(0))
  })

  it('stand or fall each by itself', async () => {
    const [broken, sound] = await Promise.all(
      ['broken', 'sound'].map(name => one.store.create(plan(name), 'page', START)),
    )
    const id = broken?.check.id ?? ''
    await admin.set(partOf(id).watch.log(id), 'no list')
    const [first, second] = await Promise.allSettled(
      [broken, sound].map(made => one.store.record({ id: made?.check.id ?? '' }, signal('success', START))),
    )
    expect(first).toMatchObject({ status: 'rejected', reason: { message: /^WRONGTYPE / } })
    expect(second).toMatchObject({ status: 'fulfilled', value: { kind: 'accepted' } })
    expect((await one.store.get(broken?.check.id ?? ''))?.state.signals).toBe(0)
  })

  it('fail with the reason when Redis is full, and with its reply', async () => {
    const { check } = await one.store.create(plan('a'), 'page', START)
    await admin.config('SET', 'maxmemory', '1')
    try {
      await expect(one.store.record({ id: check.id }, signal('success', START))).rejects.toMatchObject({
        name: 'StoreUnavailable',
        message: 'Redis is out of memory',
        cause: { name: 'ReplyError' },
      })
    } finally {
      await admin.config('SET', 'maxmemory', '0')
    }
  })
})

describe('two webs that take check-ins of one check at once', () => {
  it('lose none, and count each once', async () => {
    const { check } = await one.store.create(plan('busy'), 'page', START)
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        [one, two][i % 2]?.store.record(
          { id: check.id },
          signal(i % 5 === 0 ? 'fail' : 'success', START + i),
        ),
      ),
    )
    expect(outcomes.every(outcome => outcome?.kind === 'accepted')).toBe(true)
    const watched = await one.store.get(check.id)
    expect(watched?.state.signals).toBe(200)
    const moments = (await one.store.history(check.id, 1_000)).map(({ n }) => n)
    expect(new Set(moments).size).toBe(moments.length)
    const flips = await one.store.flips(check.id, 1_000)
    // Each flip begins where the one before it ended, and the outbox has the same flips.
    for (const [i, flip] of flips.entries())
      expect([flip.from, flip.seq]).toEqual(
        i + 1 < flips.length ? [flips[i + 1]?.to, flips.length - i] : ['new', 1],
      )
    expect(await admin.xlen(partOf(check.id).watch.outbox)).toBe(flips.length)
  })
})

describe('when Redis is away', () => {
  it('a check-in fails within two seconds, and what was answered before is there afterwards', async () => {
    const own = await startRedis()
    const { store, connection } = await openStore(own)
    try {
      const { check } = await store.create(plan('a'), 'page', START)
      await store.record({ id: check.id }, signal('success', START))
      own.signal('SIGSTOP')
      const before = performance.now()
      await expect(store.record({ id: check.id }, signal('success', START + 1))).rejects.toThrow()
      expect(performance.now() - before).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
      own.signal('SIGCONT')

      // Redis is killed right after each answer, five times.
      let answered = 0
      for (let round = 0; round < 5; round++) {
        const many = await Promise.all(
          Array.from({ length: 50 }, (_, i) => store.record({ id: check.id }, signal('log', START + i))),
        )
        own.signal('SIGKILL')
        answered += many.filter(({ kind }) => kind === 'accepted').length
        await expect.poll(() => connection.status).not.toBe('ready')
        await expect(store.record({ id: check.id }, signal('success', START))).rejects.toThrow()
        await own.restart()
        await expect.poll(() => connection.status).toBe('ready')
        expect((await store.get(check.id))?.state.signals).toBeGreaterThanOrEqual(answered + 1)
      }
    } finally {
      await store.close()
      await own.close()
    }
  })
})

describe('a subscriber', () => {
  it('receives changes wherever they happen', async () => {
    const received: string[] = []
    const subscription = await one.store.onChange(id => received.push(id))
    const { check } = await two.store.create(plan('a'), 'page', START)
    await two.store.record({ id: check.id }, signal('success', START))
    await two.store.remove(check.id)
    await expect.poll(() => received).toEqual([check.id, check.id, check.id])
    subscription.close()
  })
})
