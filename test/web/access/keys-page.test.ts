import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startRedis, type TestRedis } from '../../support/redis'
import { openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
let clock = Date.UTC(2026, 10, 20, 12)

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target, now: () => clock })
})
beforeEach(async () => {
  // A test moves the clock by hours, and a new key wants a password that was typed lately.
  admin = await web.admin()
  for (const { id } of await web.ports.apiKeys.list()) await web.ports.apiKeys.revoke(id)
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

const page = (path: string) => admin.get(path).set('Accept', 'text/html')
const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)
const list = () => web.ports.apiKeys.list()
const call = (secret: string, method: 'get' | 'post' = 'get') =>
  supertest(web.app)[method]('/api/checks').set('X-Api-Key', secret).send({ name: 'made by a key' })
const secretOn = (html: string) => /intvlm8r_[\w-]{32}/.exec(html)?.[0] ?? ''

describe('a key', () => {
  test('is made on the page, shown once and never again', async () => {
    expect((await page('/keys')).text).toContain('There is no key yet')
    const made = await post('/keys', { name: 'Prometheus', access: 'read' })
    expect([made.status, made.headers['cache-control']]).toEqual([201, 'no-store'])
    const secret = secretOn(made.text)
    expect([(await call(secret)).status, (await call(secret, 'post')).status]).toEqual([200, 403])
    const again = (await page('/keys')).text
    expect(again).toContain('Prometheus')
    expect(again).toContain('read-only')
    expect(secretOn(again)).toBe('')
    expect(web.logged.join()).not.toContain(secret)
  })

  test('may do everything when full access was chosen, and only read when nothing was chosen', async () => {
    const full = secretOn((await post('/keys', { name: 'Ansible', access: 'full' })).text)
    expect((await call(full, 'post')).status).toBe(201)
    await post('/keys', { name: 'careless' })
    expect((await list()).map(({ access }) => access)).toEqual(['full', 'read'])
  })

  test('shows when it was used last, to ten minutes', async () => {
    const secret = secretOn((await post('/keys', { name: 'reader', access: 'read' })).text)
    expect((await page('/keys')).text).toContain('never used')
    const usedAt = async () => (await list())[0]?.usedAt
    const first = clock
    await call(secret)
    await expect.poll(usedAt).toBe(first)
    clock += 599_999
    await call(secret)
    clock += 1
    await call(secret)
    await expect.poll(usedAt).toBe(clock)
    clock += 7_200_000
    expect((await page('/keys')).text.replace(/<[^>]*>/g, '')).toMatch(/used 2 hours ago \(\d\d:\d\d\)/)
  })

  test.each([
    ['30d', 30],
    ['90d', 90],
    ['1y', 365],
  ])('that is good for %s is refused from its end on, by every door', async (life, days) => {
    const secret = secretOn((await post('/keys', { name: 'short', access: 'full', life })).text)
    const end = clock + days * 86_400_000
    expect((await list())[0]?.expiresAt).toBe(end)
    const words = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
    expect(words((await page('/keys')).text)).toContain(`expires in ${days} days`)
    let later = end - 1
    const other = await openWeb({ redis: redis.target, now: () => later })
    try {
      const doors = async () => {
        const ask = (path: string) => supertest(other.app).get(path).set('X-Api-Key', secret)
        const answers = [await ask('/api/checks'), await ask('/api/v3/checks/'), await ask('/metrics')]
        return answers.map(({ status, body, text }) => [status, status === 200 ? '' : (body.error ?? text)])
      }
      expect((await doors()).map(([status]) => status)).toEqual([200, 200, 200])
      await expect.poll(async () => (await list())[0]?.usedAt).toBe(later)
      later = end
      const expired = 'this API key has expired; make a new one on the page at /keys'
      expect(await doors()).toEqual([
        [401, expired],
        [401, `wrong api key: ${expired}`],
        [401, `${expired}\n`],
      ])
      expect((await list())[0]?.usedAt).toBe(end - 1)
    } finally {
      await other.close()
    }
  })

  test('that has expired is shown as such', async () => {
    await web.ports.apiKeys.create('old', 'read', clock - 93 * 86_400_000, '90d')
    const text = (await page('/keys')).text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
    expect(text).toMatch(/Expired 3 days ago \(Tue 17 Nov \d\d:\d\d\): it is refused\. Revoke it/)
    expect(text).not.toContain('expires')
  })

  test.each(['never', '', 'odd'])('with the life "%s" never expires', async life => {
    await post('/keys', { name: 'long', access: 'read', life })
    expect(await list()).toEqual([expect.not.objectContaining({ expiresAt: expect.anything() })])
  })

  test('is revoked after a confirmation, and refused from then on', async () => {
    const secret = secretOn((await post('/keys', { name: 'lost <key>', access: 'full' })).text)
    const [key] = await list()
    const confirmation = await page(`/keys/${key?.id}/revoke`)
    expect(confirmation.text).toContain('Revoke “lost &lt;key&gt;”?')
    expect((await call(secret)).status).toBe(200)
    const done = await post(`/keys/${key?.id}/revoke`, {})
    expect([done.status, done.headers.location]).toEqual([303, '/keys?revoked'])
    expect((await page('/keys?revoked')).text).toContain('The key is revoked.')
    expect((await call(secret)).status).toBe(401)
    for (const again of [await page(`/keys/${key?.id}/revoke`), await post(`/keys/${key?.id}/revoke`, {})])
      expect([again.status, again.text.includes('may have revoked it')]).toEqual([404, true])
  })

  test.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['x'.repeat(101), 'at most 100 characters'],
    ['a\u0007b', 'plain text'],
    ['taken', 'is taken by another key'],
  ])('cannot have the name "%s"', async (name, words) => {
    await web.ports.apiKeys.create('taken', 'read', clock)
    const { status, text } = await post('/keys', { name, access: 'full', life: '90d' })
    expect([status, text.includes(words), secretOn(text)]).toEqual([422, true, ''])
    expect(text).toContain('value="full" checked')
    expect(text).toContain('value="90d" checked')
    expect(await list()).toHaveLength(1)
  })
})

test('keys are neither shown nor made without a log-in, or by a page of another site', async () => {
  const visitor = web.visitor()
  expect((await visitor.get('/keys').set('Accept', 'text/html')).headers.location).toBe('/login?next=%2Fkeys')
  expect((await visitor.post('/keys').type('form').send({ name: 'x' })).status).toBe(401)
  expect((await post('/keys', { name: 'x' }).set('Origin', 'http://elsewhere.example')).status).toBe(403)
  expect(await list()).toEqual([])
})

test('the pages that mention the API lead to the keys', async () => {
  for (const path of ['/checks', '/system']) expect((await page(path)).text).toContain('href="/keys"')
})

test('while Redis is away the page shows it', async () => {
  redis.signal('SIGSTOP')
  try {
    expect((await page('/keys')).status).toBe(503)
  } finally {
    redis.signal('SIGCONT')
  }
})
