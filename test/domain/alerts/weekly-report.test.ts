import { describe, expect, it } from 'vitest'
import {
  dueWeek,
  NO_WEEK_YET,
  type Week,
  weekOf,
  weekText,
  withCheck,
} from '../../../src/domain/alerts/weekly-report'
import { weeklyProblem, weeklyTimes } from '../../../src/domain/alerts/weekly-times'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'
import { inZone } from '../../support/zone'

const HOUR = 3_600_000
const at = (text: string) => Date.parse(text)
const words = (moment: number | undefined) => (moment === undefined ? 'none' : new Date(moment).toISOString())

describe('a weekly report is due', () => {
  const weekIn = (setting: string, after: string, now: string) => {
    const times = weeklyTimes(setting)
    const week = times && dueWeek(times, at(after), at(now))
    return week ? `${words(week.from)} ${words(week.to)}` : 'none'
  }

  it.each([
    ['Mon 07:00 Europe/Berlin', '2026-12-07T05:59:00Z', '2026-12-07T05:59:59Z', 'none'],
    [
      'Mon 07:00 Europe/Berlin',
      '2026-12-07T05:59:00Z',
      '2026-12-07T06:00:00Z',
      '2026-11-30T06:00:00.000Z 2026-12-07T06:00:00.000Z',
    ],
    ['mon 07:00 Europe/Berlin', '2026-12-07T06:00:00Z', '2026-12-07T07:00:00Z', 'none'],
    // After an absence of weeks only the last one.
    [
      'Mon 07:00 Europe/Berlin',
      '2026-11-01T00:00:00Z',
      '2026-12-09T12:00:00Z',
      '2026-11-30T06:00:00.000Z 2026-12-07T06:00:00.000Z',
    ],
    // The week in which summer time ends has an hour more, and that in which it begins one less.
    [
      'Mon 07:00 Europe/Berlin',
      '2026-10-25T12:00:00Z',
      '2026-10-26T06:00:00Z',
      '2026-10-19T05:00:00.000Z 2026-10-26T06:00:00.000Z',
    ],
    [
      'Mon 07:00 Europe/Berlin',
      '2026-03-29T12:00:00Z',
      '2026-03-30T05:00:00Z',
      '2026-03-23T06:00:00.000Z 2026-03-30T05:00:00.000Z',
    ],
    // A moment that comes twice is one.
    [
      'Sun 02:30 Europe/Berlin',
      '2026-10-24T00:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-18T00:30:00.000Z 2026-10-25T00:30:00.000Z',
    ],
    ['Sun 02:30 Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T06:00:00Z', 'none'],
  ])('%s after %s, at %s: %s', (setting, after, now, week) => {
    expect(weekIn(setting, after, now)).toBe(week)
  })

  it('at a moment that summer time leaves out, once on that day', () => {
    const times = weeklyTimes('Sun 02:30 Europe/Berlin')
    const next = times?.(at('2026-03-28T12:00:00Z'))
    expect(words(next).slice(0, 10)).toBe('2026-03-29')
    expect(words(times?.(next ?? 0)).slice(0, 10)).toBe('2026-04-05')
  })

  it("in the machine's zone where it names none", () => {
    inZone('America/New_York', () =>
      expect(words(weeklyTimes('Mon 07:00')?.(at('2026-12-05T00:00:00Z')))).toBe('2026-12-07T12:00:00.000Z'),
    )
  })

  it.each(['Monday 07:00', 'Mon 7:00', 'Mon 24:00', '07:00', 'Mon 07:00 Mars', 'Mon'])('not for %s', text => {
    expect(weeklyProblem(text)).toMatch(/^has to be a day and a time such as Mon 07:00/)
  })
})

describe('the report of a week', () => {
  const WEEK: Week = { from: at('2026-11-30T06:00:00Z'), to: at('2026-12-07T06:00:00Z') }
  const NOW = WEEK.to + HOUR

  function checkOf(
    name: string,
    history: readonly (readonly [Status, string])[],
    given: Partial<CheckState> = {},
  ) {
    const check: Check = {
      ...planOf({ name }),
      id: name,
      origin: 'page',
      createdAt: at('2026-01-01T00:00:00Z'),
    }
    let from: Status = 'new'
    const flips: Flip[] = history.map(([to, moment], index) => {
      const flip: Flip = {
        check: name,
        seq: index + 1,
        from,
        to,
        reason: 'failure',
        at: at(moment),
        due: at(moment),
      }
      from = to
      return flip
    })
    const state: CheckState = { ...newState(check.createdAt), status: from, flips: flips.length, ...given }
    return { watched: { check, state, version: '1' }, flips: flips.reverse() }
  }
  const UP = ['up', '2026-01-02T00:00:00Z'] as const
  const report = (
    all: readonly ReturnType<typeof checkOf>[],
    away: readonly { from: number; to: number }[] = [],
  ) =>
    inZone('UTC', () =>
      weekText(
        all.reduce(
          (sum, { watched, flips }) => withCheck(sum, weekOf(watched, { flips, away }, WEEK, NOW)),
          NO_WEEK_YET,
        ),
        WEEK,
      ),
    )

  it('says that nothing was down only where all was seen', () => {
    const { subject, status, text } = report([checkOf('a', [UP]), checkOf('b', [UP])])
    expect([subject, status]).toStrictEqual(['[WEEK] nothing was down, 100 % up', 'up'])
    expect(text).toBe(
      'The week from Mon 30 Nov 2026 06:00 UTC+00:00 to Mon 7 Dec 2026 06:00 UTC+00:00: 2 checks, 100 % up.\nNothing was down, as far as is known.',
    )
  })

  it('names what was down, the longest first, for how long, and how much it was up', () => {
    const short = checkOf('short', [UP, ['down', '2026-12-01T00:00:00Z'], ['up', '2026-12-01T01:00:00Z']])
    const long = checkOf('long', [
      UP,
      ['down', '2026-11-29T00:00:00Z'],
      ['up', '2026-12-01T06:00:00Z'],
      ['down', '2026-12-02T06:00:00Z'],
      ['up', '2026-12-03T06:00:00Z'],
    ])
    const { subject, status, text } = report([short, long, checkOf('fine', [UP])])
    expect([subject, status]).toStrictEqual(['[WEEK] 2 of 3 checks were down, 90.27 % up', 'mixed'])
    expect(text).toContain(
      'These were down:\n- “long”: 1 time, 2 days in all, 71.42 % up\n- “short”: 1 time, 60 minutes in all, 99.40 % up',
    )
  })

  it('counts time in which the watch was away as neither', () => {
    const away = [
      { from: at('2026-11-29T00:00:00Z'), to: at('2026-12-01T06:00:00Z') },
      { from: at('2026-12-02T06:00:00Z'), to: at('2026-12-02T12:00:00Z') },
      { from: at('2026-12-08T00:00:00Z'), to: at('2026-12-09T00:00:00Z') },
    ]
    const { subject, status, text } = report([checkOf('a', [UP]), checkOf('b', [UP])], away)
    expect([subject, status]).toStrictEqual([
      '[WEEK] nothing was down, 100 % up; the watch was away',
      'mixed',
    ])
    expect(text).toContain(
      'The watch itself was away 2 times, for 30 hours in all. What happened then is not known, and counts neither as up nor as down:\n- from Mon 30 Nov 2026 06:00 UTC+00:00 to Tue 1 Dec 2026 06:00 UTC+00:00\n- from Wed 2 Dec',
    )
    const down = checkOf('down', [UP, ['down', '2026-11-29T12:00:00Z'], ['up', '2026-12-01T12:00:00Z']])
    // Six hours of it were seen, of five and three quarters days.
    expect(report([down], away).text).toContain('- “down”: since before, 6 hours in all, 95.65 % up')
  })

  it.each(['blind', 'paused', 'new'] as const)('says of a check that was %s that it was not seen', status => {
    const hidden = checkOf('hidden', [UP, [status, '2026-12-01T06:00:00Z'], ['up', '2026-12-06T06:00:00Z']])
    const week = report([hidden])
    expect([week.subject, week.status]).toStrictEqual([
      '[WEEK] nothing was down, 100 % up, as far as is known',
      'mixed',
    ])
    expect(week.text).toContain(': 1 check, 100 % up, as far as is known.')
    expect(week.text).toContain(
      'Of 1 check the whole week is not known: they were new, paused or blind in it, or changed so often that their history does not reach back.',
    )
  })

  it('says nothing of the kind of a check that was made after it', () => {
    const { watched, flips } = checkOf('young', [['up', '2026-12-07T06:30:00Z']])
    const young = { ...watched, check: { ...watched.check, createdAt: at('2026-12-07T06:20:00Z') } }
    expect(report([checkOf('a', [UP]), { watched: young, flips }])).toMatchObject({ status: 'up' })
  })

  it('names what is paused, silenced, down or has never signalled', () => {
    const { text, status } = report([
      checkOf('a', [UP, ['paused', '2026-11-01T00:00:00Z']]),
      checkOf('b', [UP], { silenced: 'recovery' }),
      checkOf('c', []),
      checkOf('d', [UP, ['down', '2026-12-07T05:00:00Z']]),
    ])
    expect(status).toBe('mixed')
    expect(text).toContain('Now:\n- “a” is paused\n- “b” is silenced\n- “c” has not signalled\n- “d” is down')
  })

  it('says of how many the whole week is not known, and where nothing is', () => {
    const cut = checkOf('cut', [UP, ['down', '2026-12-05T00:00:00Z'], ['up', '2026-12-05T06:00:00Z']])
    const { text } = report([{ ...cut, flips: cut.flips.slice(0, 2) }])
    expect(text).toContain('Of 1 check the whole week is not known')
    expect(text).toContain('- “cut”: 1 time, 6 hours in all, 88.88 % up, as far as is known')
    expect(report([checkOf('c', [])]).subject).toBe('[WEEK] nothing was down, nothing is known')
    expect(report([]).subject).toBe('[WEEK] no check')
  })

  it('names ten of many, and fifty that are not as they should be', () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      checkOf(`c${n}`, [UP, ['down', new Date(WEEK.to - (n + 1) * HOUR).toISOString()]]),
    )
    const lines = report(many).text.split('\n')
    expect(lines.filter(line => line.includes(' in all'))).toHaveLength(10)
    expect(lines).toContain('The worst were down:')
    expect(lines.filter(line => line.endsWith('is down'))).toHaveLength(50)
    expect(lines).toContain('- and 10 more')
  })
})
