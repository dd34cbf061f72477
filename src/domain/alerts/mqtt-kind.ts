/** The kind of channels that publishes by MQTT, with sensors for Home Assistant. Pure. */

import type { KindOfChannel } from './kind-of-channel'

/** A part of a topic that a broker takes, without the wildcards of subscriptions. */
const TOPIC: readonly [RegExp, string] = [
  /^[^+#$/\s][^+#]{0,99}(?<!\/)$/,
  'has to be a topic without + and #, such as intvlm8r or home/watch',
]

export const MQTT_KINDS = {
  mqtt: {
    label: 'Home Assistant (MQTT)',
    hint: 'Alerts for a broker, and a sensor for each check that Home Assistant finds by itself.',
    incidents: false,
    steps: [
      'In Home Assistant install the add-on Mosquitto broker, and add the integration MQTT; or use a broker that it has.',
      'Make a user for the appliance: Settings, People, Users, Add user.',
      'Enter the broker as mqtt:// with the name of its machine. All checks then appear as one device, Heartbeat.',
    ],
    fields: [
      {
        key: 'url',
        label: 'Broker',
        hint: 'Such as mqtt://homeassistant.local, or mqtts:// with a certificate.',
        type: 'text',
        problem: brokerProblem,
        required: true,
      },
      { key: 'username', label: 'User', hint: 'Empty: no log-in.', type: 'text' },
      { key: 'password', label: 'Password', hint: "The user's password.", type: 'secret', secret: true },
      {
        key: 'topic',
        label: 'Topic',
        hint: 'The beginning of all topics that it publishes.',
        type: 'text',
        pattern: TOPIC,
        fallback: 'intvlm8r',
      },
      {
        key: 'discovery',
        label: 'Discovery',
        hint: 'The discovery prefix of Home Assistant; off: alerts alone are published, and no sensors.',
        type: 'text',
        pattern: TOPIC,
        fallback: 'homeassistant',
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfChannel>>

function brokerProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^mqtts?:$/.test(url.protocol) || url.hostname === '')
    return 'has to be an address such as mqtt://homeassistant.local or mqtts://broker.example.org:8883'
  if (url.username !== '' || url.password !== '') return 'holds a user; enter it at its own place'
  return /^\/?$/.test(url.pathname + url.search + url.hash)
    ? undefined
    : 'has to end after the host and its port'
}
