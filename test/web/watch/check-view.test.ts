import { describe, expect, test } from 'vitest'
import type { DeliveryState } from '../../../src/domain/alerts/alert'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { type CheckRecords, checkView } from '../../../src/web/watch/check-view'
import { plan } from '../../support/watch'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const NOW = Date.UTC(2026, 10, 28, 12)
const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'

interface Given extends Omit<Partial<CheckRecords>, 'check' | 'state'> {
  readonly check?: object
  readonly state?: object
  readonly plan?: Partial<CheckPlan>
}

function viewOf({ check, state, plan: planned, ...records }: Given = {}) {
  return checkView(
    {
      check: {
        ...plan('NAS', planned),
        id: ID,
        origin: 'page',
        createdAt: NOW - 10 * DAY,
        ...check,
      } as never,
      state: { status: 'up', since: NOW - DAY, runs: {}, signals: 0, flips: 0, ...state } as never,
      history: [],
      bodies: [],
      flips: [],
      alerts: [],
      channels: ['phone'],
      times: { day: [], month: [], year: [] },
      past: { kept: undefined, away: [] },
      ...records,
    },
    NOW,
  )
}

describe('a check', () => {
  test('that is well needs nobody', () => {
    expect(viewOf({ plan: { channels: ['phone'] } })).toMatchObject({
      tone: 'ok',
      acknowledgedBy: undefined,
      isSilenced: false,
      isTrouble: false,
      isReadOnly: false,
      isRetired: false,
      alertsNobody: false,
      lastSignal: undefined,
      due: undefined,
      plot: undefined,
      runs: undefined,
      lastDuration: undefined,
      phases: [],
      timeline: [],
      alerts: [],
      bodies: [],
    })
  })

  test('of a file that is down, with all that is known of its last signal', () => {
    const state = {
      status: 'down',
      silenced: 'recovery',
      acknowledged: { by: 'Ann', at: NOW },
      lastSignalAt: NOW - HOUR,
      lastSignalKind: 'fail',
      lastDuration: 1_500,
      phases: { 'the names': 12, connect: 1_300 },
      isMet: true,
      runs: { a: NOW - 5, b: NOW - 9 },
    }
    expect(
      viewOf({ state, check: { origin: 'ini', once: true }, plan: { channels: ['gone'] } }),
    ).toMatchObject({
      tone: 'bad',
      acknowledgedBy: 'Ann',
      isSilenced: true,
      isTrouble: true,
      isReadOnly: true,
      isRetired: true,
      alertsNobody: true,
      lastSignal: { at: NOW - HOUR, word: 'failure' },
      runs: { words: '2 runs', since: NOW - 9 },
      lastDuration: '1.5 s',
      phases: ['the names 12 ms', 'connect 1.3 s'],
    })
  })

  test.each([
    ['success', 'success'],
    ['fail', 'failure'],
    ['start', 'start'],
    ['log', 'note'],
  ])('whose last signal was %s says so inside of a sentence', (lastSignalKind, word) => {
    expect(viewOf({ state: { lastSignalAt: 7, lastSignalKind } }).lastSignal).toEqual({ at: 7, word })
    expect(viewOf({ state: { lastSignalKind } }).lastSignal).toBeUndefined()
    expect(viewOf({ state: { lastSignalAt: 7 } }).lastSignal).toBeUndefined()
  })

  test('shows the run of the last day, and takes no more than its plot from the past', () => {
    const once = [{ at: NOW - HOUR, count: 1, min: 3, median: 3, max: 3 }]
    expect(viewOf({ times: { day: once, month: once, year: once } }).plot).toMatchObject({
      name: '24 hours',
      isRuns: true,
      words: 'Lowest 3 ms, middle 3 ms, greatest 3 ms, in 1 run',
    })
    expect(viewOf({ times: { day: [], month: once, year: once } }).plot).toBeUndefined()
    expect(viewOf({ state: { runs: { '': NOW - 5 } } }).runs).toEqual({ words: 'one run', since: NOW - 5 })
  })
})

describe('the next moment', () => {
  const PROBE = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: {} } as const
  const dueOf = (state: object, planned: Partial<CheckPlan> = {}) => viewOf({ state, plan: planned }).due

  test('is when the next signal is due, or was due', () => {
    expect(dueOf({ due: NOW + 5 })).toEqual({ at: NOW + 5, term: 'Next due' })
    expect(dueOf({ due: NOW - 5, status: 'late' })).toEqual({ at: NOW - 5, term: 'Was due' })
    expect(dueOf({ due: NOW - 5, status: 'paused' })).toBeUndefined()
    expect(dueOf({})).toBeUndefined()
  })

  test('of a new one follows from its first signal, or from its moments', () => {
    expect(dueOf({ status: 'new' })).toEqual({ term: 'Next due', hint: '10m after its first signal' })
    const schedule = { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' } as const
    expect(dueOf({ status: 'new' }, { schedule })).toEqual({
      term: 'Next due',
      at: Date.UTC(2026, 10, 29, 3),
      hint: 'awaited once it has signalled',
    })
    expect(dueOf({ status: 'new' }, { schedule: { ...schedule, expression: '0 3 31 2 *' } })).toBeUndefined()
  })

  test('of one with a probe is the next look, unless it is paused', () => {
    const next = dueOf({ due: NOW - 5 }, { probe: PROBE })
    expect(next).toEqual({ at: expect.any(Number), term: 'Next look' })
    expect(next?.at).toBeGreaterThan(NOW)
    expect(next?.at).toBeLessThanOrEqual(NOW + MINUTE)
    expect(dueOf({ status: 'paused' }, { probe: PROBE })).toBeUndefined()
  })
})

describe('the timeline', () => {
  test('has signals with their sender, and flips with their reason, the newest first', () => {
    const history = [
      {
        n: 3,
        kind: 'fail',
        at: NOW - 2 * HOUR,
        duration: 1_500,
        detail: { exitCode: 2, method: 'POST', from: '192.168.1.20', agent: 'x'.repeat(41) },
      },
      { n: 2, kind: 'start', at: NOW - 3 * HOUR, detail: { method: 'GET' } },
      { n: 1, kind: 'log', at: NOW - 4 * HOUR, detail: {} },
      { n: 0, kind: 'success', at: NOW - 5 * HOUR, detail: { exitCode: 0 } },
    ] as never
    const flips = [
      { seq: 2, check: ID, from: 'up', to: 'down', reason: 'silence', at: NOW - HOUR, due: NOW - HOUR },
    ] as readonly Flip[]
    expect(viewOf({ history, flips }).timeline).toEqual([
      { at: NOW - HOUR, isFlip: true, tone: 'bad', words: 'up → down', hint: 'no signal came in time' },
      {
        at: NOW - 2 * HOUR,
        isFlip: false,
        tone: 'bad',
        words: 'Failure, exit code 2, 1.5 s',
        hint: `POST from 192.168.1.20 ${'x'.repeat(40)}`,
      },
      { at: NOW - 3 * HOUR, isFlip: false, tone: 'run', words: 'Start', hint: 'GET' },
      { at: NOW - 4 * HOUR, isFlip: false, tone: 'idle', words: 'Note', hint: '' },
      { at: NOW - 5 * HOUR, isFlip: false, tone: 'ok', words: 'Success, exit code 0', hint: '' },
    ])
  })

  test('ends after 22 of them', () => {
    const history = Array.from({ length: 30 }, (_none, n) => ({ n, kind: 'log', at: NOW - n, detail: {} }))
    expect(viewOf({ history: history as never }).timeline).toHaveLength(22)
  })
})

test.each<[DeliveryState, string]>([
  ['queued', 'run'],
  ['retrying', 'warn'],
  ['delivered', 'ok'],
  ['failed', 'bad'],
  ['dropped', 'idle'],
])('an alert that is %s has the tone %s', (state, tone) => {
  const alert = { id: 'a', channel: 'phone', state, attempts: 1, detail: 'answered 200' }
  const alerts = [{ ...alert, nextAt: NOW }, { ...alert, attempts: 2, nextAt: NOW + 1 }, alert] as never
  expect(viewOf({ alerts }).alerts).toEqual([
    { ...alert, nextAt: NOW, tone, attempts: '', isWaiting: true },
    { ...alert, nextAt: NOW + 1, tone, attempts: '(2 attempts)', isWaiting: false },
    { ...alert, tone, attempts: '', isWaiting: false },
  ])
})

test('a body is shown by its end: the last whole lines, and a mark where it is longer', () => {
  const bodies = [
    { n: 5, kind: 'fail', at: 5, body: `a\n${'b'.repeat(600)}` },
    { n: 4, kind: 'success', at: 4, body: 'the beginning', ending: 'the end\n\n' },
    { n: 3, kind: 'log', at: 3, body: `${'line\n'.repeat(120)}` },
    { n: 2, kind: 'start', at: 2, body: 'x'.repeat(500) },
    { n: 1, kind: 'success', at: 1, body: 'x'.repeat(501) },
  ] as never
  const shared = { isLonger: false, isCut: true }
  expect(viewOf({ bodies }).bodies).toEqual([
    { n: 5, at: 5, word: 'Failure', end: 'b'.repeat(500), length: 602, ...shared },
    { n: 4, at: 4, word: 'Success', end: 'the end', length: 13, isCut: true, isLonger: true },
    { n: 3, at: 3, word: 'Note', end: `${'line\n'.repeat(99)}line`, length: 600, ...shared },
    { n: 2, at: 2, word: 'Start', end: 'x'.repeat(500), length: 500, isCut: false, isLonger: false },
    { n: 1, at: 1, word: 'Success', end: 'x'.repeat(500), length: 501, ...shared },
  ])
})

describe('the figures', () => {
  const flips = [
    { seq: 2, check: ID, from: 'up', to: 'down', reason: 'failure', at: NOW - HOUR, due: NOW - HOUR },
    { seq: 1, check: ID, from: 'new', to: 'up', reason: 'success', at: NOW - 9 * DAY, due: NOW - 9 * DAY },
  ] as readonly Flip[]

  test('are those of a day, a week and 30 days, each with its bar', () => {
    expect(viewOf({ flips, state: { status: 'down', since: NOW - HOUR } }).uptimes).toEqual([
      {
        name: '24 hours',
        percent: '95.83 %',
        outages: '1 outage',
        known: undefined,
        paths: [
          ['up', 'M0 0h958v10h-958z'],
          ['down', 'M958 0h42v10h-42z'],
        ],
      },
      {
        name: '7 days',
        percent: '99.40 %',
        outages: '1 outage',
        known: undefined,
        paths: [
          ['up', 'M0 0h994v10h-994z'],
          ['down', 'M994 0h6v10h-6z'],
        ],
      },
      {
        name: '30 days',
        percent: '99.53 %',
        outages: '1 outage',
        known: 'known for 9d of 10d',
        paths: [
          ['unknown', 'M0 0h667v10h-667z'],
          ['new', 'M667 0h33v10h-33z'],
          ['up', 'M700 0h299v10h-299z'],
          ['down', 'M996 0h4v10h-4z'],
        ],
      },
    ])
  })

  test('of a check that nobody has heard of are unknown', () => {
    const [day] = viewOf({
      check: { createdAt: NOW - HOUR },
      state: { status: 'new', since: NOW - HOUR },
    }).uptimes
    expect(day).toEqual({
      name: '24 hours',
      percent: 'unknown',
      outages: '',
      known: undefined,
      paths: [
        ['unknown', 'M0 0h958v10h-958z'],
        ['new', 'M958 0h42v10h-42z'],
      ],
    })
  })

  test('tell an outage that began before, none, and several, of which equal strokes are one', () => {
    const outages = (state: object, some: readonly Flip[]) =>
      viewOf({ state, flips: some }).uptimes.map(({ outages: words }) => words)
    const old = flips.map(flip => ({ ...flip, due: flip.due - 2 * DAY, at: flip.at - 2 * DAY }))
    expect(outages({ status: 'down', since: NOW - 2 * DAY }, old)).toEqual([
      'down since before',
      '1 outage',
      '1 outage',
    ])
    expect(outages({ status: 'up', since: NOW - 9 * DAY }, flips.slice(1))).toEqual([
      'no outage',
      'no outage',
      'no outage',
    ])
    const again = (n: number, to: string, from: string, at: number) =>
      ({ seq: n, check: ID, from, to, reason: 'failure', at, due: at }) as Flip
    const many = [
      again(5, 'up', 'down', NOW - 5 * MINUTE),
      again(4, 'down', 'up', NOW - 6 * MINUTE),
      again(3, 'up', 'down', NOW - 7 * MINUTE),
      again(2, 'down', 'up', NOW - 8 * MINUTE),
      ...flips.slice(1),
    ]
    const [, , month] = viewOf({ state: { status: 'up', since: NOW - 5 * MINUTE }, flips: many }).uptimes
    expect(month?.outages).toBe('2 outages')
    expect(Object.fromEntries(month?.paths ?? []).down).toBe('M996 0h4v10h-4z')
  })
})
