import { readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openTickSecret } from '../../../src/io/heartbeat/tick-secret'
import { connectProducer } from '../../../src/io/redis/client'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../support/patience'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
let web: TestWeb | undefined

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
    const first = await web.tick().get('/heartbeat')
    const slot = String(Math.floor(now / 300_000))
    expect(first.status).toBe(202)
    expect(first.body).toEqual({ job: `slot-${slot}`, slot, status: 'queued' })
    const second = await web.tick().post('/heartbeat')
    expect([second.status, second.body]).toEqual([202, first.body])
    const { waitingSince } = await web.ports.queue.pulse()
    expect(waitingSince).toBe(now)
  })

  test('a boot has a heartbeat of its own, by an id in either form; anything else is that of the slot', async () => {
    web = await openWeb({ redis: redis.target })
    const { tick } = web
    const jobFor = async (query: string) => (await tick().get(`/heartbeat?${query}`)).body.job
    const id = '12ab34cd56ef12ab34cd56ef12ab34cd'
    expect(await jobFor(`for=boot&boot=${id}`)).toBe(`boot-${id}`)
    expect(await jobFor('for=boot&boot=12AB34CD-56ef-12ab-34cd-56ef12ab34cd')).toBe(`boot-${id}`)
    const slot = await jobFor('for=boot&boot=%3Anonsense')
    expect(slot).toBe(`boot-${id}`) // The slot follows the boot in it.
  })

  test('no heartbeat is queued while nothing can be stored, by tick or button; the refusal names the disk', async () => {
    let isFull = true
    const trouble = { name: 'Disk full', detail: 'less than 1 MB is free' } as const
    const disk = { trouble: async () => (isFull ? trouble : undefined) }
    web = await openWeb({ redis: redis.target, ports: { disk } })
    const refused = await web.tick().get('/heartbeat')
    const body = { error: 'Disk full: less than 1 MB is free', organ: 'disk' }
    expect([refused.status, refused.body]).toEqual([503, body])
    const admin = await web.admin()
    const pressed = await admin.post('/heartbeat-now').set('Accept', 'application/json')
    expect([pressed.status, pressed.body.error]).toEqual([
      503,
      'No heartbeat: Disk full: less than 1 MB is free.',
    ])
    expect((await admin.get('/monitoring')).text).toContain('It stops at <strong>Disk full</strong>')
    expect((await web.visitor().get('/healthz')).body).toMatchObject({ status: 'ok', well: false })
    isFull = false
    expect((await web.tick().get('/heartbeat')).status).toBe(202)
  })

  test('the page names a timer that was stopped, as `status` does', async () => {
    web = await openWeb({ redis: redis.target, ports: { timer: async () => 'inactive' } })
    const page = await (await web.admin()).get('/monitoring')
    expect(page.text).toContain('It stops at <strong>Timer</strong>')
    expect((await web.visitor().get('/healthz')).body).toMatchObject({ well: false })
  })

  test('a Redis that is away puts the disk under suspicion', async () => {
    const suspicions: boolean[] = []
    const trouble = { name: 'Disk failing', detail: 'the card fails' } as const
    const disk = {
      trouble: async (isSuspected: boolean) => {
        suspicions.push(isSuspected)
        return isSuspected ? trouble : undefined
      },
    }
    web = await openWeb({ ports: { disk } })
    const { status, body } = await web.tick().get('/heartbeat')
    expect([status, body]).toEqual([503, { error: 'Disk failing: the card fails', organ: 'disk' }])
    expect(suspicions).toEqual([false, true])
  })

  test('a request of a tick that has given up is not queued', async () => {
    let now = 300_000 * 5_983_754 + 8_000
    web = await openWeb({ redis: redis.target, now: () => now })
    const get = async (slot: string) => await web!.tick().get(`/heartbeat?for=due&slot=${slot}`)
    expect((await get('5983753')).status).toBe(503)
    expect((await get('nonsense')).status).toBe(503)
    expect((await get('5983754')).status).toBe(202)
    // The tick still waits at the end of its slot: its request becomes the heartbeat of the new slot.
    now -= 1
    expect((await get('5983753')).body).toMatchObject({ slot: '5983754' })
  })

  test.each([
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Forwarded-Host', '127.0.0.1'],
    ['X-Forwarded-Prefix', '/pi'],
    ['X-Real-IP', '127.0.0.1'],
    ['X-Client-IP', '127.0.0.1'],
    ['CF-Connecting-IP', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['Origin', 'http://127.0.0.1:8080'],
    ['Sec-Fetch-Site', 'none'],
    ['Sec-Fetch-Mode', 'navigate'],
    ['Host', '192.0.2.7'],
    ['Host', `${hostname()}.local`],
  ])(
    'a request with %s: %s comes through a proxy or from a browser and is refused, even if the INI trusts proxies',
    async (name, value) => {
      const { tick, writeIni } = await open(INI.replace('hostnames =', 'hostnames = 192.0.2.7'))
      const ask = async () => (await tick().get('/heartbeat').set(name, value)).status
      expect(await ask()).toBe(403)
      await writeIni(INI.replace('hostnames =', 'hostnames = 192.0.2.7').replace('proxy = off', 'proxy = on'))
      expect(await ask()).toBe(403)
    },
  )

  test('a program on the appliance that does not know the secret of the tick is refused', async () => {
    const { visitor, ports, where } = await open()
    const secret = ports.tickSecret.read()
    const ask = async (...shown: string[]) => {
      const request = visitor().get('/heartbeat')
      for (const value of shown) request.set('X-Intvlm8r-Tick', value)
      const { status, body } = await request
      return [status, body.error ?? 'queued']
    }
    const refused = [403, expect.stringContaining('intvlm8r heartbeat')]
    expect(await ask()).toEqual(refused)
    expect(await ask('')).toEqual(refused)
    expect(await ask(`${secret}x`)).toEqual(refused)
    expect(await ask(secret.slice(1))).toEqual(refused)
    expect(await ask(secret)).toEqual([202, 'queued'])
    const file = join(where.runtime, 'tick-secret')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await readFile(file, 'utf8')).trim()).toBe(secret)
  })

  test('the secret is another one after a start, and after somebody removed it', async () => {
    const { visitor, ports, where } = await open()
    const secret = ports.tickSecret.read()
    const statusFor = async (shown: string) =>
      (await visitor().get('/heartbeat').set('X-Intvlm8r-Tick', shown)).status
    ports.tickSecret.renew()
    const next = ports.tickSecret.read()
    expect([await statusFor(secret), await statusFor(next)]).toEqual([403, 202])
    await rm(join(where.runtime, 'tick-secret'))
    expect(await statusFor(next)).toBe(403)
    expect(await statusFor(ports.tickSecret.read())).toBe(202)
  })

  test('while no secret can be made, the answer has the reason', async () => {
    const { visitor } = await openWeb({
      redis: redis.target,
      ports: { tickSecret: openTickSecret('/proc/nowhere') },
    })
    const { status, body } = await visitor().get('/heartbeat')
    expect([status, body.error]).toEqual([503, expect.stringMatching(/secret of the tick.*ENOENT/)])
  })

  test('a client that is not on loopback is refused, also when its headers claim loopback', async () => {
    const { stranger, writeIni, ports } = await open()
    const tick = () => stranger().set('X-Intvlm8r-Tick', ports.tickSecret.read())
    expect((await tick().get('/heartbeat')).status).toBe(403)
    await writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    expect((await tick().get('/heartbeat').set('X-Forwarded-For', '127.0.0.1')).status).toBe(403)
  })

  test('a log-in does not open it to other machines', async () => {
    const { admin } = await open()
    const agent = await admin()
    expect((await agent.get('/heartbeat').set('X-Forwarded-For', '10.0.0.1')).status).toBe(403)
  })

  test('only GET and POST are accepted', async () => {
    const { tick } = await open()
    const { status, headers } = await tick().delete('/heartbeat')
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
    ['a file that is missing', `${INI}[Network]\ncafile = none.pem\n`, 409, /cafile: .*does not exist/],
  ])('%s: no heartbeat, and the answer has the reason', async (_name, ini, status, reason) => {
    const { tick } = await open(ini)
    const answer = await tick().get('/heartbeat')
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatch(reason)
    expect(answer.body.organ).toBe(_name === 'Off' ? undefined : 'ini')
    expect(answer.text).not.toContain('secret-token')
  })

  test('is read anew for every request', async () => {
    const { tick, writeIni } = await open(INI.replace('= 10', '= Off'))
    expect((await tick().get('/heartbeat')).status).toBe(409)
    await writeIni(INI)
    expect((await tick().get('/heartbeat')).status).toBe(202)
  })
})

describe('when Redis is away, the answer is 503 within two seconds', () => {
  async function refusal({ tick }: TestWeb): Promise<string> {
    const begun = performance.now()
    const { status, body } = await tick().get('/heartbeat')
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
    await expect.poll(async () => (await opened.tick().get('/heartbeat')).status).toBe(202)
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

test('/healthz tells a stranger that something is wrong, and the reason to programs on this machine alone', async () => {
  const closed = 'port 9000 is in use by another program'
  web = await openWeb({ redis: redis.target, ports: { closedDoor: () => closed } })
  const answers = [
    await web.visitor().get('/healthz'),
    await web.stranger().get('/healthz'),
    await web.visitor().get('/healthz').set('X-Forwarded-For', '203.0.113.7'),
  ]
  expect(answers.map(({ body }) => body.closed)).toEqual([closed, undefined, undefined])
  for (const { body } of answers.slice(1))
    expect(body).toEqual({ status: 'ok', ini: 'ok', redis: 'reachable', heartbeat: 'waiting', well: false })
})
