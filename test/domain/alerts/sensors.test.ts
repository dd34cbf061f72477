import { describe, expect, it } from 'vitest'
import {
  availabilityTopic,
  checkSensor,
  configTopics,
  heartSensor,
  noSensor,
  type RetainedMessage,
  type SensorPlace,
  sensorOf,
} from '../../../src/domain/alerts/sensors'
import type { CheckState } from '../../../src/domain/watch/state'
import { checkOf, NEW } from '../../support/check-states'

const PLACE: SensorPlace = { topic: 'beat', discovery: 'ha', watch: 'a0b1', version: '1.2.3' }
const WITH_PAGE: SensorPlace = { ...PLACE, page: 'http://pi:8080' }
const DEVICE = {
  identifiers: ['intvlm8r_a0b1'],
  name: 'Heartbeat',
  manufacturer: 'Intervalometerator',
  model: 'Heartbeat appliance',
  sw_version: '1.2.3',
}
const read = (messages: readonly RetainedMessage[]) =>
  messages.map(({ topic, payload }) => [topic, JSON.parse(payload)])

describe('the sensor of a check', () => {
  const sensor = (place: SensorPlace, state: Partial<CheckState>) =>
    read(
      checkSensor(place, {
        check: checkOf({ name: 'Backup', tags: ['nas'] }),
        state: { ...NEW, since: Date.parse('2026-12-08T07:00:00Z'), ...state },
        version: '1',
      }),
    )

  it('is a problem of the device of the watch', () => {
    expect(sensor(PLACE, { status: 'up' })).toStrictEqual([
      [
        'ha/binary_sensor/intvlm8r_a0b1/x/config',
        {
          name: 'Backup',
          device_class: 'problem',
          unique_id: 'intvlm8r_a0b1_x',
          state_topic: 'beat/a0b1/x/state',
          value_template: '{{ value_json.state }}',
          json_attributes_topic: 'beat/a0b1/x/state',
          availability_topic: 'beat/a0b1/availability',
          device: DEVICE,
          origin: { name: 'intvlm8r-heartbeat', sw_version: '1.2.3' },
        },
      ],
      [
        'beat/a0b1/x/state',
        {
          state: 'OFF',
          status: 'up',
          since: '2026-12-08T07:00:00.000Z',
          tags: ['nas'],
          silenced: false,
          acknowledged: null,
        },
      ],
    ])
  })

  it('has the page of the check, who takes care of it, and that it is silenced', () => {
    const acknowledged = { by: 'Ada' } as NonNullable<CheckState['acknowledged']>
    const [[, config], [, state]] = sensor(WITH_PAGE, {
      status: 'down',
      silenced: 'recovery',
      acknowledged,
    }) as [[string, { device: unknown }], [string, unknown]]
    expect(config.device).toStrictEqual({ ...DEVICE, configuration_url: 'http://pi:8080' })
    expect(state).toStrictEqual({
      state: 'ON',
      status: 'down',
      since: '2026-12-08T07:00:00.000Z',
      tags: ['nas'],
      silenced: true,
      acknowledged: 'Ada',
      url: 'http://pi:8080/checks/x',
    })
  })

  it.each([
    ['new', 'None'],
    ['up', 'OFF'],
    ['late', 'OFF'],
    ['down', 'ON'],
    ['blind', 'ON'],
    ['paused', 'None'],
  ] as const)('is, while the check is %s, %s', (status, problem) => {
    expect(sensor(PLACE, { status })[1]?.[1]).toMatchObject({ state: problem, status })
  })
})

describe('the sensor of the heart', () => {
  it.each([
    ['alive', 'ON'],
    ['late', 'ON'],
    ['silent', 'OFF'],
    ['waiting', 'None'],
    ['off', 'None'],
  ] as const)('is, while it is %s, %s', (liveness, state) => {
    expect(read(heartSensor(PLACE, { liveness }))[1]).toStrictEqual([
      'beat/a0b1/heart/state',
      { state, liveness },
    ])
  })

  it('is a connectivity of the same device, with the last result where there is one', () => {
    const [config, state] = read(heartSensor(PLACE, { liveness: 'alive', result: '200' }))
    expect(config?.[0]).toBe('ha/binary_sensor/intvlm8r_a0b1/heart/config')
    expect(config?.[1]).toMatchObject({
      name: 'Heart',
      device_class: 'connectivity',
      unique_id: 'intvlm8r_a0b1_heart',
      device: DEVICE,
    })
    expect(state?.[1]).toStrictEqual({ state: 'ON', liveness: 'alive', result: '200' })
    expect(read(heartSensor(PLACE, { liveness: 'alive', result: '' }))[1]?.[1]).toStrictEqual({
      state: 'ON',
      liveness: 'alive',
    })
  })
})

describe('the topics of sensors', () => {
  it('belong to the watch', () => {
    expect(availabilityTopic(PLACE)).toBe('beat/a0b1/availability')
    expect(configTopics(PLACE)).toBe('ha/binary_sensor/intvlm8r_a0b1/+/config')
  })

  it('are both emptied of a sensor that is no more', () => {
    expect(noSensor(PLACE, 'x')).toStrictEqual([
      { topic: 'ha/binary_sensor/intvlm8r_a0b1/x/config', payload: '' },
      { topic: 'beat/a0b1/x/state', payload: '' },
    ])
  })

  it.each([
    ['ha/binary_sensor/intvlm8r_a0b1/x/config', 'x'],
    ['ha/binary_sensor/intvlm8r_a0b1/heart/config', 'heart'],
    ['ha/binary_sensor/intvlm8r_a0b1//config', undefined],
    ['ha/binary_sensor/intvlm8r_a0b1/config', undefined],
    ['ha/binary_sensor/intvlm8r_ffff/x/config', undefined],
    ['ha/binary_sensor/intvlm8r_a0b1/x/state', undefined],
    ['beat/a0b1/x/state', undefined],
  ])('%s names the sensor %s', (topic, sensor) => {
    expect(sensorOf(PLACE, topic)).toBe(sensor)
  })
})
