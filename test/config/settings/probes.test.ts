/** The probe in a section [check.<name>], key by key. */
import { describe, expect, test } from 'vitest'
import { probeSettingKeys, probesOf } from '../../../src/config/settings/probes'
import type { IniFault } from '../../../src/domain/settings/reading'

function read(values: Readonly<Record<string, string>>) {
  const faults: IniFault[] = []
  const probes = probesOf('check.a', values, faults)
  for (const { section } of faults) expect(section).toBe('check.a')
  return { probes, faults: faults.map(({ key, reason }) => `${key} ${reason}`) }
}

test('a probe looks in its usual rhythm, with the settings that are given', () => {
  expect(read({ probe: 'TCP  nas:80 ', expect: 'SSH' })).toEqual({
    probes: [
      { target: '', probe: { kind: 'tcp', target: 'nas:80', every: 60_000, settings: { expect: 'SSH' } } },
    ],
    faults: [],
  })
})

test('a probe has a rhythm, a limit and a patience of its own', () => {
  const values = { probe: 'tcp nas:80', every: '1m', timeout: '5s', blindafter: '1h' }
  expect(read(values).probes?.[0]?.probe).toEqual({
    kind: 'tcp',
    target: 'nas:80',
    every: 60_000,
    timeout: 5_000,
    blindAfter: 3_600_000,
    settings: {},
  })
  expect(read({ probe: 'tcp nas:80', every: 'hour' }).probes?.[0]?.probe.every).toBe('hour')
})

test('several targets are a probe each', () => {
  const { probes, faults } = read({ probe: 'tcp', targets: 'a:1, b:2 ,c:3' })
  expect(faults).toEqual([])
  expect(probes?.map(({ target, probe }) => [target, probe.target])).toEqual([
    ['a:1', 'a:1'],
    ['b:2', 'b:2'],
    ['c:3', 'c:3'],
  ])
})

describe('a fault is named', () => {
  const SPAN = 'is not a span of time such as 90s, 5m, 1h30m or 2d'
  test.each([
    [
      { probe: 'tcp nas:80', every: 'soon' },
      'every "soon" is neither a span such as 30s or 5m nor minute, hour, day or noon',
    ],
    [{ probe: 'tcp nas:80', timeout: 'soon' }, `timeout "soon" ${SPAN}`],
    [{ probe: 'tcp nas:80', blindafter: 'soon' }, `blindafter "soon" ${SPAN}`],
    [{ probe: 'tcp a:1', targets: 'b:2' }, 'targets stands beside a target in probe; keep one of them'],
    [{ probe: 'tcp', targets: 'a:1, a:1' }, 'targets names a target twice'],
    [{ probe: 'tcp', targets: 'a:1, A:1' }, 'targets names a target twice'],
    [{ probe: 'tcp', targets: 'a:1,, b:2' }, /^targets has nothing between two commas, or at an end/],
    [{ probe: 'clock', targets: 'a, ' }, /^targets has nothing between two commas, or at an end/],
    [{ probe: 'tcp a:1', expect: 'x\ny' }, /^expect goes on in the indented line below/],
    [{ probe: 'tcp a:1\nb' }, /^probe goes on in the indented line below/],
    [{ probe: 'tcp', targets: 'a:1\nb:2' }, /^targets goes on in the indented line below/],
    [{ probe: 'fax 1' }, /^probe /],
    [{ probe: 'constructor 1' }, /^probe /],
    [{ probe: 'tcp nas' }, /^probe /],
    [{ probe: 'tcp', targets: 'a:1, nas' }, /^targets "nas" /],
    [{ probe: 'http http://a/', status: 'x' }, /^status /],
    [{ probe: 'tcp a:1', timeout: '10d' }, /^timeout /],
  ])('of %j', (values, fault) => {
    const { probes, faults } = read(values)
    expect(probes).toEqual([])
    if (typeof fault === 'string') expect(faults).toEqual([fault])
    else expect(faults[0]).toMatch(fault)
  })

  test('with those of its target and settings, where a span cannot be read', () => {
    expect(read({ probe: 'http ftp://a', every: 'soon', status: 'x', slow: 'y' }).faults).toEqual([
      'every "soon" is neither a span such as 30s or 5m nor minute, hour, day or noon',
      expect.stringMatching(/^probe /),
      expect.stringMatching(/^status /),
      expect.stringMatching(/^slow /),
    ])
    expect(read({ probe: 'mail-loop home', every: 'soon', patience: '30m' }).faults).toHaveLength(1)
    expect(read({ probe: 'tcp', targets: 'a:1', every: 'soon' }).faults).toHaveLength(1)
  })

  test('with the target where there are several, for settings as well', () => {
    const { faults } = read({ probe: 'http', targets: 'http://a/, http://b/', status: 'x' })
    expect(faults).toHaveLength(2)
    for (const fault of faults) expect(fault).toMatch(/^status its value /)
  })
})

test('without a probe its keys have no place', () => {
  const beside = 'belongs to a probe; name one by probe = KIND TARGET, or remove the line'
  for (const values of [{}, { probe: '' }]) {
    expect(read(values)).toEqual({ probes: undefined, faults: [] })
    expect(read({ ...values, every: '5m', timeout: '5s', blindafter: '1h', targets: 'a' })).toEqual({
      probes: undefined,
      faults: ['every', 'timeout', 'blindafter', 'targets'].map(key => `${key} ${beside}`),
    })
    expect(read({ ...values, every: '' }).faults).toEqual([])
  }
})

test('a kind has settings, and an unknown one has none', () => {
  expect(probeSettingKeys({ probe: 'TCP nas:80' })).toEqual(['send', 'expect', 'secondopinion'])
  for (const probe of ['', 'fax', 'constructor']) expect(probeSettingKeys({ probe })).toEqual([])
  expect(probeSettingKeys({})).toEqual([])
})
