import { expect, it } from 'vitest'
import { channelFaults } from '../../../src/domain/alerts/channel'

const ADDRESS = 'has to be an address such as mqtt://homeassistant.local or mqtts://broker.example.org:8883'
const END = 'has to end after the host and its port'
const USER = 'holds a user; enter it at its own place'
const TOPIC = 'has to be a topic without + and #, such as intvlm8r or home/watch'
const faults = (settings: Readonly<Record<string, string>>) =>
  channelFaults({ name: 'home', kind: 'mqtt', origin: 'page', settings: { url: 'mqtt://pi', ...settings } })

it.each([
  ['mqtt://homeassistant.local', undefined],
  ['mqtts://broker.example.org:8883/', undefined],
  ['http://homeassistant.local', ADDRESS],
  ['xmqtt://homeassistant.local', ADDRESS],
  ['mqttss://homeassistant.local', ADDRESS],
  ['mqtt://', ADDRESS],
  ['homeassistant.local', ADDRESS],
  ['mqtt://anna@pi', USER],
  ['mqtt://:secret@pi', USER],
  ['mqtt://pi/a', END],
  ['mqtt://pi/?a', END],
  ['mqtt://pi#a', END],
])('the broker %s has the fault %s', (url, reason) => {
  expect(faults({ url })).toStrictEqual(reason === undefined ? [] : [{ key: 'url', reason }])
})

it.each(['intvlm8r', 'home/watch', 'a', 'x'.repeat(100), 'two words', 'é/ü'])('%j is a topic', topic => {
  expect(faults({ topic, discovery: topic })).toStrictEqual([])
})

it.each(['a+', '+', '#', 'a/#', '$SYS', '/a', ' a', 'a/', '/', 'x'.repeat(101)])('%j is no topic', topic => {
  expect(faults({ topic, discovery: topic })).toStrictEqual([
    { key: 'topic', reason: TOPIC },
    { key: 'discovery', reason: TOPIC },
  ])
})
