import { describe, expect, test } from 'vitest'
import {
  faultText,
  isOff,
  languageIn,
  providableChecks,
  type Reading,
  readingProblem,
  usable,
} from '../../../src/domain/settings/reading'
import { SECOND_FACTOR_OFF } from '../../../src/domain/settings/second-factor'
import type { Settings } from '../../../src/domain/settings/settings'

const CHECKS = [{ key: 'nas', plan: { name: 'NAS' } }] as unknown as Settings['checks']
const SETTINGS = {
  monitoring: { frequency: 'Off' },
  web: { language: 'de' },
  checks: CHECKS,
} as unknown as Settings
const AT = { revision: 'r', changedAt: 0 }

const ok = (settings: Partial<Settings> = {}): Reading => ({
  kind: 'ok',
  settings: { ...SETTINGS, ...settings },
  ...AT,
})
const faulty = (
  sound: Partial<Settings> = {},
  more: Partial<Extract<Reading, { kind: 'faulty' }>> = {},
): Reading => ({
  kind: 'faulty',
  faults: [
    { section: 'Web', key: 'port', reason: 'is no port' },
    { section: 'Colours', key: '', reason: 'is no section' },
  ],
  sound,
  ...AT,
  ...more,
})
const UNREADABLE: Reading = { kind: 'unreadable', reason: 'there is no such file' }

test.each([
  [{ section: 'Web', key: 'port', reason: 'is no port' }, '[Web] port: is no port'],
  [{ section: 'Web', key: '', reason: 'is there twice' }, '[Web] is there twice'],
  [{ section: '', key: '', reason: 'line 1 is in no section' }, 'line 1 is in no section'],
  [{ section: '', key: 'port', reason: 'line 1 is in no section' }, 'line 1 is in no section'],
])('the fault %j is shown as %j', (fault, text) => {
  expect(faultText(fault)).toBe(text)
})

test('a reading that cannot be used has its problem in one line', () => {
  expect([ok(), faulty(), UNREADABLE].map(readingProblem)).toEqual([
    undefined,
    '[Web] port: is no port; [Colours] is no section',
    'there is no such file',
  ])
})

describe('a section', () => {
  test('is usable where it has no fault, whatever others have', () => {
    expect(
      [ok(), faulty({ checks: CHECKS }), faulty(), UNREADABLE].map(each => usable(each, 'checks')),
    ).toEqual([CHECKS, CHECKS, undefined, undefined])
  })

  test('that cannot be used switches nothing off', () => {
    const { monitoring } = SETTINGS
    const hourly = { ...monitoring, frequency: 'Hourly' } as unknown as Settings['monitoring']
    const readings = [ok(), ok({ monitoring: hourly }), faulty({ monitoring }), faulty(), UNREADABLE]
    expect(readings.map(isOff)).toEqual([true, false, true, false, false])
  })
})

test('the language is that of its line, also while another one of its section has to be mended', () => {
  const { web } = SETTINGS
  const readings = [
    ok(),
    faulty({ web }),
    faulty({}, { language: 'de' }),
    faulty({ web }, { language: 'en' }),
    faulty(),
    UNREADABLE,
  ]
  expect(readings.map(languageIn)).toEqual(['de', 'de', 'de', 'de', undefined, undefined])
})

test('checks without a fault can be provided, and are all only where none has one', () => {
  const readings = [
    ok(),
    faulty({ checks: CHECKS }),
    faulty({}, { soundChecks: CHECKS }),
    faulty(),
    UNREADABLE,
  ]
  expect(readings.map(providableChecks)).toEqual([
    { checks: CHECKS, complete: true },
    { checks: CHECKS, complete: true },
    { checks: CHECKS, complete: false },
    undefined,
    undefined,
  ])
})

test('the second factor is turned off by empty values of its two keys', () => {
  expect(SECOND_FACTOR_OFF).toEqual([
    { section: 'Login', key: 'totpkey', value: '' },
    { section: 'Login', key: 'recoverycodes', value: '' },
  ])
})
