import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeFirstPassword } from '../../../src/bin/shared/environment'
import { offerSetup, setFirstPassword } from '../../../src/bin/shared/first-password'
import { setupLink } from '../../../src/bin/shared/page-address'
import { useLanguage } from '../../../src/domain/language/use-language'
import type { Log } from '../../../src/domain/log'
import { INI, openWeb, type TestWeb } from '../../support/web'

const VISITOR = { kind: 'visitor', from: '192.0.2.1', guesses: 1 } as const

const FRESH = INI.replace(/passwordhash = .*/, 'passwordhash =           ; empty: nobody has chosen one')
const CHOSEN = 'zwölf graue Gänse'

let web: TestWeb
let token: string

beforeEach(async () => {
  web = await openWeb({ ini: FRESH })
  token = await web.ports.setupToken.make()
})
afterEach(async () => {
  await web.close()
  useLanguage('en')
})

const choose = (fields = {}, agent = web.visitor()) =>
  agent
    .post('/setup')
    .type('form')
    .send({ token, password: CHOSEN, repeat: CHOSEN, ...fields })

describe('before a password exists', () => {
  test.each(['/', '/login', '/monitoring', '/system', '/nowhere'])(
    'the page %s leads to the setup page',
    async path => {
      const { status, headers } = await web.visitor().get(path).set('Accept', 'text/html')
      expect([status, headers.location]).toEqual([303, '/setup'])
    },
  )

  test.each([
    ['get', '/nowhere', '*/*'],
    ['post', '/login', 'text/html'],
    ['post', '/monitoring', 'text/html'],
    ['post', '/heartbeat-now', '*/*'],
    ['get', '/heartbeat-now/x', 'application/json'],
    ['get', '/heartbeat-now/x', 'text/event-stream'],
  ] as const)('%s %s as %s is refused', async (method, path, accept) => {
    const { status } = await web.visitor()[method](path).set('Accept', accept)
    expect(status).toBe(403)
  })

  test('an empty password does not log in', async () => {
    const answer = await web.visitor().post('/login').type('form').send({ username: 'admin', password: '' })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined])
  })

  test('/healthz, /heartbeat and the style sheet answer', async () => {
    expect((await web.visitor().get('/healthz')).status).toBe(200)
    expect((await web.tick().get('/heartbeat')).status).toBe(503) // Redis is away
    expect((await web.visitor().get('/style.css')).status).toBe(200)
  })
})

describe('the one-time link', () => {
  test.each(['', '?token=', '?token=wrong', '?token[]=a'])(
    '/setup%s shows where to find it, and no form',
    async query => {
      const { status, text } = await web.visitor().get(`/setup${query}`)
      expect(status).toBe(403)
      expect(text).toContain('intvlm8r setup-link')
      expect(text).not.toContain('type="password"')
      expect(text).not.toContain(token)
    },
  )

  test('a password cannot be chosen without it', async () => {
    expect((await choose({ token: 'wrong' })).status).toBe(403)
    expect((await choose({ token: '' })).status).toBe(403)
    expect(await web.ini()).toBe(FRESH)
  })

  test.each(['put', 'delete', 'patch'] as const)('is neither shown nor used by %s', async method => {
    const answer = await web
      .visitor()
      [method](`/setup?token=${token}`)
      .type('form')
      .send({ token, password: CHOSEN, repeat: CHOSEN })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
    expect(await web.ini()).toBe(FRESH)
  })

  test('opens nothing without its file, least of all with an empty token', async () => {
    await web.ports.setupToken.remove()
    for (const guess of ['', 'undefined', token]) expect((await choose({ token: guess })).status).toBe(403)
  })

  test('is the same after a restart, and readable by the owner only', async () => {
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(await (await web.restarted()).ports.setupToken.make()).toBe(token)
    expect((await stat(join(web.where.home, 'setup-token'))).mode & 0o777).toBe(0o600)
  })

  test.each([
    [{ host: '0.0.0.0', port: 8080, tlscert: '' }, /^http:\/\/[^/]+:8080\/setup\?token=t$/],
    [{ host: '192.0.2.7', port: 80, tlscert: '' }, /^http:\/\/192\.0\.2\.7:80\/setup\?token=t$/],
    [{ host: '2001:db8::7', port: 443, tlscert: 'x' }, /^https:\/\/\[2001:db8::7\]:443\/setup\?token=t$/],
  ])('names the address that %j listens on', (settings, link) => {
    expect(setupLink(settings, 't')).toMatch(link)
    expect(URL.canParse(setupLink(settings, 't'))).toBe(true)
  })
})

describe('choosing a password', () => {
  test('logs in at once, writes nothing but the hash, and ends the link', async () => {
    const agent = web.visitor()
    expect((await agent.get(`/setup?token=${token}`)).text).toContain('type="password"')
    const { status, headers } = await choose({}, agent)
    expect([status, headers.location]).toEqual([303, '/'])
    expect((await agent.get('/nowhere')).status).toBe(404)

    const ini = await web.ini()
    expect(ini).toMatch(/passwordhash = \$scrypt\$ln=15,r=8,p=1\$[\w+/]{22}\$[\w+/]{43} +; empty: nobody/)
    expect(ini.replace(/\$scrypt\S+ */, '          ')).toBe(FRESH)
    expect(existsSync(join(web.where.home, 'setup-token'))).toBe(false)
    expect((await web.visitor().get(`/setup?token=${token}`)).headers.location).toBe('/login')
    expect((await choose()).headers.location).toBe('/login')
    expect(await web.ini()).toBe(ini)
  })

  test('it logs in from then on, however its umlauts are composed', async () => {
    await choose()
    const logIn = (password: string) =>
      web.visitor().post('/login').type('form').send({ username: 'admin', password })
    expect((await logIn(CHOSEN)).status).toBe(303)
    expect((await logIn(CHOSEN.normalize('NFD'))).status).toBe(303)
    expect((await logIn(CHOSEN.toLowerCase())).status).toBe(401)
  })

  test.each([
    ['too short', { password: 'seven77', repeat: 'seven77' }, /at least 8 characters/],
    ['too long', { password: 'x'.repeat(201), repeat: 'x'.repeat(201) }, /at most 200/],
    ['mistyped', { repeat: `${CHOSEN}!` }, /not the same/],
    ['missing', { password: '', repeat: '' }, /at least 8/],
  ])('one that is %s is refused, and the form is shown again', async (_name, fields, message) => {
    const { status, text } = await choose(fields)
    expect(status).toBe(422)
    expect(text).toMatch(message)
    expect(text).toContain('type="password"')
    expect(text, 'a browser would cut what is pasted').not.toContain('maxlength')
    expect(text).not.toContain(CHOSEN)
    expect(await web.ini()).toBe(FRESH)
  })

  test('of two at the same moment one is accepted', async () => {
    const both = await Promise.all([choose(), choose({ password: 'another one', repeat: 'another one' })])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  test('an INI that cannot be edited is named as the reason, without its folder', async () => {
    const setPassword = async () =>
      ({ kind: 'refused', reason: `${web.where.ini} was not changed: the disk is full` }) as const
    await web.close()
    web = await openWeb({ ini: FRESH, ports: { setPassword } })
    token = await web.ports.setupToken.make()
    const { status, text } = await choose()
    expect(status).toBe(503)
    expect(text).toContain('intvlm8r.ini was not changed: the disk is full')
    expect(text).not.toContain(web.where.home)
  })
})

describe('at a start of the program', () => {
  const start = async (env: NodeJS.ProcessEnv = {}) => {
    const { logged, ports } = web
    const before = logged.length
    await setFirstPassword(ports, takeFirstPassword(env), ports.log as Log)
    await offerSetup(ports, ports.log as Log)
    return logged.slice(before).join('\n')
  }
  const hash = async () => /^passwordhash = (\$\S+)/m.exec(await web.ini())?.[1] ?? ''

  test('the link is printed', async () => {
    expect(await start()).toMatch(new RegExp(`http://\\S+:8080/setup\\?token=${token}$`))
    expect(await web.ini()).toBe(FRESH)
  })

  test('a state folder that cannot be written does not prevent the start', async () => {
    const make = async () => {
      throw new Error('EROFS: read-only file system')
    }
    await offerSetup({ ...web.ports, setupToken: { ...web.ports.setupToken, make } }, web.ports.log as Log)
    expect(web.logged.at(-1)).toMatch(/no setup link can be made: EROFS/)
  })

  test('INTVLM8R_PASSWORD is used instead, ends the link, and is printed nowhere', async () => {
    const env = { INTVLM8R_PASSWORD: CHOSEN }
    const printed = await start(env)
    expect(printed).toContain('the password from INTVLM8R_PASSWORD is set')
    expect(printed).not.toContain('token=')
    expect(printed).not.toContain(CHOSEN)
    expect(env).toEqual({})
    expect(await web.ports.passwords.verify(CHOSEN, await hash(), VISITOR)).toBe('right')
    expect(existsSync(join(web.where.home, 'setup-token'))).toBe(false)
  })

  test('a short one is used, with a warning; one that no form accepts is not, and the link is printed', async () => {
    expect(await start({ INTVLM8R_PASSWORD: 'x'.repeat(201) })).toMatch(/not taken: .*at most 200.*token=/s)
    expect(await start({ INTVLM8R_PASSWORD: 'short' })).toMatch(/warn .*easily guessed/)
    expect(await web.ports.passwords.verify('short', await hash(), VISITOR)).toBe('right')
  })

  test('INTVLM8R_PASSWORD does not change an existing password', async () => {
    await web.writeIni(INI)
    expect(await start({ INTVLM8R_PASSWORD: CHOSEN })).toBe('')
    expect(await web.ini()).toBe(INI)
  })

  test.each([
    ['cannot be read', 'a\0b'],
    ['has faults in [Login]', FRESH.replace('username = admin', 'username = a\nusername = b')],
  ])('an INI that %s opens nothing', async (_name, ini) => {
    await web.writeIni(ini)
    expect(await start({ INTVLM8R_PASSWORD: CHOSEN })).toBe('')
    expect(await web.ini()).toBe(ini)
  })
})

describe('the language of the setup page', () => {
  const open = (query = '', accepted = 'fr, de-AT;q=0.8, en;q=0.5') =>
    web.visitor().get(`/setup?token=${token}${query}`).set('Accept-Language', accepted)

  test('is the one of ours that the browser likes best, while everything else stays English', async () => {
    const { text } = await open()
    expect(text).toContain('<html lang="de">')
    expect(text).toContain('<h1>Passwort wählen</h1>')
    expect(text).toContain('<input type="hidden" name="language" value="de">')
    expect((await open('', 'fr')).text).toContain('<h1>Choose a password</h1>')
    expect((await web.visitor().get('/login').set('Accept', 'text/html').redirects(1)).text).toContain(
      'lang="en"',
    )
  })

  test('can be another one, and stays with a wrong password', async () => {
    expect((await open('&language=en')).text).toContain('<h1>Choose a password</h1>')
    const { status, text } = await choose({ repeat: 'x', language: 'de' })
    expect([status, text]).toEqual([422, expect.stringContaining('Die beiden Passwörter sind nicht gleich.')])
    expect(await web.ini()).not.toContain('language')
  })

  test('becomes that of the appliance with the password', async () => {
    const agent = web.visitor()
    expect((await choose({ language: 'de' }, agent)).status).toBe(303)
    expect(await web.ini()).toContain('\nlanguage = de\n')
    expect((await agent.get('/')).text).toContain('<html lang="de">')
  })

  test('is the INI’s where that has one', async () => {
    await web.writeIni(FRESH.replace('[Web]', '[Web]\nlanguage = de'))
    expect((await open('', 'en')).text).toContain('<html lang="de">')
  })
})
