import { expect, it } from 'vitest'
import type { RestChanges } from '../../../src/domain/appliance/backup-changes'
import type { Check } from '../../../src/domain/watch/check'
import type { Loss } from '../../../src/domain/watch/loss'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { openLosses } from '../../../src/io/watch/losses'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { openStore, plan, START } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
const store = openBackupStore(admin, openSchedules())

const HASHES = ['a'.repeat(64), 'b'.repeat(64)] as const
const NOTE = { check: '11111111-1111-4111-8111-111111111111', due: START, at: START + 1, text: 'a fuse' }
const REST = {
  channels: [
    { name: 'browsers', kind: 'web-push', settings: {}, isDefault: true },
    { name: 'hook', kind: 'webhook', settings: { url: 'https://example.org' } },
  ],
  accounts: [{ name: 'post', settings: { user: 'me@example.org' } }],
  windows: [{ name: 'nights', settings: { repeat: 'daily' } }],
  apiKeys: HASHES.map((hash, n) => ({
    hash,
    id: hash.slice(0, 16),
    name: `key ${n}`,
    access: 'read' as const,
    createdAt: START,
  })),
  pingKey: 'p'.repeat(22),
  secret: `${'s'.repeat(43)}=`,
  vapid: { publicKey: 'open', privateKey: 'hidden' },
}
const BROWSERS = ['https://push.example/1', 'https://push.example/2'].map(endpoint => ({
  endpoint,
  keys: { p256dh: 'p', auth: 'a' },
}))
const ALL = {
  ...REST,
  channels: [{ ...REST.channels[0], browsers: BROWSERS }, REST.channels[1]] as RestChanges['channels'],
}
const NO_CHANGES = {
  channels: [],
  removeChannels: [],
  accounts: [],
  removeAccounts: [],
  apiKeys: [],
  removeKeys: [],
} satisfies RestChanges
const SOUND = { channels: [], accounts: [], windows: [], apiKeys: [], notes: [] }

it('what was put in comes back as it was, sorted, and each change counts', async () => {
  await store.changeRest({ ...NO_CHANGES, ...ALL, notes: [NOTE] })
  const { mark, rest, damaged } = await store.rest()
  expect({ rest, damaged }).toEqual({ rest: { ...ALL, notes: [NOTE] }, damaged: SOUND })
  expect([mark, await store.mark()]).toEqual([
    { lineage: undefined, revision: 2 },
    { lineage: undefined, revision: 2 },
  ])
  await store.changeRest({
    channels: [{ ...REST.channels[0], browsers: BROWSERS.slice(1) }] as RestChanges['channels'],
    removeChannels: ['hook'],
    accounts: [],
    removeAccounts: ['post'],
    removeWindows: ['nights'],
    removeNotes: [NOTE],
    apiKeys: [],
    removeKeys: ALL.apiKeys.slice(0, 1),
  })
  const { pingKey, secret, vapid } = REST
  expect((await store.rest()).rest).toEqual({
    channels: [{ ...REST.channels[0], browsers: BROWSERS.slice(1) }],
    accounts: [],
    apiKeys: REST.apiKeys.slice(1),
    ...{ pingKey, secret, vapid },
  })
  await store.changeRest({ ...NO_CHANGES, removeChannels: ['browsers'] })
  expect(await admin.exists('{intvlm8r}:channels:browsers:browsers')).toBe(0)
})

it('an empty Redis has nothing, and no lineage', async () => {
  expect(await store.rest()).toEqual({
    mark: { lineage: undefined, revision: 0 },
    rest: { channels: [], accounts: [], apiKeys: [] },
    damaged: SOUND,
  })
  expect(await store.lastAlive()).toBeUndefined()
  await admin.set('{intvlm8r}:watch:alive', START)
  expect(await store.lastAlive()).toBe(START)
})

it('damaged records concern themselves alone, and are named', async () => {
  await store.changeRest({ ...NO_CHANGES, ...ALL, notes: [NOTE] })
  await admin.hset('{intvlm8r}:channels:all', 'hook', '{"kind":"web')
  await admin.hset('{intvlm8r}:mail:accounts', 'post', '')
  await admin.hset('{intvlm8r}:alerts:windows', 'nights', '{')
  await admin.hset('{intvlm8r}:watch:api-keys', HASHES[1], '[')
  await admin.lpush(`{intvlm8r}:watch:notes:${NOTE.check}`, '{"due":1,')
  await admin.set('{intvlm8r}:channels:vapid', '{"publicKey":"op')
  const { rest, damaged } = await store.rest()
  const { pingKey, secret } = REST
  expect(rest).toEqual({
    channels: ALL.channels.slice(0, 1),
    accounts: [],
    notes: [NOTE],
    apiKeys: REST.apiKeys.slice(0, 1),
    ...{ pingKey, secret },
  })
  expect(damaged).toEqual({
    channels: ['hook'],
    accounts: ['post'],
    windows: ['nights'],
    apiKeys: [HASHES[1]],
    notes: [NOTE.check],
    vapid: true,
  })
})

it('a lineage is drawn once', async () => {
  await store.begin()
  const { lineage } = await store.mark()
  expect(lineage).toMatch(/^[\da-f]{8}-/)
  await store.begin()
  expect(await store.mark()).toEqual({ lineage, revision: 0 })
})

async function made(...names: string[]): Promise<Check[]> {
  const open = await openStore(redis)
  const checks: Check[] = []
  for (const name of names) checks.push((await open.store.create(plan(name), 'page', START)).check)
  await open.store.close()
  return checks
}

const stored = async () => {
  const found = []
  for await (const batch of store.all()) found.push(batch)
  return found
}

it('a check whose plan or state cannot be read is damaged, one that is gone is not', async () => {
  const [a, b, c] = (await made('A', 'B', 'C')) as [Check, Check, Check]
  await admin.hdel('{intvlm8r}:watch:states', a.id)
  await admin.hset('{intvlm8r}:watch:plans', b.id, JSON.stringify(c))
  // A damaged field is no id at all.
  await admin.hset('{intvlm8r}:watch:plans', 'odd', 'x')
  const { watched, damaged } = await store.find([a.id, b.id, c.id, 'gone', 'odd'])
  expect([watched.map(({ check }) => check.name), [...damaged].sort()]).toEqual([
    ['C'],
    [a.id, b.id, 'odd'].sort(),
  ])
  expect((await stored()).map(batch => [batch.watched.length, [...batch.damaged].sort()])).toEqual([
    [1, [a.id, b.id].sort()],
    [0, ['odd']],
  ])
  for (const [at, { id }] of [a, b, c].entries()) await admin.zadd('{intvlm8r}:watch:deadlines', at, id)
  await store.changeChecks({ discard: [a.id, b.id, 'odd'], create: [], replace: [], remove: [] }, START)
  expect((await stored()).map(batch => batch.damaged)).toEqual([[]])
  expect(await admin.zrange('{intvlm8r}:watch:deadlines', '0', '-1')).toEqual([c.id])
})

it('checks are put back, some of them paused, changed and removed', async () => {
  const checks = await made('A', 'B', 'C')
  await admin.flushall()
  const [a, b, c] = checks as [Check, Check, Check]
  await store.changeChecks({ discard: [], create: checks, paused: [b.id], replace: [], remove: [] }, START)
  const found = (await store.find([a.id, b.id, c.id])).watched
  expect(found.map(({ check, state }) => [check.name, state.status])).toEqual([
    ['A', 'new'],
    ['B', 'paused'],
    ['C', 'new'],
  ])
  const [before, , gone] = found as [(typeof found)[0], unknown, (typeof found)[0]]
  await store.changeChecks(
    { discard: [], create: [], replace: [{ before, check: { ...a, name: 'A2' } }], remove: [gone] },
    START,
  )
  const names = (await store.find([a.id, b.id, c.id])).watched.map(({ check }) => check.name)
  expect(names).toEqual(['A2', 'B'])
})

const LOSS: Loss = {
  at: START,
  damage: [],
  isPartial: false,
  checks: 3,
  channels: 0,
  accounts: 1,
  notes: 2,
  apiKeys: 0,
  copy: 'last',
}

it('a loss that was begun twice has the larger numbers, and is shown when it is over', async () => {
  await store.begin()
  expect(await store.beginRestore({ ...LOSS, damage: ['earlier'] })).toEqual({ ...LOSS, damage: ['earlier'] })
  expect(await store.mark()).toEqual({ lineage: undefined, revision: 0 })
  expect(await openLosses(admin).current()).toBeUndefined()
  const { accounts, notes, ...again } = {
    ...LOSS,
    at: START + 5,
    checks: 2,
    channels: 4,
    windows: 1,
    apiKeys: 7,
  }
  const loss = await store.beginRestore(again)
  const expected = {
    ...{ at: START + 5, damage: ['earlier'], isPartial: false, copy: 'last' },
    ...{ checks: 3, channels: 4, accounts: 1, windows: 1, notes: 2, apiKeys: 7 },
  }
  expect(loss).toEqual(expected)
  await store.endRestore(loss)
  expect(await openLosses(admin).current()).toEqual(expected)
  expect(await admin.ttl('{intvlm8r}:backup:loss')).toBeGreaterThan(30 * 86_400 - 60)
  const [[, fields] = []] = await admin.xrange('{intvlm8r}:watch:outbox', '-', '+')
  expect(fields).toEqual(['lost', JSON.stringify(loss)])
  expect((await store.mark()).lineage).toMatch(/^[\da-f]{8}-/)
  // What is over is no part of the next one.
  expect(await store.beginRestore({ ...LOSS, damage: ['new'] })).toEqual({ ...LOSS, damage: ['new'] })
})
