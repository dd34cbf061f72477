import type supertest from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Delivery } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import { CHANNEL_KINDS } from '../../../src/domain/alerts/channel-kinds'
import type { KindOfChannel } from '../../../src/domain/alerts/kind-of-channel'
import type { AlertStore } from '../../../src/domain/alerts/ports'
import { allChecks } from '../../support/all-checks'
import { startRedis, type TestRedis } from '../../support/redis'
import { inBatches, plan } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
/** The channels whose test was requested, and the outcome of a test. */
let tested: Channel[]
let outcome: Delivery

const PROVIDED = `[channel.office]
kind = ntfy
topic = the-office-4711
[channel.desks]
kind = web-push
contact = mailto:me@example.org
`
const SECRETS = { topic: 'cellar-4711', token: 'tk_verysecret' }

beforeAll(async () => {
  redis = await startRedis()
  const testChannel = async (channel: Channel) => {
    tested.push(channel)
    return outcome
  }
  web = await openWeb({ redis: redis.target, ini: INI + PROVIDED, ports: { testChannel } })
  admin = await web.admin()
})
beforeEach(async () => {
  tested = []
  const made = (await allChecks(web.ports.checks)).map(({ check }) => check.id)
  await inBatches(made.length, index => web.ports.checks.remove(made[index] ?? ''))
  // With the browsers that allowed the messages of one of the INI.
  await web.ports.channelStore.remove('desks')
  for (const { name } of await web.ports.channelStore.list()) await web.ports.channelStore.remove(name)
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: SECRETS })
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)
const outcomeOf = async (name: string) =>
  await page((await post(`/channels/${name}/test`, {})).headers.location ?? '')
const saved = async (name: string) => (await web.ports.channelStore.list()).find(one => one.name === name)

describe('the form of a new channel', () => {
  test.each(Object.entries(CHANNEL_KINDS).filter(([kind]) => kind !== 'command'))(
    'of the kind %s has every field and the steps of its set-up',
    async (kind, row) => {
      const { label, fields, steps = [] }: KindOfChannel = row
      const text = await page(`/channels/new?kind=${kind}`)
      expect(text).toContain(`<h1>${label}</h1>`)
      for (const { key, type } of fields) expect(text.includes(`id="set-${key}"`)).toBe(type !== 'file')
      expect(text.match(/<ol class="steps-to-do">.*<\/ol>/s)?.[0].match(/<li>/g) ?? []).toHaveLength(
        steps.length,
      )
      expect(Buffer.byteLength(text)).toBeLessThan(60_000)
    },
  )
})

test('a command is shown among the kinds, and made by the INI alone', async () => {
  expect(await page('/channels/new?kind=command')).toContain(
    'Runs a program of yours for every alert. Only the INI may name one.',
  )
  const { status } = await post('/channels', { kind: 'command', name: 'mine', 'set-command': 'reboot' })
  expect(status).toBe(403)
  expect(await saved('mine')).toBeUndefined()
})

describe('the list', () => {
  test('has the channels of the INI and of the page, and who uses them', async () => {
    const { check } = await web.ports.checks.create(
      plan('Backup', { channels: ['phone'] }),
      'page',
      Date.now(),
    )
    const html = await page('/channels')
    expect(html).toMatch(/office[\s\S]*no check uses it · from the INI[\s\S]*phone[\s\S]*1 check/)
    expect(html).not.toContain('/channels/office/edit')
    expect(await page('/channels/phone/delete')).toContain('One check uses it')
    await web.ports.checks.remove(check.id)
  })

  test('leads to a page that names every use of a channel before it is deleted', async () => {
    const { checks, windowStore } = web.ports
    await checks.create(plan('Backup', { channels: ['office'], escalateTo: ['phone'] }), 'page', Date.now())
    expect(await page('/channels/phone/delete')).toMatch(/One check uses it[^<]*<\/p>/)
    const settings = { start: '2030-01-01 03:00', duration: '1h', all: 'on', announce: 'office, phone' }
    await windowStore.save({ name: 'new-disk', origin: 'page', settings })
    expect(await page('/channels/phone/delete')).toContain('One window of maintenance is announced by it.')
    await windowStore.remove('new-disk')
  })

  test('sends a test, also to a channel of the INI, and shows how it ended', async () => {
    outcome = { ok: true, detail: 'the server took it' }
    expect(await outcomeOf('office')).toContain('Test of office: sent.')
    outcome = { ok: false, permanent: true, detail: 'the server answered 403 <b>' }
    const text = await outcomeOf('phone')
    expect(text).toContain('Test of phone: failed.')
    expect(text).toContain('the server answered 403 &lt;b&gt;')
    expect(tested.map(({ name, settings }) => [name, settings.topic])).toEqual([
      ['office', 'the-office-4711'],
      ['phone', 'cellar-4711'],
    ])
  })

  test('sends nothing when the page with the outcome of a test is loaded again', async () => {
    outcome = { ok: true, detail: 'the server took it' }
    const { status, headers } = await post('/channels/phone/test', {})
    expect(status).toBe(303)
    for (let n = 0; n < 2; n++) expect(await page(headers.location ?? '')).toContain('the server took it')
    expect(tested).toHaveLength(1)
    const forged = `/channels?tested=${Buffer.from('{"ok":true}').toString('base64url')}`
    expect(await page(forged)).not.toContain('Test of')
  })

  test('is where a browser is sent that loads the page of a test again', async () => {
    const { status, headers } = await admin.get('/channels/phone/test')
    expect([status, headers.location]).toEqual([303, '/channels'])
  })

  test('explains what becomes of alerts while the channels of the INI cannot be read', async () => {
    const before = await web.ini()
    expect(await page('/channels')).not.toContain('stay as they were')
    await web.writeIni(`${before}[channel.b]\nkind = webhook\nurl = nonsense\n`)
    expect(await page('/channels')).toMatch(
      /The channels of the INI stay as they were until it is mended[\s\S]*\[channel.b\] url:/,
    )
    await web.writeIni(`${before}[channel.b\n`)
    expect(await page('/channels')).toContain('The channels of the INI stay as they were until it is mended')
    await web.writeIni(before)
  })
})

describe('a new channel is offered', () => {
  const { create, update, list } = {
    create: (name: string, channels: string[], origin: 'page' | 'ini' | 'checkin' = 'page') =>
      web.ports.checks.create(plan(name, { channels }), origin, Date.now()),
    update: (id: string, channels: string[]) => web.ports.checks.update(id, { channels }, Date.now()),
    list: async () =>
      Object.fromEntries(
        (await allChecks(web.ports.checks)).map(({ check }) => [check.name, check.channels]),
      ),
  }
  test('to all checks that can be changed on the page, with one tap', async () => {
    await create('plain', [])
    await create('made by a check-in', ['office'], 'checkin')
    const { check: full } = await create(
      'full',
      Array.from({ length: 50 }, (_, i) => `c${i}`),
    )
    expect(await page('/channels')).toMatch(
      /action="\/channels\/phone\/checks"><button[^>]*>Alert by it for 2 checks</,
    )
    const { status, headers } = await post('/channels/phone/checks', {})
    expect([status, headers.location]).toEqual([303, '/channels?given=2'])
    expect(await page('/channels?given=2')).toContain('2 checks alert by it from now on.')
    expect(await list()).toEqual({
      plain: ['phone'],
      'made by a check-in': ['office', 'phone'],
      full: full.channels,
    })
    expect(await page('/channels')).not.toContain('/channels/phone/checks')
    await update(full.id, [])
    expect(await page('/channels/phone/edit')).toContain('Alert by it for 1 check<')
    expect((await post('/channels/none/checks', {})).status).toBe(404)
  })

  test('once it is made, and not where there is no check', async () => {
    expect(await page('/channels')).not.toContain('/channels/phone/checks')
    await create('plain', [])
    const form = { kind: 'ntfy', name: 'second', 'set-topic': 'a-secret-topic' }
    const { location } = (await post('/channels', form)).headers
    expect(await page(location ?? '')).toContain('action="/channels/second/checks"')
    const push = { kind: 'web-push', name: 'push', 'set-contact': 'mailto:me@example.org' }
    const made = await post('/channels', push)
    expect(await page(made.headers.location ?? '')).toContain('action="/channels/push/checks"')
  })

  test('to 1,000 checks by requests of a few hundred, each of which shows how far it has come', async () => {
    await inBatches(1_000, i => create(`c${i}`, []))
    const seen: string[] = []
    let answer = await post('/channels/phone/checks', {})
    while (answer.status === 200 && seen.length < 10) {
      seen.push(/(\d+) checks alert by phone from now on/.exec(answer.text)?.[1] ?? '')
      expect(Object.values(await list()).filter(channels => channels.includes('phone'))).toHaveLength(
        Number(seen.at(-1)),
      )
      const [, to = ''] = /<form method="post" action="([^"]+)" id="run">/.exec(answer.text) ?? []
      const hidden = [...answer.text.matchAll(/<input type="hidden" name="(given|after)" value="([^"]*)">/g)]
      answer = await post(to, Object.fromEntries(hidden.map(([, name, value]) => [name, value])))
    }
    expect(seen).toEqual(['400', '800'])
    expect(answer.headers.location).toBe('/channels?given=1000')
    expect(Object.values(await list()).every(channels => channels.includes('phone'))).toBe(true)
  })
})

test('the list explains what to do while Redis is away', async () => {
  const alone = await openWeb()
  const { status, text } = await (await alone.admin()).get('/channels').set('Accept', 'text/html')
  expect(status).toBe(503)
  expect(text).toContain('Redis cannot be reached')
  await alone.close()
})

test('a channel through which nothing gets is named in the list, and wherever there are notices', async () => {
  const deliveries = web.ports.deliveries as AlertStore
  const health = { since: Date.now(), failures: 3, detail: 'it answered 503', reported: true }
  await deliveries.commit([], [], { channel: 'phone', before: undefined, after: health })
  expect(await page('/channels')).toMatch(/Nothing got through since .*: it answered 503\./)
  const notice = /Nothing gets through to phone since \d\d:\d\d: it answered 503\./
  for (const path of WITH_NOTICES) expect(await page(path), path).toMatch(notice)
  await deliveries.commit([], [], { channel: 'phone', before: health, after: undefined })
  expect(await page('/channels')).not.toContain('Nothing got through')
  for (const path of WITH_NOTICES) expect(await page(path), path).not.toContain('gets through to phone')
})

test('a channel for browsers that none has allowed, or whose secret cannot be read, is in the notices', async () => {
  const ini = `${INI}[channel.pager]\nkind = pagerduty\nroutingkey = @nowhere.txt\n${PROVIDED}`
  const other = await openWeb({ redis: redis.target, ini })
  const agent = await other.admin()
  for (const path of WITH_NOTICES) {
    const { text } = await agent.get(path).set('Accept', 'text/html')
    expect(text, path).toContain('2 channels deliver no alerts.')
    expect(text, path).toMatch(/Nothing gets through to desks: no browser has allowed messages/)
    expect(text, path).toMatch(
      /Nothing gets through to pager: the file that \[channel\.pager\] names .* cannot be read/,
    )
  }
  await other.close()
})

const WITH_NOTICES = ['/', '/monitoring', '/checks']

describe('a channel', () => {
  test('is made by its kind', async () => {
    expect(await page('/channels/new')).toContain('href="/channels/new?kind=pagerduty"')
    expect(await page('/channels/new?kind=email')).toContain('SMTP server')
    const form = { kind: 'email', name: 'mail', 'set-to': 'me@example.org', 'set-host': 'smtp.example.org' }
    expect((await post('/channels', { ...form, 'set-security': 'tls' })).headers.location).toBe(
      '/channels?saved',
    )
    expect(await saved('mail')).toEqual({
      name: 'mail',
      kind: 'email',
      origin: 'page',
      settings: { to: 'me@example.org', host: 'smtp.example.org', security: 'tls' },
    })
  })

  test.each([
    ['name', { name: 'My Phone' }, 'May hold small letters'],
    ['name', { name: 'phone' }, 'Is taken'],
    ['name', { name: 'office' }, 'Is taken'],
    ['set-topic', { 'set-topic': '' }, 'Is empty.'],
    ['set-url', { 'set-url': 'ftp://example.org' }, 'Only http:// and https:// can be used'],
  ])('has the fault of %s at its field: %j', async (id, typed, words) => {
    const form = { kind: 'ntfy', name: 'second', 'set-topic': 'a-secret-topic', ...typed }
    const { status, text } = await post('/channels', form)
    expect(status).toBe(422)
    const problem = new RegExp(`<p class="problem" id="${id}-problem">([^<]+)</p>`).exec(text)?.[1]
    expect(problem?.startsWith(words)).toBe(true)
    expect(text).not.toContain('a-secret-topic')
    expect(await saved('second')).toBeUndefined()
  })

  test('is refused with a setting that its kind does not have, as in the INI', async () => {
    const reason = 'is no setting of ntfy; there are topic, url, token, priority'
    const form = { kind: 'ntfy', name: 'second', 'set-topic': 'a-secret-topic', 'set-colour': '' }
    const made = await post('/channels', form)
    expect([made.status, made.text.includes(`<code>colour</code> ${reason}.`)]).toEqual([422, true])
    expect(await saved('second')).toBeUndefined()
    const edited = await post('/channels/phone', { 'set-colour': 'red' })
    expect([edited.status, edited.text.includes(`<code>colour</code> ${reason}.`)]).toEqual([422, true])
    expect((await saved('phone'))?.settings).toEqual(SECRETS)
    const before = await web.ini()
    await web.writeIni(`${before}[channel.second]\nkind = ntfy\ntopic = one\ncolour =\n`)
    expect(await page('/channels')).toContain(`[channel.second] colour: ${reason}`)
    await web.writeIni(before)
  })

  test.each([
    ['to', 'me@example.org, nobody', 'has at place 2 no address such as me@example.org'],
    ['from', 'a@x.org, b@x.org', 'has to be one address'],
  ])(
    'is refused with addresses that no mail would reach, as in the INI: %s = %s',
    async (key, list, reason) => {
      const settings: Record<string, string> = { to: 'me@example.org', host: 'smtp.example.org', [key]: list }
      const form = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`set-${name}`, value]))
      const { status, text } = await post('/channels', { kind: 'email', name: 'mail', ...form })
      expect(status).toBe(422)
      expect(text).toContain(`id="set-${key}-problem">H${reason.slice(1)}.</p>`)
      expect(await saved('mail')).toBeUndefined()
      const before = await web.ini()
      const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
      await web.writeIni(`${before}[channel.second]\nkind = email\n${lines.join('')}`)
      expect(await page('/channels')).toContain(`[channel.second] ${key}: ${reason}`)
      await web.writeIni(before)
    },
  )

  test.each(['', 'pigeon', 'toString'])('of the kind %j is refused, as in the INI', async kind => {
    const reason = `has to be one of ${Object.keys(CHANNEL_KINDS).join(', ')}`
    const { status, text } = await post('/channels', { kind, name: 'second' })
    expect([status, text.includes(`The kind of a channel ${reason}.`)]).toEqual([422, true])
    expect(await saved('second')).toBeUndefined()
    const before = await web.ini()
    await web.writeIni(`${before}[channel.second]\nkind = ${kind}\n`)
    expect(await page('/channels')).toContain(`[channel.second] kind: ${reason}`)
    await web.writeIni(before)
  })

  test('of ntfy keeps the topic of its address as the secret that it is', async () => {
    await post('/channels', {
      kind: 'ntfy',
      name: 'second',
      'set-url': 'https://ntfy.example.org/cellar-4712',
    })
    expect((await saved('second'))?.settings).toEqual({
      url: 'https://ntfy.example.org/',
      topic: 'cellar-4712',
    })
    expect(await page('/channels/second/edit')).not.toContain('cellar-4712')
  })

  test('never shows its secrets again, and keeps those that are not typed anew', async () => {
    const html = (await page('/channels/phone/edit')) + (await page('/channels'))
    for (const secret of Object.values(SECRETS)) expect(html).not.toContain(secret)
    expect(html).toContain('placeholder="kept"')
    await post('/channels/phone', { 'set-priority': '5' })
    expect((await saved('phone'))?.settings).toEqual({ ...SECRETS, priority: '5' })
    await post('/channels/phone', { 'set-topic': 'another-one', 'drop-token': 'on' })
    expect((await saved('phone'))?.settings).toEqual({ topic: 'another-one' })
  })

  test('a secret that is to be deleted stays so when another field has a fault', async () => {
    const { text } = await post('/channels/phone', { 'set-priority': 'x', 'drop-token': 'on' })
    expect(text).toContain('name="drop-token" checked>')
    expect(await page('/channels/phone/edit')).toContain('name="drop-token">')
  })

  const hiddenIn = (html: string, name: string) =>
    new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

  test('keeps all other entries when one has a fault, its secrets kept and not shown', async () => {
    const typed = {
      kind: 'email',
      name: 'mail',
      'set-to': 'me@example.org',
      'set-host': 'smtp.example.org',
      'set-username': 'me',
      'set-password': 'a goose in the garden',
    }
    const { status, text } = await post('/channels', { ...typed, 'set-port': 'x' })
    expect(status).toBe(422)
    expect(text).not.toContain('goose')
    expect(text).toContain('Password (kept, not shown)')
    for (const value of ['mail', 'me@example.org', 'smtp.example.org', 'me', 'x'])
      expect(text).toContain(`value="${value}"`)
    const again = { ...typed, 'set-port': '25', 'set-password': '', held: hiddenIn(text, 'held') }
    expect((await post('/channels', again)).status).toBe(303)
    expect((await saved('mail'))?.settings).toMatchObject({ port: '25', password: 'a goose in the garden' })
  })

  test('keeps secrets that replace others, through several faults, but none that has a fault itself', async () => {
    const first = (
      await post('/channels/phone', { 'set-topic': 'no blanks', 'set-token': 'tk_new', 'set-url': 'x' })
    ).text
    expect(first).not.toMatch(/no blanks|tk_new/)
    const second = (await post('/channels/phone', { 'set-url': 'y', held: hiddenIn(first, 'held') })).text
    await post('/channels/phone', { 'set-url': '', held: hiddenIn(second, 'held') })
    expect((await saved('phone'))?.settings).toEqual({ topic: SECRETS.topic, token: 'tk_new' })
  })

  test('takes no secrets from a field that it has not sealed itself', async () => {
    const held = Buffer.from('{"token":"tk_forged"}').toString('base64url')
    await post('/channels/phone', { held })
    expect((await saved('phone'))?.settings).toEqual(SECRETS)
  })

  test('shows the address and the body of a webhook again, and not its headers', async () => {
    const settings = {
      url: 'https://example.org/hook?key=1',
      body: '{"text":"{{text}}"}',
      headers: 'Authorization: Bearer abc',
    }
    await web.ports.channelStore.save({ name: 'hook', kind: 'webhook', origin: 'page', settings })
    const html = await page('/channels/hook/edit')
    expect(html).toContain('value="https://example.org/hook?key=1"')
    expect(html).toContain('{&#34;text&#34;:&#34;{{text}}&#34;}</textarea>')
    expect(html).not.toContain('Bearer')
    expect(await page('/channels')).not.toContain('key=1')
    await post('/channels/hook', { 'set-url': settings.url, 'set-body': '' })
    expect((await saved('hook'))?.settings).toEqual({ url: settings.url, headers: settings.headers })
  })

  test('in two tabs is not overwritten unseen', async () => {
    const mine = { 'set-priority': '5', revision: hiddenIn(await page('/channels/phone/edit'), 'revision') }
    await post('/channels/phone', { 'set-priority': '1' })
    const { status, text } = await post('/channels/phone', mine)
    expect([status, text]).toEqual([409, expect.stringContaining('was changed meanwhile')])
    expect((await saved('phone'))?.settings.priority).toBe('1')
    expect(text).toContain('<option value="5" selected>')
    await post('/channels/phone', { ...mine, revision: hiddenIn(text, 'revision') })
    expect((await saved('phone'))?.settings.priority).toBe('5')
  })

  describe('is the one of new checks', () => {
    const NTFY = { kind: 'ntfy', 'set-topic': 'a-secret-topic' }
    let alone: TestWeb
    let agent: supertest.Agent
    beforeEach(async () => {
      for (const { name } of await web.ports.channelStore.list()) await web.ports.channelStore.remove(name)
      alone = await openWeb({ redis: redis.target })
      agent = await alone.admin()
    })
    afterEach(async () => {
      for (const { name } of await alone.ports.channelStore.list())
        await alone.ports.channelStore.remove(name)
      await alone.close()
    })
    const send = (path: string, form: object) => agent.post(path).type('form').send(form)
    const look = async (path: string) => (await agent.get(path).set('Accept', 'text/html')).text
    const isTicked = (html: string) => /name="default" value="on" checked/.test(html)
    const marks = async () =>
      Object.fromEntries((await alone.ports.channels.list()).map(({ name, isDefault }) => [name, isDefault]))

    test('if it is the first one, unless that is unticked', async () => {
      expect(isTicked(await look('/channels/new?kind=ntfy'))).toBe(true)
      await send('/channels', { ...NTFY, name: 'first' })
      expect(isTicked(await look('/channels/new?kind=ntfy'))).toBe(false)
      await send('/channels', { ...NTFY, name: 'second', default: 'off' })
      expect(await marks()).toEqual({ first: true, second: false })
      expect(await look('/channels')).toMatch(/first[\s\S]*no check uses it · for new checks[\s\S]*second/)

      await alone.ports.channelStore.remove('first')
      await alone.ports.channelStore.remove('second')
      await send('/channels', { ...NTFY, name: 'unwanted', default: 'off' })
      expect(await marks()).toEqual({ unwanted: false })
    })

    test('if its box is ticked, then or later', async () => {
      await send('/channels', { ...NTFY, name: 'first', default: 'off' })
      await send('/channels', { ...NTFY, name: 'second', default: ['off', 'on'] })
      expect(await marks()).toEqual({ first: false, second: true })
      await send('/channels/first', { default: ['off', 'on'] })
      await send('/channels/second', { default: 'off' })
      expect(await marks()).toEqual({ first: true, second: false })
      expect(isTicked(await look('/channels/first/edit'))).toBe(true)
      await send('/channels/first', { 'set-priority': '5' })
      expect(await marks()).toEqual({ first: true, second: false })
    })

    test('which the form of a new check has ticked, and the API takes where none is named', async () => {
      await send('/channels', { ...NTFY, name: 'first' })
      await send('/channels', { ...NTFY, name: 'second' })
      const form = await look('/checks/new')
      expect(form).toMatch(/value="first" checked/)
      expect(form).not.toMatch(/value="second" checked/)
      const { secret } = await alone.ports.apiKeys.create('test', 'full', Date.now())
      const ask = async (body: object) => {
        const made = await agent.post('/api/checks').set('Authorization', `Bearer ${secret}`).send(body)
        await alone.ports.checks.remove(made.body.id)
        return made.body.channels
      }
      expect(await ask({ name: 'x' })).toEqual(['first'])
      expect(await ask({ name: 'x', channels: [] })).toEqual([])
      expect(await ask({ name: 'x', channels: ['second'] })).toEqual(['second'])
    })
  })

  test('is deleted only after a question', async () => {
    expect(await page('/channels/phone/delete')).toContain('Delete “phone”?')
    expect(await saved('phone')).toBeDefined()
    await post('/channels/phone/delete', {})
    expect(await saved('phone')).toBeUndefined()
  })

  test.each(['', '/delete', '/browsers'])('of the INI is not changed by a POST to %s', async path => {
    const { status } = await post(`/channels/office${path}`, { 'set-topic': 'x' })
    expect(status).toBe(path === '/browsers' ? 422 : 403)
    expect(await saved('office')).toBeUndefined()
  })

  test.each(['/channels/none/edit', '/channels/none/delete'])('%s is not there', async path =>
    expect((await admin.get(path)).status).toBe(404),
  )
})

describe('Web Push', () => {
  const BROWSER = {
    endpoint: 'https://push.example.org/send/abc',
    p256dh: 'B'.repeat(87),
    auth: 'A'.repeat(22),
  }

  beforeEach(async () => {
    const settings = { contact: 'mailto:me@example.org' }
    await web.ports.channelStore.save({ name: 'push', kind: 'web-push', origin: 'page', settings })
  })

  test('takes a browser and forgets it', async () => {
    const path = '/channels/push/browsers'
    expect((await post(path, BROWSER)).body).toEqual({ browsers: 1 })
    expect((await post(path, BROWSER)).body).toEqual({ browsers: 1 })
    expect(await page('/channels/push/edit')).toContain('One browser.')
    expect((await post(`${path}/remove`, BROWSER)).body).toEqual({ browsers: 0 })
  })

  test.each([
    { ...BROWSER, endpoint: 'http://push.example.org' },
    { ...BROWSER, endpoint: 'nonsense' },
    { ...BROWSER, p256dh: 'short' },
    { ...BROWSER, auth: '' },
  ])('does not take %j', async browser => {
    expect((await post('/channels/push/browsers', browser)).status).toBe(422)
    expect(await web.ports.channelStore.subscriptions('push')).toEqual([])
  })

  test('is the one for the next device, whichever page it was made on', async () => {
    const { body } = await post('/this-device/channel', {})
    const { publicKey } = await web.ports.channelStore.vapidKeys()
    expect(body).toEqual({ channel: 'desks', key: publicKey })
    expect((await post('/this-device/channel', {})).body).toEqual(body)
  })

  test('takes browsers for a channel of the INI, of which nothing else can be changed', async () => {
    expect(await page('/channels')).toContain('href="/channels/desks/edit"')
    const html = await page('/channels/desks/edit')
    expect(html).toContain('id="subscribe"')
    expect(html).not.toContain('<form method="post" action="/channels')
    expect((await post('/channels/desks/browsers', BROWSER)).body).toEqual({ browsers: 1 })
    expect((await post('/channels/desks', { 'set-contact': 'mailto:other@example.org' })).status).toBe(403)
    expect((await admin.get('/channels/office/edit')).status).toBe(403)
  })

  test('explains that it needs https where the page has none', async () => {
    const html = await page('/channels/push/edit')
    expect(html).toContain('only from a page that was opened by https')
    const { publicKey, privateKey } = await web.ports.channelStore.vapidKeys()
    expect(html).toContain(`data-key="${publicKey}"`)
    expect(html).not.toContain(privateKey)
  })
})
