import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRedis, type TestRedis } from '../../../support/redis'
import { type Served, serve } from '../../../support/serve'
import { openWeb, type TestWeb } from '../../../support/web'

let redis: TestRedis
let web: TestWeb
let served: Served
let base: string
let key: string

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target })
  key = (await web.ports.apiKeys.create('full', 'full', Date.now())).secret
  const settings = { topic: 'cellar-4711' }
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings })
  served = await serve(web.app)
  base = served.url
})
afterAll(async () => {
  served.close()
  await web.close()
  await redis.close()
})

/** A request with the headers that both clients set. */
async function request(method: string, path: string, body?: object | string) {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', 'X-Api-Key': key },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}

// github.com/kristofferahl/go-healthchecksio (client.go, healtcheck.go), the client of Terraform's provider.
test('Terraform’s provider creates a check, reads it from the list, changes, pauses and deletes it', async () => {
  const channels = (await request('GET', '/channels/')).body.channels
  const [{ id: phone }] = channels
  const plan = {
    channels: phone,
    desc: 'made by Terraform',
    grace: 600,
    methods: '',
    name: 'Nightly',
    slug: 'nightly-backup',
    schedule: '30 2 * * *',
    tags: 'prod db',
    tz: 'Europe/Riga',
  }
  const created = await request('POST', '/checks/', plan)
  expect([created.status, created.body]).toMatchObject([201, plan])
  // It takes the id from the end of this address.
  const id = created.body.update_url.split('/').at(-1)

  const { body } = await request('GET', '/checks/')
  const listed = body.checks.find((check: { update_url: string }) => check.update_url.endsWith(id))
  expect(listed).toMatchObject(plan)

  const changed = await request('POST', `/checks/${id}`, { ...plan, schedule: undefined, timeout: 3600 })
  expect([changed.status, changed.body]).toMatchObject([200, { timeout: 3600, channels: phone }])
  expect(changed.body).not.toHaveProperty('schedule')
  expect((await request('POST', `/checks/${id}/pause`)).body.status).toBe('paused')
  expect((await request('DELETE', `/checks/${id}`)).status).toBe(200)
  const gone = await request('DELETE', `/checks/${id}`)
  expect([gone.status, gone.body]).toEqual([404, { error: 'not found' }])
})

// github.com/andrewthetechie/py-healthchecks.io (client/sync_client.py, schemas/checks.py).
test('py-healthchecks.io finds the fields that it wants', async () => {
  const plan = {
    name: 'Py',
    tags: 'py',
    desc: '',
    timeout: 86_400,
    grace: 3_600,
    tz: 'UTC',
    manual_resume: false,
    methods: '',
    unique: ['name'],
  }
  const created = await request('POST', '/checks/', plan)
  expect([created.status, (await request('POST', '/checks/', plan)).status]).toEqual([201, 200])
  const id = new URL(created.body.ping_url).pathname.split('/').at(-1)
  const schema = ['name', 'slug', 'grace', 'n_pings', 'status', 'last_ping', 'next_ping', 'manual_resume']
  expect(Object.keys(created.body)).toEqual(expect.arrayContaining([...schema, 'timeout', 'uuid']))
  expect((await request('GET', '/checks/?tag=py')).body.checks).toHaveLength(1)

  for (const action of ['/start', '', '/fail'])
    expect((await fetch(`${base}/ping/${id}${action}`, { method: 'POST', body: '' })).status).toBe(200)
  const { pings } = (await request('GET', `/checks/${id}/pings/`)).body
  expect(pings.map(({ type }: { type: string }) => type)).toEqual(['fail', 'success', 'start'])
  const wanted = ['type', 'date', 'n', 'scheme', 'remote_addr', 'method', 'ua']
  for (const ping of pings) expect(Object.keys(ping)).toEqual(expect.arrayContaining(wanted))

  // It reads a plain list, as the documentation has it.
  const { body: flips } = await request('GET', `/checks/${id}/flips/?seconds=3600`)
  expect(flips.map(({ up }: { up: number }) => up)).toEqual([0, 1])
  const { badges } = (await request('GET', '/badges/')).body
  expect(Object.keys(badges.py)).toEqual(['svg', 'svg3', 'json', 'json3', 'shields', 'shields3'])
  expect((await request('POST', `/checks/${id}/pause`, '')).body.status).toBe('paused')
})
