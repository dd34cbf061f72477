import { expect, it, onTestFinished, vi } from 'vitest'
import { openHeartbeatQueue } from '../../../src/io/heartbeat/queue'
import { connectProducer } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('sends in one piece what a page requests of the queue, and holds no lone command back', async () => {
  const connection = connectProducer(redis.target)
  const queue = openHeartbeatQueue(connection, Date.now)
  onTestFinished(() => queue.close())
  await queue.connected()
  const view = () => Promise.all([queue.pulse(), queue.history(10)])
  // The first time BullMQ opens its queue, and Redis receives its scripts.
  await view()
  // The socket's own two methods, by which a stream hands over one chunk or several (Node's documentation of streams).
  const one = vi.spyOn(connection.stream, '_write')
  const several = vi.spyOn(connection.stream, '_writev')
  expect(await view()).toEqual([{ server: expect.stringMatching(/^(redis|valkey) \d/), workers: 0 }, []])
  const sent = several.mock.calls[0]?.[0].map(({ chunk }) => String(chunk).toLowerCase()).join('')
  for (const command of ['info', 'client', 'zrevrange', 'hgetall'])
    expect(sent).toContain(`\r\n${command}\r\n`)
  expect([one.mock.calls.length, several.mock.calls.length]).toEqual([0, 1])
  expect(await connection.ping()).toBe('PONG')
  expect(one).toHaveBeenCalledOnce()
})
