import { expect, test } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState, DeafSpan } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'
import { statusSpans, withoutAway } from '../../../src/domain/watch/status-spans'

const flip = (seq: number, from: Status, to: Status, due: number): Flip => ({
  check: 'c',
  seq,
  from,
  to,
  reason: 'success',
  at: due + 1,
  due,
})
const state = (status: Status): CheckState => ({ ...newState(0), status })
type Spans = readonly (readonly [status: string, from: number, to: number])[]
const plain = (spans: ReturnType<typeof statusSpans>): Spans =>
  spans.map(({ status, from, to }) => [status, from, to])

const FLIPS = [flip(2, 'up', 'down', 70), flip(1, 'new', 'up', 30)]

test.each<[what: string, flips: readonly Flip[], from: number, to: number, spans: Spans]>([
  [
    'from its creation on',
    FLIPS,
    0,
    100,
    [
      ['unknown', 0, 10],
      ['new', 10, 30],
      ['up', 30, 70],
      ['down', 70, 100],
    ],
  ],
  ['from within a status', FLIPS, 40, 60, [['up', 40, 60]]],
  ['to the moment of a change', FLIPS, 30, 70, [['up', 30, 70]]],
  ['before its creation', FLIPS, 0, 10, [['unknown', 0, 10]]],
  ['of no time', FLIPS, 50, 50, []],
  [
    'without flips',
    [],
    0,
    100,
    [
      ['unknown', 0, 10],
      ['down', 10, 100],
    ],
  ],
  [
    'without its first flips',
    FLIPS.slice(0, 1),
    0,
    100,
    [
      ['unknown', 0, 70],
      ['down', 70, 100],
    ],
  ],
  [
    'with changes that were due in another order',
    [flip(3, 'late', 'up', 60), flip(2, 'up', 'late', 65), flip(1, 'new', 'up', 30)],
    0,
    100,
    [
      ['unknown', 0, 10],
      ['new', 10, 30],
      ['up', 30, 60],
      ['down', 60, 100],
    ],
  ],
])('the statuses of a check %s follow one another without a gap', (_what, flips, from, to, spans) => {
  expect(plain(statusSpans(flips, state('down'), { createdAt: 10 }, from, to))).toEqual(spans)
})

test.each<[what: string, flips: readonly Flip[], spans: Spans]>([
  [
    'after its last flip',
    FLIPS.slice(1),
    [
      ['unknown', 0, 10],
      ['new', 10, 30],
      ['up', 30, 90],
      ['down', 90, 100],
    ],
  ],
  [
    'without any flip',
    [],
    [
      ['unknown', 0, 10],
      ['new', 10, 90],
      ['down', 90, 100],
    ],
  ],
])('a check is down by the clock alone from that moment on, %s', (_what, flips, spans) => {
  const down = { ...state('down'), since: 90 }
  expect(plain(statusSpans(flips, down, { createdAt: 10 }, 0, 100))).toEqual(spans)
})

test.each<[what: string, away: readonly DeafSpan[], spans: Spans]>([
  [
    'never',
    [],
    [
      ['up', 0, 50],
      ['down', 50, 100],
    ],
  ],
  [
    'before',
    [{ from: -20, to: 0 }],
    [
      ['up', 0, 50],
      ['down', 50, 100],
    ],
  ],
  [
    'after',
    [{ from: 100, to: 120 }],
    [
      ['up', 0, 50],
      ['down', 50, 100],
    ],
  ],
  [
    'at the beginning',
    [{ from: -20, to: 10 }],
    [
      ['unknown', 0, 10],
      ['up', 10, 50],
      ['down', 50, 100],
    ],
  ],
  [
    'at the end',
    [{ from: 90, to: 120 }],
    [
      ['up', 0, 50],
      ['down', 50, 90],
      ['unknown', 90, 100],
    ],
  ],
  [
    'all the time',
    [{ from: -1, to: 101 }],
    [
      ['unknown', 0, 50],
      ['unknown', 50, 100],
    ],
  ],
  [
    'over a change',
    [{ from: 40, to: 60 }],
    [
      ['up', 0, 40],
      ['unknown', 40, 50],
      ['unknown', 50, 60],
      ['down', 60, 100],
    ],
  ],
  [
    'up to a change',
    [{ from: 40, to: 50 }],
    [
      ['up', 0, 40],
      ['unknown', 40, 50],
      ['down', 50, 100],
    ],
  ],
  [
    'twice, in any order, and overlapping',
    [
      { from: 30, to: 35 },
      { from: 10, to: 20 },
      { from: 15, to: 25 },
      { from: 16, to: 18 },
    ],
    [
      ['up', 0, 10],
      ['unknown', 10, 20],
      ['unknown', 20, 25],
      ['up', 25, 30],
      ['unknown', 30, 35],
      ['up', 35, 50],
      ['down', 50, 100],
    ],
  ],
])('time in which the watch was away %s is unknown', (_what, away, spans) => {
  const whole = [
    { status: 'up', from: 0, to: 50 },
    { status: 'down', from: 50, to: 100 },
  ] as const
  expect(plain(withoutAway(whole, away))).toEqual(spans)
  expect(withoutAway([], away)).toEqual([])
})
