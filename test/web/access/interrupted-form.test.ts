import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan } from '../../support/watch'
import { openWeb, PASSWORD, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target })
  const settings = { topic: 'cellar-4711' }
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings })
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

const agent = () => web.visitor()
const post = (path: string, form: object, by = agent()) =>
  by.post(path).type('form').set('Accept', 'text/html,*/*').send(form)
const formIn = (html: string) => /name="form" value="([^"]*)"/.exec(html)?.[1] ?? ''
const logIn = (more: object, by = agent()) =>
  post('/login', { username: 'admin', password: PASSWORD, ...more }, by)

describe('a log-in in mid-edit comes back to the filled form, and saves nothing by itself', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      '/monitoring',
      { hbFreq: '20', hbUrl: 'https://typed.example/x' },
      ['value="https://typed.example/x"', '<option value="20" selected'],
    ],
    ['/keys', { name: 'Typed', access: 'full' }, ['value="Typed"', 'value="full" checked']],
    [
      '/checks',
      { name: 'Typed', kind: 'cron', cron: '1 2 * * *', password: 'a goose in the garden' },
      ['value="Typed"', 'value="1 2 * * *"', '(kept, not shown)'],
    ],
    [
      '/checks',
      {
        name: 'Typed',
        feed: 'probe',
        probe: 'http',
        target: 'https://typed.example/health',
        every: '45s',
        'set-username': 'watchman',
        'set-password': 'a goose in the garden',
      },
      [
        'value="https://typed.example/health"',
        'value="45s"',
        'value="watchman"',
        'Password (kept, not shown)',
      ],
    ],
    [
      '/accounts',
      { name: 'kontor', 'set-smtphost': 'smtp.typed.example', 'set-smtppassword': 'a goose in the garden' },
      ['value="kontor"', 'value="smtp.typed.example"', '(kept, not shown)'],
    ],
    [
      '/channels',
      { kind: 'ntfy', name: 'phone-2', 'set-topic': 'goose', 'set-priority': '5' },
      ['value="phone-2"', 'Topic (kept, not shown)', '<option value="5" selected'],
    ],
    [
      '/channels/phone',
      { 'set-topic': 'goose', 'set-url': 'https://typed.example' },
      ['value="https://typed.example"', 'Topic (kept, not shown)'],
    ],
  ])('%s', async (path, typed, shown) => {
    const before = await web.ini()
    const counts = async () => [
      await web.ports.checks.count(),
      (await web.ports.apiKeys.list()).length,
      await web.ports.channelStore.list(),
    ]
    const stored = await counts()
    const refused = await post(path, typed)
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('comes back with what you typed')
    for (const value of Object.values(typed)) if (value.length > 3) expect(refused.text).not.toContain(value)

    const wrong = await logIn({ form: formIn(refused.text), password: 'wrong' })
    expect(wrong.status).toBe(401)
    const visitor = agent()
    const { status, text } = await logIn({ form: formIn(wrong.text) }, visitor)
    expect(status).toBe(200)
    for (const part of shown) expect(text).toContain(part)
    expect(text).toContain('Not saved yet')
    expect(text).not.toContain('goose')
    expect([await web.ini(), await counts()]).toEqual([before, stored])
    expect((await visitor.get('/monitoring')).status, 'is logged in').toBe(200)
    expect((await agent().get('/monitoring')).status, 'nobody else is').toBe(401)
  })

  test('a check that is edited, with the revision that the edit began with', async () => {
    const { check } = await web.ports.checks.create(plan('Old'), 'page', Date.now())
    const { text } = await post(`/checks/${check.id}`, {
      name: 'Typed',
      kind: 'period',
      period: '5m',
      revision: 'r1',
    })
    const filled = (await logIn({ form: formIn(text) })).text
    expect(filled).toContain(`action="/checks/${check.id}"`)
    expect(filled).toContain('value="Typed"')
    expect(filled).toContain('name="revision" value="r1"')
    expect((await web.ports.checks.get(check.id))?.check.name).toBe('Old')
  })
})

test('a button without entries is not pressed by the log-in, which leads back to its page', async () => {
  const { check } = await web.ports.checks.create(plan('Old'), 'page', Date.now())
  const visitor = agent()
  const path = `/checks/${check.id}`
  const answer = await visitor
    .post(`${path}/delete`)
    .set('Accept', 'text/html')
    .set('Host', 'localhost')
    .set('Referer', `http://localhost${path}/delete`)
  expect([answer.status, formIn(answer.text)]).toEqual([401, ''])
  expect(answer.text).toContain(`name="next" value="${path}/delete"`)
  const { headers } = await logIn({ next: `${path}/delete` })
  expect(headers.location).toBe(`${path}/delete`)
  expect(await web.ports.checks.get(check.id)).toBeDefined()
})

test.each(['http://elsewhere.example/x', 'nonsense', ''])(
  'a page elsewhere (%s) is none to come back to',
  async referer => {
    const { text } = await agent().post('/heartbeat-now').set('Accept', 'text/html').set('Referer', referer)
    expect(text).toContain('name="next" value="/"')
  },
)

test.each(['x', 'A'.repeat(200), Buffer.from('{"path":"/keys","body":{}}').toString('base64url')])(
  'a form that this appliance has not sealed is ignored: %s',
  async form => {
    const { status, headers } = await logIn({ form })
    expect([status, headers.location]).toEqual([303, '/'])
  },
)

test('a form that is too long for the log-in page is not kept, and the page does not promise it', async () => {
  const name = randomBytes(11_850).toString('base64url')
  const { status, text } = await post('/checks', { name })
  expect([status, formIn(text).length]).toEqual([401, 0])
  expect(text).not.toContain('comes back')
})

test('a program gets its 401 as before', async () => {
  const answer = await agent().post('/monitoring').set('Accept', 'application/json').send('hbFreq=5')
  expect([answer.status, answer.body]).toEqual([401, { error: 'Log in first.' }])
})
