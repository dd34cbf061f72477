import supertest from 'supertest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publicId } from '../../../src/web/watch/public-ids'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, openLooks, plan, signal } from '../../support/watch'
import { openWeb, type TestWeb } from '../../support/web'

const NOON = Date.UTC(2026, 10, 20, 12)
const PROBE = { kind: 'tcp', target: '192.0.2.7:445', every: MINUTE, settings: {} } as const

const redis = await shareRedis()
let web: TestWeb
let clock = NOON

beforeEach(async () => {
  clock = NOON
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => await web.close())

const words = async (path: string) => {
  const { text } = await (await web.admin()).get(path)
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
}

const NOBODY_LOOKS = 'Nothing is looked at: the worker is not running.'

test('without a worker, pages and the API do not leave probes in their last state without a doubt', async () => {
  const { checks, apiKeys } = web.ports
  const { check } = await checks.create(
    plan('Disks', { probe: { ...PROBE, blindAfter: 1_440 * MINUTE } }),
    'page',
    clock,
  )
  const looks = openLooks(redis)
  await looks.record(check.id, { answer: 'success', detail: 'it accepted', took: 1 }, clock)
  await looks.close()
  const { secret } = await apiKeys.create('list', 'read', clock)
  const list = async ({ app }: TestWeb) =>
    (await supertest(app).get('/api/checks').set('X-Api-Key', secret)).body
  const shown = publicId(check.id, await apiKeys.installationSecret())
  const one = async ({ app }: TestWeb) =>
    (await supertest(app).get(`/api/checks/${shown}`).set('X-Api-Key', secret)).body
  const ofHealthchecks = async ({ app }: TestWeb) => {
    const get = async (path: string) =>
      (await supertest(app).get(`/api/v3/checks/${path}`).set('X-Api-Key', secret)).body
    return [
      (await get('')).checks[0].status,
      (await get(`?slug=${check.slug}`)).checks[0]?.status,
      (await get(shown)).status,
    ]
  }
  for (const path of ['/checks', `/checks/${check.id}`]) expect(await words(path)).toContain(NOBODY_LOOKS)
  expect(await one(web)).toMatchObject({ status: 'up', notLooking: NOBODY_LOOKS })
  expect(await ofHealthchecks(web)).toEqual(['grace', 'grace', 'grace'])
  expect(await list(web)).toMatchObject({ checks: [{ status: 'up' }], notLooking: NOBODY_LOOKS })

  const pulse = async () => ({ server: 'valkey', workers: 1 })
  const working = await openWeb({
    redis: redis.target,
    now: () => clock,
    ports: { queue: { ...web.ports.queue, pulse } },
  })
  for (const path of ['/checks', `/checks/${check.id}`])
    expect((await (await working.admin()).get(path)).text).not.toContain('Nothing is looked at')
  expect(await list(working)).not.toHaveProperty('notLooking')
  expect(await one(working)).not.toHaveProperty('notLooking')
  expect(await ofHealthchecks(working)).toEqual(['up', 'up', 'up'])
  await working.close()

  await checks.pause(check.id, clock)
  expect(await words('/checks')).not.toContain(NOBODY_LOOKS)
  expect(await list(web)).not.toHaveProperty('notLooking')
  expect(await one(web)).not.toHaveProperty('notLooking')
  await checks.remove(check.id)
})

test('no badge calls a check up of which nobody can know that it is', async () => {
  const { checks, apiKeys } = web.ports
  const { check } = await checks.create(
    plan('Disks', { tags: ['nas'], probe: { ...PROBE, blindAfter: 1_440 * MINUTE } }),
    'page',
    clock,
  )
  const looks = openLooks(redis)
  await looks.record(check.id, { answer: 'success', detail: 'it accepted', took: 1 }, clock)
  await looks.close()
  const { secret } = await apiKeys.create('badges', 'read', clock)
  const pulse = async () => ({ server: 'valkey', workers: 1 })
  const working = await openWeb({
    redis: redis.target,
    now: () => clock,
    ports: { queue: { ...web.ports.queue, pulse } },
  })
  const { body } = await supertest(web.app).get('/api/v3/badges/').set('X-Api-Key', secret)
  const own = publicId(check.id, await apiKeys.installationSecret())
  const badges = async ({ app }: TestWeb) => {
    const get = async (url: string) => (await supertest(app).get(new URL(url, 'http://pi').pathname)).body
    const { shields, json3 } = body.badges.nas
    return [
      (await get(`/badge/${own}.json`)).message,
      (await get(shields)).message,
      (await get(json3)).status,
      (await get(body.badges['*'].shields)).message,
    ]
  }
  expect(await badges(working)).toEqual(['up', 'up', 'up', 'up'])
  expect(await badges(web)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])

  const { check: fresh } = await checks.create(plan('Backup', { tags: ['nas'] }), 'page', clock)
  expect(await badges(working)).toEqual(['up', 'unknown', 'unknown', 'unknown'])
  await checks.record({ id: fresh.id }, signal('success', clock))
  expect(await badges(working)).toEqual(['up', 'up', 'up', 'up'])
  await checks.pause(check.id, clock)
  await checks.pause(fresh.id, clock)
  expect(await badges(web)).toEqual(['paused', 'unknown', 'unknown', 'unknown'])
  await working.close()
  await checks.remove(check.id)
  await checks.remove(fresh.id)
})

test('without a worker, no page calls a check up whose time has run out', async () => {
  const { checks } = web.ports
  const { check: probed } = await checks.create(plan('Disks', { probe: PROBE }), 'page', clock)
  const { check: awaited } = await checks.create(
    plan('Backup', { schedule: { kind: 'period', period: MINUTE }, grace: MINUTE }),
    'page',
    clock,
  )
  const looks = openLooks(redis)
  await looks.record(probed.id, { answer: 'success', detail: 'it accepted', took: 1 }, clock)
  await looks.flush()
  await looks.close()
  await checks.record({ id: awaited.id }, signal('success', clock))
  expect(await words('/checks')).toMatch(/up 2 /)
  expect(await words('/')).toContain('2 checks, none down')

  clock += 4 * MINUTE
  const list = await words('/checks')
  expect(list).toContain('All 2 down 1 blind 1')
  expect(list).toMatch(/Backup down .*Disks blind /)
  expect(await words('/')).toContain('2 checks, 1 down, 1 blind')
  expect(await words('/checks?status=up')).not.toMatch(/Backup|Disks/)
  expect(await words(`/checks/${probed.id}`)).toContain('Disks is blind')
  expect(await words(`/checks/${awaited.id}`)).toContain('Backup is down')

  const { secret } = await web.ports.apiKeys.create('reader', 'read', clock)
  const read = async (path: string) => (await supertest(web.app).get(path).set('X-Api-Key', secret)).body
  expect(await read('/api/checks?status=up')).toMatchObject({ checks: [] })
  expect(await read('/api/checks')).toMatchObject({
    checks: [
      { name: 'Backup', status: 'down' },
      { name: 'Disks', status: 'blind' },
    ],
  })
})
