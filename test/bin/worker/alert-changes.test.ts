/** Channels that are made while the worker waits for flips: they are served at once, not in the next turn of the alerts. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openChannelStore } from '../../../src/io/alerts/channel-store'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { drawVapidKeys } from '../../../src/notifiers/web-push'
import { startRedis, type TestRedis } from '../../support/redis'

/** A turn of the alerts waits for 30 seconds. */
const AT_ONCE = { timeout: 12_000, interval: 50 }
const INI = '[Monitoring]\nheartbeatfrequency = Off\n'

let redis: TestRedis
let connection: Redis
let worker: ChildProcess

const clients = async () => String(await connection.client('LIST'))
const isServed = async (channel: string) =>
  (await clients()).includes(Buffer.from(`alerts-${channel}`).toString('base64'))
const configure = (more = '') => writeFile(join(redis.home, 'intvlm8r.ini'), `${INI}${more}`, { mode: 0o600 })

beforeEach(async () => {
  redis = await startRedis()
  connection = connectWorker(redis.target)
  await configure()
  const program = join(import.meta.dirname, '../../../dist/bin/worker.js')
  worker = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home },
    stdio: 'ignore',
  })
  await expect.poll(clients).toContain('cmd=xreadgroup')
})
afterEach(async () => {
  worker.kill('SIGKILL')
  connection.disconnect()
  await redis.close()
})

it('one of the page is served at once', async () => {
  const settings = { topic: 'cellar-4711' }
  await openChannelStore(connection, drawVapidKeys).save({
    name: 'phone',
    kind: 'ntfy',
    origin: 'page',
    settings,
  })
  await expect.poll(() => isServed('phone'), AT_ONCE).toBe(true)
})

it('one of the INI is served at once', async () => {
  await configure('[channel.cellar]\nkind = ntfy\ntopic = cellar-4711\n')
  await expect.poll(() => isServed('cellar'), AT_ONCE).toBe(true)
})
