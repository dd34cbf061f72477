/** A connection to an MQTT broker (3.1.1): it comes back by itself. */
import type { MqttClient } from 'mqtt'
import { type Channel, settingOf } from '../domain/alerts/channel'
import type { BrokerConnection, BrokerEvents } from '../domain/alerts/ports'
import type { RetainedMessage } from '../domain/alerts/sensors'
import type { OtherWay } from '../domain/net/http-client'

const LIMITS = { connectTimeout: 10_000, keepalive: 30, reconnectPeriod: 5_000 } as const

export interface BrokerOptions {
  readonly otherWay?: OtherWay | undefined
  /** The message that the broker publishes once the connection is lost. */
  readonly will?: RetainedMessage
  /** Whether it comes back by itself. */
  readonly stays: boolean
}

/** @throws where the authorities of the INI cannot be read */
export async function openBroker(
  channel: Channel,
  { otherWay, will, stays }: BrokerOptions,
): Promise<MqttClient> {
  const { default: library } = await import('mqtt')
  const url = settingOf(channel, 'url')
  const username = settingOf(channel, 'username')
  const secureContext = url.startsWith('mqtts:') ? await otherWay?.authorities() : undefined
  return library.connect(url, {
    ...LIMITS,
    ...(!stays && { reconnectPeriod: 0 }),
    protocolVersion: 4,
    clean: true,
    // Our messages are published anew with every connection.
    resubscribe: false,
    queueQoSZero: false,
    ...(username && { username, password: settingOf(channel, 'password') }),
    ...(will && { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    ...(secureContext && { secureContext }),
  })
}

/** Return codes of CONNACK (MQTT 3.1.1, 3.2.2.3) after which another attempt is in vain. */
const FINAL: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it refuses our name',
  4: 'log-in refused: check user and password',
  5: 'log-in refused: check user and password',
}

/** The reason of a failure in words, without what the broker wrote. */
export function brokerFault(
  error: Error & { readonly code?: unknown },
  url: string,
): { permanent: boolean; detail: string } {
  const { hostname } = new URL(url)
  const { code } = error
  const why = typeof code === 'number' ? FINAL[code] : undefined
  if (why !== undefined)
    return { permanent: true, detail: `the broker ${hostname} refused the connection: ${why}` }
  const isNamed = typeof code === 'string' && /^\w+$/.test(code)
  return { permanent: false, detail: `no connection to the broker ${hostname}${isNamed ? ` (${code})` : ''}` }
}

/** The same for sensors: it stays, and each new connection is announced. */
export async function keepBroker(
  channel: Channel,
  will: RetainedMessage,
  { onConnect, onMessage, onTrouble }: BrokerEvents,
  otherWay?: OtherWay,
): Promise<BrokerConnection> {
  const client = await openBroker(channel, { otherWay, will, stays: true })
  const url = settingOf(channel, 'url')
  client.on('connect', onConnect)
  client.on('message', (topic, payload, { retain }) => onMessage(topic, payload.toString(), retain))
  client.on('error', error => onTrouble(brokerFault(error, url).detail))
  client.on('offline', () => onTrouble(`no connection to the broker ${new URL(url).hostname}`))
  /** The library would hold it back until the next connection, for which everything is published anew. */
  const publish = ({ topic, payload }: RetainedMessage) =>
    new Promise<void>((resolve, reject) => {
      const lost = () => reject(new Error('no connection to the broker'))
      if (!client.connected) return lost()
      client.once('close', lost)
      client.publish(topic, payload, { qos: 1, retain: true }, error => {
        client.off('close', lost)
        if (error) reject(error)
        else resolve()
      })
    })
  return {
    publish,
    subscribe: async topics => void (await client.subscribeAsync([...topics], { qos: 1 })),
    close: async () => void (await client.endAsync(!client.connected)),
  }
}
