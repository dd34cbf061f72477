import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { startRedis, type TestRedis } from '../../support/redis'

const WITHIN = { interval: 100, timeout: 20_000 }
const PROGRAM = join(import.meta.dirname, '../../../dist/bin/worker.js')

let redis: TestRedis
let service: Receiver
let worker: ChildProcess

beforeEach(async () => {
  redis = await startRedis()
  service = await startReceiver()
  service.answerWith(answer(200))
  await writeFile(
    join(redis.home, 'intvlm8r.ini'),
    `[Watch]\nstartchannel = start\n[channel.start]\nkind = webhook\nurl = ${service.url}\n`,
  )
})
afterEach(async () => {
  worker.kill('SIGKILL')
  await service.close()
  await redis.close()
})

it('the start of a worker is announced once, also where Redis comes after it', async () => {
  redis.signal('SIGKILL')
  worker = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let log = ''
  worker.stdout?.on('data', data => {
    log += data
  })
  await expect.poll(() => log, WITHIN).toContain('have to wait')
  await redis.restart()
  await expect.poll(() => service.requests.map(({ body }) => body), WITHIN).toHaveLength(1)
  expect(service.requests[0]?.body).toContain('the watch has started')
  expect(log).not.toContain('the start could not be announced')
  worker.kill('SIGTERM')
  expect(await once(worker, 'exit')).toEqual([0, null])
}, 60_000)
