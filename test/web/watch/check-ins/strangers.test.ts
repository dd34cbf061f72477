/** Strangers at the doors without a log-in: the heart has its room whatever they write. */
import { once } from 'node:events'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectStore, type Redis } from '../../../../src/io/redis/client'
import { allChecks } from '../../../support/all-checks'
import { startRedis, type TestRedis } from '../../../support/redis'
import { floodWithTags } from '../../../support/strangers'
import { plan, signal } from '../../../support/watch'
import { INI, openWeb, type TestWeb } from '../../../support/web'

const MB = 1024 * 1024

let redis: TestRedis
let admin: Redis
let web: TestWeb
let clock = Date.UTC(2026, 10, 28, 12)

beforeEach(async () => {
  redis = await startRedis()
  admin = connectStore(redis.target)
  await once(admin, 'ready')
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => {
  admin.disconnect()
  await web.close()
  await redis.close()
})

// The same with 1,700 tags in the 96 MB of a small Pi is in test/faults/strangers.test.ts.
test.each(['adopt', 'open'])(
  'with pyremto = %s, tags with more bodies than fit leave the heart its room',
  async mode => {
    await admin.config('SET', 'maxmemory', String(8 * MB))
    await web.writeIni(`${INI}[Watch]\npyremto = ${mode}\n`)
    await floodWithTags(web.app, 200)
    const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1])
    expect(used).toBeLessThan(6.4 * MB)
    const { status, body } = await web.tick().get('/heartbeat')
    expect([status, body.status]).toEqual([202, 'queued'])
  },
)

const tagged = async (name: string) => {
  const headers = { backendversion: '2', 'create-tag': 'true', name }
  return (await supertest(web.app).post('/pyremto').set(headers)).body as { success: number }
}
const names = async () => (await web.ports.checks.waiting()).map(({ check }) => check.name).sort()

describe('the budget of the checks that wait', () => {
  const make = async (count: number, name: string) => {
    const made: string[] = []
    for (let n = 0; n < count; n++, clock++) {
      const given = plan(`${name} ${n}`, { slug: `${name.replace(' ', '-')}-${n}` })
      const { check } = await web.ports.checks.create(given, 'checkin', clock, undefined, {
        waits: true,
        from: '192.0.2.1',
      })
      made.push(check.id)
    }
    return made
  }
  const account = async () => (await web.ports.checks.room()).waiting

  /** Without the buffers of clients, and without Lua's own memory, which Redis 8 counts as its own. */
  async function dataBytes(): Promise<number> {
    const stats = (await admin.call('MEMORY', 'STATS')) as unknown[]
    const valueIn = (list: readonly unknown[], name: string) => list[list.indexOf(name) + 1]
    const table = valueIn(valueIn(stats, 'db.0') as unknown[], 'overhead.hashtable.main')
    return Number(valueIn(stats, 'dataset.bytes')) + Number(table)
  }

  test('is what they take in Redis, at the most that one can come to hold', async () => {
    const before = await dataBytes()
    const ids = await make(100, 'n'.repeat(95))
    const agent = 'ü'.repeat(200)
    const fill = async (id: string) => {
      for (let n = 0; n < 8; n++) {
        const detail = { agent, rid: `${id.slice(0, -1)}${n}`, from: '2001:db8::1', body: 'b'.repeat(9_000) }
        await web.ports.checks.record({ id }, signal(n % 2 ? 'start' : 'fail', clock, detail))
        await web.ports.checks.record({ id }, signal('success', clock, detail))
      }
    }
    await Promise.all(ids.map(fill))
    const taken = (await dataBytes()) - before
    expect(taken).toBeLessThan((await account()).bytes)
    expect(taken).toBeGreaterThan((await account()).bytes / 2)
  })

  test('never grows beyond a megabyte: those that were never pinged go first, the oldest before the others', async () => {
    const [pinged = ''] = await make(1, 'pinged')
    await web.ports.checks.record({ id: pinged }, signal('success', clock))
    await make(400, 'flood')
    const { bytes, count, dropped, fullSince } = await account()
    expect(bytes).toBeLessThanOrEqual(1024 * 1024)
    expect(bytes).toBeGreaterThan(1000 * 1024)
    expect([count + dropped, fullSince > 0]).toEqual([401, true])
    const left = await names()
    expect(left).toContain('pinged 0')
    expect(left).toContain('flood 399')
    expect(left).not.toContain('flood 0')
    // Nothing of those that went is left behind.
    const keys = await admin.keys('*')
    const lists = keys.filter(key => /:(log|bodies|flips):/.test(key))
    expect(lists.sort()).toEqual([`{intvlm8r}:watch:flips:${pinged}`, `{intvlm8r}:watch:log:${pinged}`])
    expect(await admin.hlen('{intvlm8r}:watch:slugs')).toBe(count)
    expect(await admin.hlen('{intvlm8r}:watch:states')).toBe(count)
  })

  test('takes the oldest of those that ping, where all do', async () => {
    for (const id of await make(140, 'device'))
      await web.ports.checks.record({ id }, signal('success', clock++))
    const before = await names()
    for (let n = 0; n < 40; n++)
      for (const id of await make(1, `flood ${n}`))
        await web.ports.checks.record({ id }, signal('success', clock++))
    const left = await names()
    const gone = before.filter(name => !left.includes(name))
    expect(gone.length).toBeGreaterThan(0)
    expect(gone).toContain('device 0')
    expect(left).toContain('device 139')
  })

  test('an address that is gone is unknown to its client, and to the cache of the web app', async () => {
    const [first = ''] = await make(1, 'first')
    expect((await supertest(web.app).get(`/ping/${first}`)).status).toBe(200)
    await web.ports.checks.remove(first)
    expect((await supertest(web.app).get(`/ping/${first}`)).status).toBe(404)
  })
})

describe('the doors by the INI', () => {
  const create = async (path: string) => await supertest(web.app).get(path)
  const address = async (slug: string) => `/ping/${await web.ports.checks.pingKey()}/${slug}?create=1`

  test('pyremto = off answers nothing to anybody', async () => {
    await web.writeIni(`${INI}[Watch]\npyremto = off\n`)
    const { status, body } = await supertest(web.app)
      .post('/pyremto')
      .set({ backendversion: '2', 'does-tag-exist': 'true', tag: 'x' })
    expect([status, body.success]).toEqual([403, 0])
    expect(body.error).toContain('[Watch] pyremto')
  })

  test('pyremto = open makes an ordinary check', async () => {
    await web.writeIni(`${INI}[Watch]\npyremto = open\n`)
    await tagged('Open')
    expect([await names(), (await allChecks(web.ports.checks)).map(({ check }) => check.name)]).toEqual([
      [],
      ['Open'],
    ])
  })

  test.each([
    ['off', 404, [], []],
    ['adopt', 201, ['made'], []],
    ['open', 201, [], ['made']],
  ])('create = %s', async (mode, status, wait, ordinary) => {
    await web.writeIni(`${INI}[Watch]\ncreate = ${mode}\n`)
    expect((await create(await address('made'))).status).toBe(status)
    const list = (await allChecks(web.ports.checks)).map(({ check }) => check.name)
    expect([await names(), list]).toEqual([wait, ordinary])
  })

  test('a section with a fault opens no door', async () => {
    await web.writeIni(`${INI}[Watch]\npyremto = opne\ncreate = opne\n`)
    await tagged('Tag')
    await create(await address('made'))
    expect([await names(), await allChecks(web.ports.checks)]).toEqual([['Tag', 'made'], []])
  })
})

describe('a page that rebinds its name to the appliance', () => {
  const foreign = { Host: 'evil.example:8080' }

  test('reaches neither pyremto nor ?create=1', async () => {
    const call = { backendversion: '2', 'create-tag': 'true', name: 'Rebound', ...foreign }
    for (const path of ['/pyremto', '/']) {
      const { status, body } = await supertest(web.app).post(path).set(call)
      expect([status, body.success]).toEqual([421, 0])
      expect(body.error).toContain('hostnames')
    }
    const key = await web.ports.checks.pingKey()
    const { status } = await supertest(web.app).get(`/ping/${key}/rebound?create=1`).set(foreign)
    expect(status).toBe(421)
    expect([await names(), await allChecks(web.ports.checks)]).toEqual([[], []])
  })

  test('under a name of the INI, as a reverse proxy passes it on, both are served', async () => {
    await web.writeIni(INI.replace('hostnames =', 'hostnames = evil.example'))
    const call = { backendversion: '2', 'create-tag': 'true', name: 'Proxied', ...foreign }
    expect((await supertest(web.app).post('/pyremto').set(call)).body.success).toBe(1)
    const key = await web.ports.checks.pingKey()
    expect((await supertest(web.app).get(`/ping/${key}/made?create=1`).set(foreign)).status).toBe(201)
  })

  test('an address that nobody can guess is served under any name', async () => {
    const { check } = await web.ports.checks.create(plan('device'), 'page', clock)
    expect((await supertest(web.app).get(`/ping/${check.id}`).set(foreign)).status).toBe(200)
  })
})
