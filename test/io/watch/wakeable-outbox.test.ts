/** A reader of the outbox that is called away while it waits in Redis. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectWorker, namesOf, type Redis } from '../../../src/io/redis/client'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { type WakeableOutbox, wakeable } from '../../../src/io/watch/wakeable-outbox'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const LONG_MS = 20_000

let connection: Redis
let outbox: WakeableOutbox

beforeEach(() => {
  connection = connectWorker(redis.target)
  connection.on('error', () => {})
  outbox = wakeable(openOutboxes(connection))
})
afterEach(async () => {
  await outbox.close()
  await expect.poll(isWaiting).toBe(false)
})

const add = (check: string) =>
  redis.admin.xadd(namesOf(redis.admin).watch.outbox, '*', 'look', JSON.stringify({ check }))
const checksOf = (entries: Awaited<ReturnType<WakeableOutbox['take']>>) =>
  entries.map(({ record }) => ('check' in record ? record.check : record.kind))
const isWaiting = async () => /cmd=xreadgroup/.test(String(await redis.admin.client('LIST')))

describe('a reader that waits for entries', () => {
  it('returns without any once it is woken', async () => {
    const taken = outbox.take(10, LONG_MS)
    await expect.poll(isWaiting).toBe(true)
    const before = performance.now()
    outbox.wake()
    expect(await taken).toEqual([])
    expect(performance.now() - before).toBeLessThan(LONG_MS / 4)
  })

  it('returns at once where it was woken before it began, once', async () => {
    outbox.wake()
    expect(await outbox.take(10, LONG_MS)).toEqual([])
    const taken = outbox.take(10, LONG_MS)
    await add('one')
    expect(checksOf(await taken)).toEqual(['one'])
  })

  it('loses nothing that comes after it was woken', async () => {
    const taken = outbox.take(10, LONG_MS)
    await expect.poll(isWaiting).toBe(true)
    outbox.wake()
    expect(await taken).toEqual([])
    await add('one')
    const entries = await outbox.take(10, LONG_MS)
    expect(checksOf(entries)).toEqual(['one'])
    await outbox.done(entries.map(({ id }) => id))
    expect(await redis.admin.xlen(namesOf(redis.admin).watch.outbox)).toBe(0)
  })

  it('waits no longer than it says while an earlier wait goes on in Redis', async () => {
    const first = outbox.take(10, LONG_MS)
    await expect.poll(isWaiting).toBe(true)
    outbox.wake()
    await first
    const before = performance.now()
    expect(await outbox.take(10, 20)).toEqual([])
    expect(performance.now() - before).toBeLessThan(LONG_MS / 4)
  })
})

it('a wait that fails while nobody waits fails the next reader, and the one after begins anew', async () => {
  const taken = outbox.take(10, LONG_MS)
  await expect.poll(isWaiting).toBe(true)
  outbox.wake()
  await taken
  await redis.admin.del(namesOf(redis.admin).watch.outbox)
  await expect(outbox.take(10, LONG_MS)).rejects.toThrow(/^(UNBLOCKED|NOGROUP) /)
  await add('one')
  expect(checksOf(await outbox.take(10, LONG_MS))).toEqual(['one'])
})
