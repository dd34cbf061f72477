import type { Agent } from 'supertest'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { codeAt } from '../../support/one-time-code'
import { openWeb, PASSWORD, type TestWeb } from '../../support/web'

let web: TestWeb
let owner: Agent
let now: number

beforeEach(async () => {
  now = 1_790_000_000_000
  web = await openWeb({ now: () => now })
  owner = await web.admin()
})
afterEach(async () => await web.close())

const post = (path: string, form: object, agent = web.visitor()) =>
  agent.post(path).type('form').set('Accept', 'text/html,*/*').send(form)
const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** Turns it on by the page. */
async function turnOn(): Promise<{ secret: string; codes: string[] }> {
  const offer = await owner.get('/second-factor')
  const secret =
    /type the secret: <code>([A-Z2-7 ]+)<\/code>/.exec(offer.text)?.[1]?.replaceAll(' ', '') ?? ''
  const kept = hidden(offer.text, 'secret')
  const { status, text } = await post('/second-factor', { secret: kept, code: codeAt(secret, now) }, owner)
  expect(status).toBe(201)
  now += 60_000
  return { secret, codes: [...text.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code = '']) => code) }
}

const password = (agent?: Agent, form = {}) =>
  post('/login', { username: 'admin', password: PASSWORD, ...form }, agent)
async function logIn(code: string, agent = web.visitor()) {
  const { text } = await password(agent)
  return await post('/login', { pass: hidden(text, 'pass'), code }, agent)
}

test('the codes are those of RFC 6238', async () => {
  // Its test vector for SHA-1 at 59 s, of eight digits 94287082, for the secret "12345678901234567890".
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  expect(codeAt(secret, 59_000)).toBe('287082')
  expect(await web.ports.oneTimeCodes.stepOf('287 082', secret, 59_000)).toBe(1)
  expect(await web.ports.oneTimeCodes.stepOf('287082', secret, 119_000)).toBeUndefined()
})

describe('turning it on', () => {
  test('takes the right code, and shows eight recovery codes once', async () => {
    const offer = await owner.get('/second-factor')
    expect(offer.text).toMatch(/otpauth:\/\/totp\/Heartbeat%20[^"]*secret=[A-Z2-7]{32}/)
    expect(offer.text).toContain('<svg class="qr"')
    const before = await web.ini()
    const wrong = await post(
      '/second-factor',
      { secret: hidden(offer.text, 'secret'), code: '000000' },
      owner,
    )
    expect([wrong.status, await web.ini()]).toEqual([422, before])
    expect(hidden(wrong.text, 'secret')).not.toBe('')

    const { secret, codes } = await turnOn()
    expect(codes).toHaveLength(8)
    for (const code of codes) expect(code).toMatch(/^([a-km-z2-9]{6}-){3}[a-km-z2-9]{6}$/)
    const ini = await web.ini()
    expect(ini).toContain(`totpkey = ${secret}`)
    for (const code of codes) expect(ini).not.toContain(code)
    const page = await owner.get('/second-factor')
    expect(page.text).toContain('8 are left')
    for (const each of [secret, ...codes]) {
      expect(page.text).not.toContain(each)
      expect(web.logged.join()).not.toContain(each)
    }
    expect((await owner.get('/system')).text).toContain('on, 8 recovery codes left')
    expect(web.logged).toContain('info the second factor was turned on, from 127.0.0.1')
  })

  test('logs out every other device', async () => {
    const other = await web.admin()
    await turnOn()
    expect((await owner.get('/nowhere')).status).toBe(404)
    expect((await other.get('/nowhere')).status).toBe(401)
  })

  test('needs a secret that this appliance offered, not one that somebody planted', async () => {
    const before = await web.ini()
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    await post('/second-factor', { secret, code: codeAt(secret, now) }, owner)
    expect(await web.ini()).toBe(before)
  })

  test('wants the password again after fifteen minutes, and so do new codes and turning it off', async () => {
    await turnOn()
    now += 15 * 60_000
    const before = await web.ini()
    expect((await owner.get('/second-factor').set('Accept', 'text/html')).headers.location).toBe(
      '/confirm?next=%2Fsecond-factor',
    )
    for (const path of ['/second-factor', '/second-factor/codes', '/second-factor/off'])
      expect((await post(path, {}, owner)).status, path).toBe(403)
    expect(await web.ini()).toBe(before)
  })
})

describe('logging in', () => {
  test('takes the password and then the code, and leads on', async () => {
    const { secret } = await turnOn()
    const visitor = web.visitor()
    const asked = await password(visitor, { next: '/channels' })
    expect(asked.status).toBe(200)
    expect(asked.text).toContain('autocomplete="one-time-code"')
    expect((await visitor.get('/nowhere')).status, 'not in yet').toBe(401)
    const form = { pass: hidden(asked.text, 'pass'), next: hidden(asked.text, 'next') }
    const { status, headers } = await post('/login', { ...form, code: codeAt(secret, now) }, visitor)
    expect([status, headers.location]).toEqual([303, '/channels'])
    expect((await visitor.get('/nowhere')).status).toBe(404)
  })

  test.each([
    ['thirty seconds before', -30_000, 303],
    ['thirty seconds after', 30_000, 303],
    ['a minute before', -60_000, 401],
    ['a minute after', 60_000, 401],
  ])('takes a code of %s: %i ms, %i', async (_name, by, status) => {
    const { secret } = await turnOn()
    now += 120_000
    expect((await logIn(codeAt(secret, now + by))).status).toBe(status)
  })

  test('takes a code once, nor one before it, also after a restart', async () => {
    const { secret } = await turnOn()
    const code = codeAt(secret, now)
    expect((await logIn(code)).status).toBe(303)
    const again = await logIn(code)
    expect([again.status, again.text.includes('This code was used already')]).toEqual([401, true])
    expect((await logIn(codeAt(secret, now - 30_000))).status).toBe(401)
    web = await web.restarted()
    expect((await logIn(code)).status).toBe(401)
    now += 30_000
    expect((await logIn(codeAt(secret, now))).status).toBe(303)
  })

  test('takes none that was used to turn it on', async () => {
    const { secret } = await turnOn()
    now -= 60_000
    expect((await logIn(codeAt(secret, now))).status).toBe(401)
  })

  test('goes on after a clock that ran years ahead was set back', async () => {
    const { secret } = await turnOn()
    now += 4 * 365 * 86_400_000
    expect((await logIn(codeAt(secret, now))).status).toBe(303)
    now -= 4 * 365 * 86_400_000
    expect((await logIn(codeAt(secret, now))).status).toBe(303)
  })

  test.each<[string, (secret: string) => object]>([
    ['the code alone', secret => ({ username: 'admin', code: codeAt(secret, now) })],
    [
      'a wrong password with the right code',
      secret => ({ username: 'admin', password: 'x', code: codeAt(secret, now) }),
    ],
    ['a pass that was made up', secret => ({ pass: 'made-up', code: codeAt(secret, now) })],
  ])('with %s is refused', async (_name, form) => {
    const { secret } = await turnOn()
    expect((await post('/login', form(secret))).status).toBe(401)
  })

  test('takes the code within five minutes after the password', async () => {
    const { secret } = await turnOn()
    const visitor = web.visitor()
    const pass = hidden((await password(visitor)).text, 'pass')
    now += 5 * 60_000 + 1
    const late = await post('/login', { pass, code: codeAt(secret, now) }, visitor)
    expect([late.status, late.text.includes('too late')]).toEqual([401, true])
  })

  test('in one step is for programs, which get JSON', async () => {
    const { secret } = await turnOn()
    const send = (form: object) =>
      web.visitor().post('/login').type('form').set('Accept', 'application/json').send(form)
    const missing = await send({ username: 'admin', password: PASSWORD })
    expect([missing.status, missing.body.error]).toEqual([
      401,
      expect.stringContaining('second factor is missing'),
    ])
    const right = await send({ username: 'admin', password: PASSWORD, code: codeAt(secret, now) })
    expect(right.status).toBe(303)
  })

  test('a form that the log-in interrupted comes back after the code', async () => {
    const { secret } = await turnOn()
    const visitor = web.visitor()
    const interrupted = await post('/monitoring', { hbFreq: '20', hbUrl: 'https://typed.example/x' }, visitor)
    const asked = await password(visitor, { form: hidden(interrupted.text, 'form') })
    const done = await post(
      '/login',
      { pass: hidden(asked.text, 'pass'), form: hidden(asked.text, 'form'), code: codeAt(secret, now) },
      visitor,
    )
    expect(done.status).toBe(200)
    expect(done.text).toContain('value="https://typed.example/x"')
  })

  test('wrong codes are throttled, from all addresses together, but for devices that logged in before', async () => {
    await web.writeIni((await web.ini()).replace('trustproxy = off', 'trustproxy = on'))
    const { secret } = await turnOn()
    const from = (n: number) => web.visitor().set('X-Forwarded-For', `192.0.2.${n}`)
    for (let n = 1; n <= 5; n++) expect((await logIn('000000', from(n))).status).toBe(401)
    const paused = await logIn(codeAt(secret, now), from(9))
    expect([paused.status, paused.headers['retry-after']]).toEqual([429, '1'])
    expect(paused.text).toContain(
      'Too many wrong codes came, from here or from elsewhere. Wait 1 second, then try again.',
    )
    await owner.post('/logout')
    expect((await logIn(codeAt(secret, now), owner)).status).toBe(303)
    expect(web.logged.join('\n')).toContain('a log-in from 192.0.2.1 was refused by its second factor')
  })

  test('the right password alone is no guess, and those before it still count', async () => {
    await turnOn()
    const statuses: number[] = []
    for (const typed of ['1', '2', '3', '4', PASSWORD, PASSWORD, '5', '6'])
      statuses.push((await password(web.visitor(), { password: typed })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 200, 200, 401, 429])
  })

  test('right codes are no guesses, however many come', async () => {
    const { secret } = await turnOn()
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) {
      statuses.push((await logIn(codeAt(secret, now))).status)
      now += 30_000
    }
    expect(statuses).toEqual(Array(7).fill(303))
  })

  test('a new browser at an address with a log-in has guesses of its own', async () => {
    await web.writeIni((await web.ini()).replace('trustproxy = off', 'trustproxy = on'))
    const { secret, codes } = await turnOn()
    const from = (address: string, agent = web.visitor()) => agent.set('X-Forwarded-For', address)
    for (let n = 1; n <= 5; n++) expect((await logIn('000000', from(`192.0.2.${n}`))).status).toBe(401)
    expect((await owner.get('/nowhere').set('X-Forwarded-For', '192.0.2.77')).status).toBe(404)
    expect((await logIn(codeAt(secret, now), from('192.0.2.78'))).status).toBe(429)
    expect((await logIn(codeAt(secret, now), from('192.0.2.77'))).status).toBe(303)
    // At the address of a log-in that was not used since.
    expect((await logIn(codes[0] ?? '', from('192.0.2.79'))).status).toBe(303)
    expect((await logIn(codeAt(secret, now + 30_000), from('192.0.2.79'))).status).toBe(303)
  })

  test('devices that logged in before it was on have no guesses of their own', async () => {
    const devices = [web.visitor(), web.visitor()]
    for (const device of devices) expect((await password(device)).status).toBe(303)
    await owner.post('/logout')
    owner = await web.admin()
    const { secret } = await turnOn()
    await web.ports.sessions.end()
    for (let n = 1; n <= 5; n++) expect((await logIn('000000', devices[0])).status).toBe(401)
    expect((await logIn(codeAt(secret, now), devices[1])).status).toBe(429)
  })
})

describe('a recovery code', () => {
  test('is compared while one-time codes have to pause, so that nobody keeps the owner out', async () => {
    const { secret, codes } = await turnOn()
    await web.ports.sessions.end()
    for (let n = 1; n <= 5; n++) expect((await logIn('000000')).status).toBe(401)
    expect((await logIn(codeAt(secret, now))).status).toBe(429)
    const [code = ''] = codes
    const almost = `${code.slice(0, -1)}${code.endsWith('x') ? 'y' : 'x'}`
    expect((await logIn(almost)).status).toBe(429)
    expect((await logIn(code)).status).toBe(303)
  })

  test('logs in once, however it is typed', async () => {
    const { codes } = await turnOn()
    const [first = '', second = ''] = codes
    expect((await logIn(first)).status).toBe(303)
    expect((await logIn(first)).status).toBe(401)
    expect((await logIn(second.toUpperCase().replaceAll('-', ' '))).status).toBe(303)
    expect((await owner.get('/second-factor')).text).toContain('6 are left')
    expect(web.logged).toContain('info a recovery code was used; 7 are left, from 127.0.0.1')
  })

  test('logs in once when it is sent twice at the same moment', async () => {
    const { codes } = await turnOn()
    const answers = await Promise.all([logIn(codes[0] ?? ''), logIn(codes[0] ?? '')])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401])
  })

  test('is not called wrong while the INI cannot be written, and is good afterwards', async () => {
    const { codes } = await turnOn()
    const [code = ''] = codes
    const { settings } = web.ports
    const full = '/etc/intvlm8r/intvlm8r.ini was not changed: the disk is full; make room on it'
    const edit = vi.spyOn(settings, 'edit').mockResolvedValue({ kind: 'refused', reason: full })
    const refused = await logIn(code)
    expect(refused.status).toBe(503)
    expect(refused.text).toContain(
      'The recovery code is right, and could not be used up, so it counts for nothing yet. intvlm8r.ini was not changed: the disk is full; make room on it',
    )
    edit.mockRestore()
    expect((await logIn(code)).status).toBe(303)
  })

  test('is good although the INI is edited at the same moment', async () => {
    const { codes } = await turnOn()
    const { settings } = web.ports
    const conflict = { kind: 'conflict', reading: await settings.read() } as const
    const edit = vi.spyOn(settings, 'edit').mockResolvedValueOnce(conflict)
    expect((await logIn(codes[0] ?? '')).status).toBe(303)
    expect(edit).toHaveBeenCalledTimes(2)
    edit.mockRestore()
  })

  test('is replaced by new ones', async () => {
    const { codes } = await turnOn()
    const { text } = await post('/second-factor/codes', {}, owner)
    const [fresh = ''] = [...text.matchAll(/<li><code>([\w-]+)<\/code>/g)].map(([, code]) => code)
    expect((await logIn(codes[0] ?? '')).status).toBe(401)
    expect((await logIn(fresh)).status).toBe(303)
  })
})

test('turned off, the password is enough, and every other device is logged out', async () => {
  const { secret } = await turnOn()
  const other = web.visitor()
  await logIn(codeAt(secret, now), other)
  const { headers } = await post('/second-factor/off', {}, owner)
  expect(headers.location).toBe('/system?second-factor-off')
  expect((await other.get('/nowhere')).status).toBe(401)
  expect((await owner.get('/system')).text).toContain('Second factor: off.')
  expect((await password()).status).toBe(303)
  expect(await web.ini()).not.toContain(secret)
})

test('an INI with a secret that is none keeps everybody out, instead of asking for the password alone', async () => {
  await web.writeIni((await web.ini()).replace('[Login]', '[Login]\ntotpkey = not-base32'))
  const { status, text } = await web.visitor().get('/login')
  expect(status).toBe(503)
  expect(text).toContain('second-factor off')
  expect(text).not.toContain('not-base32')
})
