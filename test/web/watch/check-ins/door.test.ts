import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { promisify } from 'node:util'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MOST_CHECKS, planOf } from '../../../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../../../src/domain/watch/plan-fields'
import { createRecordSignal } from '../../../../src/operations/watch/record-signal'
import { createApp } from '../../../../src/web/app'
import { recipes } from '../../../../src/web/watch/check-recipes'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../../support/patience'
import { shareRedis } from '../../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../../support/web'

const RID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const HOOK = (name: string) => `[channel.${name}]\nkind = webhook\nurl = http://127.0.0.1:9/\n`
const NOBODY = '00000000-0000-4000-8000-000000000000'

const redis = await shareRedis()
let web: TestWeb
let clock = 1_700_000_000_000

beforeEach(async () => {
  clock += 86_400_000
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => await web.close())

let made = 0
async function check(plan: Partial<CheckPlan> = {}) {
  const { check } = await web.ports.checks.create(planOf({ name: `check ${++made}`, ...plan }), 'page', clock)
  return check
}
const client = () => supertest(web.app)
const stateOf = async (id: string) => (await web.ports.checks.get(id))?.state
const lastOf = async (id: string) => (await web.ports.checks.history(id, 1))[0]
const bodyOf = async (id: string) => (await web.ports.checks.bodies(id))[0]?.body

test('by plain http counts from other machines, also where pages ask for https', async () => {
  const { id } = await check()
  const other = await openWeb({
    redis: redis.target,
    now: () => clock,
    ports: { tls: async () => 'on' },
  })
  const page = await other.stranger().get('/login').set('Accept', 'text/html')
  expect([page.status, page.headers.location]).toEqual([308, 'https://127.0.0.1/login'])
  expect((await other.stranger().get(`/ping/${id}`)).text).toBe('OK')
  await other.close()
  expect(await stateOf(id)).toMatchObject({ status: 'up' })
})

describe('the convention of Healthchecks', () => {
  test('a GET counts as success, without a log-in and whatever the Host is', async () => {
    const { id } = await check()
    const answer = await client()
      .get(`/ping/${id}`)
      .set('Host', 'watch.example:99')
      .set('User-Agent', 'x'.repeat(300))
    expect([answer.status, answer.text]).toEqual([200, 'OK'])
    expect(answer.headers).toMatchObject({
      'ping-body-limit': '10000',
      'access-control-allow-origin': '*',
      'content-type': 'text/plain; charset=utf-8',
    })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(await stateOf(id)).toMatchObject({ status: 'up', lastSignalAt: clock, signals: 1 })
    expect(await lastOf(id)).toMatchObject({
      kind: 'success',
      at: clock,
      detail: { via: 'healthchecks', method: 'GET', from: '127.0.0.1', agent: 'x'.repeat(200) },
    })
  })

  test.each([
    ['', 'up', 'success'],
    ['/start', 'new', 'start'],
    ['/fail', 'down', 'fail'],
    ['/log', 'new', 'log'],
    ['/0', 'up', 'success'],
    ['/3', 'down', 'fail'],
  ])('%s with HEAD, GET, POST and PUT, by id and by slug', async (action, status, kind) => {
    const { id, slug } = await check()
    const key = await web.ports.checks.pingKey()
    for (const place of [id, `${key}/${slug}`])
      for (const method of ['head', 'get', 'post', 'put'] as const)
        expect((await client()[method](`/ping/${place}${action}`)).status).toBe(200)
    expect(await stateOf(id)).toMatchObject({ status, signals: 8 })
    expect(await lastOf(id)).toMatchObject({ kind })
  })

  test.each([
    ['an unknown id', `/ping/${NOBODY}`, 404, 'not found'],
    ['no id at all', '/ping/nothing', 404, 'not found'],
    ['a wrong key', '/ping/wrong-key/SLUG', 404, 'not found'],
    ['a wrong key that would create', '/ping/wrong-key/other?create=1', 404, 'not found'],
    ['an unknown slug', '/ping/KEY/nobody', 404, 'not found'],
    ['a slash too many', '//ping/ID', 404, 'not found'],
    ['a slash too many, behind the door', '/ping//ID', 404, 'not found'],
    ['a slug that is no slug', '/ping/KEY/%zz', 404, 'not found'],
    ['an exit code over 255', '/ping/ID/256', 400, 'invalid url format'],
    ['an exit code below 0', '/ping/ID/-1', 400, 'invalid url format'],
    ['a run that is no UUID', '/ping/ID?rid=seven', 400, 'invalid uuid format'],
  ])('%s', async (_name, url, status, text) => {
    const { id, slug } = await check()
    const key = await web.ports.checks.pingKey()
    const answer = await client().get(url.replace('ID', id).replace('SLUG', slug).replace('KEY', key))
    expect([answer.status, answer.text]).toEqual([status, text])
    expect(await stateOf(id)).toMatchObject({ signals: 0 })
    expect(await web.ports.checks.findBySlug('other')).toEqual([])
  })

  test('a slug that two checks share is ambiguous', async () => {
    await check({ slug: 'shared' })
    await check({ slug: 'shared' })
    const answer = await client().get(`/ping/${await web.ports.checks.pingKey()}/shared`)
    expect([answer.status, answer.text]).toEqual([409, 'ambiguous slug'])
  })

  test.each(['delete', 'patch', 'options'] as const)('%s is not understood', async method => {
    const { id } = await check()
    const answer = await client()[method](`/ping/${id}`)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST, PUT'])
    expect(await stateOf(id)).toMatchObject({ signals: 0 })
  })

  test('?create=1 makes a check of a day and an hour once, and pings it from then on', async () => {
    const key = await web.ports.checks.pingKey()
    await web.writeIni(`${INI}${HOOK('first')}${HOOK('second')}`)
    const url = `/ping/${key}/made-by-itself?create=1`
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client().get(url)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    expect(answers.find(({ status }) => status === 201)?.text).toBe('Created')
    const [watched, ...more] = await web.ports.checks.findBySlug('made-by-itself')
    expect(more).toEqual([])
    expect(watched?.check).toMatchObject({
      name: 'made-by-itself',
      origin: 'checkin',
      schedule: { kind: 'period', period: 86_400_000 },
      grace: 3_600_000,
      channels: ['first', 'second'],
    })
    expect(watched?.state).toMatchObject({ status: 'up', signals: 5 })
  })

  test('?create=1 makes no more than there is room for, and what there is goes on', async () => {
    const { checks } = web.ports
    const crowded = { ...checks, count: async () => MOST_CHECKS }
    const recordSignal = createRecordSignal({ ...web.ports, checks: crowded })
    const app = createApp({ ...web.ports, recordSignal })
    const key = await checks.pingKey()
    const { slug } = await check()
    const { status, text } = await supertest(app).get(`/ping/${key}/one-too-many?create=1`)
    expect([status, text]).toEqual([403, 'too many checks'])
    expect(await checks.findBySlug('one-too-many')).toEqual([])
    expect((await supertest(app).get(`/ping/${key}/${slug}?create=1`)).status).toBe(200)
  })

  test('runs that overlap are kept apart by their rid', async () => {
    const { id } = await check()
    const other = RID.replace('a', 'b')
    await client().get(`/ping/${id}/start?rid=${RID}`)
    clock += 1_000
    await client().get(`/ping/${id}/start?rid=${other}`)
    clock += 4_000
    await client().get(`/ping/${id}?rid=${RID}`)
    expect(await stateOf(id)).toMatchObject({ lastDuration: 5_000, runs: { [other]: clock - 4_000 } })
    expect(await lastOf(id)).toMatchObject({ duration: 5_000, detail: { rid: RID } })
  })

  test('one that comes too soon is no error for its client, which would send it again', async () => {
    const { id, slug } = await check({ shortestGap: 60_000 })
    const key = await web.ports.checks.pingKey()
    expect((await client().get(`/ping/${id}`)).status).toBe(200)
    clock += 10_000
    const places = [
      [`/ping/${id}`, 200, 'OK (rate limited)'],
      [`/ping/${key}/${slug}?create=1`, 200, 'OK (rate limited)'],
      [`/api/push/${id}`, 200, '{"ok":true,"msg":"OK (rate limited)"}'],
      [`/snitch/${id}`, 202, 'OK (rate limited)'],
      [`/cronitor/p/${key}/${slug}?state=complete`, 200, 'OK (rate limited)'],
    ] as const
    for (const [place, ...expected] of places) {
      const { status, text, headers } = await client().get(place)
      expect([status, text]).toEqual(expected)
      expect(headers).not.toHaveProperty('retry-after')
    }
    expect(await stateOf(id)).toMatchObject({ status: 'up', tooFrequent: places.length, signals: 1 })
  })

  test('a paused check answers as ever', async () => {
    const { id } = await check({ resume: 'manual' })
    await web.ports.checks.pause(id, clock)
    const answer = await client().get(`/ping/${id}/fail`)
    expect([answer.status, answer.text]).toEqual([200, 'OK'])
    expect(await stateOf(id)).toMatchObject({ status: 'paused' })
  })

  test('a pause ends with the next ping, unless only a person may end it', async () => {
    const { id } = await check()
    await web.ports.checks.pause(id, clock)
    const answer = await client().get(`/ping/${id}`)
    expect([answer.status, answer.text]).toEqual([200, 'OK'])
    expect(await stateOf(id)).toMatchObject({ status: 'up', signals: 1 })
    const flips = await web.ports.checks.flips(id)
    expect(flips.map(({ to, reason }) => `${to} ${reason}`)).toEqual([
      'up success',
      'new resumed',
      'paused paused',
    ])
  })

  test('where only POST counts, GET and HEAD are answered OK and count for nothing', async () => {
    const { id } = await check({ methods: 'post' })
    expect((await client().get(`/ping/${id}`)).text).toBe('OK')
    expect((await client().head(`/ping/${id}`)).status).toBe(200)
    expect(await stateOf(id)).toMatchObject({ status: 'new', signals: 0 })
    expect((await client().post(`/ping/${id}`)).text).toBe('OK')
    expect(await stateOf(id)).toMatchObject({ status: 'up', signals: 1 })
    expect((await client().put(`/ping/${id}`)).text).toBe('OK')
    expect(await stateOf(id)).toMatchObject({ signals: 2 })
  })
})

describe('a body that is posted', () => {
  test.each([
    ['is kept', 'all is well', 'all is well'],
    ['is kept whatever bytes it has', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
    ['is kept up to 10,000 bytes', 'x'.repeat(1_000_000), 'x'.repeat(10_000)],
    ['is not cut within a character', `x${'ä'.repeat(5_000)}`, `x${'ä'.repeat(4_999)}`],
  ])('%s', async (_name, sent, kept) => {
    const { id } = await check()
    const answer = await client()
      .post(`/ping/${id}`)
      .set('Content-Type', 'application/octet-stream')
      .send(sent)
    expect(answer.status).toBe(200)
    expect(await bodyOf(id)).toBe(kept)
  })

  test('of more than anybody needs counts all the same, and the connection is given up', async () => {
    const { id } = await check()
    const server = await listening()
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {}) // It is cut while we still write.
    let received = ''
    socket.on('data', data => {
      received += data
    })
    socket.write(`POST /ping/${id} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n`)
    const chunk = 'y'.repeat(65_536)
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', more)
    more()
    await new Promise(resolve => socket.once('close', resolve))
    server.close()
    // What the sockets hold on the way comes on top of the ten megabytes that are read.
    expect(socket.bytesWritten).toBeLessThan(100_000_000)
    expect(received === '' || received.startsWith('HTTP/1.1 200 OK')).toBe(true)
    expect(await bodyOf(id)).toBe('y'.repeat(10_000))
  })

  test('whose sender hangs up counts for nothing', async () => {
    const { id } = await check()
    const server = await listening()
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [request] = await Promise.all([
      once(server, 'request'),
      once(socket, 'connect').then(() =>
        socket.write(`POST /ping/${id} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf`),
      ),
    ])
    const gone = new Promise(resolve => request[0].once('close', resolve))
    socket.destroy()
    await gone
    server.close()
    expect((await client().get(`/ping/${id}/log`)).status).toBe(200)
    expect(await stateOf(id)).toMatchObject({ status: 'new', signals: 1 })
    expect(web.logged).toEqual([])
  })
})

async function listening(): Promise<Server> {
  const server = createServer(web.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

describe('who sent it', () => {
  test.each([
    ['off', '203.0.113.9', '127.0.0.1'],
    ['on', '203.0.113.9', '203.0.113.9'],
    ['on', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    // A client on this machine wrote the first one; only the last one is the proxy's.
    ['on', '198.51.100.1, 127.0.0.1', '127.0.0.1'],
    ['on', '198.51.100.1, ::1', '::1'],
    ['on', 'somebody', '127.0.0.1'],
  ])('with trustproxy = %s and X-Forwarded-For: %s it is %s', async (trust, forwarded, from) => {
    await web.writeIni(INI.replace('trustproxy = off', `trustproxy = ${trust}`))
    const { id } = await check()
    await client().get(`/ping/${id}`).set('X-Forwarded-For', forwarded)
    expect((await lastOf(id))?.detail.from).toBe(from)
  })
})

describe('the convention of Uptime Kuma', () => {
  test('status, message and duration', async () => {
    const { id } = await check()
    const up = await client().get(`/api/push/${id.replaceAll('-', '')}?status=up&msg=fine&ping=42`)
    expect([up.status, up.body]).toEqual([200, { ok: true }])
    expect(await stateOf(id)).toMatchObject({ status: 'up', lastDuration: 42 })
    expect(await bodyOf(id)).toBe('fine')
    expect((await client().get(`/api/push/${id}?status=down&msg=no+disk`)).body).toEqual({ ok: true })
    expect(await stateOf(id)).toMatchObject({ status: 'down' })
  })

  test('unknown and paused monitors are not found', async () => {
    const { id } = await check({ resume: 'manual' })
    await web.ports.checks.pause(id, clock)
    for (const token of [id, NOBODY, 'xyz']) {
      const { status, body } = await client().get(`/api/push/${token}`)
      expect([status, body]).toEqual([404, { ok: false, msg: 'Monitor not found or not active.' }])
    }
  })

  test('of many pushes at once none is refused', async () => {
    const { id } = await check()
    const answers = await Promise.all(Array.from({ length: 20 }, () => client().get(`/api/push/${id}`)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await stateOf(id)).toMatchObject({ signals: 20 })
  })
})

test("the convention of Dead Man's Snitch", async () => {
  const { id } = await check()
  const fine = await client().get(`/snitch/${id.replaceAll('-', '')}?m=done`)
  expect([fine.status, fine.text]).toEqual([202, 'Got it, thanks!'])
  expect([(await stateOf(id))?.status, await bodyOf(id)]).toEqual(['up', 'done'])
  expect((await client().get(`/snitch/${id}?m=oops&s=9`)).status).toBe(202)
  expect(await lastOf(id)).toMatchObject({ kind: 'fail', detail: { exitCode: 9, via: 'snitch' } })
  expect((await client().get(`/snitch/${NOBODY}`)).status).toBe(404)
})

test('the convention of Cronitor', async () => {
  const { id, slug } = await check()
  const key = await web.ports.checks.pingKey()
  const url = `/cronitor/p/${key}/${slug}`
  expect((await client().get(`${url}?state=run&series=a`)).status).toBe(200)
  clock += 2_000
  expect((await client().get(`${url}?state=complete&series=a&message=done`)).status).toBe(200)
  expect(await stateOf(id)).toMatchObject({ status: 'up', lastDuration: 2_000, runs: {} })
  expect((await client().get(`${url}?state=fail&status_code=2`)).status).toBe(200)
  expect(await stateOf(id)).toMatchObject({ status: 'down' })
  expect((await client().get(`${url}?state=ok`)).status).toBe(200)
  expect(await stateOf(id)).toMatchObject({ status: 'up' })
  expect((await client().get(`/cronitor/p/${key}/typing-error`)).status).toBe(404)
  expect((await client().get(`/cronitor/p/wrong/${slug}`)).status).toBe(404)
})

describe('fields in a body', () => {
  const FORM = 'application/x-www-form-urlencoded'
  const JSON_TYPE = 'application/json'
  const PARTS = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`

  async function post(place: string, type: string, body: string, method: 'post' | 'put' | 'get' = 'post') {
    const { id, slug } = await check()
    const url = place
      .replace('ID', id)
      .replace('KEY', await web.ports.checks.pingKey())
      .replace('SLUG', slug)
    const request = client()[method](url)
    const { status } = await (type ? request.set('Content-Type', type) : request).send(body)
    const [body0] = await web.ports.checks.bodies(id)
    return { id, status, last: await lastOf(id), body: body0?.body }
  }

  test.each([
    ["Dead Man's Snitch, as a form", '/snitch/ID', FORM, 's=3&m=no+disk', 'no disk'],
    [
      "Dead Man's Snitch, as a form of two parts",
      '/snitch/ID',
      'multipart/form-data; boundary=b',
      PARTS('s', '3'),
      undefined,
    ],
    ["Dead Man's Snitch, as JSON", '/snitch/ID', JSON_TYPE, '{"s":3,"m":"no disk"}', 'no disk'],
    ["Dead Man's Snitch, as JSON that curl declares a form", '/snitch/ID', FORM, '{"s":3}', undefined],
    ["Dead Man's Snitch, as plain text", '/snitch/ID', 'text/plain', 's=3', undefined],
    ["Dead Man's Snitch, without a type", '/snitch/ID', '', 's=3', undefined],
    ["Dead Man's Snitch, against the query", '/snitch/ID?s=0', FORM, 's=3', undefined],
    ['Uptime Kuma, as a form', '/api/push/ID', FORM, 'status=down&msg=no+disk', 'no disk'],
    ['Uptime Kuma, as JSON', '/api/push/ID', JSON_TYPE, '{"status":"down","msg":"no disk"}', 'no disk'],
    ['Uptime Kuma, against the query', '/api/push/ID?status=up', FORM, 'status=down', undefined],
    ['Cronitor, as a form', '/cronitor/p/KEY/SLUG', FORM, 'state=fail&message=no+disk', 'no disk'],
    ['Cronitor, as JSON', '/cronitor/ping/KEY/SLUG', JSON_TYPE, '{"state":"fail","env":{"a":1}}', undefined],
    ['1 MiB', '/snitch/ID', FORM, `x=${'x'.repeat(1_048_570)}&s=3`, undefined],
  ] as const)('of %s name a failure', async (_name, place, type, body, message) => {
    for (const method of ['post', 'put', 'get'] as const) {
      const posted = await post(place, type, body, method)
      expect(posted.status).toBeLessThan(300)
      expect(posted.last).toMatchObject({ kind: 'fail' })
      expect(posted.body).toBe(message)
    }
  })

  test.each([
    ['JSON that is cut', '/snitch/ID', JSON_TYPE, '{"s":3'],
    ['JSON without its quotes', '/snitch/ID', FORM, '{s:3}'],
    ['a form of two parts that is cut', '/snitch/ID', 'multipart/form-data; boundary=b', '--b\r\nContent'],
    ['an unknown state', '/cronitor/p/KEY/SLUG', FORM, 'state=failed'],
    ['a state against the path', '/cronitor/p/KEY/SLUG/complete', FORM, 'state=fail'],
    ['the field of another convention', '/snitch/ID', FORM, 'state=fail'],
    ['a form of a byte more than 1 MiB', '/snitch/ID', FORM, `m=${'x'.repeat(1_048_571)}&s=3`],
  ])('%s is refused', async (_name, place, type, body) => {
    const posted = await post(place, type, body)
    expect([posted.status, posted.last]).toEqual([400, undefined])
  })

  test.each([
    ['output', '/snitch/ID', FORM, 'all done'],
    ['output with a sign of equality', '/snitch/ID', 'text/plain', 'free=7&s=3 of 4'],
    ['a long output', '/cronitor/p/KEY/SLUG', FORM, 'x'.repeat(9_000)],
    ['an alert of Alertmanager', '/api/push/ID', JSON_TYPE, '{"status":"firing","alerts":[{}]}'],
    ['an alert of Alertmanager', '/snitch/ID', JSON_TYPE, '{"status":"firing","alerts":[{}]}'],
    ['a form for Healthchecks, whose fields stand in the query', '/ping/ID', FORM, 's=3'],
  ])('%s is kept as it is', async (_name, place, type, body) => {
    const posted = await post(place, type, body)
    expect(posted.status).toBeLessThan(300)
    expect([posted.last?.kind, posted.body]).toEqual(['success', body])
  })
})

describe('when Redis is away nothing is answered 2xx', () => {
  test.each([
    ['hangs', 'SIGSTOP'],
    ['dies', 'SIGKILL'],
  ] as const)('it %s: 503 within two seconds, and when to try again', async (_how, signal) => {
    const { id, slug } = await check()
    const key = await web.ports.checks.pingKey()
    redis.signal(signal)
    try {
      for (const url of [`/ping/${id}`, `/ping/${key}/${slug}?create=1`, `/api/push/${id}`]) {
        const begun = performance.now()
        const { status, headers } = await client().get(url)
        expect([status, headers['retry-after']]).toEqual([503, '5'])
        expect(performance.now() - begun).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
      }
      expect(web.logged.filter(line => line.startsWith('error'))).toEqual([])
    } finally {
      if (signal === 'SIGSTOP') redis.signal('SIGCONT')
      else await redis.restart()
    }
    await expect.poll(async () => (await client().get(`/ping/${id}`)).status).toBe(200)
  })
})

test('what was answered 2xx is there after Redis was killed at once', async () => {
  const checks = await Promise.all(Array.from({ length: 20 }, () => check()))
  const answers = checks.map(async ({ id }) => (await client().post(`/ping/${id}`).send('kept')).status)
  await Promise.any(answers)
  redis.signal('SIGKILL')
  const statuses = await Promise.all(answers)
  await redis.restart()
  await expect.poll(() => web.ports.checks.count().catch(() => 0)).toBeGreaterThan(0)
  expect(new Set(statuses)).not.toContain(500)
  for (const [n, { id }] of checks.entries())
    if (statuses[n] === 200) {
      expect(await stateOf(id)).toMatchObject({ status: 'up', signals: 1 })
      expect(await bodyOf(id)).toBe('kept')
    }
  expect(statuses).toContain(200)
})

describe('real clients', () => {
  const run = promisify(execFile)

  async function at<T>(work: (base: string) => Promise<T>): Promise<T> {
    const server = await listening()
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    } finally {
      server.close()
    }
  }

  test('curl, as every cron job has it', async () => {
    const { id } = await check()
    await at(async base => {
      await run('curl', ['-fsS', '-m', '10', '--retry', '5', '-o', '/dev/null', `${base}/ping/${id}/start`])
      await run('curl', ['-fsS', '--data-raw', 'out\nput', `${base}/ping/${id}/1`])
      await run('curl', ['-fsS', '--head', `${base}/ping/${id}`])
      await expect(run('curl', ['-fsS', `${base}/ping/${NOBODY}`])).rejects.toThrow('404')
    })
    expect(await bodyOf(id)).toBe('out\nput')
    expect((await web.ports.checks.history(id)).map(({ kind }) => kind)).toEqual(['success', 'fail', 'start'])
  })

  test.each([
    ['curl', (text: string) => text],
    ['cron', (text: string) => text.replace('/usr/local/bin/job', 'true').slice(text.indexOf('/usr'))],
    ['systemd', (text: string) => text.split('ExecStartPost=')[1] ?? ''],
    ['python', (text: string) => `python3 -c '${text}'`],
  ])(
    'the line for %s, as the page offers it, waits for a web app that is being restarted',
    async (way, shell) => {
      const { id, ...rest } = await check()
      const server = await listening()
      const { port } = server.address() as AddressInfo
      await promisify(server.close.bind(server))()
      const place = {
        base: `http://127.0.0.1:${port}`,
        check: { id, ...rest },
        pingKey: '',
        ambiguous: false,
        isSelfSigned: false,
      }
      const { text = '' } = recipes(place).recipes.find(recipe => recipe.id === way) ?? {}
      const sent = run('sh', ['-c', shell(text)])
      await new Promise(resolve => setTimeout(resolve, 500))
      server.listen(port, '127.0.0.1')
      await sent
      server.close()
      expect(await stateOf(id)).toMatchObject({ status: 'up' })
    },
  )

  test('curl with the output of a job (PUT), with fields, and with a form of several parts', async () => {
    const { id } = await check()
    await at(async base => {
      await run('sh', ['-c', `echo output | curl -fsS -T - ${base}/ping/${id}`])
      expect([(await lastOf(id))?.kind, await bodyOf(id)]).toEqual(['success', 'output\n'])
      expect((await lastOf(id))?.detail).toMatchObject({ method: 'PUT' })
      await run('curl', ['-fsS', '-d', 's=3', '-d', 'm=no disk', `${base}/snitch/${id}`])
      expect([(await lastOf(id))?.kind, await bodyOf(id)]).toEqual(['fail', 'no disk'])
      await run('curl', ['-fsS', `${base}/snitch/${id}`])
      await run('curl', ['-fsS', '-F', 's=3', `${base}/snitch/${id}`])
      expect((await lastOf(id))?.kind).toBe('fail')
    })
  })

  test.each([
    ['as much as is stored', 'é'.repeat(5_000), undefined],
    ['more than that', `${'é'.repeat(9_000)}the end`, `${'é'.repeat(996)}the end`],
    ['a megabyte', `${'x'.repeat(1_000_000)}the end`, `${'x'.repeat(1_993)}the end`],
    // The convention takes forms, so a text of this size is read as a whole.
    ['a text where a form may come', `${'x'.repeat(20_000)}the end`, `${'x'.repeat(1_993)}the end`, 'snitch'],
  ])(
    'of %s the first 10,000 bytes are stored, and of what is longer the end as well',
    async (_what, body, ending, path = 'ping') => {
      const { id } = await check()
      const { status } = await client().post(`/${path}/${id}`).type('text/plain').send(body)
      expect(status).toBeLessThan(300)
      const [kept] = await web.ports.checks.bodies(id)
      expect(kept?.ending).toBe(ending)
      expect(Buffer.byteLength(kept?.body ?? '')).toBe(10_000)
      expect(body.startsWith(kept?.body ?? 'nothing')).toBe(true)
    },
  )

  /** The habits of bdd/runitor 1.x: POST, text/plain, 200 and 201 are success, some codes are tried again, all else is final. */
  async function runitor(url: string, body: string, betweenTries = () => {}) {
    const RETRYABLE = [408, 429, 500, 502, 503, 504]
    for (let tries = 1; ; tries++) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain', 'User-Agent': 'runitor/1.4.1 (+https://bdd.fi/x/runitor)' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(5_000),
      })
      if (answer.status === 200 || answer.status === 201)
        return { tries, limit: Number(answer.headers.get('ping-body-limit')) }
      if (!RETRYABLE.includes(answer.status) || tries === 3) throw new Error(`final: ${answer.status}`)
      betweenTries()
    }
  }

  test('runitor: a start, a run id, the exit code, as much output as Ping-Body-Limit allows', async () => {
    const { id } = await check()
    const key = await web.ports.checks.pingKey()
    await at(async base => {
      const { limit } = await runitor(`${base}/ping/${id}/start?rid=${RID}`, '')
      expect(limit).toBe(10_000)
      clock += 3_000
      await runitor(`${base}/ping/${id}/0?rid=${RID}`, 'o'.repeat(limit))
      await runitor(`${base}/ping/${key}/from-runitor?create=1`, 'made')
      await expect(runitor(`${base}/ping/${NOBODY}`, '')).rejects.toThrow('final: 404')
    })
    expect(await stateOf(id)).toMatchObject({ status: 'up', lastDuration: 3_000 })
    expect(await bodyOf(id)).toBe('o'.repeat(10_000))
  })

  test('runitor tries again while Redis is away, and what then arrives is kept', async () => {
    const { id } = await check()
    await at(async base => {
      redis.signal('SIGSTOP')
      const { tries } = await runitor(`${base}/ping/${id}`, 'late', () => redis.signal('SIGCONT'))
      expect(tries).toBeGreaterThan(1)
    })
    expect(await stateOf(id)).toMatchObject({ status: 'up' })
  })
})
