import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { openSensorDuty } from '../../../src/io/alerts/sensor-duty'
import { connectWorker } from '../../../src/io/redis/client'
import { keepBroker } from '../../../src/notifiers/broker'
import { keepSensors, type Sensors } from '../../../src/operations/alerts/keep-sensors'
import { type Alerting, openAlerting } from '../../support/alerts'
import { type Broker, listenAt, startBroker, USER } from '../../support/broker'
import { startRedis, type TestRedis } from '../../support/redis'

const WATCH = 'a0b1c2d3e4f5'
const NODE = `homeassistant/binary_sensor/intvlm8r_${WATCH}`
const AVAILABILITY = `intvlm8r/${WATCH}/availability`
const configOf = (id: string) => `${NODE}/${id}/config`
const stateTopicOf = (id: string) => `intvlm8r/${WATCH}/${id}/state`

let redis: TestRedis
let broker: Broker
let alerting: Alerting
let home: Awaited<ReturnType<typeof listenAt>>
let sensors: Sensors | undefined
let troubles: (string | undefined)[]
let liveness: 'alive' | 'silent' | 'unknown'

beforeEach(async () => {
  redis = await startRedis()
  broker = await startBroker()
  alerting = openAlerting(redis.target, { channels: [] })
  home = await listenAt(broker.url, 'homeassistant/#', 'intvlm8r/#')
  troubles = []
  liveness = 'alive'
})
afterEach(async () => {
  await sensors?.close({ forget: false })
  sensors = undefined
  await home.close()
  await alerting.close()
  await broker.close()
  await redis.close()
})

async function keep(more: Record<string, string> = {}) {
  const settings = { url: broker.url, ...USER, ...more }
  const channel: Channel = { name: 'home', kind: 'mqtt', origin: 'page', settings }
  sensors = await keepSensors(channel, {
    now: Date.now,
    checks: alerting.checks,
    heartbeats: async () => {
      if (liveness === 'unknown') throw new Error('Redis is away')
      return { liveness, last: { at: 0, result: '200' } }
    },
    connect: keepBroker,
    version: '1.2.3',
    page: async () => 'http://pi:8080',
    watch: WATCH,
    onTrouble: detail => void troubles.push(detail),
    gatherMs: 20,
    everyMs: 200,
  })
}
const stateOf = (id: string) => JSON.parse(home.seen.get(stateTopicOf(id)) ?? '{}')
const shown = (id: string) => expect.poll(() => stateOf(id).state)
/** The sensors that Home Assistant has. */
const present = () => [...home.seen.keys()].filter(topic => topic.startsWith(NODE)).sort()

it('each check is a sensor of the device, and follows its status', async () => {
  const id = await alerting.create({ name: 'Backup "Ü" {{ x }}' })
  await keep()
  await shown(id).toBe('None')
  expect(JSON.parse(home.seen.get(configOf(id)) ?? '')).toEqual({
    name: 'Backup "Ü" {{ x }}',
    device_class: 'problem',
    unique_id: `intvlm8r_${WATCH}_${id}`,
    state_topic: stateTopicOf(id),
    value_template: '{{ value_json.state }}',
    json_attributes_topic: stateTopicOf(id),
    availability_topic: AVAILABILITY,
    device: {
      identifiers: [`intvlm8r_${WATCH}`],
      name: 'Heartbeat',
      manufacturer: 'Intervalometerator',
      model: 'Heartbeat appliance',
      sw_version: '1.2.3',
      configuration_url: 'http://pi:8080',
    },
    origin: { name: 'intvlm8r-heartbeat', sw_version: '1.2.3' },
  })
  await alerting.signal(id, 'success')
  await shown(id).toBe('OFF')
  await alerting.signal(id, 'fail')
  await shown(id).toBe('ON')
  expect(stateOf(id)).toMatchObject({ status: 'down', url: `http://pi:8080/checks/${id}`, silenced: false })
  await alerting.checks.pause(id, Date.now())
  await shown(id).toBe('None')
})

it('the heart is a sensor, too, that is off once heartbeats cease to arrive', async () => {
  await keep()
  await shown('heart').toBe('ON')
  expect(JSON.parse(home.seen.get(configOf('heart')) ?? '')).toMatchObject({
    name: 'Heart',
    device_class: 'connectivity',
  })
  liveness = 'silent'
  await shown('heart').toBe('OFF')
})

it('a check that is made gets a sensor, and one that is removed loses it', async () => {
  await keep()
  await shown('heart').toBe('ON')
  const id = await alerting.create({ name: 'New' })
  await shown(id).toBe('None')
  await alerting.checks.remove(id)
  await expect.poll(present).toEqual([configOf('heart')])
  await expect.poll(() => home.seen.has(stateTopicOf(id))).toBe(false)
})

it('a sensor of a check that was removed while nobody was connected is removed', async () => {
  const gone = randomUUID()
  await home.say(configOf(gone), '{"name":"gone"}', true)
  await home.say(`homeassistant/binary_sensor/other/${gone}/config`, '{"name":"of another watch"}', true)
  await keep()
  await expect.poll(present).toEqual([configOf('heart')])
  expect(home.seen.get(`homeassistant/binary_sensor/other/${gone}/config`)).toContain('of another watch')
})

it('a broker that was restarted gets everything anew, and the log one line of each', async () => {
  const id = await alerting.create({ name: 'Backup' })
  await alerting.signal(id, 'success')
  await keep()
  await shown(id).toBe('OFF')
  await broker.stop()
  home.seen.clear()
  await alerting.signal(id, 'fail')
  await broker.start()
  // Only what the broker has kept is sent to a new listener.
  const later = await listenAt(broker.url, 'homeassistant/#', 'intvlm8r/#')
  await expect.poll(() => JSON.parse(later.seen.get(stateTopicOf(id)) ?? '{}').state).toBe('ON')
  await expect.poll(() => later.seen.get(AVAILABILITY)).toBe('online')
  expect(later.seen.has(configOf(id))).toBe(true)
  // The kernel tells the end of a connection with or without a code.
  expect(troubles).toEqual([
    expect.stringMatching(/^no connection to the broker 127\.0\.0\.1( \((ECONNRESET|EPIPE)\))?$/),
    undefined,
  ])
  await later.close()
})

it('Home Assistant that starts anew gets everything anew', async () => {
  const id = await alerting.create({ name: 'Backup' })
  await keep()
  await shown(id).toBe('None')
  const count = () => home.all.filter(({ topic }) => topic === configOf(id)).length
  const before = count()
  await home.say('homeassistant/status', 'online')
  await expect.poll(count).toBe(before + 1)
})

it('nothing is published twice while nothing changes', async () => {
  const id = await alerting.create({ name: 'Backup' })
  await keep()
  await shown(id).toBe('None')
  const other = await alerting.create({ name: 'Other' })
  await shown(other).toBe('None')
  expect(home.all.filter(({ topic }) => topic === stateTopicOf(id))).toHaveLength(1)
  expect(home.all.filter(({ topic }) => topic === stateTopicOf('heart'))).toHaveLength(1)
})

it('all sensors become unavailable when the worker ends, or dies', async () => {
  await keep()
  await expect.poll(() => home.seen.get(AVAILABILITY)).toBe('online')
  await sensors?.close({ forget: false })
  sensors = undefined
  await expect.poll(() => home.seen.get(AVAILABILITY)).toBe('offline')
  expect(present()).toEqual([configOf('heart')])
})

it('all sensors become unavailable while nothing is known, and come back', async () => {
  await keep()
  await expect.poll(() => home.seen.get(AVAILABILITY)).toBe('online')
  liveness = 'unknown'
  await expect.poll(() => home.seen.get(AVAILABILITY)).toBe('offline')
  liveness = 'alive'
  await expect.poll(() => home.seen.get(AVAILABILITY)).toBe('online')
})

it('the broker forgets all sensors once the channel is gone', async () => {
  await alerting.create({ name: 'Backup' })
  await keep()
  await expect.poll(() => present().length).toBe(2)
  await sensors?.close({ forget: true })
  sensors = undefined
  await expect.poll(() => [...home.seen.keys()]).toEqual([])
})

it('a broker that refuses the log-in is reported once, without the password', async () => {
  await keep({ password: 'wrong-secret' })
  await expect
    .poll(() => troubles)
    .toEqual(['the broker 127.0.0.1 refused the connection: log-in refused: check user and password'])
})

it('of several workers the oldest has the duty, and the next one takes over when it ends', async () => {
  const [first, second] = [1, 2].map(() => openSensorDuty(connectWorker(redis.target)))
  expect(await first?.isOurs()).toBe(true)
  await expect.poll(() => second?.isOurs()).toBe(false)
  first?.close()
  await expect.poll(() => second?.isOurs()).toBe(true)
  second?.close()
})
