import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectProducer } from '../../../src/io/redis/client'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../support/patience'
import { startRedis, type TestRedis } from '../../support/redis'
import { INI, openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb | undefined

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => await redis.close())
afterEach(async () => {
  await web?.close()
  web = undefined
})

async function open(ini = INI): Promise<TestWeb> {
  web = await openWeb({ ini, redis: redis.target })
  return web
}

describe('access to /heartbeat', () => {
  test('a request from loopback is queued, and a second one in the same slot is the same job', async () => {
    const now = Date.now()
    web = await openWeb({ redis: redis.target, now: () => now })
    const first = await web.visitor().get('/heartbeat')
    const slot = String(Math.floor(now / 300_000))
    expect(first.status).toBe(202)
    expect(first.body).toEqual({ job: `slot-${slot}`, slot, status: 'queued' })
    const second = await web.visitor().post('/heartbeat')
    expect([second.status, second.body]).toEqual([202, first.body])
    const { waitingSince } = await web.ports.queue.pulse()
    expect(waitingSince).toBe(now)
  })

  test('a boot has a heartbeat of its own, by an id in either form; anything else is that of the slot', async () => {
    web = await openWeb({ redis: redis.target })
    const { visitor } = web
    const jobFor = async (query: string) => (await visitor().get(`/heartbeat?${query}`)).body.job
    const id = '12ab34cd56ef12ab34cd56ef12ab34cd'
    expect(await jobFor(`for=boot&boot=${id}`)).toBe(`boot-${id}`)
    expect(await jobFor('for=boot&boot=12AB34CD-56ef-12ab-34cd-56ef12ab34cd')).toBe(`boot-${id}`)
    const slot = await jobFor('for=boot&boot=%3Anonsense')
    expect(slot).toBe(`boot-${id}`) // The slot follows the boot in it.
  })

  test('a request of a tick that has given up is not queued', async () => {
    let now = 300_000 * 5_983_754 + 8_000
    web = await openWeb({ redis: redis.target, now: () => now })
    const get = async (slot: string) => await web!.visitor().get(`/heartbeat?for=due&slot=${slot}`)
    expect((await get('5983753')).status).toBe(503)
    expect((await get('nonsense')).status).toBe(503)
    expect((await get('5983754')).status).toBe(202)
    // The tick still waits at the end of its slot: its request becomes the heartbeat of the new slot.
    now -= 1
    expect((await get('5983753')).body).toMatchObject({ slot: '5983754' })
  })

  test.each([
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Real-IP', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
  ])(
    'a request with %s came through a proxy and is refused, even if the INI trusts proxies',
    async (name, value) => {
      const { visitor, writeIni } = await open()
      expect((await visitor().get('/heartbeat').set(name, value)).status).toBe(403)
      await writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
      expect((await visitor().get('/heartbeat').set(name, value)).status).toBe(403)
    },
  )

  test('a client that is not on loopback is refused, also when its headers claim loopback', async () => {
    const { stranger, writeIni } = await open()
    expect((await stranger().get('/heartbeat')).status).toBe(403)
    await writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    expect((await stranger().get('/heartbeat').set('X-Forwarded-For', '127.0.0.1')).status).toBe(403)
  })

  test('a log-in does not open it to other machines', async () => {
    const { admin } = await open()
    const agent = await admin()
    expect((await agent.get('/heartbeat').set('X-Forwarded-For', '10.0.0.1')).status).toBe(403)
  })

  test('only GET and POST are accepted', async () => {
    const { visitor } = await open()
    const { status, headers } = await visitor().delete('/heartbeat')
    expect([status, headers.allow]).toEqual([405, 'GET, POST'])
  })
})

describe('the INI', () => {
  test.each([
    ['Off', INI.replace('= 10', '= Off'), 409, /Off/],
    ['a URL that cannot be used', INI.replace('http://127.0.0.1:9', 'ftp://127.0.0.1'), 409, /heartbeaturl/],
    ['no URL', INI.replace(/heartbeaturl.*/, 'heartbeaturl ='), 409, /heartbeaturl/],
    ['a fault elsewhere', INI.replace('trustproxy = off', 'trustproxy = perhaps'), 409, /trustproxy/],
    ['bytes that are no text', 'a\0b', 503, /not UTF-8/],
  ])('%s: no heartbeat, and the answer has the reason', async (_name, ini, status, reason) => {
    const { visitor } = await open(ini)
    const answer = await visitor().get('/heartbeat')
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatch(reason)
    expect(answer.text).not.toContain('secret-token')
  })

  test('is read anew for every request', async () => {
    const { visitor, writeIni } = await open(INI.replace('= 10', '= Off'))
    expect((await visitor().get('/heartbeat')).status).toBe(409)
    await writeIni(INI)
    expect((await visitor().get('/heartbeat')).status).toBe(202)
  })
})

describe('when Redis is away, the answer is 503 within two seconds', () => {
  async function refusal({ visitor }: TestWeb): Promise<string> {
    const begun = performance.now()
    const { status, body } = await visitor().get('/heartbeat')
    expect(performance.now() - begun).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
    expect(status).toBe(503)
    return body.error
  }

  test('it hangs', async () => {
    const opened = await open()
    redis.signal('SIGSTOP')
    try {
      expect(await refusal(opened)).toMatch(/time|answer/i)
    } finally {
      redis.signal('SIGCONT')
    }
  })

  test('it takes no writes', async () => {
    const opened = await open()
    const client = connectProducer(redis.target)
    await new Promise(resolve => client.once('ready', resolve))
    await client.config('SET', 'min-replicas-to-write', '1')
    try {
      expect(await refusal(opened)).toBe('Redis takes no writes: its replicas are away')
    } finally {
      await client.config('SET', 'min-replicas-to-write', '0')
      client.disconnect()
    }
  })

  test('it dies, and works again once it is back', async () => {
    const opened = await open()
    redis.signal('SIGKILL')
    await refusal(opened)
    await redis.restart()
    await expect.poll(async () => (await opened.visitor().get('/heartbeat')).status).toBe(202)
  })
})

test('/healthz answers without a log-in, whatever is broken behind it', async () => {
  const { visitor, writeIni } = await open()
  const health = async () => {
    const { status, body } = await visitor().get('/healthz')
    return { ...body, http: status }
  }
  expect(await health()).toMatchObject({
    http: 200,
    status: 'ok',
    version: '1.2.3',
    ini: 'ok',
    redis: 'reachable',
  })
  await writeIni('a\0b')
  redis.signal('SIGSTOP')
  try {
    expect(await health()).toMatchObject({
      http: 200,
      ini: 'unreadable',
      redis: 'away',
      heartbeat: 'unknown',
      well: false,
    })
  } finally {
    redis.signal('SIGCONT')
  }
})
