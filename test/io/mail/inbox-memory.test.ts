/** The right to follow a mailbox, and the mails that were taken. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { InboxMemory } from '../../../src/domain/mail/inbox-memory'
import { openInboxMemory } from '../../../src/io/mail/inbox-memory'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const DAY = 86_400_000
const LEASE = '{intvlm8r}:mail:lease:home'
const POSITION = { folder: 'INBOX', uidValidity: '1', uid: 7, at: 5 }
const redis = await shareRedis()
const { admin } = redis
let connections: Redis[]
let one: InboxMemory
let other: InboxMemory

beforeEach(() => {
  connections = [connectWorker(redis.target), connectWorker(redis.target)]
  const memories = connections.map(connection => openInboxMemory(connection))
  one = memories[0] as InboxMemory
  other = memories[1] as InboxMemory
})
afterEach(() => {
  for (const connection of connections) connection.disconnect()
})

const aofSize = async () => Number(/aof_current_size:(\d+)/.exec(await admin.info('persistence'))?.[1])

it('a mailbox is followed by one worker, for half a minute that it may renew, until it lets go', async () => {
  expect([await one.lease('home'), await other.lease('home'), await other.lease('work')]).toEqual([
    true,
    false,
    true,
  ])
  await admin.pexpire(LEASE, 5_000)
  expect([await one.lease('home'), await other.lease('home')]).toEqual([true, false])
  const left = await admin.pttl(LEASE)
  expect(left).toBeGreaterThan(5_000)
  expect(left).toBeLessThanOrEqual(30_000)
  await other.release('home')
  expect(await other.lease('home')).toBe(false)
  await one.release('home')
  expect([await other.lease('home'), await one.lease('home')]).toEqual([true, false])
})

it('nothing of that right is written to the disk', async () => {
  await admin.set('anything', '')
  const before = await aofSize()
  expect(before).toBeGreaterThan(0)
  for (let times = 0; times < 3; times++) await one.lease('home')
  await one.release('home')
  expect(await admin.exists(LEASE)).toBe(0)
  expect(await aofSize()).toBe(before)
})

it('a worker that lets go leaves the right to the one that took it at that moment', async () => {
  const [, second] = connections
  await one.lease('home')
  await second!.ping()
  await admin.client('PAUSE', 10_000, 'WRITE')
  const waiting = async () => String(await admin.client('LIST')).match(/ flags=\w*b/g)?.length ?? 0
  const taken = second!.set(LEASE, 'other')
  await vi.waitUntil(async () => (await waiting()) === 1)
  const released = one.release('home')
  await vi.waitUntil(async () => (await waiting()) === 2)
  await admin.client('UNPAUSE')
  await Promise.all([taken, released])
  expect(await admin.get(LEASE)).toBe('other')
})

it('the last mail is forgotten for its account alone', async () => {
  for (const account of ['home', 'work']) await one.note(account, POSITION, [], 1)
  await other.forget('home')
  expect([await one.position('home'), await one.position('work')]).toEqual([undefined, POSITION])
  await one.forget('work')
})

it('the last mail is remembered, and marks of the last week, a thousand of them at most', async () => {
  expect(await one.position('home')).toBeUndefined()
  await one.note('home', POSITION, ['old', 'older'], 0)
  await one.note('home', POSITION, ['recent'], 1)
  await one.note('home', { ...POSITION, uid: 8 }, [], 7 * DAY)
  const taken = async (...marks: readonly string[]) =>
    await Promise.all(marks.map(mark => one.isTaken('home', mark)))
  expect(await taken('old', 'older', 'recent', 'other')).toEqual([true, true, true, false])
  expect(await other.position('home')).toEqual({ ...POSITION, uid: 8 })
  await one.note('home', POSITION, ['new'], 7 * DAY)
  expect(await taken('old', 'older', 'recent', 'new')).toEqual([false, false, true, true])
  const many = Array.from({ length: 999 }, (_, n) => `mark ${n}`)
  await one.note('home', POSITION, many, 7 * DAY)
  expect(await taken('recent', 'new', 'mark 0', 'mark 998')).toEqual([false, true, true, true])
})
