import { afterEach, beforeEach, expect, it } from 'vitest'
import { namesOf, untilReady } from '../../../src/io/redis/client'
import { openReadAhead } from '../../../src/io/watch/read-ahead'
import type { Found } from '../../../src/io/watch/read-checks'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'
import { type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let maker: OpenStore
let web: OpenStore

beforeEach(async () => {
  maker = await openStore(redis)
  web = await openStore(redis)
})

afterEach(async () => {
  await Promise.all([maker.store.close(), web.store.close()])
})

async function makeChecks(count: number): Promise<string[]> {
  const made = await Promise.all(
    Array.from({ length: count }, (_, n) => maker.store.create(plan(`check ${n}`), 'api', START)),
  )
  return made.map(({ check }) => check.id)
}

/** A cache that keeps what it learns, and is half full with so many. */
function cacheFor(half: number) {
  const learned: Found[] = []
  return {
    learned,
    isHalfEmpty: () => learned.length < half,
    learn: (found: Found) => {
      learned.push(found)
    },
  }
}

const hscans = ({ hscan = 0 }: Record<string, number>) => hscan

const idsIn = ({ learned }: ReturnType<typeof cacheFor>) =>
  learned.map(({ watched }) => watched.check.id).sort()

it('a check-in that has to read its check has the others read, whose first check-ins cost one call', async () => {
  const ids = await makeChecks(30)
  const first = async () => {
    const id = ids.pop() ?? ''
    const commands = await commandsDuring(admin, async () => {
      expect(await web.store.record({ id }, signal('success', START))).toMatchObject({ kind: 'accepted' })
    })
    return commands.hmget
  }
  // The state, the plan, and the state again in the script; from then on the script alone.
  expect(await first()).toBeGreaterThanOrEqual(3)
  await expect.poll(first).toBe(1)
})

it('all are read by and by, a page with each call, with the length of their texts', async () => {
  const ids = await makeChecks(250)
  const cache = cacheFor(1_000)
  const readAhead = openReadAhead(web.connection, cache)
  readAhead()
  await expect.poll(() => cache.learned.length).toBeGreaterThan(0)
  expect(cache.learned.length).toBeLessThan(250)
  await expect
    .poll(() => {
      readAhead()
      return idsIn(cache)
    })
    .toEqual(ids.sort())
  const [{ watched, bytes } = expect.fail()] = cache.learned
  const { id } = watched.check
  const { plans, states } = namesOf(web.connection).watch
  const texts = await Promise.all([admin.hget(plans, id), admin.hget(states, id)])
  expect(bytes).toBe(texts.join('').length)
})

it('with all of them read, none are for ten seconds, then those that are there by now', async () => {
  const ids = await makeChecks(3)
  const cache = cacheFor(1_000)
  let time = 5_000
  const readAhead = openReadAhead(web.connection, cache, () => time)
  const asked = () =>
    commandsDuring(admin, async () => {
      readAhead()
      await web.connection.ping()
    })
  await expect
    .poll(async () => {
      await asked()
      return idsIn(cache)
    })
    .toEqual(ids.sort())
  // The pass ends with a call that finds no more.
  await asked()
  await asked()
  const later = await makeChecks(1)
  time = 14_999
  expect(hscans(await asked())).toBe(0)
  time = 15_000
  expect(hscans(await asked())).toBe(1)
  await expect.poll(() => idsIn(cache)).toEqual([...ids, ...ids, ...later].sort())
})

it('once the cache is half full no more are read, also where one of them goes again', async () => {
  const ids = await makeChecks(350)
  const cache = cacheFor(150)
  let time = 0
  const readAhead = openReadAhead(web.connection, cache, () => time)
  const readOn = () =>
    commandsDuring(admin, async () => {
      readAhead()
      await web.connection.ping()
    })
  await expect
    .poll(async () => {
      await readOn()
      return cache.learned.length
    })
    .toBeGreaterThanOrEqual(150)
  expect(cache.learned.length).toBeLessThan(ids.length)
  expect(hscans(await readOn())).toBe(0)
  cache.learned.length = 149
  expect(hscans(await readOn())).toBe(0)
  // A pass after the rest begins anew.
  time = 10_000
  expect(hscans(await readOn())).toBe(1)
})

it('where Redis has gone, check-ins alone say so, and ten seconds later it is tried again', async () => {
  const [id = ''] = await makeChecks(1)
  const cache = cacheFor(1_000)
  let time = 0
  const readAhead = openReadAhead(web.connection, cache, () => time)
  web.connection.stream.destroy()
  readAhead()
  await untilReady(web.connection)
  readAhead()
  await web.connection.ping()
  expect(cache.learned).toEqual([])
  time = 10_000
  readAhead()
  await expect.poll(() => idsIn(cache)).toEqual([id])
})
