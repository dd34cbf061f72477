import { expect, test } from 'vitest'
import { machineTroubles } from '../../../src/domain/appliance/machine-troubles'
import type { SystemFacts } from '../../../src/domain/appliance/system-facts'

const WELL: SystemFacts = {
  hostName: 'raspberrypi',
  os: 'Debian GNU/Linux 13 (trixie)',
  node: 'v20.19.2',
  uptime: 9 * 86_400_000,
  temperature: 79,
  power: { now: [], sinceStart: ['under-voltage'] },
  disk: { free: 200e6, total: 31.1e9 },
  memory: { available: 512e6, total: 944e6 },
  clockSynchronised: true,
  units: [],
}

test.each<[string, Partial<SystemFacts>, readonly string[]]>([
  ['nothing is wrong', {}, []],
  [
    'the disk is nearly full',
    { disk: { free: 199e6, total: 31.1e9 } },
    ['Only 199 MB of its disk are free. Remove files before nothing can be written.'],
  ],
  ['a small disk has a tenth free', { disk: { free: 10e6, total: 100e6 } }, []],
  [
    'a small disk has less',
    { disk: { free: 9e6, total: 100e6 } },
    ['Only 9.0 MB of its disk are free. Remove files before nothing can be written.'],
  ],
  [
    'the clock is not synchronised',
    { clockSynchronised: false },
    ['Its clock is not synchronised, so times may be wrong: is there a time server?'],
  ],
  [
    'the power supply is weak',
    { power: { now: ['under-voltage', 'throttled'], sinceStart: [] } },
    ['The firmware reports: under-voltage, throttled.'],
  ],
  ['it is too hot', { temperature: 80.4 }, ['Its processor is too hot: 80 °C.']],
])('the machine is judged where %s', (_name, facts, sentences) => {
  expect(machineTroubles({ ...WELL, ...facts })).toEqual(sentences)
})

test('facts that are not known are no trouble', () => {
  const { temperature: _1, power: _2, disk: _3, clockSynchronised: _4, ...known } = WELL
  expect(machineTroubles(known)).toEqual([])
})
