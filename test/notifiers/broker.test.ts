/** The connection to an MQTT broker, and its failures in words. */
import { createSecureContext } from 'node:tls'
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/domain/alerts/channel'
import type { BrokerConnection } from '../../src/domain/alerts/ports'
import type { OtherWay } from '../../src/domain/net/http-client'
import { type BrokerOptions, brokerFault, keepBroker, openBroker } from '../../src/notifiers/broker'
import { type Broker, listenAt, startBroker, USER } from '../support/broker'

const channel = (url: string, settings: Record<string, string> = {}): Channel => ({
  name: 'home',
  kind: 'mqtt',
  origin: 'page',
  settings: { url, ...settings },
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Options = MqttClient['options'] & { readonly secureContext?: unknown }

describe('a connection', () => {
  /** The options for the library; port 9 of this machine answers nobody. */
  async function optionsOf(
    settings: Record<string, string>,
    more: Partial<BrokerOptions> = {},
    url = 'mqtt://127.0.0.1:9',
  ): Promise<Options> {
    const client = await openBroker(channel(url, settings), { stays: true, ...more })
    client.on('error', () => {})
    closing.push(() => client.end(true))
    return client.options
  }

  it('is one of MQTT 3.1.1 without a memory, and comes back after five seconds', async () => {
    expect(await optionsOf({})).toMatchObject({
      protocolVersion: 4,
      clean: true,
      resubscribe: false,
      queueQoSZero: false,
      connectTimeout: 10_000,
      keepalive: 30,
      reconnectPeriod: 5_000,
    })
    expect(await optionsOf({}, { stays: false })).toMatchObject({ reconnectPeriod: 0 })
  })

  it('logs in with user and password, where there is a user', async () => {
    expect(await optionsOf({ username: 'pi', password: 'p' })).toMatchObject({
      username: 'pi',
      password: 'p',
    })
    const bare = await optionsOf({ username: '', password: 'p' })
    expect([bare.username, bare.password]).toEqual([undefined, undefined])
  })

  it('leaves a will that the broker keeps, where there is one', async () => {
    const { will } = await optionsOf({}, { will: { topic: 'a/b', payload: 'gone' } })
    expect(will).toEqual({ topic: 'a/b', payload: Buffer.from('gone'), qos: 1, retain: true })
    expect((await optionsOf({})).will).toBeUndefined()
  })

  it('trusts the authorities of this machine with TLS, and asks for none without', async () => {
    const secureContext = createSecureContext()
    const otherWay = { authorities: async () => secureContext } as unknown as OtherWay
    expect((await optionsOf({}, { otherWay }, 'mqtts://127.0.0.1:9')).secureContext).toBe(secureContext)
    expect((await optionsOf({}, { otherWay })).secureContext).toBeUndefined()
    const none = { authorities: async () => undefined } as unknown as OtherWay
    expect(await optionsOf({}, { otherWay: none }, 'mqtts://127.0.0.1:9')).not.toHaveProperty('secureContext')
    expect((await optionsOf({}, {}, 'mqtts://127.0.0.1:9')).secureContext).toBeUndefined()
  })
})

describe('a failure', () => {
  const fault = (code: unknown) =>
    brokerFault(Object.assign(new Error('secret'), { code }), 'mqtt://me@nas.lan:1883')

  it.each([
    [1, 'it does not speak MQTT 3.1.1'],
    [2, 'it refuses our name'],
    [4, 'log-in refused: check user and password'],
    [5, 'log-in refused: check user and password'],
  ])('with the return code %j is final', (code, why) => {
    expect(fault(code)).toEqual({
      permanent: true,
      detail: `the broker nas.lan refused the connection: ${why}`,
    })
  })

  it.each([
    [3, ''],
    [0, ''],
    [undefined, ''],
    ['4', ' (4)'],
    ['ECONNREFUSED', ' (ECONNREFUSED)'],
    ['constructor', ' (constructor)'],
    ['two words', ''],
    ['E-X', ''],
    ['', ''],
  ])('with the code %j passes', (code, named) => {
    expect(fault(code)).toEqual({ permanent: false, detail: `no connection to the broker nas.lan${named}` })
  })
})

describe('a connection for sensors', () => {
  let broker: Broker
  beforeAll(async () => {
    broker = await startBroker()
  })
  afterAll(() => broker.close())

  const WILL = { topic: 'watch/availability', payload: 'offline' }

  async function keep(settings: Record<string, string> = {}) {
    const told: string[] = []
    const messages: unknown[] = []
    let connects = 0
    const connection: BrokerConnection = await keepBroker(
      channel(broker.url, { ...USER, ...settings }),
      WILL,
      {
        onConnect: () => {
          connects++
        },
        onMessage: (...message) => void messages.push(message),
        onTrouble: detail => void told.push(detail),
      },
    )
    closing.push(() => connection.close())
    return { connection, told, messages, connects: () => connects }
  }

  it('publishes what the broker keeps, and hears what others say', async () => {
    const { connection, messages, connects, told } = await keep()
    await expect.poll(connects).toBe(1)
    await connection.publish({ topic: 'watch/a', payload: 'ON' })
    const other = await listenAt(broker.url, 'watch/#')
    closing.push(other.close)
    await expect.poll(() => other.seen.get('watch/a')).toBe('ON')
    await connection.subscribe(['home/#', 'watch/a'])
    await expect.poll(() => messages).toEqual([['watch/a', 'ON', true]])
    await other.say('home/light', 'off')
    await expect.poll(() => messages.at(-1)).toEqual(['home/light', 'off', false])
    expect(told).toEqual([])
    await connection.publish({ topic: 'watch/a', payload: '' })
  })

  it('that is closed in order leaves no will', async () => {
    const other = await listenAt(broker.url, 'watch/#')
    closing.push(other.close)
    const { connection, connects } = await keep()
    await expect.poll(connects).toBe(1)
    await connection.publish({ topic: 'watch/b', payload: 'last' })
    await connection.close()
    await other.say('watch/end', 'end')
    await expect.poll(() => other.all.map(({ payload }) => payload)).toEqual(['last', 'end'])
  })

  it('tells of a refused log-in', async () => {
    const { told, connection } = await keep({ password: 'wrong' })
    await expect
      .poll(() => told[0])
      .toBe('the broker 127.0.0.1 refused the connection: log-in refused: check user and password')
    await expect(connection.publish({ topic: 'watch/a', payload: 'ON' })).rejects.toThrow(
      'no connection to the broker',
    )
  })

  it('tells of a broker that went, and holds nothing back for it', async () => {
    const { connection, told, connects } = await keep()
    await expect.poll(connects).toBe(1)
    await broker.stop()
    await expect.poll(() => told).toContain('no connection to the broker 127.0.0.1')
    const late = connection.publish({ topic: 'watch/a', payload: 'late' })
    await expect(late).rejects.toThrow('no connection to the broker')
    await connection.close()
    await broker.start()
  })

  it('fails what the broker has not acknowledged when it goes', async () => {
    const { connection, connects } = await keep()
    await expect.poll(connects).toBe(1)
    const published = connection.publish({ topic: 'watch/a', payload: 'x'.repeat(50_000_000) })
    const failed = expect(published).rejects.toThrow('no connection to the broker')
    await broker.stop()
    await failed
    await connection.close()
    await broker.start()
  })
})
