import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import {
  channelFaults,
  MOST_CHECKS,
  planFaults,
  planOf,
  slugOf,
  unknownOption,
  withChanges,
} from '../../../src/domain/watch/check-plan'
import { channelsInIni, placeInIni } from '../../../src/domain/watch/provided-check'

const HOUR = 3_600_000

test.each([
  ['Backup of the NAS', 'backup-of-the-nas'],
  ['Küche & Bad', 'kuche-bad'],
  [' - a_b - ', 'a_b'],
  ['3D', '3d'],
  ['婚礼', 'check'],
  ['', 'check'],
  ['---', 'check'],
  ['x'.repeat(101), 'x'.repeat(100)],
])('the slug of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})

describe('a plan', () => {
  const TCP: Probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} }
  const usual = planOf({ name: 'x' })

  test('has its slug by its name, unless one is given', () => {
    expect([planOf({ name: 'A b' }).slug, planOf({ name: 'A b', slug: 'c' }).slug]).toEqual(['a-b', 'c'])
  })

  test.each<[what: string, probe: Probe, schedule: object, grace: number]>([
    ['its interval', TCP, { kind: 'period', period: 60_000 }, 120_000],
    [
      'its time until it is blind',
      { ...TCP, blindAfter: 90_000 },
      { kind: 'period', period: 60_000 },
      30_000,
    ],
    [
      'a time until it is blind that is too short',
      { ...TCP, blindAfter: 1_000 },
      { kind: 'period', period: 60_000 },
      0,
    ],
    ['a moment of the clock', { ...TCP, every: 'hour' }, { kind: 'period', period: HOUR }, 2 * HOUR],
    [
      'a time of day',
      {
        kind: 'batchy',
        target: 'http://batch.lan nightly',
        every: 24 * HOUR,
        settings: { latency: '26h', checktime: '09:30', weekdays: 'mon-fri', timezone: 'Asia/Tokyo' },
      },
      { kind: 'cron', expression: '30 9 * * 1,2,3,4,5', zone: 'Asia/Tokyo' },
      600_000,
    ],
  ])('with a probe follows from %s', (_what, probe, schedule, grace) => {
    expect(planOf({ name: 'x', probe, grace: 1 })).toEqual({ ...usual, probe, schedule, grace })
  })

  test('with a probe expects its success, from the beginning and for ever', () => {
    const asked = { expect: 'start', awaited: true, once: true } as const
    expect(planOf({ name: 'x', probe: TCP, ...asked })).toMatchObject({
      expect: 'success',
      awaited: false,
      once: false,
    })
    expect(planOf({ name: 'x', ...asked })).toMatchObject(asked)
  })

  test('is changed with what follows from it, and keeps what it has besides', () => {
    const check = { ...usual, id: 'id', longestRun: HOUR }
    expect(withChanges(check, { grace: 0 })).toEqual({ ...check, grace: 0 })
    expect(withChanges(check, { longestRun: undefined })).toStrictEqual({ ...usual, id: 'id' })
    expect(withChanges(check, { probe: TCP })).toEqual({
      ...check,
      probe: TCP,
      schedule: { kind: 'period', period: 60_000 },
      grace: 120_000,
    })
  })

  test('tells every fault at once, with the part or the setting that it is about', () => {
    const faulty = planOf({
      name: '',
      slug: 'x',
      failuresBeforeAlert: 0,
      schedule: { kind: 'cron', expression: '0 12 30 2 *', zone: 'Mars/Base' },
    })
    expect(planFaults(faulty)).toEqual([
      { key: 'name', reason: 'is empty; give the check a name' },
      { key: 'schedule', part: 'zone', reason: 'is not a time zone such as Europe/Berlin or UTC' },
      { key: 'schedule', part: 'expression', reason: 'never comes true; choose a day that exists' },
      { key: 'failuresBeforeAlert', reason: 'has to be a number from 1 to 100' },
    ])
    expect(planFaults({ ...usual, probe: { ...TCP, every: 1 } })).toEqual([
      {
        key: 'probe',
        setting: 'every',
        reason: 'has to be from 5 s to 31 days, or minute, hour, day or noon',
      },
    ])
  })

  test('of the INI alone may run programs', () => {
    const probe: Probe = { kind: 'command', target: '/bin/true', every: 60_000, settings: {} }
    const plan = planOf({ name: 'x', probe })
    const refused = [
      { key: 'probe', setting: 'probe', reason: 'command runs programs, and only the INI may do that' },
    ]
    expect([planFaults(plan), planFaults(plan, { origin: 'ini' })]).toEqual([refused, []])
  })

  test('has to come true after the moment at which it was chosen', () => {
    const plan = planOf({
      name: 'x',
      schedule: { kind: 'oncalendar', expression: '2020-01-01', zone: 'UTC' },
    })
    const over = {
      key: 'schedule',
      part: 'expression',
      reason: 'never comes true, as its last moment is over; choose a later one',
    }
    expect([planFaults(plan), planFaults(plan, { since: Date.UTC(2026, 0) })]).toEqual([[], [over]])
  })
})

describe('channels', () => {
  const of = (name: string, existing: string) => ({
    key: 'channels',
    reason: `there is no channel "${name}"; there are: ${existing}`,
  })

  test('have to exist, or to be there already', () => {
    expect(channelFaults(['mail', 'fone'], ['mail', 'phone'])).toEqual([of('fone', 'mail, phone')])
    expect(channelFaults(['fone'], [])).toEqual([of('fone', 'none')])
    expect(channelFaults(['old', 'fone'], ['mail'], ['old'])).toEqual([of('fone', 'mail')])
    expect(channelFaults(['mail'], ['mail'])).toEqual([])
    expect(channelFaults(['x'], [], [], 'escalateTo')).toEqual([{ ...of('x', 'none'), key: 'escalateTo' }])
  })

  test('stand in the section of their check, or of their peer', () => {
    expect(['nas', 'peer.office'].map(key => [channelsInIni(key), placeInIni(key)])).toEqual([
      [{ section: 'check.nas', key: 'channels' }, '[check.nas]'],
      [{ section: 'peer.office', key: 'contact' }, '[peer.office]'],
    ])
  })
})

test('an unknown option is told with those that there are', () => {
  expect(unknownOption(['name', 'slug'])).toBe('is no setting of a check; there are name, slug')
  expect(MOST_CHECKS).toBe(10_000)
})
