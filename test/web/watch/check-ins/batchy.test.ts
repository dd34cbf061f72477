import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judgeBatchy } from '../../../../src/domain/probes/batchy'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { allChecks } from '../../../support/all-checks'
import { shareRedis } from '../../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../../support/web'

const redis = await shareRedis()
let web: TestWeb
let clock = Date.parse('2026-11-28T10:00:00.500Z')

beforeEach(async () => {
  clock += 86_400_000
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => await web.close())

let names = 0
const fresh = () => `workflow-${++names}`
const call = (path: string) => supertest(web.app).get(path)
const all = async () => [...(await allChecks(web.ports.checks)), ...(await web.ports.checks.waiting())]
const named = async (name: string) => (await all()).find(({ check }) => check.name === name)
const stamp = (at: number) => new Date(at).toISOString().replace('Z', '000')

describe("batchy's clients", () => {
  test('open, close and fail batches, at the root and behind /batchy, and read what became of them', async () => {
    const workflow = fresh()
    const began = clock
    const opened = await call(`/open_batch/${workflow}/json`).set('User-Agent', 'python-requests/2')
    expect([opened.status, opened.body.global]).toEqual([
      200,
      { batch_id: Math.floor(began / 1000), status: 'open', batch_start: stamp(began), batch_end: null },
    ])
    clock += 90_000
    const closed = await call(`/batchy/close_batch/${workflow}`)
    expect(closed.body.global).toMatchObject({
      status: 'success',
      batch_start: stamp(began),
      batch_end: stamp(clock),
    })
    const watched = await named(workflow)
    expect(watched?.state).toMatchObject({ lastSignalKind: 'success', lastDuration: 90_000 })
    expect(await web.ports.checks.history(watched?.check.id ?? '', 2)).toMatchObject([
      { kind: 'success', detail: { via: 'batchy', method: 'GET', from: '127.0.0.1' } },
      { kind: 'start', detail: { agent: 'python-requests/2' } },
    ])
    await call(`/fail_batch/${workflow}`)
    const asked = await call(`/batchy/get_status/${workflow}`)
    expect(asked.body.global.status).toBe('failure')
    expect(asked.headers['content-type']).toBe('application/json; charset=utf-8')
    expect((await named(workflow))?.state).toMatchObject({ signals: 3, lastSignalKind: 'fail' })
  })

  test('and our own probe read the account that is given here', async () => {
    const workflow = fresh()
    await call(`/open_batch/${workflow}`)
    const { text } = await call(`/get_status/${workflow}`)
    const settings = { latency: '60m', since: 'start', warning: '80%' }
    expect(judgeBatchy(text, `http://pi ${workflow}`, settings, clock + 300_000)).toMatchObject({
      answer: 'success',
      detail: `${workflow} began 5m ago`,
    })
  })

  test('open a batch with the answer as parameters of Informatica', async () => {
    const workflow = fresh()
    const { status, text, headers } = await call(`/open_batch/${workflow}/infa`)
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(text).toBe(
      `\n[global]\n$$batch_id=${Math.floor(clock / 1000)}\n$$status=open\n$$batch_start=${stamp(clock)}\n$$batch_end=None\n`,
    )
    expect((await named(workflow))?.state).toMatchObject({ lastSignalKind: 'start' })
  })

  test('see by /index that somebody is there, which makes no check', async () => {
    const before = (await all()).length
    for (const path of ['/index', '/batchy/index']) {
      const { status, text } = await call(path)
      expect([status, text]).toEqual([200, 'batchy'])
    }
    expect(await all()).toHaveLength(before)
  })

  test('get an empty account of a workflow that is not known, as from batchy', async () => {
    const { status, body } = await call(`/get_status/${fresh()}`)
    expect([status, body]).toEqual([200, {}])
  })

  test('cannot close a workflow that was never opened, so that a typing error is no success', async () => {
    const workflow = fresh()
    const { status, body } = await call(`/close_batch/${workflow}`)
    expect([status, body]).toEqual([
      404,
      { error: 'there is no workflow of this name; open a batch of it first' },
    ])
    expect(await named(workflow)).toBeUndefined()
  })

  test('reach the check whose id they name, but none by its slug or name', async () => {
    const { check } = await web.ports.checks.create(planOf({ name: fresh() }), 'page', clock)
    await call(`/open_batch/${check.id}`)
    expect((await web.ports.checks.get(check.id))?.state).toMatchObject({ signals: 1 })
    const answers = [await call(`/close_batch/${check.slug}`), await call(`/close_batch/${check.name}`)]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect((await web.ports.checks.get(check.id))?.state).toMatchObject({ signals: 1 })
  })

  test('do not count by GET where only POST does', async () => {
    const { check } = await web.ports.checks.create(planOf({ name: fresh(), methods: 'post' }), 'page', clock)
    const path = `/open_batch/${check.id}`
    expect((await call(path)).status).toBe(200)
    expect((await web.ports.checks.get(check.id))?.state.signals).toBe(0)
    await supertest(web.app).post(path)
    expect((await web.ports.checks.get(check.id))?.state.signals).toBe(1)
  })
})

describe('a workflow that is opened first', () => {
  test('waits for the owner, and alerts nobody until then', async () => {
    const workflow = fresh()
    await call(`/open_batch/${workflow}`)
    expect((await web.ports.checks.waiting()).map(({ check }) => check.name)).toContain(workflow)
  })

  test('is an ordinary check at once with batchy = open', async () => {
    await web.writeIni(`${INI}[Watch]\nbatchy = open\n`)
    const workflow = fresh()
    await call(`/open_batch/${workflow}`)
    expect((await allChecks(web.ports.checks)).map(({ check }) => check.name)).toContain(workflow)
  })

  test('is refused with batchy = off, and so is every route', async () => {
    await web.writeIni(`${INI}[Watch]\nbatchy = off\n`)
    for (const route of ['open_batch', 'get_status'])
      expect((await call(`/${route}/${fresh()}`)).status).toBe(403)
  })

  test('is one check, however many clients open it at once', async () => {
    const workflow = fresh()
    const answers = await Promise.all(Array.from({ length: 8 }, () => call(`/open_batch/${workflow}`)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect((await all()).filter(({ check }) => check.name === workflow)).toHaveLength(1)
  })

  test('is refused after a hundred of one network in an hour', async () => {
    const opened = fresh()
    await call(`/open_batch/${opened}`)
    const answers = []
    for (let made = 1; made <= 100; made++) answers.push(await call(`/open_batch/${fresh()}`))
    expect(answers.slice(0, 99).map(({ status }) => status)).toEqual(Array(99).fill(200))
    const [last] = answers.slice(99)
    expect([last?.status, last?.body, last?.headers['retry-after']]).toEqual([
      429,
      { error: 'this address makes too many workflows' },
      '600',
    ])
    expect((await call(`/close_batch/${opened}`)).status).toBe(200)
  })
})

describe('a request that must not check in', () => {
  test.each([
    ['comes under a name that is not ours', { Host: 'evil.example' }, 421],
    ['comes from a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['comes from a script of another site', { Origin: 'http://evil.example' }, 403],
  ])('%s', async (_what, headers, status) => {
    const workflow = fresh()
    expect((await call(`/open_batch/${workflow}`).set(headers)).status).toBe(status)
    expect(await named(workflow)).toBeUndefined()
  })

  test('has another method', async () =>
    expect((await supertest(web.app).delete(`/open_batch/${fresh()}`)).status).toBe(405))

  test.each(['/batchy', '/batchy/', '/batchy/nothing/a', '/open_batch'])(
    'is misspelt as %s, and is told so rather than sent to the log-in',
    async path => {
      const { status, body } = await call(path)
      expect([status, typeof body.error]).toEqual([404, 'string'])
    },
  )
})
