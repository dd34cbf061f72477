import { randomBytes } from 'node:crypto'
import type { Agent } from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planOf } from '../../../src/domain/watch/check-plan'
import { shareRedis } from '../../support/shared-redis'
import { openWeb, PASSWORD, type TestWeb } from '../../support/web'

const QUARTER_HOUR = 15 * 60_000
const NEW_PASSWORD = 'another goose in the garden'

const redis = await shareRedis()
let web: TestWeb
let owner: Agent
let now: number

beforeEach(async () => {
  now = Date.now()
  web = await openWeb({ redis: redis.target, now: () => now })
  await web.ports.channelStore.save({
    name: 'phone',
    kind: 'ntfy',
    origin: 'page',
    settings: { topic: 'cellar-4711' },
  })
  owner = await web.admin()
})
afterEach(async () => {
  for (const { id } of await web.ports.apiKeys.list()) await web.ports.apiKeys.revoke(id)
  await web.close()
})

const post = (path: string, form: object, agent = owner) =>
  agent.post(path).type('form').set('Accept', 'text/html,*/*').send(form)
const formIn = (html: string) => /name="form" value="([^"]*)"/.exec(html)?.[1] ?? ''
const confirm = (form: object, agent = owner) => post('/confirm', { password: PASSWORD, ...form }, agent)
const keyNames = async () => (await web.ports.apiKeys.list()).map(({ name }) => name)
const topic = async () =>
  (await web.ports.channelStore.list()).find(({ name }) => name === 'phone')?.settings.topic

const CHANGES: readonly [what: string, path: string, form: Record<string, string>][] = [
  ['an API key is made', '/keys', { name: 'Grafana', access: 'full' }],
  ['a channel is made', '/channels', { kind: 'ntfy', name: 'tablet', 'set-topic': 'attic-4712' }],
  ["a channel's target is changed", '/channels/phone', { 'set-topic': 'attic-4712' }],
  ['the password is changed', '/password', { password: NEW_PASSWORD, repeat: NEW_PASSWORD }],
]
const state = async () => [
  await keyNames(),
  (await web.ports.channelStore.list()).map(({ name, settings }) => [name, settings]),
  await web.ini(),
]

describe.each(CHANGES)('before %s', (_what, path, form) => {
  afterEach(async () => await web.ports.channelStore.remove('tablet'))

  test('nothing is asked while the password was typed within fifteen minutes', async () => {
    now += QUARTER_HOUR - 1
    const before = await state()
    expect((await post(path, form)).status).toBeLessThan(400)
    expect(await state()).not.toEqual(before)
  })

  test('the password is asked for after that; then it is done, as it was typed', async () => {
    now += QUARTER_HOUR
    const before = await state()
    const asked = await post(path, form)
    expect(asked.status).toBe(403)
    expect(asked.text).toContain('Type your password again')
    for (const secret of [NEW_PASSWORD, 'attic-4712']) expect(asked.text).not.toContain(secret)
    const wrong = await confirm({ form: formIn(asked.text), password: 'wrong' })
    expect([wrong.status, await state()]).toEqual([401, before])
    expect(wrong.text).toContain('The password is wrong.')
    const done = await confirm({ form: formIn(wrong.text) })
    expect(done.status).toBeLessThan(400)
    expect(await state()).not.toEqual(before)
  })
})

describe('before a stored secret is sent somewhere else', () => {
  const ACCOUNT = { smtphost: 'smtp.example.org', smtpuser: 'me@example.org', smtppassword: 'a-mail-secret' }
  const probed = (target: string) =>
    planOf({
      name: 'Website',
      probe: { kind: 'http', target, every: 60_000, settings: { bearer: 'a-probe-secret' } },
    })
  const elsewhere = { 'set-smtphost': 'smtp.evil.example', 'set-smtpuser': 'me@example.org' }
  const otherTarget = (target: string) => ({
    ...{ name: 'Website', feed: 'probe', probe: 'http', settingsOf: 'http', target, every: '1m', grace: '' },
    ...{ kind: 'period', period: '', slug: 'website', timeout: '', blindAfter: '' },
    ...{ failuresBeforeAlert: '1', reminders: 'change', recovery: 'on', mailWordsIn: 'both' },
  })
  let sent: string[]
  let check: string

  beforeEach(async () => {
    sent = []
    await web.close()
    web = await openWeb({
      redis: redis.target,
      now: () => now,
      ports: {
        lookNow: async ({ target, settings }) => {
          sent.push(`${settings.bearer} to ${target}`)
          return { answer: 'success', detail: '' }
        },
      },
    })
    Object.assign(web.ports.mail, {
      tryAccount: async ({ settings }: { settings: typeof ACCOUNT }) => {
        sent.push(`${settings.smtppassword} to ${settings.smtphost}`)
        return []
      },
    })
    await web.ports.mail.accountStore.save({ name: 'home', origin: 'page', settings: ACCOUNT })
    const made = await web.ports.checks.create(probed('https://nas.example/'), 'page', now)
    check = made.check.id
    owner = await web.admin()
    now += QUARTER_HOUR
  })
  afterEach(async () => {
    await web.ports.mail.accountStore.remove('home')
    await web.ports.checks.remove(check)
  })

  test.each<[what: string, path: () => string, form: Record<string, string>, sends: string]>([
    [
      'by a trial of a mail account',
      () => '/accounts/home',
      { ...elsewhere, try: 'on' },
      'a-mail-secret to smtp.evil.example',
    ],
    [
      'by a look of a probe',
      () => `/checks/${check}`,
      { ...otherTarget('https://evil.example/'), step: 'look' },
      'a-probe-secret to https://evil.example/',
    ],
  ])('%s, the password is asked for', async (_what, path, form, sends) => {
    const asked = await post(path(), form)
    expect([asked.status, sent]).toEqual([403, []])
    expect(asked.text).toContain('Type your password again')
    expect((await confirm({ form: formIn(asked.text) })).status).toBe(200)
    expect(sent).toEqual([sends])
  })

  test('by a probe that is saved, the password is asked for', async () => {
    const target = async () => (await web.ports.checks.get(check))?.check.probe?.target
    const asked = await post(`/checks/${check}`, otherTarget('https://evil.example/'))
    expect([asked.status, await target()]).toEqual([403, 'https://nas.example/'])
    expect((await confirm({ form: formIn(asked.text) })).status).toBe(303)
    expect(await target()).toBe('https://evil.example/')
  })

  test.each([
    ['at its own target', 'https://nas.example/', {}, 'a-probe-secret to https://nas.example/'],
    [
      'with another secret',
      'https://new.example/',
      { 'set-bearer': 'my-own' },
      'my-own to https://new.example/',
    ],
    ['without it', 'https://new.example/', { 'drop-bearer': 'on' }, 'undefined to https://new.example/'],
  ])('a look %s asks for nothing', async (_what, target, more, sends) => {
    const { status } = await post(`/checks/${check}`, { ...otherTarget(target), ...more, step: 'look' })
    expect([status, sent]).toEqual([200, [sends]])
  })

  test('a trial of an account as it is saved asks for nothing', async () => {
    const same = { 'set-smtphost': 'smtp.example.org', 'set-smtpuser': 'me@example.org' }
    const { status } = await post('/accounts/home', { ...same, try: 'on' })
    expect([status, sent]).toEqual([200, ['a-mail-secret to smtp.example.org']])
  })
})

test('a new key that waited is shown once the password is typed', async () => {
  now += QUARTER_HOUR
  const asked = await post('/keys', { name: 'Grafana', access: 'full' })
  const { status, text } = await confirm({ form: formIn(asked.text) })
  expect(status).toBe(201)
  expect(text).toMatch(/intvlm8r_[\w-]{32}/)
  expect(await keyNames()).toEqual(['Grafana'])
})

test('what does not matter that much is changed without it: a box of a channel, a key that is revoked, the settings', async () => {
  await web.ports.apiKeys.create('Old', 'read', now)
  const [key] = await web.ports.apiKeys.list()
  now += QUARTER_HOUR
  expect((await post('/channels/phone', { default: 'on' })).status).toBe(303)
  expect((await post(`/keys/${key?.id}/revoke`, {})).status).toBe(303)
  expect((await post('/monitoring', { hbFreq: 'Off', hbUrl: '' })).status).toBe(303)
  expect(await topic()).toBe('cellar-4711')
})

test('a page whose form needs the password asks first, and leads there', async () => {
  now += QUARTER_HOUR
  const { status, headers } = await owner.get('/password').set('Accept', 'text/html')
  expect([status, headers.location]).toEqual([303, '/confirm?next=%2Fpassword'])
  expect((await owner.get('/confirm?next=%2Fpassword')).text).toContain('name="next" value="/password"')
  expect((await confirm({ next: '/password' })).headers.location).toBe('/password')
  expect((await owner.get('/password')).status).toBe(200)
  expect((await confirm({ next: '//evil.example' })).headers.location).toBe('/')
})

test('a script gets 403 with the page to open', async () => {
  await web.ports.channelStore.save({
    name: 'duty',
    kind: 'web-push',
    origin: 'page',
    settings: { contact: 'mailto:me@example.org' },
  })
  const subscription = {
    endpoint: 'https://push.example/1',
    p256dh: 'p'.repeat(87),
    auth: 'a'.repeat(22),
  }
  const subscribe = () =>
    owner.post('/channels/duty/browsers').type('form').set('Accept', 'application/json').send(subscription)
  now += QUARTER_HOUR
  const { status, body } = await subscribe()
  expect([status, body.confirm]).toEqual([403, '/confirm'])
  await confirm({})
  expect((await subscribe()).body).toEqual({ browsers: 1 })
  await web.ports.channelStore.remove('duty')
})

test('another session id belongs to the confirmed log-in, and its ninety days go on from the first', async () => {
  const day = 86_400_000
  const [{ name, begun } = { name: '', begun: 0 }] = web.ports.sessions.list()
  for (let passed = 0; passed < 4; passed++) {
    now += 20 * day
    await owner.get('/nowhere')
  }
  await confirm({})
  expect(web.ports.sessions.list()).toMatchObject([{ begun }])
  expect(web.ports.sessions.list()[0]!.name).not.toBe(name)
  now += 10 * day
  expect((await owner.get('/nowhere')).status).toBe(401)
})

test('a form that somebody else posted, or that was posted without a log-in, is not carried out', async () => {
  now += QUARTER_HOUR
  const other = await web.admin()
  now += QUARTER_HOUR
  const ofOther = formIn((await post('/keys', { name: 'Planted', access: 'full' }, other)).text)
  const ofNobody = formIn((await post('/keys', { name: 'Planted', access: 'full' }, web.visitor())).text)
  for (const form of [ofOther, ofNobody, `${ofOther.slice(0, -4)}AAAA`, 'x']) {
    expect(form).not.toBe('')
    expect((await confirm({ form })).status).toBe(303)
  }
  expect(await keyNames()).toEqual([])
})

test('a form that is too long to be kept is named as such, and nothing is done', async () => {
  now += QUARTER_HOUR
  const incompressible = randomBytes(11_400).toString('base64url')
  const asked = await post('/password', { password: incompressible, repeat: '' })
  expect([asked.status, formIn(asked.text)]).toEqual([403, ''])
  expect(asked.text).toContain('too long to be kept')
})

test('guesses are throttled together with those of the log-in', async () => {
  for (let n = 0; n < 3; n++) await confirm({ password: 'x' })
  const guess = () => post('/login', { username: 'admin', password: 'x' }, web.visitor())
  for (let n = 0; n < 2; n++) await guess()
  const { status, headers, text } = await confirm({})
  expect([status, headers['retry-after']]).toEqual([429, '1'])
  expect(text).toContain('Wait 1 second')
})

test('API keys are asked for nothing', async () => {
  const { secret } = await web.ports.apiKeys.create('Program', 'full', now)
  now += QUARTER_HOUR
  const made = await web.visitor().post('/api/checks').set('X-Api-Key', secret).send({ name: 'By key' })
  expect(made.status).toBe(201)
  await web.ports.checks.remove(made.body.id)
})

describe('another password', () => {
  const change = (password: string, repeat = password) => post('/password', { password, repeat })

  test('takes effect at once, and ends every log-in but this one', async () => {
    const other = await web.admin()
    const { status, headers } = await change(NEW_PASSWORD)
    expect([status, headers.location]).toEqual([303, '/system?password'])
    expect((await owner.get('/system?password')).text).toContain('The password is changed')
    expect((await other.get('/nowhere')).status).toBe(401)
    expect((await post('/login', { username: 'admin', password: PASSWORD }, web.visitor())).status).toBe(401)
    expect((await post('/login', { username: 'admin', password: NEW_PASSWORD }, web.visitor())).status).toBe(
      303,
    )
    expect(web.logged.join()).toContain('the password was changed, from 127.0.0.1')
  })

  test.each([
    ['short', 'goose', undefined, 'needs at least 8 characters'],
    ['typed differently', NEW_PASSWORD, `${NEW_PASSWORD}x`, 'are not the same'],
    ['among the most common', 'Trustno1', undefined, 'among the most common'],
    ['the name of the appliance', 'Heartbeat2026!', undefined, 'tried first'],
  ])('is not taken when it is %s', async (_name, password, repeat, message) => {
    const before = await web.ini()
    const { status, text } = await change(password, repeat)
    expect(status).toBe(422)
    expect(text).toContain(message)
    expect(await web.ini()).toBe(before)
  })
})

test('a common password that was set before goes on working', async () => {
  await web.ports.setPassword('password')
  expect((await post('/login', { username: 'admin', password: 'password' }, web.visitor())).status).toBe(303)
})
