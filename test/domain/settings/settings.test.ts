import { expect, test } from 'vitest'
import { receivesZmq, type Settings, usesZmq } from '../../../src/domain/settings/settings'

const NONE: Settings['zmq'] = {
  bind: [],
  bindsub: [],
  connect: [],
  publish: [],
  create: 'off',
  word: '',
  curve: 'off',
}
const ADDRESS = 'tcp://0.0.0.0:5659'

test.each<[what: string, given: Partial<Settings['zmq']>, receives: boolean, uses: boolean]>([
  ['without any address', {}, false, false],
  ['with an address for senders', { bind: [ADDRESS] }, true, true],
  ['with an address for publishers', { bindsub: [ADDRESS] }, true, true],
  ['with publishers to connect to', { connect: [{ address: ADDRESS }] }, true, true],
  ['that only publishes', { publish: [ADDRESS] }, false, true],
  ['with a word and keys alone', { word: 'x', curve: 'known', create: 'open' }, false, false],
])('0MQ %s receives messages: %s, and is used: %s', (_what, given, receives, uses) => {
  const zmq = { ...NONE, ...given }
  expect([receivesZmq(zmq), usesZmq(zmq)]).toEqual([receives, uses])
})
