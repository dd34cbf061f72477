import { describe, expect, it } from 'vitest'
import {
  arrivedIn,
  type DayOfCheck,
  type DigestSum,
  dayOf,
  digestText,
  dueDigest,
  NO_CHECK_YET,
  nextDigest,
  withLine,
} from '../../../src/domain/alerts/daily-digest'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { KeptSignal } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'
import { checkOf, NEW } from '../../support/check-states'
import { inZone } from '../../support/zone'

const at = (text: string) => Date.parse(`2026-12-${text}:00Z`)
const HOUR = 3_600_000
const TO = at('08T07:00')
const FROM = at('07T07:00')

describe('a digest is due', () => {
  const due = (plan: Partial<CheckPlan>, from: string, to: string) =>
    inZone('UTC', () => dueDigest(checkOf(plan), at(from), at(to)))

  it.each([
    ['08T06:59', '08T06:59', undefined],
    ['08T06:59', '08T07:00', TO],
    ['08T07:00', '08T07:01', undefined],
    ['07T07:00', '08T08:00', TO],
  ])('after %s, up to %s: %s', (from, to, moment) => {
    expect(due({ digest: '07:00' }, from, to)?.at).toBe(moment)
  })

  it.each([
    ['of a day', '2026-12-08', '2026-12-07T06:00:00Z', 24],
    ['of the day on which summer time ends', '2026-10-25', '2026-10-24T05:00:00Z', 25],
    ['of the day on which summer time begins', '2026-03-29', '2026-03-28T06:00:00Z', 23],
  ])('%s counts from the one before on', (_name, day, from, hours) => {
    inZone('Europe/Berlin', () => {
      const moment = Date.parse(`${day}T07:00:00`)
      const digest = dueDigest(checkOf({ digest: '07:00' }), moment - 1, moment)
      expect(digest).toMatchObject({ from: Date.parse(from), at: moment })
      expect(digestText({ name: 'nas', from: Date.parse(from), at: moment }, NO_CHECK_YET).text).toBe(
        `0 of 0 arrived in the last ${hours} hours.`,
      )
    })
  })

  it('never for a check without a time', () => {
    expect(due({}, '01T00:00', '31T00:00')).toBeUndefined()
  })

  it('for the checks of a first tag together, where they have the same channels', () => {
    const plan = { digest: '07:00', channels: ['mail', 'chat'] }
    expect(due({ ...plan, tags: ['nas', 'home'] }, '08T06:00', '08T07:00')).toStrictEqual({
      name: 'nas',
      key: `${TO} nas mail chat`,
      from: FROM,
      at: TO,
    })
    expect(due({ ...plan, name: 'Backup' }, '08T06:00', '08T07:00')).toStrictEqual({
      name: 'Backup',
      key: `${TO} x mail chat`,
      from: FROM,
      at: TO,
    })
  })

  it.each([
    [[], undefined],
    [['07:00'], TO],
    [['09:30', '07:05', '22:00'], at('08T07:05')],
    [['06:59', '06:00'], at('09T06:00')],
  ])('next at %j: %s', (times, moment) => {
    expect(inZone('UTC', () => nextDigest(times, at('08T06:59')))).toBe(moment)
  })
})

describe('the signals of a day', () => {
  const signal = (kind: KeptSignal['kind'], moment: number) => ({ kind, at: moment }) as KeptSignal
  const history = [
    signal('success', FROM),
    signal('success', FROM + 1),
    signal('start', FROM + 2),
    signal('fail', FROM + 3),
    signal('success', TO),
    signal('success', TO + 1),
  ]

  it.each([
    ['success', 2],
    ['start', 1],
  ] as const)('count after its begin, up to its end, where the check expects a %s: %i', (expect_, count) => {
    expect(arrivedIn({ expect: expect_ }, history, FROM, TO)).toBe(count)
  })
})

describe('the day of a check', () => {
  const flip = (moment: number, to: Flip['to'], reason: Flip['reason']) =>
    ({ at: moment, to, reason }) as Flip
  const success = (...moments: readonly number[]) =>
    moments.map(moment => ({ kind: 'success', at: moment }) as KeptSignal)
  const day = (
    plan: Partial<CheckPlan>,
    state: Partial<CheckState>,
    history: readonly KeptSignal[] = [],
    flips: readonly Flip[] = [],
    elsewhere?: number,
  ): string => {
    const { expected, arrived }: DayOfCheck = inZone('UTC', () =>
      dayOf(
        { check: checkOf(plan), state: { ...NEW, status: 'up', ...state }, version: '1' },
        { history, flips },
        { from: FROM, at: TO },
        elsewhere,
      ),
    )
    return `${arrived} of ${expected}`
  }
  const HOURLY = { schedule: { kind: 'cron', expression: '0 * * * *', zone: '' } } as const
  const EVERY_MINUTE = { schedule: { kind: 'cron', expression: '* * * * *', zone: '' } } as const
  const later = TO + HOUR
  type Row = [
    what: string,
    counted: string,
    state: Partial<CheckState>,
    history?: KeptSignal[],
    flips?: Flip[],
    elsewhere?: number,
  ]

  it.each<Row>([
    ['up all day has missed nothing, whatever its history still has', '24 of 24', { due: later }],
    ['without a next moment is the same', '24 of 24', {}],
    ['open at its end has had one fewer at most', '23 of 24', { due: TO }, success(...Array(24).fill(TO))],
    ['open at its end counts its history', '2 of 24', { due: TO }, success(FROM + 1, TO)],
    ['open since long before counts its history', '1 of 24', { due: FROM }, success(TO)],
    ['due a moment later is not open', '24 of 24', { due: TO + 1 }],
    ['not up counts its history', '1 of 24', { status: 'late', due: later }, success(TO)],
    ['with a flip counts its history', '1 of 24', { due: later }, success(TO), [flip(TO, 'up', 'success')]],
    [
      'with a flip a moment after its begin counts its history',
      '0 of 24',
      { due: later },
      [],
      [flip(FROM + 1, 'up', 'success')],
    ],
    [
      'with flips of other days does not',
      '24 of 24',
      { due: later },
      [],
      [flip(FROM, 'up', 'success'), flip(TO + 1, 'down', 'silence')],
    ],
    ['excused at its end counts its history', '1 of 24', { due: later, excusedAt: TO }, success(TO)],
    ['excused a moment after its begin counts its history', '0 of 24', { due: later, excusedAt: FROM + 1 }],
    ['excused before does not', '24 of 24', { due: later, excusedAt: FROM }],
    ['excused after does not', '24 of 24', { due: later, excusedAt: TO + 1 }],
    [
      'has at most what it expects',
      '24 of 24',
      { status: 'late', due: later },
      success(...Array(30).fill(TO)),
    ],
    ['adds what arrived elsewhere', '3 of 24', { status: 'down', due: later }, success(TO), [], 2],
  ])('by the clock %s: %s', (_what, counted, state, history, flips, elsewhere) => {
    expect(day(HOURLY, state, history, flips, elsewhere)).toBe(counted)
  })

  it('by the clock is open before the first moment without a negative count', () => {
    const never = { schedule: { kind: 'cron', expression: '0 0 29 2 *', zone: '' } } as const
    expect(day(never, { due: TO }, success(TO))).toBe('0 of 0')
  })

  it('by the clock counts every minute of it', () => {
    expect(day(EVERY_MINUTE, { due: later })).toBe('1440 of 1440')
  })

  const silence = flip(TO, 'down', 'silence')
  it.each<Row>([
    ['expects what arrived', '2 of 2', { due: later }, success(FROM + 1, TO)],
    ['adds what arrived elsewhere', '5 of 5', { due: later }, success(FROM + 1, TO), [], 3],
    ['missed one at each silence', '1 of 3', { due: later }, success(TO), [silence, silence]],
    ['missed none by a failure', '1 of 1', { due: later }, success(TO), [flip(TO, 'down', 'failure')]],
    ['missed none by its recovery', '1 of 1', { due: later }, success(TO), [flip(TO, 'up', 'silence')]],
    ['awaits one that is due', '1 of 2', { due: TO }, success(TO)],
    ['awaits none that is missed already', '1 of 2', { due: TO }, success(TO), [silence]],
    ['awaits none while it is paused', '1 of 1', { status: 'paused', due: TO }, success(TO)],
    ['awaits the one that it was excused for', '0 of 1', { due: later, excusedAt: TO }],
    [
      'awaits none that came since',
      '1 of 1',
      { due: later, excusedAt: TO - 2, lastSuccessAt: TO - 1 },
      success(TO - 1),
    ],
    [
      'awaits one that came last when it was excused',
      '1 of 2',
      { due: later, excusedAt: TO - 1, lastSuccessAt: TO - 1 },
      success(TO - 1),
    ],
  ])('by a period %s: %s', (_what, counted, state, history, flips, elsewhere) => {
    expect(day({}, state, history, flips, elsewhere)).toBe(counted)
  })

  it.each([
    [0, '0 of 0'],
    [1, '1 of 1'],
    [3, '1 of 1'],
  ])('of a check that was expected once, and came, with %i signals: %s', (signals, counted) => {
    expect(day({ once: true }, { isMet: true }, success(...Array(signals).fill(TO)))).toBe(counted)
  })
})

describe('the sum of a digest', () => {
  const line = (name: string, state: Partial<CheckState>, expected: number, arrived: number) => ({
    check: checkOf({ name }),
    state: { ...NEW, status: 'up', ...state } as CheckState,
    version: '1',
    expected,
    arrived,
  })
  const sumOf = (...lines: readonly ReturnType<typeof line>[]): DigestSum =>
    inZone('UTC', () => lines.reduce(withLine, NO_CHECK_YET))

  it('adds what was expected and arrived, with a line for each check', () => {
    expect(sumOf()).toStrictEqual({ expected: 0, arrived: 0, isWell: true, last: 0, lines: [], more: 0 })
    const fine = line('fine', { lastSuccessAt: at('08T06:10') }, 24, 24)
    expect(sumOf(fine, line('calm', {}, 0, 0))).toStrictEqual({
      expected: 24,
      arrived: 24,
      isWell: true,
      last: at('08T06:10'),
      lines: ['“fine”: 24 of 24, last at 06:10', '“calm”: 0 of 0, never yet'],
      more: 0,
    })
    const down = line('down', { status: 'down', lastSuccessAt: at('07T23:05') }, 2, 2)
    expect(sumOf(fine, down, line('gap', { lastSuccessAt: 1 }, 3, 1))).toStrictEqual({
      expected: 29,
      arrived: 27,
      isWell: false,
      last: at('08T06:10'),
      lines: [
        '“fine”: 24 of 24, last at 06:10',
        '“down”: 2 of 2, last at 23:05; it is down',
        '“gap”: 1 of 3, last at 00:00',
      ],
      more: 0,
    })
    expect(sumOf(down, fine).isWell).toBe(false)
  })

  it('has lines of 100 that are well, and of those that are not as far as 200', () => {
    const fine = Array.from({ length: 101 }, (_, n) => line(`fine${n}`, {}, 1, 1))
    const full = sumOf(...fine)
    expect([full.lines.length, full.more, full.lines.at(-1)]).toStrictEqual([
      100,
      1,
      '“fine99”: 1 of 1, never yet',
    ])
    const bad = Array.from({ length: 102 }, (_, n) => line(`bad${n}`, {}, 1, 0))
    const both = sumOf(...fine, ...bad)
    expect([both.lines.length, both.more, both.lines.at(-1)]).toStrictEqual([
      200,
      3,
      '“bad99”: 0 of 1, never yet',
    ])
  })
})

describe('the text of a digest', () => {
  const SUM: DigestSum = { expected: 3, arrived: 3, isWell: true, last: TO, lines: ['a', 'b'], more: 0 }
  const text = (sum: Partial<DigestSum>, silent?: readonly string[]) =>
    inZone('UTC', () => digestText({ name: 'nas', from: FROM, at: TO }, { ...SUM, ...sum }, silent))

  it.each([
    [{}, 'up', '[ALL IS WELL] “nas”: 3 of 3 arrived, last at 07:00'],
    [{ last: 0 }, 'up', '[ALL IS WELL] “nas”: 3 of 3 arrived'],
    [{ isWell: false, arrived: 2 }, 'mixed', '[NOT ALL IS WELL] “nas”: 2 of 3 arrived, last at 07:00'],
    [{ isWell: false, last: 0 }, 'mixed', '[NOT ALL IS WELL] “nas”: 3 of 3 arrived'],
  ])('%j: %s, %s', (sum, status, subject) => {
    const found = text(sum)
    expect([found.kind, found.status, found.subject]).toStrictEqual(['digest', status, subject])
  })

  it('has the lines of the checks, who did not answer, and how many have no line', () => {
    expect(text({}).text).toBe('3 of 3 arrived in the last 24 hours, last at 07:00.\na\nb')
    expect(text({ last: 0, lines: [] }).text).toBe('3 of 3 arrived in the last 24 hours.')
    expect(text({ more: 2 }, ['shed', 'attic']).text).toBe(
      '3 of 3 arrived in the last 24 hours, last at 07:00.\na\nb\nWhat arrived at shed alone is not counted: it does not answer.\nWhat arrived at attic alone is not counted: it does not answer.\nand 2 more, which are counted above',
    )
  })
})
