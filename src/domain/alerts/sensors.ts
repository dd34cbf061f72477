/**
 * The sensors of a watch for Home Assistant's MQTT discovery: each check a binary sensor of the class `problem`, the heart a
 * device with a sensor of its own ("MQTT Discovery", "MQTT binary sensor"). A state that is not known is `None`. Pure.
 */

import { t } from '../language/text'
import type { Check } from '../watch/check'
import type { Status } from '../watch/status'
import type { Watched } from '../watch/watched'

/** A message that the broker keeps; an empty one makes it forget the topic. */
export interface RetainedMessage {
  readonly topic: string
  readonly payload: string
}

export interface SensorPlace {
  /** The beginning of our topics, and of those of the discovery. */
  readonly topic: string
  readonly discovery: string
  /** The id of the watch, so that several share one broker. `[0-9a-f]+` */
  readonly watch: string
  readonly version: string
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page?: string | undefined
}

export type HeartState = 'alive' | 'late' | 'silent' | 'waiting' | 'off'

/** Whether the publisher of all sensors is there; the broker sets `offline` once its connection is lost. */
export function availabilityTopic({ topic, watch }: Pick<SensorPlace, 'topic' | 'watch'>): string {
  return `${topic}/${watch}/availability`
}

const stateTopic = ({ topic, watch }: SensorPlace, sensor: string) => `${topic}/${watch}/${sensor}/state`
const nodeOf = ({ watch }: SensorPlace) => `intvlm8r_${watch}`

/** The configurations of our sensors, for a subscription. */
export function configTopics(place: SensorPlace): string {
  return `${place.discovery}/binary_sensor/${nodeOf(place)}/+/config`
}

/** The sensor that a configuration is for, such as the id of a check; undefined for any other topic. */
export function sensorOf(place: SensorPlace, topic: string): string | undefined {
  const [before, after] = configTopics(place).split('+')
  if (before === undefined || after === undefined) return undefined
  const isOurs =
    topic.startsWith(before) && topic.endsWith(after) && topic.length > before.length + after.length
  return isOurs ? topic.slice(before.length, -after.length) : undefined
}

export const HEART = 'heart'

/** Configuration and state of a check. `watched`: as it is at this moment. */
export function checkSensor(place: SensorPlace, { check, state }: Watched): readonly RetainedMessage[] {
  const { status, since, silenced, acknowledged } = state
  const url = place.page === undefined ? undefined : `${place.page}/checks/${check.id}`
  return [
    config(place, check.id, { name: check.name, device_class: 'problem' }),
    {
      topic: stateTopic(place, check.id),
      payload: JSON.stringify({
        state: PROBLEM[status],
        status,
        since: new Date(since).toISOString(),
        tags: check.tags,
        silenced: silenced !== undefined,
        acknowledged: acknowledged?.by ?? null,
        ...(url !== undefined && { url }),
      }),
    },
  ]
}

/** Nothing is known of a check that never signalled, or is paused; that is no good news. */
const PROBLEM: Readonly<Record<Status, 'ON' | 'OFF' | 'None'>> = {
  down: 'ON',
  blind: 'ON',
  late: 'OFF',
  up: 'OFF',
  new: 'None',
  paused: 'None',
}

/** The appliance's own heartbeats: on while they arrive. */
export function heartSensor(
  place: SensorPlace,
  { liveness, result }: { readonly liveness: HeartState; readonly result?: string | undefined },
): readonly RetainedMessage[] {
  const state = { alive: 'ON', late: 'ON', silent: 'OFF', waiting: 'None', off: 'None' }[liveness]
  return [
    config(place, HEART, { name: t('Heart'), device_class: 'connectivity' }),
    {
      topic: stateTopic(place, HEART),
      payload: JSON.stringify({ state, liveness, ...(result && { result }) }),
    },
  ]
}

/** The broker forgets both, and Home Assistant removes the sensor. */
export function noSensor(place: SensorPlace, sensor: string): readonly RetainedMessage[] {
  return [
    { topic: configTopic(place, sensor), payload: '' },
    { topic: stateTopic(place, sensor), payload: '' },
  ]
}

function configTopic(place: SensorPlace, sensor: string): string {
  return configTopics(place).replace('+', sensor)
}

function config(
  place: SensorPlace,
  sensor: Check['id'],
  own: { readonly name: string; readonly device_class: string },
): RetainedMessage {
  const { version, page } = place
  const device = {
    identifiers: [nodeOf(place)],
    name: t('Heartbeat'),
    manufacturer: 'Intervalometerator',
    model: t('Heartbeat appliance'),
    sw_version: version,
    ...(page !== undefined && { configuration_url: page }),
  }
  const payload = {
    ...own,
    unique_id: `${nodeOf(place)}_${sensor}`,
    state_topic: stateTopic(place, sensor),
    value_template: '{{ value_json.state }}',
    json_attributes_topic: stateTopic(place, sensor),
    availability_topic: availabilityTopic(place),
    device,
    origin: { name: 'intvlm8r-heartbeat', sw_version: version },
  }
  return { topic: configTopic(place, sensor), payload: JSON.stringify(payload) }
}
