import { beforeEach, expect, it } from 'vitest'
import type { RetainedMessage } from '../../../src/domain/alerts/sensors'
import { createShownSensors } from '../../../src/operations/alerts/shown-sensors'

const PLACE = { topic: 'intvlm8r', discovery: 'ha', watch: 'ab', version: '1' }

let sent: string[]
let isAway: boolean
let shown: ReturnType<typeof createShownSensors>
beforeEach(() => {
  sent = []
  isAway = false
  shown = createShownSensors(async ({ topic, payload }) => {
    if (isAway) throw new Error('the broker is away')
    sent.push(`${topic}=${payload}`)
  })
})

const messages = (...pairs: readonly [topic: string, payload: string][]): RetainedMessage[] =>
  pairs.map(([topic, payload]) => ({ topic, payload }))

it('a message goes out once, until it is another one', async () => {
  await shown.publish(messages(['a', '1'], ['b', '1']))
  await shown.publish(messages(['a', '1'], ['b', '2']))
  await shown.publish(messages(['a', '2'], ['b', '2']))
  expect(sent).toEqual(['a=1', 'b=1', 'b=2', 'a=2'])
})

it('everything goes out again where the broker may have lost it', async () => {
  await shown.publish(messages(['a', '1']))
  shown.renew()
  await shown.publish(messages(['a', '1']))
  expect(sent).toEqual(['a=1', 'a=1'])
})

it('a message that was not taken goes out the next time', async () => {
  isAway = true
  await expect(shown.show('c', messages(['a', '1']))).rejects.toThrow('the broker is away')
  expect([...shown.known]).toEqual([])
  isAway = false
  await shown.show('c', messages(['a', '1']))
  expect([sent, [...shown.known]]).toEqual([['a=1'], ['c']])
})

it('a sensor that is removed is forgotten by the broker, and shown anew should it come back', async () => {
  const config = 'ha/binary_sensor/intvlm8r_ab/c/config'
  const state = 'intvlm8r/ab/c/state'
  await shown.show('c', messages([config, '{}']))
  await shown.remove(PLACE, 'c')
  expect([...shown.known]).toEqual([])
  await shown.show('c', messages([config, '{}']))
  // Whoever else may have set it: the broker is told each time.
  await shown.remove(PLACE, 'c')
  await shown.remove(PLACE, 'c')
  expect(sent).toEqual([
    ...[`${config}={}`, `${config}=`, `${state}=`],
    ...[`${config}={}`, `${config}=`, `${state}=`],
    ...[`${config}=`, `${state}=`],
  ])
})

it('a sensor that the broker did not forget stays known', async () => {
  await shown.show('c', [])
  isAway = true
  await expect(shown.remove(PLACE, 'c')).rejects.toThrow('the broker is away')
  expect([...shown.known]).toEqual(['c'])
})
