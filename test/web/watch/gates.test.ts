import type supertest from 'supertest'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shareRedis } from '../../support/shared-redis'
import { plan, START, signal } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const WITH_GATE = INI.replace('[Web]', 'heartbeatgates = camera\n[Web]')
const REASON = 'This check is a gate of the heartbeat: take camera out of heartbeatgates in the INI'
let web: TestWeb
let admin: supertest.Agent

beforeEach(async () => {
  web = await openWeb({ redis: redis.target, ini: WITH_GATE })
  admin = await web.admin()
})
afterEach(() => web.close())

async function camera(name = 'Camera'): Promise<string> {
  return (await web.ports.checks.create(plan(name), 'page', START)).check.id
}

it.each(['get', 'post'] as const)('a check that is a gate is not deleted on the page (%s)', async method => {
  const id = await camera()
  const { status, text } = await admin[method](`/checks/${id}/delete`).set('Accept', 'text/html')
  expect([status, text]).toEqual([409, expect.stringContaining(REASON)])
  expect(await web.ports.checks.get(id)).toBeDefined()
})

it.each(['/api/checks', '/api/v3/checks'])('nor by %s', async path => {
  const id = await camera()
  const { secret } = await web.ports.apiKeys.create('test', 'full', START)
  const answer = await admin.delete(`${path}/${id}`).set('X-Api-Key', secret)
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([409, expect.stringContaining(REASON)])
  expect(await web.ports.checks.get(id)).toBeDefined()
})

it('of several checks none is deleted while one of them is a gate', async () => {
  const ids = [await camera('Other'), await camera()]
  const { status, text } = await admin
    .post('/checks/bulk')
    .type('form')
    .set('Accept', 'text/html')
    .send({ act: 'delete', id: ids, sure: '1' })
  const reason = REASON.replace('This check is', 'One of these checks is')
  expect([status, text]).toEqual([409, expect.stringContaining(reason)])
  expect(await Promise.all(ids.map(id => web.ports.checks.get(id)))).not.toContain(undefined)
})

const RENAMED = 'is that of a gate of the heartbeat: take camera out of heartbeatgates in the INI'

it('a check that is a gate gets no other slug on the page, and every other change', async () => {
  const id = await camera()
  const edit = (fields: object) =>
    admin
      .post(`/checks/${id}`)
      .type('form')
      .set('Accept', 'text/html')
      .send({
        kind: 'period',
        period: '10m',
        grace: '2m',
        failuresBeforeAlert: '1',
        reminders: 'change',
        ...fields,
      })
  const { status, text } = await edit({ name: 'Camera', slug: 'webcam' })
  expect([status, text]).toEqual([422, expect.stringContaining(RENAMED)])
  expect((await edit({ name: 'Webcam', slug: 'camera' })).status).toBe(303)
  expect((await web.ports.checks.get(id))?.check).toMatchObject({ name: 'Webcam', slug: 'camera' })
})

it.each([
  ['patch', '/api/checks/:id'],
  ['post', '/api/v3/checks/:id'],
] as const)('nor by %s %s', async (method, path) => {
  const id = await camera()
  const { secret } = await web.ports.apiKeys.create('test', 'full', START)
  const change = (body: object) => admin[method](path.replace(':id', id)).set('X-Api-Key', secret).send(body)
  const { status, body } = await change({ slug: 'webcam' })
  expect([Math.floor(status / 100), JSON.stringify(body)]).toEqual([4, expect.stringContaining(RENAMED)])
  expect((await web.ports.checks.get(id))?.check.slug).toBe('camera')
  expect((await change({ slug: 'camera', name: 'Webcam' })).status).toBe(200)
})

it('a check that a stranger made is no gate, whatever its slug, and can be deleted', async () => {
  const now = Date.now()
  const { check } = await web.ports.checks.create(plan('camera'), 'checkin', now, undefined, {
    waits: true,
    from: '203.0.113.0',
  })
  expect(check.waits).toBeDefined()
  expect((await admin.post(`/checks/${check.id}/delete`)).status).toBe(303)
  expect(await web.ports.checks.get(check.id)).toBeUndefined()
})

it.each([
  ['a check', 'period = 1d'],
  ['several targets', 'probe = tcp\ntargets = front:80, back:80'],
])(
  'where the gate is %s of the INI, a check with its slug is none, and can be changed and deleted',
  async (_what, keys) => {
    await web.writeIni(`${WITH_GATE}[check.camera]\n${keys}\n`)
    const id = await camera()
    const { secret } = await web.ports.apiKeys.create('test', 'full', START)
    const renamed = await admin.patch(`/api/checks/${id}`).set('X-Api-Key', secret).send({ slug: 'webcam' })
    expect(renamed.status).toBe(200)
    expect(
      (await admin.patch(`/api/checks/${id}`).set('X-Api-Key', secret).send({ slug: 'camera' })).status,
    ).toBe(200)
    expect((await admin.post(`/checks/${id}/delete`)).status).toBe(303)
    expect(await web.ports.checks.get(id)).toBeUndefined()
  },
)

it('any other check is deleted as always', async () => {
  const id = await camera('Other')
  expect((await admin.post(`/checks/${id}/delete`)).status).toBe(303)
  expect(await web.ports.checks.get(id)).toBeUndefined()
})

it.each([
  ['check.nas', 'period = 1d\nchannels = phone'],
  ['check.nas', 'period = 1d\nescalateto = phone'],
  ['Watch', 'escalateto = phone'],
  ['Watch', 'startchannel = Phone'],
  ['peer.office', `url = http://office:8080\nkey = ${'k'.repeat(43)}\ncontact = phone`],
  ['check.nas', 'period = 1d\nchannels = phone\n[check.faulty]\nperiod = soon'],
])('a channel that [%s] of the INI names is not deleted on the page: %j', async (section, keys) => {
  await web.writeIni(`${INI}[${section}]\n${keys}\n`)
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'x' } })
  for (const method of ['get', 'post'] as const) {
    const { status, text } = await admin[method]('/channels/phone/delete').set('Accept', 'text/html')
    expect([status, text]).toEqual([
      409,
      expect.stringContaining(`[${section}] in the INI names this channel`),
    ])
  }
  expect(await web.ports.channelStore.list()).toHaveLength(1)
})

it('a channel that nothing names is deleted, also while [Watch] has faults', async () => {
  await web.writeIni(`${INI}[Watch]\nprobesatonce = many\n`)
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'x' } })
  const { status, headers } = await admin.post('/channels/phone/delete')
  expect([status, headers.location]).toEqual([303, '/channels?removed'])
  expect(await web.ports.channelStore.list()).toEqual([])
})

it('the page names the gate that keeps heartbeats back, and no gate where all are open', async () => {
  const id = await camera()
  const page = async () => (await admin.get('/monitoring').set('Accept', 'text/html')).text
  expect(await page()).toContain('heartbeats are withheld: camera is new: it has not been seen well yet')
  await web.ports.checks.record({ id }, signal('success', Date.now()))
  expect(await page()).toContain('open: camera')
  await web.ports.checks.record({ id }, signal('fail', Date.now()))
  expect(await page()).toMatch(/heartbeats are withheld: camera is down since \d\d:\d\d/)
})

it('without gates the chain has no link for them', async () => {
  await web.writeIni(INI)
  const { text } = await admin.get('/monitoring').set('Accept', 'text/html')
  expect(text).toContain('Timer')
  expect(text).not.toContain('Gates')
})

it('a withheld heartbeat has a bar of its own, with the reason', async () => {
  web = await openWeb({
    redis: redis.target,
    ini: WITH_GATE,
    ports: {
      queue: {
        ...web.ports.queue,
        history: async () => [
          {
            job: 'slot-1',
            slot: 1,
            occasion: 'due',
            outcome: 'withheld',
            attempts: [],
            reason: 'camera is down since 02:10',
            receiver: '',
            queuedAt: START,
            finishedAt: START + 1_000,
          },
        ],
      },
    },
  })
  const { text } = await (await web.admin()).get('/monitoring').set('Accept', 'text/html')
  expect(text).toContain('class="withheld"')
  expect(text).toMatch(/<strong>Withheld<\/strong>.*\(Gate\).*: camera is down since 02:10/s)
})
