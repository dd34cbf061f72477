import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Agent } from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Passwords } from '../../../src/domain/access/ports'
import { listen } from '../../../src/web/net/listen'
import { INI, openWeb, PASSWORD, type TestWeb, type TestWebOptions } from '../../support/web'

/** That of PASSWORD, at a quarter of the usual costs: a comparison takes far longer than the rest of a log-in. */
const SLOWER_HASH = '$scrypt$ln=13,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$OetlV2xElazTKDw8F/iRaaEr3ToFuoU06SOv8G1uX7s'

let web: TestWeb

beforeEach(async () => {
  web = await openWeb()
})
afterEach(async () => await web.close())

/** Replaces the appliance for one test. */
async function reopen(options: TestWebOptions): Promise<void> {
  await web.close()
  web = await openWeb(options)
}

/** A request for a page, as browsers send it. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const form = (fields: Record<string, string> = {}) => ({ username: 'admin', password: PASSWORD, ...fields })
const logIn = (fields = {}, agent = web.visitor()) => agent.post('/login').type('form').send(form(fields))
const cookieOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie'])

describe('logging in', () => {
  test('the right name and password lead home', async () => {
    const { status, headers } = await logIn()
    expect([status, headers.location]).toEqual([303, '/'])
  })

  test.each([
    ['a wrong password', { password: 'a goat in the garage' }],
    ['a wrong name', { username: 'root' }],
    ['no password', { password: '' }],
    ['a password with a blank more', { password: `${PASSWORD} ` }],
    ['both wrong', { username: 'root', password: 'a goat in the garage' }],
  ])('%s: 401, and the answer does not show which of the two was wrong', async (_name, fields) => {
    const answer = await logIn(fields)
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('The user name or the password is wrong.')
    expect(answer.text).toContain(`name="username" value="${form(fields).username}"`)
    expect(answer.text).not.toContain(form(fields).password || PASSWORD)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('a blank behind the name, as phones add it, does no harm', async () => {
    expect((await logIn({ username: 'admin ' })).status).toBe(303)
  })

  test('a wrong name takes as long as a wrong password', async () => {
    const compared: string[] = []
    const { passwords } = web.ports
    const verify: Passwords['verify'] = (password, hash, claim) => {
      compared.push(password)
      return passwords.verify(password, hash, claim)
    }
    await reopen({ ports: { passwords: { ...passwords, verify } } })
    await logIn({ username: 'root' })
    expect(compared).toEqual([PASSWORD])
  })

  test('a field that is there twice, or is missing, is no log-in', async () => {
    const twice = `username=admin&username=admin&password=${encodeURIComponent(PASSWORD)}`
    expect((await web.visitor().post('/login').type('form').send(twice)).status).toBe(401)
    expect((await web.visitor().post('/login')).status).toBe(401)
  })

  test('typed text is shown as text, never as markup', async () => {
    const { text } = await logIn({ username: '"><script>alert(1)</script>' })
    expect(text).toContain('value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(text).not.toContain('<script>alert')
  })

  test('the name is that of the present INI', async () => {
    await web.writeIni(INI.replace('username = admin', 'username = Fredegar'))
    expect((await logIn()).status).toBe(401)
    expect((await logIn({ username: 'Fredegar' })).status).toBe(303)
  })

  test.each([
    ['/monitoring', '/monitoring'],
    ['/heartbeat-now/now-1?x=1', '/heartbeat-now/now-1?x=1'],
    ['', '/'],
    ['monitoring', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/.//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['/logout', '/'],
    ['/login?next=/login', '/'],
  ])('afterwards %j leads to %s', async (next, location) => {
    expect((await logIn({ next })).headers.location).toBe(location)
  })

  test('a program learns in JSON why it is not in', async () => {
    const answer = await logIn({ password: 'x' }, web.visitor().set('Accept', 'application/json'))
    expect([answer.status, answer.body]).toEqual([401, { error: 'The user name or the password is wrong.' }])
  })

  test('the page after a wrong password keeps where it leads, and the form that was interrupted', async () => {
    const { text } = await logIn({ password: 'x', next: '/checks', form: 'a-sealed-form' })
    const hidden = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
    expect(hidden.map(([, name, value]) => [name, value])).toEqual([
      ['next', '/checks'],
      ['form', 'a-sealed-form'],
    ])
  })

  test('a browser that is logged in already is redirected', async () => {
    const agent = await web.admin()
    const { status, headers } = await agent.get('/login?next=/monitoring')
    expect([status, headers.location]).toEqual([303, '/monitoring'])
  })
})

describe('without a log-in', () => {
  test.each(['/monitoring', '/system', '/nowhere', '/monitoring?a=b'])(
    'the page %s leads to the log-in and back',
    async path => {
      const { status, headers } = await web.visitor().get(path).set('Accept', BROWSER)
      expect([status, headers.location]).toEqual([303, `/login?next=${encodeURIComponent(path)}`])
    },
  )

  test.each([
    ['JSON', 'get', '/monitoring', 'application/json'],
    // A redirection would be a success to `curl -f`, also where an address was mistyped.
    ['curl', 'get', '/nowhere', '*/*'],
    ['what wants no HTML', 'get', '/monitoring', 'text/html;q=0, */*'],
    ['an event stream', 'get', '/heartbeat-now/now-1', 'text/event-stream'],
    ['a form', 'post', '/monitoring', 'text/html'],
    ['the button', 'post', '/heartbeat-now', '*/*'],
    ['another method', 'delete', '/monitoring', '*/*'],
  ] as const)('%s gets 401', async (_name, method, path, accept) => {
    expect((await web.visitor()[method](path).set('Accept', accept)).status).toBe(401)
  })

  test('a client that names no accepted type gets 401', async () => {
    expect((await web.visitor().get('/nowhere')).status).toBe(401)
  })

  test('no cookie is set, and nothing is written', async () => {
    const { headers } = await web.visitor().get('/login')
    expect(headers['set-cookie']).toBeUndefined()
    await expect(stat(join(web.where.home, 'sessions.json'))).rejects.toThrow('ENOENT')
  })

  test('/login accepts only GET and POST, /logout only POST', async () => {
    expect((await web.visitor().put('/login')).status).toBe(405)
    expect((await web.visitor().get('/logout')).status).toBe(405)
  })
})

describe('a session', () => {
  const isIn = async (agent = web.visitor(), path = '/nowhere') => (await agent.get(path)).status === 404
  const withCookie = (cookie: string) => ({
    isIn: async () => (await web.visitor().get('/nowhere').set('Cookie', cookie)).status === 404,
  })

  test('has a cookie for this appliance alone, which lasts thirty days from the last answer', async () => {
    const cookie = cookieOf(await logIn())
    expect(cookie).toMatch(
      /^intvlm8r-\w{8}=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax,intvlm8r-device-\w{8}=/,
    )
    const days = (Date.parse(/Expires=([^;]*)/.exec(cookie)?.[1] ?? '') - Date.now()) / 86_400_000
    expect(days).toBeCloseTo(30, 1)
    const agent = await web.admin()
    expect(cookieOf(await agent.get('/nowhere'))).toContain('HttpOnly; SameSite=Lax')
  })

  test('has a Secure cookie behind an https proxy on this machine, but only if the INI trusts proxies', async () => {
    const overTls = async () =>
      cookieOf(await web.visitor().post('/login').set('X-Forwarded-Proto', 'https').type('form').send(form()))
    expect(await overTls()).not.toContain('Secure')
    await web.writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    expect(await overTls()).toContain('; Secure')
  })

  test('has a new id at every log-in, so none can be planted', async () => {
    const agent = web.visitor()
    const first = cookieOf(await logIn({}, agent)).split(';', 1)[0] ?? ''
    const second = cookieOf(await logIn({}, agent)).split(';', 1)[0] ?? ''
    expect(second).not.toBe(first)
    expect(await withCookie(second).isIn()).toBe(true)
    expect(await withCookie(first).isIn()).toBe(false)
  })

  test('ends on log-out, also for a browser that has kept the cookie', async () => {
    const agent = await web.admin()
    const cookie = cookieOf(await agent.get('/nowhere')).split(';', 1)[0] ?? ''
    expect(await isIn(agent)).toBe(true)
    const { status, headers } = await agent.post('/logout')
    expect([status, headers.location]).toEqual([303, '/login'])
    expect(await isIn(agent)).toBe(false)
    expect(await withCookie(cookie).isIn()).toBe(false)
  })

  test('outlives a restart of the web app', async () => {
    const agent = await web.admin()
    const cookie = cookieOf(await agent.get('/nowhere')).split(';', 1)[0] ?? ''
    web = await web.restarted()
    expect(await withCookie(cookie).isIn()).toBe(true)
  })

  test.each([
    ['the password is set again', async () => void (await web.ports.setPassword(PASSWORD))],
    ['the user is named otherwise', () => web.writeIni(INI.replace('username = admin', 'username = owner'))],
  ])('ends when %s', async (_name, change) => {
    const agent = await web.admin()
    expect(await isIn(agent)).toBe(true)
    await change()
    expect(await isIn(agent)).toBe(false)
  })

  test.each([
    ['the password is another', () => web.writeIni(INI.replace('username = admin', 'username = owner'))],
    ['its session has ended', async (agent: Agent) => void (await agent.post('/logout'))],
  ])('a form is refused when, between its first and its last byte, %s', async (_name, change) => {
    const agent = await web.admin()
    const cookie = cookieOf(await agent.get('/nowhere')).split(';', 1)[0] ?? ''
    const { settings } = web.ports
    const { read } = settings
    const begun = new Promise<void>(resolve => {
      settings.read = async () => {
        const reading = await read()
        setImmediate(resolve)
        return reading
      }
    })
    const server = await listen(web.app, '127.0.0.1', 0)
    try {
      const headers = { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' }
      const posting = request({ port: server.port, path: '/monitoring', method: 'POST', headers })
      posting.flushHeaders()
      await begun
      settings.read = read
      await change(agent)
      posting.end('hbFreq=Off&hbUrl=')
      const [{ statusCode }] = await once(posting, 'response')
      expect(statusCode).toBe(401)
      expect(await web.ini()).toContain('heartbeatfrequency = 10')
    } finally {
      await server.close()
    }
  })

  test('with another signature, or of another appliance, is not accepted', async () => {
    const cookie = cookieOf(await logIn()).split(';', 1)[0] ?? ''
    expect(await withCookie(`${cookie.slice(0, -2)}xx`).isIn()).toBe(false)
    await reopen({})
    expect(await withCookie(cookie).isIn()).toBe(false)
  })

  test('is written at log-in and log-out, not at every request; the file is readable by its owner only, and has no id in it', async () => {
    const file = join(web.where.home, 'sessions.json')
    const agent = await web.admin()
    const written = await stat(file)
    expect(written.mode & 0o777).toBe(0o600)
    for (let request = 0; request < 5; request++) await agent.get('/nowhere')
    expect((await stat(file)).ino).toBe(written.ino)
    await agent.post('/logout')
    expect((await stat(file)).ino).not.toBe(written.ino)
  })
})

describe('guessing', () => {
  const guess = (address: string, password = 'x') =>
    web.visitor().post('/login').set('X-Forwarded-For', address).type('form').send(form({ password }))
  const logInFrom = (address: string, agent: Agent) =>
    agent.post('/login').set('X-Forwarded-For', address).type('form').send(form())

  test('brings pauses for that address; the right password from another address is accepted at once', async () => {
    await reopen({ ini: INI.replace('trustproxy = off', 'trustproxy = on') })
    const statuses = []
    for (let n = 0; n < 6; n++) statuses.push((await guess('192.0.2.1')).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    const { status, headers, text } = await guess('192.0.2.1', PASSWORD)
    expect(status).toBe(429)
    expect(headers['retry-after']).toBe('1')
    expect(text).toContain('Wait 1 second, then try again.')
    expect((await guess('192.0.2.2', PASSWORD)).status).toBe(303)
  })

  test('is what is counted: the right password counts for nothing, however often it comes', async () => {
    const statuses = []
    for (let n = 0; n < 8; n++) statuses.push((await logIn()).status)
    expect(statuses).toEqual(Array(8).fill(303))
  })

  test('is counted by the real address, not by one in a header that anybody can write', async () => {
    for (let n = 0; n < 5; n++) await guess(`192.0.2.${n}`)
    expect((await guess('192.0.2.9')).status).toBe(429)
  })

  test('from twenty addresses, and from that of the owner, costs neither a new device nor a known one its log-in', async () => {
    await reopen({ ini: INI.replace('trustproxy = off', 'trustproxy = on') })
    await web.writeIni((await web.ini()).replace(/passwordhash = .*/, () => `passwordhash = ${SLOWER_HASH}`))
    const owner = web.visitor()
    expect((await logIn({}, owner)).status).toBe(303)
    await owner.post('/logout')
    const answers: string[] = []
    const noted = async (who: string, sent: PromiseLike<{ status: number }>) => {
      const { status } = await sent
      answers.push(who)
      return status
    }
    for (let n = 0; n < 5; n++) expect((await guess('192.0.2.1')).status).toBe(401)
    const guesses = Array.from({ length: 20 }, (_, n) => noted('guess', guess(`203.0.113.${n}`)))
    // From an address that has to pause, but on a device that logged in before.
    const known = noted('known', logInFrom('192.0.2.1', owner))
    const fresh = noted('fresh', logInFrom('198.51.100.7', web.visitor()))
    expect(await known).toBe(303)
    expect(await fresh).toBe(303)
    await Promise.all(guesses)
    expect(answers.indexOf('known')).toBeLessThan(answers.indexOf('fresh'))
    expect(answers.slice(answers.indexOf('known')).filter(who => who === 'guess').length).toBeGreaterThan(5)
  })

  test('through a proxy is counted by the last address, which the proxy wrote, also for a client on this machine', async () => {
    await reopen({ ini: INI.replace('trustproxy = off', 'trustproxy = on') })
    for (let n = 0; n < 5; n++) await guess(`192.0.2.${n}, 127.0.0.1`)
    expect((await guess('192.0.2.9, 127.0.0.1')).status).toBe(429)
    expect((await guess('127.0.0.1, 192.0.2.9')).status).toBe(401)
  })

  test('by a device that logged in before brings pauses for that device alone', async () => {
    const device = web.visitor()
    await logIn({}, device)
    for (let n = 0; n < 5; n++) await logIn({ password: 'x' }, device)
    expect((await logIn({}, device)).status).toBe(429)
    expect((await logIn()).status).toBe(303)
  })

  test('under the mark of another device, or a forged one, counts for the address', async () => {
    const marks = String((await logIn()).headers['set-cookie'])
    const [, name = '', id = '', mark = ''] = /(intvlm8r-device-\w{8})=([^.]+)\.([^;]+);/.exec(marks) ?? []
    expect(marks).toMatch(/intvlm8r-device-\w{8}=[^,]*; Path=\/login; [^,]*HttpOnly; SameSite=Strict/)
    const as = (cookie: string) =>
      web
        .visitor()
        .post('/login')
        .set('Cookie', cookie)
        .type('form')
        .send(form({ password: 'x' }))
    for (let n = 0; n < 5; n++) await as(`${name}=${'x'.repeat(21)}${n}.${mark}`)
    expect((await as(`${name}=${id}.${'x'.repeat(43)}`)).status).toBe(429)
    expect((await as(`${name}=${id}.${mark}`)).status).toBe(401)
  })

  test('gets 503 while too many passwords wait to be compared, and that is no guess', async () => {
    await reopen({ ports: { passwords: { ...web.ports.passwords, verify: async () => 'busy' } } })
    for (let n = 0; n < 8; n++) {
      const { status, headers } = await logIn()
      expect([status, headers['retry-after']]).toEqual([503, '3'])
    }
  })
})

describe('an INI that hides the log-in keeps everybody out', () => {
  test.each([
    ['it is no text', 'a\0b', /not UTF-8/],
    [
      '[Login] is broken',
      INI.replace('username = admin', 'username = admin\nusername = owner'),
      /stands twice/,
    ],
    [
      'passwordhash is of another program',
      INI.replace(/(passwordhash =).*/, '$1 $2b$10$abcdefghijklmnopqrstuv'),
      /set-password/,
    ],
  ])('%s', async (_name, ini, reason) => {
    const agent = await web.admin()
    await web.writeIni(ini)
    for (const path of ['/', '/login', '/setup', '/monitoring']) {
      const { status, text } = await agent.get(path)
      expect(status).toBe(503)
      expect(text).toMatch(reason)
      expect(text).not.toContain(web.where.home)
      expect(text).not.toContain('abcdefghij')
    }
    expect((await logIn()).status).toBe(503)
  })

  test('but a fault elsewhere keeps nobody out', async () => {
    await web.writeIni(INI.replace('= 10', '= 11'))
    expect((await logIn()).status).toBe(303)
  })
})

test('no password, token or cookie reaches the log', async () => {
  const agent = await web.admin()
  await logIn({ password: 'wrong-and-secret' })
  await agent.get('/%E0%A4%A?token=abc-secret')
  await agent.get('/setup?token=abc-secret')
  const text = web.logged.join('\n')
  expect(text).toContain('a log-in from ')
  expect(text).not.toContain('secret')
  expect(text).not.toContain(PASSWORD)
})
