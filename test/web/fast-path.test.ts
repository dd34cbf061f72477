import type { RequestListener } from 'node:http'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../src/web/app'
import { INI, openWeb, PASSWORD, type TestWeb } from '../support/web'

/** Sessions end by the real clock, which express-session uses. */
const NOW = Math.floor(Date.now() / 1_000) * 1_000
const DAY = 86_400_000

let now: number
let tls: 'off' | 'on' | 'broken'
let web: TestWeb
let agent: Awaited<ReturnType<TestWeb['admin']>>

beforeEach(async () => {
  now = NOW
  tls = 'off'
  web = await openWeb({ now: () => now, ports: { tls: async () => tls } })
  agent = await web.admin()
  // From now on the log-in is recognised by its cookie.
  await agent.get('/monitoring')
})
afterEach(async () => await web.close())

const open = (by = agent) => by.get('/monitoring').set('Accept', 'text/html')
/** Only Express renews the cookie. */
const cameFromExpress = ({ headers }: { headers: Record<string, unknown> }) =>
  headers['set-cookie'] !== undefined
const cookieOf = async () =>
  String((await agent.get('/nowhere')).headers['set-cookie']).split(';', 1)[0] ?? ''

test('a second request is answered before Express, with the same page and the same headers', async () => {
  const second = await open()
  expect([second.status, cameFromExpress(second)]).toEqual([200, false])
  // An address with a query is not on the fast path.
  const byExpress = await agent.get('/monitoring?again').set('Accept', 'text/html')
  expect(cameFromExpress(byExpress)).toBe(true)
  const { 'set-cookie': _, ...expected } = byExpress.headers
  expect(second.text).toBe(byExpress.text)
  expect(Object.keys(second.headers).sort()).toEqual(Object.keys(expected).sort())
  for (const name of ['content-security-policy', 'cache-control', 'content-type', 'vary', 'x-frame-options'])
    expect(second.headers[name]).toBe(expected[name])
})

test.each([
  ['br', 'gzip, deflate, br'],
  ['gzip', 'gzip'],
  [undefined, 'identity'],
  [undefined, 'br;q=0'],
])('it is compressed as %s for a client that accepts %s', async (encoding, accepted) => {
  const answer = await open().set('Accept-Encoding', accepted)
  const { status, headers } = answer
  expect([status, headers['content-encoding'], headers.vary]).toEqual([200, encoding, 'Accept-Encoding'])
  expect(cameFromExpress(answer)).toBe(false)
})

test('it shows the present INI', async () => {
  await web.writeIni(INI.replace('secret-token', 'another-token'))
  const answer = await open()
  expect(answer.text).toContain('another-token')
  expect(cameFromExpress(answer)).toBe(false)
})

test('the cookie may come with other cookies, and over another connection', async () => {
  const cookie = `before=1; ${await cookieOf()}; after=2`
  const stranger = () => open(web.stranger()).set('Cookie', cookie)
  expect([(await stranger()).status, cameFromExpress(await stranger())]).toEqual([200, false])
})

describe('Express decides', () => {
  const refused = async (status: number, location?: string) => {
    const answer = await open()
    expect([answer.status, answer.headers.location]).toEqual([status, location])
    expect(answer.text).not.toContain('secret-token')
  }
  const LOGIN = '/login?next=%2Fmonitoring'

  test('when the session was ended, also for a browser that has kept its cookie', async () => {
    const cookie = await cookieOf()
    const kept = () => open(web.visitor()).set('Cookie', cookie)
    await kept()
    expect(cameFromExpress(await kept())).toBe(false)
    await agent.post('/logout')
    const { status, headers } = await kept()
    expect([status, headers.location]).toEqual([303, LOGIN])
  })

  test('when the session ends while the organs are still observed', async () => {
    const { ticks } = web.ports
    const { read } = ticks
    const ended = new Promise<void>(resolve => {
      ticks.read = async () => {
        ticks.read = read
        await agent.post('/logout')
        resolve()
        return await read()
      }
    })
    await refused(303, LOGIN)
    await ended
  })

  test('when the password is another', async () => {
    await web.ports.setPassword(PASSWORD)
    await refused(303, LOGIN)
  })

  test('when the user is another', async () => {
    await web.writeIni(INI.replace('username = admin', 'username = owner'))
    await refused(303, LOGIN)
  })

  test('when the password was removed', async () => {
    await web.writeIni(INI.replace(/passwordhash = .*/, 'passwordhash ='))
    await refused(303, '/setup')
  })

  test('when the INI cannot be read', async () => {
    await web.writeIni('\0')
    await refused(503)
  })

  test('when the cookie has been in use for longer than a day, and renews it', async () => {
    now = NOW + DAY + 1
    expect(cameFromExpress(await open())).toBe(true)
    expect(cameFromExpress(await open())).toBe(false)
    now = NOW
    expect(cameFromExpress(await open())).toBe(true)
  })

  test('when the session has expired', async () => {
    now = NOW + 60 * DAY
    await refused(303, LOGIN)
  })

  test.each([
    ['somebody without a cookie', undefined],
    ['a cookie that was made up', 'intvlm8r-01234567=s%3Amade-up.made-up'],
    ['a cookie that is cut short', 'cut'],
  ])('for %s', async (_name, given) => {
    const cookie = given === 'cut' ? (await cookieOf()).slice(0, -1) : given
    const answer = await (cookie === undefined
      ? open(web.visitor())
      : open(web.visitor()).set('Cookie', cookie))
    expect([answer.status, answer.headers.location]).toEqual([303, LOGIN])
  })

  test('for a host name of another machine', async () => {
    expect((await open().set('Host', 'evil.example')).status).toBe(421)
  })

  test.each([
    ['on', 308],
    ['broken', 503],
  ] as const)('for plain http from elsewhere while TLS is %s', async (state, status) => {
    const cookie = await cookieOf()
    const elsewhere = () => open(web.stranger()).set('Cookie', cookie)
    await elsewhere()
    expect(cameFromExpress(await elsewhere())).toBe(false)
    tls = state
    const answer = await elsewhere()
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain('secret-token')
  })

  test('for an address with a query', async () => {
    const answer = await agent.get('/monitoring?saved').set('Accept', 'text/html')
    expect(answer.text).toContain('Saved: a heartbeat every 10 minutes')
    expect(cameFromExpress(answer)).toBe(true)
  })

  test.each([
    ['HEAD', 'head', '/monitoring', 200],
    ['an address with a slash at its end', 'get', '/monitoring/', 200],
    ['a form', 'post', '/monitoring', 422],
  ] as const)('for %s', async (_name, method, path, status) => {
    const answer = await agent[method](path).set('Accept', 'text/html')
    expect([answer.status, cameFromExpress(answer)]).toEqual([status, true])
  })

  test('for the oldest cookie when there are a hundred newer ones', async () => {
    const cookie = await cookieOf()
    const known = (n: number) => open(web.visitor()).set('Cookie', `${cookie}; n=${n}`)
    for (let n = 0; n <= 100; n++) await known(n)
    expect(cameFromExpress(await known(100))).toBe(false)
    expect(cameFromExpress(await known(0))).toBe(true)
  })
})

test('a page that cannot be rendered is reported like any failure, and nothing else suffers', async () => {
  const app: RequestListener = createApp({
    ...web.ports,
    ticks: { read: () => Promise.reject(new Error('a tick file that bites')) },
  })
  const broken = supertest.agent(app)
  await broken.post('/login').type('form').send({ username: 'admin', password: PASSWORD })
  await broken.get('/nowhere')
  const { status, text } = await open(broken)
  expect([status, text.includes('Something went wrong here')]).toEqual([500, true])
  expect(web.logged.join('\n')).toContain('a request failed a tick file that bites')
  const { status: health, body } = await broken.get('/healthz')
  expect([health, body.heartbeat, body.well]).toEqual([200, 'unknown', false])
})
