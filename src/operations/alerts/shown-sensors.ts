/** The sensors that a broker has of one channel: each message goes out once, until the broker may have lost it. */
import { noSensor, type RetainedMessage, type SensorPlace } from '../../domain/alerts/sensors'
import { fnv1a } from '../../domain/fnv'

export function createShownSensors(send: (message: RetainedMessage) => Promise<void>) {
  /** Topic -> the hash of what the broker has, since the last connection. */
  const published = new Map<string, number>()
  /** Sensors of which the broker has a configuration. */
  const known = new Set<string>()

  async function publish(messages: readonly RetainedMessage[]): Promise<void> {
    for (const message of messages) {
      const hash = fnv1a(message.payload)
      if (published.get(message.topic) === hash) continue
      await send(message)
      if (message.payload === '') published.delete(message.topic)
      else published.set(message.topic, hash)
    }
  }

  return {
    known,
    publish,
    show: async (sensor: string, messages: readonly RetainedMessage[]): Promise<void> => {
      await publish(messages)
      known.add(sensor)
    },
    remove: async (place: SensorPlace, sensor: string): Promise<void> => {
      await publish(noSensor(place, sensor))
      known.delete(sensor)
    },
    /** Everything is published anew. */
    renew: (): void => published.clear(),
  }
}
