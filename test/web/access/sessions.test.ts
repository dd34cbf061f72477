import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { Agent } from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/domain/settings/settings'
import { logInDigest } from '../../../src/web/access/sessions'
import { type Listening, listen } from '../../../src/web/net/listen'
import { shareRedis } from '../../support/shared-redis'
import { plan } from '../../support/watch'
import { INI, openWeb, PASSWORD, type TestWeb } from '../../support/web'

const DAY = 86_400_000
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'

const redis = await shareRedis()
let web: TestWeb
let now: number

beforeEach(async () => {
  now = Date.now()
  web = await openWeb({
    redis: redis.target,
    now: () => now,
    ini: INI.replace('trustproxy = off', 'trustproxy = on'),
  })
})
afterEach(async () => await web.close())

async function device(userAgent: string, address: string): Promise<Agent> {
  const agent = web.visitor().set('User-Agent', userAgent).set('X-Forwarded-For', address)
  const { status } = await agent.post('/login').type('form').send({ username: 'admin', password: PASSWORD })
  expect(status).toBe(303)
  return agent
}
const isIn = async (agent: Agent) => (await agent.get('/nowhere')).status === 404
const cookiesOf = ({ headers }: { headers: object }): string[] =>
  (headers as Record<string, string[]>)['set-cookie'] ?? []
const pairOf = (cookie = '') => cookie.split(';', 1)[0] ?? ''

test('a log-in of another name, another password or another second factor has another digest', () => {
  const digest = (username: string, passwordHash: string, secret?: string) =>
    logInDigest({
      username,
      passwordHash,
      ...(secret !== undefined && { secondFactor: { secret, recoveryHashes: [] } }),
    } as Settings['login'])
  const digests = [
    digest('admin', 'hash'),
    digest('adminh', 'ash'),
    digest('owner', 'hash'),
    digest('admin', 'other'),
    digest('admin', 'hash', 'S1'),
    digest('admin', 'hash', 'S2'),
    digest('admin', 'hashS1'),
  ]
  expect(new Set(digests).size).toBe(7)
  expect(digest('admin', 'hash', 'S1')).toBe(digests[4])
})

test('a session ends ninety days after its log-in, however often it was used', async () => {
  const agent = await device(FIREFOX, '192.0.2.1')
  for (let day = 1; day < 90; day++) {
    now += DAY
    if (day % 9 === 0) expect(await isIn(agent), `day ${day}`).toBe(true)
  }
  now += DAY
  expect(await isIn(agent)).toBe(false)
})

describe('the page System lists the log-ins', () => {
  const names = (text: string) => [...text.matchAll(/action="\/sessions\/([\w-]+)\/end"/g)].map(([, n]) => n)
  const listed = (text: string) =>
    [...text.matchAll(/<h3>(.*?)<\/h3>\s*<p class="hint">(.*?)<\/p>/gs)].map(([, ...words]) =>
      words.join(' · ').replace(/<[^>]*>/g, ''),
    )

  test('with device, address, beginning and last use, the own one first', async () => {
    const laptop = await device(FIREFOX, '192.0.2.1')
    const phone = await device(IPHONE, '2001:db8::7')
    now += 7_300_000
    const { text } = await laptop.get('/system')
    expect(listed(text)).toEqual([
      expect.stringMatching(/^Firefox on Linux \(this one\) · 192\.0\.2\.1 · since \d{4}\/\d\d\/\d\d /),
      expect.stringMatching(
        /^Safari on iPhone · 2001:db8::7 · since .* \(2 hours ago\) · used 2 hours ago \((\w{3} \d+ \w{3} )?\d\d:\d\d\)$/,
      ),
    ])
    await phone.get('/nowhere').set('X-Forwarded-For', '198.51.100.4')
    expect(listed((await laptop.get('/system')).text)[1]).toContain('198.51.100.4')
  })

  test('and logs one out, which is logged', async () => {
    const laptop = await device(FIREFOX, '192.0.2.1')
    const phone = await device(IPHONE, '192.0.2.2')
    const [name] = names((await laptop.get('/system')).text)
    const { status, headers } = await laptop.post(`/sessions/${name}/end`)
    expect([status, headers.location]).toEqual([303, '/system#log-ins'])
    expect([await isIn(laptop), await isIn(phone)]).toEqual([true, false])
    expect(web.logged).toContain('info another device was logged out, from 192.0.2.1')
    expect((await phone.post(`/sessions/${name}/end`)).status, 'only with a log-in').toBe(401)
  })

  test('and logs out everywhere, also those of before a restart', async () => {
    const phone = await device(IPHONE, '192.0.2.2')
    const [cookie] = cookiesOf(await phone.get('/nowhere'))
    web = await web.restarted()
    const laptop = await device(FIREFOX, '192.0.2.1')
    const old = () => web.visitor().get('/nowhere').set('Cookie', pairOf(cookie))
    expect((await old()).status).toBe(404)
    const { status, headers } = await laptop.post('/sessions/end')
    expect([status, headers.location]).toEqual([303, '/login'])
    expect([await isIn(laptop), (await old()).status]).toEqual([false, 401])
    expect(web.logged).toContain('info logged out everywhere, from 192.0.2.1')
  })

  test('but none that another password has ended', async () => {
    await device(IPHONE, '192.0.2.2')
    await web.ports.setPassword(PASSWORD)
    const laptop = await device(FIREFOX, '192.0.2.1')
    expect(listed((await laptop.get('/system')).text)).toHaveLength(1)
  })
})

describe('a live stream of a page', () => {
  let server: Listening

  beforeEach(async () => {
    server = await listen(web.app, '127.0.0.1', 0)
  })
  afterEach(async () => await server.close())

  async function stream(agent: Agent): Promise<IncomingMessage> {
    const cookie = pairOf(cookiesOf(await agent.get('/nowhere'))[0])
    const request = get({ port: server.port, path: '/checks/events', headers: { Cookie: cookie } })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(200)
    await once(response, 'data')
    return response
  }

  test.each<[string, (agent: Agent) => PromiseLike<unknown>]>([
    ['log-out', agent => agent.post('/logout')],
    ['log-out everywhere', agent => agent.post('/sessions/end')],
    ['a log-out from another device', async () => await web.ports.sessions.end()],
  ])('ends at once with %s', async (_name, end) => {
    const agent = await device(FIREFOX, '192.0.2.1')
    const response = await stream(agent)
    const ended = once(response.resume(), 'end')
    await end(agent)
    await ended
  })

  test('ends when the INI has another password, before anything more is sent', async () => {
    const agent = await device(FIREFOX, '192.0.2.1')
    const response = await stream(agent)
    const sent: string[] = []
    const ended = once(
      response.setEncoding('utf8').on('data', text => void sent.push(text)),
      'end',
    )
    await web.ports.setPassword('another goat in the garden')
    const { check } = await web.ports.checks.create(plan('New'), 'page', now)
    await ended
    expect(sent.join('')).not.toContain('changed')
    await web.ports.checks.remove(check.id)
  })

  test('goes on while another device logs out', async () => {
    const response = await stream(await device(FIREFOX, '192.0.2.1'))
    await (await device(IPHONE, '192.0.2.2')).post('/logout')
    const more = once(response, 'data')
    const { check } = await web.ports.checks.create(plan('New'), 'page', now)
    expect(String((await more)[0])).toContain('changed')
    response.destroy()
    await web.ports.checks.remove(check.id)
  })
})

describe('the cookie over https', () => {
  const secure = (method: 'get' | 'post', path: string, cookie = '') =>
    web
      .visitor()
      [method](path)
      .set('X-Forwarded-Proto', 'https')
      .set('Accept', 'application/json')
      .set('Cookie', cookie)
  const logIn = () => secure('post', '/login').type('form').send({ username: 'admin', password: PASSWORD })

  test('belongs to this host alone', async () => {
    const [cookie] = cookiesOf(await logIn())
    expect(cookie).toMatch(/^__Host-intvlm8r-\w{8}=.*; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Lax$/)
    expect((await secure('get', '/nowhere', pairOf(cookie))).status).toBe(404)
  })

  test('under the name of http, as others could plant it, is not accepted', async () => {
    const cookie = pairOf(cookiesOf(await logIn())[0])
    const planted = cookie.replace('__Host-', '')
    expect((await secure('get', '/nowhere', planted)).status).toBe(401)
    expect((await secure('get', '/nowhere', cookie)).status, 'goes on').toBe(404)
  })

  test('of before there was https is replaced without a log-in, once', async () => {
    const agent = await device(FIREFOX, '192.0.2.1')
    const old = pairOf(cookiesOf(await agent.get('/nowhere'))[0])
    expect(old).toMatch(/^intvlm8r-\w{8}=/)
    const first = await secure('get', '/nowhere', old)
    expect(first.status).toBe(404)
    const cookies = cookiesOf(first)
    expect(cookies).toContain(`${old.split('=')[0]}=; Path=/; Max-Age=0; Secure`)
    const fresh = pairOf(cookies.find(cookie => cookie.startsWith('__Host-')))
    expect((await secure('get', '/nowhere', fresh)).status).toBe(404)
    expect((await secure('get', '/nowhere', `${old}; ${fresh}`)).status, 'both').toBe(404)
    expect((await secure('get', '/nowhere', old)).status, 'the old one alone').toBe(401)
  })

  test('goes at log-out', async () => {
    const cookie = pairOf(cookiesOf(await logIn())[0])
    const gone = cookiesOf(await secure('post', '/logout', cookie))
    expect(gone.find(each => each.startsWith('__Host-'))).toMatch(
      /^__Host-intvlm8r-\w{8}=; Path=\/; Expires=Thu, 01 Jan 1970.*Secure/,
    )
    expect((await secure('get', '/nowhere', cookie)).status).toBe(401)
  })
})

describe('the log has a line', () => {
  test('for each log-in, log-out and change, with its address and without a secret', async () => {
    const agent = await device(FIREFOX, '192.0.2.1')
    await agent.post('/login').type('form').send({ username: 'typed-secret', password: 'typed-secret' })
    await agent.post('/keys').type('form').send({ name: 'Grafana', access: 'read' })
    const [key] = await web.ports.apiKeys.list()
    await agent.post(`/keys/${key?.id}/revoke`)
    const channel = { kind: 'ntfy', name: 'phone', 'set-topic': 'cellar-secret', default: 'off' }
    await agent.post('/channels').type('form').send(channel)
    await agent.post('/channels/phone').type('form').send({ 'set-topic': 'attic-secret', default: 'off' })
    await agent.post('/channels/phone/delete')
    const heartbeat = { hbFreq: '20', hbUrl: 'http://127.0.0.1:9/ping/other-secret' }
    await agent.post('/monitoring').type('form').send(heartbeat)
    await agent.post('/logout')
    expect(web.logged).toEqual([
      'info logged in, from 192.0.2.1 (Firefox on Linux)',
      'warn a log-in from 192.0.2.1 was refused',
      'info the read-only API key “Grafana” was made, from 192.0.2.1',
      'info the API key “Grafana” was revoked, from 192.0.2.1',
      'info the channel phone (ntfy) was made, from 192.0.2.1',
      'info the channel phone (ntfy) was changed, from 192.0.2.1',
      'info the channel phone was deleted, from 192.0.2.1',
      'info heartbeat settings were saved, with the frequency 20, from 192.0.2.1',
      'info logged out, from 192.0.2.1',
    ])
    expect(web.logged.join()).not.toContain('secret')
  })

  test('for a device that has to wait', async () => {
    const guess = () =>
      web.visitor().post('/login').set('X-Forwarded-For', '192.0.2.9').type('form').send({ password: 'x' })
    for (let n = 0; n < 6; n++) await guess()
    expect(web.logged.at(-1)).toMatch(
      /^warn a log-in from 192\.0\.2\.9 was refused: after too many wrong ones it has to wait \d+ s$/,
    )
  })
})
