/** The sensors of the channels for MQTT, as the worker begins and ends them. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startSensors } from '../../../src/bin/worker/run-sensors'
import type { Channel } from '../../../src/domain/alerts/channel'
import { startRedis, type TestRedis } from '../../support/redis'

const HOME: Channel = {
  name: 'home',
  kind: 'mqtt',
  origin: 'ini',
  settings: { url: 'mqtt://broker', password: 'known' },
}

let redis: TestRedis
let channels: readonly Channel[]
/** Topics without the id of the watch, and what was published there. */
let published: string[]
let sensors: ReturnType<typeof startSensors>

beforeEach(async () => {
  redis = await startRedis()
  channels = [HOME]
  published = []
  sensors = startSensors(redis.target, {
    channels: { list: async () => channels },
    connect: async (_channel, _will, { onConnect }) => {
      setImmediate(onConnect)
      return {
        publish: async ({ topic, payload }) => {
          const [, name = topic] = /\/(availability|heart\/config)$/.exec(topic) ?? []
          published.push(`${name} ${payload.startsWith('{') ? 'known' : payload}`)
        },
        subscribe: async () => {},
        close: async () => void published.push('closed'),
      }
    },
    heartbeats: async () => ({ liveness: 'alive' }) as never,
    page: async () => undefined,
    version: '1.2.3',
    now: Date.now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  await expect.poll(() => published).toContain('availability online')
})
afterEach(async () => {
  await sensors.close()
  await redis.close()
})

/** What is published from now on, until the connection is closed. */
async function publishedWith(...next: readonly Channel[]): Promise<readonly string[]> {
  published = []
  channels = next
  sensors.onChange()
  await expect.poll(() => published).toContain('closed')
  return published
}

it('a channel that is gone takes its sensors with it', async () => {
  expect(await publishedWith()).toEqual(expect.arrayContaining(['heart/config ', 'availability ']))
})

it('a channel whose password cannot be read for a while shows that nothing is known', async () => {
  const problem = 'password: the file cannot be read'
  expect(await publishedWith({ ...HOME, settings: {}, problem })).toEqual(['availability offline', 'closed'])
})
