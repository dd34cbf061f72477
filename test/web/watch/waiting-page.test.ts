/** Checks that wait: on their page, on that of the checks, and in the API. */

import type supertest from 'supertest'
import client from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { signal } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
let web: TestWeb
let admin: supertest.Agent

beforeEach(async () => {
  web = await openWeb({ redis: redis.target, ini: `${INI}[channel.phone]\nkind = ntfy\ntopic = x\n` })
  admin = await web.admin()
})
afterEach(async () => {
  const { checks } = web.ports
  for (const { check } of [...(await allChecks(checks)), ...(await checks.waiting())])
    await checks.remove(check.id)
  await web.close()
})

const tag = async (name: string) => {
  const headers = { backendversion: '2', 'create-tag': 'true', name }
  const { body } = await client(web.app).post('/pyremto').set(headers)
  expect(body).toEqual({ success: 1, tag: name })
  const found = (await web.ports.checks.waiting()).find(({ check }) => check.name === name)
  return found?.check.id ?? ''
}
const ping = (id: string, body = 'words') => client(web.app).post(`/ping/${id}`).send(body)
const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const post = (path: string, form: object) => admin.post(path).type('form').send(form)
const waiting = async () => (await web.ports.checks.waiting()).map(({ check }) => check.name).sort()
const listed = async () => (await allChecks(web.ports.checks)).map(({ check }) => check.name).sort()

describe('a check that waits', () => {
  test('takes pings and keeps no body, and stands in no list of the others', async () => {
    const id = await tag('Attic')
    expect((await ping(id, 'x'.repeat(5_000))).status).toBe(200)
    expect((await web.ports.checks.get(id))?.state).toMatchObject({ status: 'up', signals: 1 })
    expect(await web.ports.checks.bodies(id)).toEqual([])
    expect(await listed()).toEqual([])
    expect(await page('/')).not.toContain('1 check,')
    const checks = await page('/checks')
    expect(checks).toContain('1 check that a stranger may have made waits to be adopted')
    expect(checks).not.toContain('Attic')
  })

  test('keeps five signals, so that a hundred pings cost no more than five', async () => {
    const id = await tag('Chatty')
    for (let n = 0; n < 12; n++) await ping(id)
    expect(await web.ports.checks.history(id)).toHaveLength(5)
  })

  test('keeps five flips', async () => {
    const id = await tag('Restless')
    const { checks } = web.ports
    for (let n = 0; n < 8; n++) await checks.record({ id }, signal(n % 2 ? 'success' : 'fail', 1_000 + n))
    expect((await checks.flips(id)).map(({ at }) => at)).toEqual([1_007, 1_006, 1_005, 1_004, 1_003])
  })

  test('puts no flip into the outbox until it is adopted, and then the one that matters', async () => {
    const id = await tag('Noisy')
    const { checks } = web.ports
    for (const kind of ['fail', 'success', 'fail'] as const)
      await checks.record({ id }, signal(kind, Date.now()))
    const flipsSent = async () => {
      const { connectStore } = await import('../../../src/io/redis/client')
      const connection = connectStore(redis.target)
      await new Promise(resolve => connection.once('ready', resolve))
      const entries = await connection.xrange('{intvlm8r}:watch:outbox', '-', '+')
      connection.disconnect()
      return entries.filter(([, fields]) => fields?.join(' ').includes(id) && fields[0] === 'flip').length
    }
    expect(await flipsSent()).toBe(0)
    await post('/checks/adopt', { only: id })
    expect(await flipsSent()).toBe(1)
    expect(await checks.flips(id)).toHaveLength(1)
  })

  test('is adopted by one tap, and is an ordinary check then', async () => {
    const id = await tag('Cellar')
    await tag('Other')
    const html = await page('/checks/waiting')
    expect(html).toContain('“Cellar”')
    expect(html).toContain('from 127.0.0.1')
    const answer = await post('/checks/adopt', { only: id })
    expect([answer.status, answer.headers.location]).toEqual([303, '/checks?adopted=1'])
    expect(await page('/checks?adopted=1')).toContain('The check is adopted, and can alert from now on.')
    expect([await listed(), await waiting()]).toEqual([['Cellar'], ['Other']])
    expect((await web.ports.checks.get(id))?.check).toMatchObject({ channels: ['phone'] })
    await ping(id, 'now kept')
    expect((await web.ports.checks.bodies(id)).map(({ body }) => body)).toEqual(['now kept'])
    expect((await web.ports.checks.room()).waiting.count).toBe(1)
  })

  test('several, ticked or all of them', async () => {
    const [a, b] = [await tag('A'), await tag('B')]
    for (const name of ['C', 'D']) await tag(name)
    await post('/checks/adopt', { id: [a, b] })
    expect([await listed(), await waiting()]).toEqual([
      ['A', 'B'],
      ['C', 'D'],
    ])
    await post('/checks/adopt', { all: 'yes' })
    expect([await listed(), await waiting()]).toEqual([['A', 'B', 'C', 'D'], []])
    expect((await web.ports.checks.room()).waiting).toMatchObject({ count: 0, bytes: 0 })
  })

  test('stands behind those that have waited longer', async () => {
    let now = Date.now()
    const slow = await openWeb({ redis: redis.target, now: () => now })
    const headers = { backendversion: '2', 'create-tag': 'true' }
    const names = ['Shed', 'Attic', 'Barn', 'Cellar']
    for (const name of names) {
      await client(slow.app)
        .post('/pyremto')
        .set({ ...headers, name })
      now += 60_000
    }
    const { text } = await (await slow.admin()).get('/checks/waiting').set('Accept', 'text/html')
    expect([...text.matchAll(/translate="no">“(\w+)”/g)].map(([, name]) => name)).toEqual(names)
    await slow.close()
  })

  test('is adopted on its own page, too', async () => {
    const id = await tag('Shed')
    expect(await page(`/checks/${id}`)).toContain('It waits to be adopted.')
    await post('/checks/adopt', { only: id })
    expect(await page(`/checks/${id}`)).not.toContain('It waits to be adopted.')
  })

  test('is adopted by the API by its field', async () => {
    const id = await tag('Barn')
    const { secret } = await web.ports.apiKeys.create('full', 'full', Date.now())
    const api = (method: 'get' | 'patch', path: string) =>
      client(web.app)[method](path).set('X-Api-Key', secret)
    expect((await api('get', '/api/checks')).body.checks).toEqual([])
    const { body } = await api('get', '/api/checks?waiting=true')
    expect(body.checks).toMatchObject([{ name: 'Barn', adopted: false }])
    const changed = await api('patch', `/api/checks/${id}`).send({ adopted: true, grace: '5m' })
    expect(changed.body).toMatchObject({ adopted: true, grace: 300, channels: ['phone'] })
    expect(await listed()).toEqual(['Barn'])
  })

  test('makes room when it is deleted, after a question', async () => {
    const id = await tag('Gone')
    const question = await post('/checks/delete', { id })
    expect(question.text).toContain('Delete this check?')
    expect(await waiting()).toEqual(['Gone'])
    const answer = await post('/checks/delete', { id, sure: 'yes' })
    expect([answer.status, answer.headers.location]).toEqual([303, '/checks?removed=1'])
    expect((await web.ports.checks.room()).waiting).toMatchObject({ count: 0, bytes: 0 })
  })
})

describe('several checks at once', () => {
  test('a form without a tick says what to do', async () => {
    const { status, text } = await post('/checks/delete', {})
    expect(status).toBe(422)
    expect(text).toContain('No check was ticked')
  })

  test.each(['/checks/adopt', '/checks/delete'])('%s needs the log-in', async path => {
    const id = await tag(`Locked ${path}`)
    const { status } = await web.visitor().post(path).type('form').send({ only: id, sure: 'yes' })
    expect(status).not.toBe(200)
    expect(await waiting()).toEqual([`Locked ${path}`])
  })
})
