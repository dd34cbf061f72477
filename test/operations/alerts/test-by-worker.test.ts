import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { connectStore, type Redis, untilReady } from '../../../src/io/redis/client'
import { requestReview } from '../../../src/io/watch/outbox'
import { NOTIFIERS } from '../../../src/notifiers/index'
import { createTestChannel, type TestPorts } from '../../../src/operations/alerts/test-channel'
import { memoryPush } from '../../contracts/notifier'
import { type Alerting, openAlerting } from '../../support/alerts'
import { startRedis, type TestRedis } from '../../support/redis'

const CHANNEL: Channel = {
  name: 'siren',
  kind: 'command',
  origin: 'ini',
  settings: { command: 'siren --on' },
}

let redis: TestRedis
let alerting: Alerting
let wakeUp: Redis
let running: boolean
let turning: Promise<void>
/** Exit codes with which the program ends, and how often it was run. */
let exitCode: number
let runs: number

beforeEach(async () => {
  redis = await startRedis()
  exitCode = 0
  runs = 0
  alerting = openAlerting(redis.target, {
    channels: [CHANNEL],
    programs: {
      find: async program => ({ program }),
      job: async () => {
        runs++
        return { kind: 'exited', code: exitCode, stdout: '', stderr: '' }
      },
      modem: () => Promise.reject(new Error('there is no modem')),
    },
  })
  wakeUp = connectStore(redis.target)
  await untilReady(wakeUp)
  running = true
  turning = (async () => {
    while (running) await alerting.turn(60_000)
  })()
})
afterEach(async () => {
  await rest()
  wakeUp.disconnect()
  await alerting.close()
  await redis.close()
})

/** Ends the worker's turns; the one under way waits for something to do. */
async function rest(): Promise<void> {
  running = false
  await wake('rest')
  await turning
}

const wake = (source: string) => requestReview(wakeUp, source)

/** The web app's side, which runs no programs. */
async function test(more: Partial<TestPorts> = {}) {
  const ports: TestPorts = {
    now: Date.now,
    notifiers: NOTIFIERS,
    http: { send: () => Promise.reject(new Error('nothing is sent by HTTP')) },
    push: memoryPush(),
    store: alerting.store,
    wake,
    channels: { list: async () => [CHANNEL] },
    page: async () => undefined,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    onError: () => {},
    ...more,
  }
  return await createTestChannel(ports)(CHANNEL)
}

it('a test of a channel that runs a program is sent by the worker, which is woken for it', async () => {
  expect(await test()).toEqual({ ok: true, detail: 'siren succeeded' })
  expect(runs).toBe(1)
})

it('one that fails has failed, and is not sent again later', async () => {
  exitCode = 75
  expect(await test()).toEqual({ ok: false, permanent: true, detail: 'siren ended with exit code 75' })
  expect(runs).toBe(1)
})

it('one that no worker takes is said to wait for it', async () => {
  await rest()
  expect(await test({ workerMs: 300 })).toEqual({
    ok: false,
    permanent: false,
    detail: 'the worker has not sent it yet; see whether it runs',
  })
})
