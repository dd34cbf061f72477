/** The whole of a small Pi's Redis, filled by strangers: the heart goes on. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { connectStore } from '../../src/io/redis/client'
import { startRedis } from '../support/redis'
import { floodWithTags } from '../support/strangers'
import { INI, openWeb } from '../support/web'

const MB = 1024 * 1024

test.each(['adopt', 'open'])('with pyremto = %s, 1,700 tags with 55 kB of bodies in 96 MB', async mode => {
  const redis = await startRedis()
  const admin = connectStore(redis.target)
  await once(admin, 'ready')
  await admin.config('SET', 'maxmemory', String(96 * MB))
  const web = await openWeb({ redis: redis.target, ini: `${INI}[Watch]\npyremto = ${mode}\n` })
  try {
    await floodWithTags(web.app, 1_700)
    const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1])
    expect(used).toBeLessThan(70 * MB)
    const { status, body } = await web.tick().get('/heartbeat')
    expect([status, body.status]).toEqual([202, 'queued'])
  } finally {
    admin.disconnect()
    await web.close()
    await redis.close()
  }
})
