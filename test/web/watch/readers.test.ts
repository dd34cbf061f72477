import supertest from 'supertest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planOf } from '../../../src/domain/watch/check-plan'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
let web: TestWeb
let clock = Date.parse('2026-11-28T10:00:00Z')

beforeEach(async () => {
  clock += 86_400_000
  const ini = `${INI}[Watch]\npyremto = open\nbatchy = open\n`
  web = await openWeb({ redis: redis.target, now: () => clock, ini })
})
afterEach(async () => await web.close())

test('a read-only key learns no id by which it could check in, neither of tags nor of workflows', async () => {
  const app = supertest(web.app)
  await app.get('/open_batch/nightly')
  const tag = { backendversion: '2', 'create-tag': 'true', 'alive-interval-minutes': '5' }
  await app.post('/pyremto').set({ ...tag, name: 'named' })
  await app.post('/pyremto').set(tag)
  // As tags were made before.
  const old = '9d0c6f7e-3f0b-4c1d-8a5e-6b1f2a3c4d5e'
  await web.ports.checks.create(planOf({ name: 'old', slug: `pyremto-${old}` }), 'checkin', clock, old)
  const { secret } = await web.ports.apiKeys.create('reader', 'read', clock)
  const all = await allChecks(web.ports.checks)
  expect(all.map(({ check }) => check.name).sort()).toEqual([
    'named',
    'nightly',
    'old',
    expect.stringMatching(/^pyremto [\da-f]{8}$/),
  ])
  const lists = ['/api/checks', '/api/v1/checks', '/api/v2/checks', '/api/v3/checks', '/metrics']
  const { body } = await app.get('/api/checks').set('X-Api-Key', secret)
  const single = body.checks.flatMap(({ publicId }: { publicId: string }) => [
    `/api/checks/${publicId}`,
    `/api/v3/checks/${publicId}`,
    `/api/checks/${publicId}/flips`,
    `/api/checks/${publicId}/times`,
  ])
  expect(single).toHaveLength(16)
  for (const path of [...lists, ...single]) {
    const { status, text } = await app.get(path).set('X-Api-Key', secret)
    expect([path, status]).toEqual([path, 200])
    for (const { check } of all) expect(text).not.toContain(check.id)
  }
  for (const { check } of all.filter(({ check }) => check.id !== old))
    expect(check.slug).not.toContain(check.id)
})
