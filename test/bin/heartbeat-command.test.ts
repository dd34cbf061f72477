import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { heartbeatNow } from '../../src/domain/heartbeat/heartbeat'
import { targetOf } from '../../src/domain/heartbeat/target'
import { openHeartbeatQueue } from '../../src/io/heartbeat/queue'
import { connectProducer } from '../../src/io/redis/client'
import { type Appliance, startAppliance } from '../support/appliance'
import { answer, type Receiver, startReceiver } from '../support/receiver'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

let appliance: Appliance
let receiver: Receiver

beforeAll(async () => {
  appliance = await startAppliance()
})
afterAll(async () => await appliance.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  await appliance.forgetPress()
  await appliance.configure('10', `${receiver.url}/token`)
})
afterEach(async () => await receiver.close())

function heartbeat(): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: appliance.redis.home }
  return new Promise(done => {
    execFile(process.execPath, [PROGRAM, 'heartbeat'], { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

test('ends with 0 when the heartbeat was delivered, and with 1 when it was not', async () => {
  expect(await heartbeat()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^delivered: .*200/m) })
  await appliance.forgetPress()
  receiver.answerWith(answer(404))
  expect(await heartbeat()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^failed: .*404/m) })
})

test('a heartbeat that had ended before is not called delivered: one of its own follows', async () => {
  const connection = connectProducer(appliance.redis.target)
  const queue = openHeartbeatQueue(connection, Date.now)
  await queue.connected()
  const target = targetOf({ url: `${receiver.url}/token`, frequency: 10 })
  const { job } = await queue.addNow(heartbeatNow(Date.now(), target))
  await expect.poll(() => queue.find(job)).toMatchObject({ state: 'delivered' })
  receiver.answerWith(answer(404))
  expect(await heartbeat()).toMatchObject({ code: 1, stdout: expect.not.stringMatching(/^delivered/m) })
  expect(receiver.requests.length).toBeGreaterThan(1)
  await queue.close()
})
