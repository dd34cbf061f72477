/** Strangers at the doors without a log-in: the heart has its room whatever they write. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectStore, type Redis } from '../../../../src/io/redis/client'
import { startRedis, type TestRedis } from '../../../support/redis'
import { floodWithTags } from '../../../support/strangers'
import { INI, openWeb, type TestWeb } from '../../../support/web'

const MB = 1024 * 1024

let redis: TestRedis
let admin: Redis
let web: TestWeb
const clock = Date.UTC(2026, 10, 28, 12)

beforeEach(async () => {
  redis = await startRedis()
  admin = connectStore(redis.target)
  await once(admin, 'ready')
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => {
  admin.disconnect()
  await web.close()
  await redis.close()
})

// The same with 1,700 tags in the 96 MB of a small Pi is in test/faults/strangers.test.ts.
test.each(['adopt', 'open'])(
  'with pyremto = %s, tags with more bodies than fit leave the heart its room',
  async mode => {
    await admin.config('SET', 'maxmemory', String(12 * MB))
    await web.writeIni(`${INI}[Watch]\npyremto = ${mode}\n`)
    await floodWithTags(web.app, 300)
    const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1])
    expect(used).toBeLessThan(9.5 * MB)
    const { status, body } = await web.tick().get('/heartbeat')
    expect([status, body.status]).toEqual([202, 'queued'])
  },
)
