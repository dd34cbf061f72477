import { describe, expect, test } from 'vitest'
import type { SystemFacts } from '../../../src/domain/appliance/system-facts'
import {
  healthRows,
  messageRows,
  type Row,
  unitRows,
  versionRows,
} from '../../../src/web/appliance/system-view'

const FACTS: SystemFacts = {
  hostName: 'pi',
  os: 'Debian 13',
  node: 'v22',
  uptime: 2 * 86_400_000,
  memory: { available: 500e6, total: 1e9 },
  units: [],
}
const rows = (facts: Partial<SystemFacts>) => healthRows({ ...FACTS, ...facts })
const row = (name: string, facts: Partial<SystemFacts>): Row | undefined =>
  rows(facts).find(each => each.name === name)

describe('the health of the machine', () => {
  test('has rows for what every machine knows', () => {
    expect(rows({})).toEqual([
      { name: 'Machine up for', value: '2 days' },
      { name: 'Memory free', value: '500 MB of 1.0 GB', state: 'ok' },
      { name: 'Clock', value: 'not known whether it is synchronised' },
    ])
  })

  test.each([
    [69.9, '70 °C', 'ok'],
    [70, '70 °C', 'warn'],
    [79.9, '80 °C', 'warn'],
    [80, '80 °C', 'bad'],
    [0, '0 °C', 'ok'],
  ])('a processor of %d degrees is shown as %s, %s', (temperature, value, state) => {
    expect(row('Processor', { temperature })).toEqual({ name: 'Processor', value, state })
  })

  test.each([
    [[], [], 'all right', 'ok'],
    [[], ['throttled', 'under-voltage'], 'since the start: throttled, under-voltage', 'warn'],
    [['throttled', 'under-voltage'], ['throttled'], 'throttled, under-voltage', 'bad'],
  ])('power troubles of now, %j, and since the start, %j, are %s', (now, sinceStart, value, state) => {
    expect(row('Power and heat', { power: { now, sinceStart } })).toEqual({
      name: 'Power and heat',
      value,
      state,
    })
  })

  test.each([
    [20e9, 32e9, '20.0 GB of 32.0 GB', 'ok'],
    [199e6, 32e9, '199 MB of 32.0 GB', 'warn'],
    [49.4e6, 999e6, '49 MB of 999 MB', 'bad'],
  ])('a disk with %d of %d bytes free is %s, %s', (free, total, value, state) => {
    expect(row('Disk free', { disk: { free, total } })).toEqual({ name: 'Disk free', value, state })
  })

  test('memory is short below 30 MB', () => {
    const state = (available: number) => row('Memory free', { memory: { available, total: 1e9 } })?.state
    expect([state(30e6), state(30e6 - 1)]).toEqual(['ok', 'warn'])
  })

  test('a clock is synchronised or not', () => {
    expect(row('Clock', { clockSynchronised: true })).toEqual({
      name: 'Clock',
      value: 'synchronised',
      state: 'ok',
    })
    expect(row('Clock', { clockSynchronised: false })).toEqual({
      name: 'Clock',
      value: 'not synchronised: is there a time server?',
      state: 'warn',
    })
  })
})

test('the messages by 0MQ are received or not, and counted', () => {
  expect(messageRows({ isReceived: true, counts: { taken: 2 } })).toEqual([
    { name: 'Receiving', value: 'yes', state: 'ok' },
    { name: 'Messages', value: '2 messages taken' },
  ])
  expect(messageRows({ isReceived: false, counts: {} })[0]).toEqual({
    name: 'Receiving',
    value: 'no',
    state: 'bad',
  })
})

test('the versions are names that no language changes, but for a Redis that is away', () => {
  const reached = { queue: { reached: true, pulse: { server: 'valkey 8' } } } as never
  const away = { queue: { reached: false, reason: 'Redis is away' } } as never
  const names = [
    { name: 'Host', value: 'pi', fixed: 'value' },
    { name: 'Heartbeat', value: '1.2.3', fixed: 'value' },
    { name: 'Node', value: 'v22', fixed: 'value' },
  ]
  expect(versionRows('1.2.3', reached, { ...FACTS, model: 'Raspberry Pi 4' })).toEqual([
    ...names,
    { name: 'Redis', value: 'valkey 8', fixed: 'value' },
    { name: 'System', value: 'Debian 13', fixed: 'value' },
    { name: 'Machine', value: 'Raspberry Pi 4', fixed: 'value' },
  ])
  expect(versionRows('1.2.3', away, FACTS)).toEqual([
    ...names,
    { name: 'Redis', value: 'Redis is away', state: 'bad' },
    { name: 'System', value: 'Debian 13', fixed: 'value' },
  ])
})

test('the units are told in the words of systemd', () => {
  const units = [
    { name: 'intvlm8r-web.service', state: 'active', detail: 'running', healthy: true },
    { name: 'intvlm8r-tick.timer', state: 'failed', detail: 'failed', healthy: false },
  ]
  expect(unitRows({ ...FACTS, units })).toEqual([
    { name: 'intvlm8r-web', value: 'active (running)', fixed: 'both', state: 'ok' },
    { name: 'intvlm8r-tick.timer', value: 'failed', fixed: 'both', state: 'bad' },
  ])
})
