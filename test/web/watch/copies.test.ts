/** Copies of checks of another member of the group: whoever would change one is told where it can be changed. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { GroupView } from '../../../src/domain/peers/group-view'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { openGroupCopies } from '../../../src/io/peers/group-copies'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const NOW = Date.UTC(2026, 10, 28, 12)
const ID = '3f1d9d53-6b58-4b7c-9d7d-0d3c8c0f6a11'
const ATTIC: GroupView = {
  rank: 2,
  takeover: 120_000,
  state: 'standing by',
  term: 1,
  unheard: 0,
  members: [{ name: 'attic', id: '0123456789ab', isAble: true, sameFor: 0, answers: true }],
  troubles: [],
}
let web: TestWeb
let connection: Redis

beforeEach(async () => {
  const plain = await openWeb({ redis: redis.target })
  const { peers } = plain.ports
  await plain.close()
  web = await openWeb({ redis: redis.target, ports: { peers: { ...peers, showGroup: async () => ATTIC } } })
  connection = connectWorker(redis.target)
  const copies = openGroupCopies(connection, {
    self: 'ba9876543210',
    schedules: openSchedules(),
    steady: () => NOW,
  })
  const check = { ...planOf({ name: 'Backup of the NAS' }), id: ID, origin: 'page', createdAt: NOW } as const
  const [state, home] = [newState(NOW, check), '0123456789ab']
  const entry = { id: ID, home, check, state, by: home, n: 0, clock: NOW }
  await copies.create(entry, { state, flips: [] }, NOW)
})
afterEach(async () => {
  connection.disconnect()
  await web.close()
})

const REFUSED = 'this check was made on attic, its home in the group; change it there'

test('both APIs refuse changes with the name of the home', async () => {
  const { secret } = await web.ports.apiKeys.create('full', 'full', Date.now(), 'never')
  const send = (method: 'post' | 'patch' | 'delete', path: string, body?: object) =>
    web.visitor()[method](path).set('X-Api-Key', secret).send(body)
  const answers = [
    await send('patch', `/api/checks/${ID}`, { name: 'Other' }),
    await send('delete', `/api/checks/${ID}`),
    await send('post', '/api/checks', { name: 'Backup of the NAS', unique: ['name'] }),
    await send('post', `/api/v3/checks/${ID}`, { name: 'Other' }),
    await send('delete', `/api/v3/checks/${ID}`),
    await send('post', '/api/v3/checks/', { name: 'Backup of the NAS', unique: ['name'] }),
  ]
  expect(answers.map(({ status, body }) => [status, body.error])).toEqual(
    Array.from({ length: 6 }, () => [409, REFUSED]),
  )
  expect((await send('post', `/api/checks/${ID}/pause`)).body.status).toBe('paused')
})

test('the page names the home, and so does the refusal of its form', async () => {
  const admin = await web.admin()
  const { text } = await admin.get(`/checks/${ID}`).expect(200)
  expect(text).toContain('This check was made on <strong>attic</strong>, its home in the')
  const { text: form } = await admin.get(`/checks/${ID}/edit`).expect(403)
  expect(form).toContain('This check was made on attic, its home in the group; change it there.')
})
