import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../../support/receiver'
import { startRedis, type TestRedis } from '../../support/redis'
import { type OpenStore, openStore, plan, signal } from '../../support/watch'

const PING = '/ping/6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'
const WITHIN = { interval: 100 }

let redis: TestRedis
let web: OpenStore
let receiver: Receiver
let worker: ChildProcess | undefined

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
  receiver = await startReceiver()
})
afterEach(async () => {
  worker?.kill('SIGKILL')
  await Promise.all([web.store.close(), receiver.close()])
  await redis.close()
})

/** The compiled worker on that Redis, with the gate `camera`. */
async function startWorker(): Promise<ChildProcess> {
  const monitoring = `heartbeatfrequency = 60\nheartbeaturl = ${receiver.url}${PING}\n`
  const gates = 'heartbeatgates = camera\nheartbeatgatefails = on\n'
  await writeFile(join(redis.home, 'intvlm8r.ini'), `[Monitoring]\n${monitoring}${gates}`)
  const program = join(import.meta.dirname, '../../../dist/bin/worker.js')
  worker = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return worker
}

it('a gate that closes is reported at once also by a worker that began while Redis was away', async () => {
  const { check } = await web.store.create(plan('camera'), 'page', Date.now())
  const record = (kind: 'success' | 'fail') => web.store.record({ id: check.id }, signal(kind, Date.now()))
  await record('success')
  redis.signal('SIGKILL')
  let log = ''
  ;(await startWorker()).stdout?.on('data', data => {
    log += data
  })
  await expect.poll(() => log, { ...WITHIN, timeout: 20_000 }).toContain('have to wait')
  await redis.restart()
  const following = async () => await web.connection.pubsub('CHANNELS', '*watch:changed').catch(() => [])
  await expect.poll(following, { ...WITHIN, timeout: 20_000 }).toHaveLength(1)
  await record('fail')
  await expect.poll(() => receiver.requests.map(({ path }) => path), WITHIN).toEqual([`${PING}/fail`])
}, 60_000)

it('the worker tells the receiver at once that a gate has closed, without any tick, and once for each time', async () => {
  const { check } = await web.store.create(plan('camera'), 'page', Date.now())
  const record = (kind: 'success' | 'fail', detail = {}) =>
    web.store.record({ id: check.id }, signal(kind, Date.now(), detail))
  await record('success')
  await startWorker()
  // The worker follows the changes of checks from some moment of its start on.
  const told = () => receiver.requests.map(({ method, path, body }) => [method, path, body])
  const report = [
    'POST',
    `${PING}/fail`,
    expect.stringMatching(/^Heartbeat withheld: camera is down since \d\d:\d\d$/),
  ]
  await record('fail')
  await expect.poll(told, WITHIN).toEqual([report])
  await record('fail')
  await record('success')
  await record('fail')
  await expect.poll(told, WITHIN).toEqual([report, report])
  worker?.kill('SIGTERM')
  expect(await once(worker as ChildProcess, 'exit')).toEqual([0, null])
})
