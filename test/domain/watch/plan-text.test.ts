import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { fitsIni, optionValues, planValues } from '../../../src/domain/watch/plan-text'
import { feedWords, probeFacts, shownSchedule } from '../../../src/domain/watch/plan-words'

const HOUR = 3_600_000
const linesOf = (given: Partial<CheckPlan>) =>
  planValues(planOf({ name: 'NAS', ...given })).map(
    ({ key, value, isSecret }) => `${key} = ${value}${isSecret ? ' (secret)' : ''}`,
  )
const USUAL = ['name = NAS', 'period = 1d', 'channels = none']
const but = (...lines: readonly string[]) => ['name = NAS', ...lines, 'channels = none']

describe('a plan in the INI', () => {
  test.each<[given: Partial<CheckPlan>, lines: readonly string[]]>([
    [{}, USUAL],
    [{ slug: 'nas' }, USUAL],
    [{ slug: 'other' }, but('slug = other', 'period = 1d')],
    [{ job: 'nas/backup' }, but('job = nas/backup', 'period = 1d')],
    [{ tags: ['a', 'b'] }, but('tags = a b', 'period = 1d')],
    [{ schedule: { kind: 'period', period: 1.5 * HOUR } }, but('period = 1h30m')],
    [{ schedule: { kind: 'cron', expression: '0 3 * * *', zone: '' } }, but('cron = 0 3 * * *')],
    [
      { schedule: { kind: 'oncalendar', expression: 'daily', zone: 'UTC' } },
      but('oncalendar = daily', 'timezone = UTC'),
    ],
    [{ grace: 2 * HOUR }, but('period = 1d', 'grace = 2h')],
    [
      { expect: 'start', awaited: true, once: true },
      but('period = 1d', 'expect = start', 'awaited = on', 'once = on'),
    ],
    [{ longestRun: HOUR }, but('period = 1d', 'longestrun = 1h')],
    [{ failuresBeforeAlert: 3 }, but('period = 1d', 'failuresbeforealert = 3')],
    [{ channels: ['mail', 'phone'] }, ['name = NAS', 'period = 1d', 'channels = mail phone']],
    [{ recovery: false }, [...USUAL, 'recovery = off']],
    [{ passwordHash: 'x' }, [...USUAL, 'passwordhash = x (secret)']],
  ])('with %j has the lines %j', (given, lines) => {
    expect(linesOf(given)).toEqual(lines)
  })

  test('with a probe has the probe’s own keys in place of what follows from it', () => {
    const probe: Probe = {
      kind: 'http',
      target: 'https://a.example/',
      every: 30_000,
      timeout: 5_000,
      blindAfter: 120_000,
      settings: { password: 'hidden', contains: 'ready', matches: '' },
    }
    expect(linesOf({ probe })).toEqual([
      ...['name = NAS', 'probe = http https://a.example/', 'every = 30s', 'timeout = 5s', 'blindafter = 2m'],
      ...['contains = ready', 'password = hidden (secret)', 'channels = none'],
    ])
  })

  test('with a probe of a moment of the clock, and without a target, names both', () => {
    const probe: Probe = { kind: 'heartbeat', target: '', every: 'noon', settings: {} }
    expect(linesOf({ probe })).toEqual(['name = NAS', 'probe = heartbeat', 'every = noon', 'channels = none'])
  })

  test('leaves the name to a probe that has a setting of that name', () => {
    const probe: Probe = { kind: 'tls', target: 'nas:445', every: 60_000, settings: {} }
    expect(linesOf({ probe })).toEqual(['probe = tls nas:445', 'every = 1m', 'channels = none'])
    expect(linesOf({ probe: { ...probe, settings: { name: 'nas.lan' } } })).toEqual([
      ...['probe = tls nas:445', 'every = 1m', 'name = nas.lan', 'channels = none'],
    ])
  })

  test('leaves a key to the probe where both have one of that name', () => {
    const probe: Probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: { expect: 'SMB' } }
    const plan = { ...planOf({ name: 'NAS', probe }), expect: 'start', early: HOUR } as const
    expect(optionValues('expect', plan)).toEqual([])
    expect(optionValues('early', plan)).toEqual([{ key: 'early', value: '1h' }])
    expect(optionValues('probe', plan)).toEqual([
      { key: 'probe', value: 'tcp nas:445' },
      { key: 'every', value: '1m' },
      { key: 'expect', value: 'SMB' },
    ])
  })
})

test.each([
  ['plain', true],
  ['', true],
  ['a;b#c', true],
  ['a "b" c', true],
  ['a "b"', true],
  ['"a" b', true],
  [`"a' b`, true],
  [' a', false],
  ['a ', false],
  ['a\nb', false],
  ['a\ud800b', false],
  ['; a', false],
  ['# a', false],
  ['a ;b', false],
  ['a\t#b', false],
  ['"a"', false],
  ["'a b'", false],
])('an INI can hold the value %j: %s', (value, fits) => {
  expect(fitsIni({ key: 'x', value })).toBe(fits)
})

describe('how a check is fed', () => {
  const tcp = (every: Probe['every']): Probe => ({ kind: 'tcp', target: 'nas:445', every, settings: {} })
  const batchy = (every: number, settings: Record<string, string>): Probe => ({
    kind: 'batchy',
    target: 'http://batch.lan nightly',
    every,
    settings: { latency: '26h', ...settings },
  })

  test.each<[probe: Probe, words: string]>([
    [tcp(90_000), 'tcp nas:445, every 1m30s'],
    [tcp('minute'), 'tcp nas:445, at each full minute'],
    [tcp('hour'), 'tcp nas:445, at each full hour'],
    [tcp('day'), 'tcp nas:445, daily at 00:00'],
    [tcp('noon'), 'tcp nas:445, daily at 12:00'],
    [{ ...tcp('noon'), kind: 'heartbeat', target: '' }, 'heartbeat, daily at 12:00'],
    [batchy(HOUR, {}), 'batchy http://batch.lan nightly, every 1h'],
    [batchy(24 * HOUR, { checktime: '09:00' }), 'batchy http://batch.lan nightly, daily at 09:00'],
    [
      batchy(24 * HOUR, { checktime: '09:00', weekdays: 'mon-fri' }),
      'batchy http://batch.lan nightly, at 09:00 on mon-fri',
    ],
    [batchy(HOUR, { checktime: '09:00' }), 'batchy http://batch.lan nightly, from 09:00 every 1h'],
    [
      batchy(HOUR, { checktime: '09:00', weekdays: 'sun' }),
      'batchy http://batch.lan nightly, from 09:00 every 1h on sun',
    ],
  ])('by the probe %j is told as %s', (probe, words) => {
    expect(feedWords({ probe, schedule: { kind: 'period', period: 1 } })).toBe(words)
  })

  test.each([
    [{ kind: 'period', period: 5_400_000 }, 'every 1h30m'],
    [{ kind: 'cron', expression: '0 3 * * *', zone: '' }, 'cron 0 3 * * *'],
    [{ kind: 'cron', expression: '0 3 * * *', zone: 'UTC' }, 'cron 0 3 * * * (UTC)'],
    [{ kind: 'oncalendar', expression: 'daily', zone: '' }, 'OnCalendar daily'],
    [{ kind: 'oncalendar', expression: 'daily', zone: 'UTC' }, 'OnCalendar daily (UTC)'],
  ] as const)('by the schedule %j is told as %s', (schedule, words) => {
    expect([feedWords({ schedule }), shownSchedule(schedule)]).toEqual([words, words])
  })
})

test('the facts of a probe are its target, its times and its settings, but no secret', () => {
  const probe: Probe = {
    kind: 'http',
    target: 'https://a.example/',
    every: 30_000,
    timeout: 1_500,
    settings: { contains: 'ready', password: 'hidden', matches: '' },
  }
  expect(probeFacts(probe, 90_000)).toEqual([
    { term: 'It looks at', words: 'Web address: https://a.example/' },
    { term: 'How often', words: 'every 30s' },
    { term: 'At most', words: '1.5 s a look' },
    { term: 'Contains', words: 'ready', isOwn: true },
    { term: 'Password', words: 'kept, not shown' },
    { term: 'Blind', words: 'after 1m30s without an answer' },
  ])
  const [first] = probeFacts({ kind: 'heartbeat', target: '', every: 60_000, settings: {} }, 1)
  expect(first).toEqual({ term: 'It looks at', words: 'Own heartbeat' })
})
