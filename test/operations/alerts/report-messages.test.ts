/** The report that check-ins by 0MQ are not received: once, through the default channels, and so its end. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { openNotedAbsence } from '../../../src/io/watch/noted-absence'
import { createReportMessages } from '../../../src/operations/alerts/report-messages'
import { startRedis, type TestRedis } from '../../support/redis'
import { MINUTE, START } from '../../support/watch'

const AWAY = 'phone: trigger [0MQ] Messages by 0MQ are not received'
const BACK = 'phone: resolve [0MQ] Messages are received again'

let redis: TestRedis
let admin: Redis
let now = START
let isReceived = true
let troubles: readonly string[] = []
let isUsed: boolean | undefined = true
let logged: string[] = []
let defaults: readonly string[] = ['phone']

beforeEach(async () => {
  now = START
  isReceived = true
  isUsed = true
  troubles = []
  logged = []
  defaults = ['phone']
  redis = await startRedis()
  admin = connectStore(redis.target)
  await once(admin, 'ready')
})

afterEach(async () => {
  admin.disconnect()
  await redis.close()
})

const worker = () =>
  createReportMessages({
    now: () => now,
    usesMessages: async () => isUsed,
    messages: async () => ({ isReceived, troubles, counts: {} }),
    absence: openNotedAbsence(admin),
    store: openAlertStore(admin),
    channels: {
      list: async () =>
        ['phone', 'other'].map(name => ({
          ...({ name, kind: 'ntfy', origin: 'ini', settings: {} } as const),
          isDefault: defaults.includes(name),
        })),
    },
    onChange: subject => void logged.push(subject),
  })

async function planned(): Promise<string[]> {
  const store = openAlertStore(admin)
  const all = await store.planned(100)
  await store.queued(all.map(({ id }) => id))
  return all.map(({ channel, alert }) => `${channel}: ${alert.kind} ${alert.subject}`)
}

/** Lets the minutes pass, with a turn of each worker in each. */
async function pass(minutes: number, ...turns: readonly (() => Promise<void>)[]): Promise<string[]> {
  for (let n = 0; n < minutes; n++) {
    now += MINUTE
    for (const turn of turns) await turn()
  }
  return await planned()
}

test('five minutes without the program are told once by two workers, and its return once', async () => {
  const turns = [worker(), worker()]
  expect(await pass(10, ...turns)).toEqual([])
  isReceived = false
  expect(await pass(5, ...turns)).toEqual([])
  now += MINUTE
  for (const turn of turns) await turn()
  const [first] = await openAlertStore(admin).planned(1)
  expect(first?.alert.text).toContain('type "sudo systemctl status intvlm8r-zmq"')
  expect(first?.alert.text).toContain('no silence of the checks that are fed by 0MQ is judged')
  expect(await planned()).toEqual([AWAY])
  expect(await pass(60, ...turns)).toEqual([])
  isReceived = true
  expect(await pass(1, ...turns)).toEqual([BACK])
  expect(await pass(10, ...turns)).toEqual([])
  isReceived = false
  expect(await pass(6, ...turns)).toEqual([AWAY])
  expect(logged[0]).toBe('[0MQ] Messages by 0MQ are not received')
})

test('five minutes count anew after the clock was set back', async () => {
  const turn = worker()
  isReceived = false
  expect(await pass(1, turn)).toEqual([])
  now -= 600 * MINUTE
  expect(await pass(5, turn)).toEqual([])
  expect(await pass(1, turn)).toEqual([AWAY])
})

test('a program that is started again within five minutes is not told, however often', async () => {
  const turn = worker()
  for (let times = 0; times < 4; times++) {
    isReceived = false
    expect(await pass(5, turn)).toEqual([])
    isReceived = true
    expect(await pass(1, turn)).toEqual([])
  }
})

test('a worker that begins anew does not tell it again, and tells its end', async () => {
  isReceived = false
  expect(await pass(6, worker())).toEqual([AWAY])
  now += 60 * MINUTE
  const later = worker()
  expect(await pass(10, later)).toEqual([])
  isReceived = true
  expect(await pass(1, later)).toEqual([BACK])
})

test('its return is told to a channel that was told, and is no default any more', async () => {
  const turn = worker()
  isReceived = false
  expect(await pass(6, turn)).toEqual([AWAY])
  defaults = ['other']
  isReceived = true
  expect((await pass(1, turn)).sort()).toEqual(['other: resolve [0MQ] Messages are received again', BACK])
})

test('an address that cannot be listened at is told, too', async () => {
  troubles = ['tcp://0.0.0.0:5659 cannot be listened at: Address already in use']
  expect(await pass(6, worker())).toEqual([
    'phone: trigger [0MQ] Messages by 0MQ are not received everywhere',
  ])
})

test('without an address nothing is told; one that is taken away ends the trouble; a faulty section changes nothing', async () => {
  const turn = worker()
  isReceived = false
  isUsed = false
  expect(await pass(10, turn)).toEqual([])
  isUsed = true
  expect(await pass(6, turn)).toEqual([AWAY])
  isUsed = undefined
  expect(await pass(10, turn)).toEqual([])
  isUsed = false
  expect(await pass(1, turn)).toEqual(['phone: resolve [0MQ] Messages are not expected any more'])
})
