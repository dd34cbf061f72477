import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { amnesty, isForgiven } from '../../../src/domain/watch/amnesty'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { lapse, newState, receive } from '../../../src/domain/watch/check-state'
import { dedupKey, type Flip } from '../../../src/domain/watch/flip'
import { pause, replan, resume, silence } from '../../../src/domain/watch/interventions'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Signal, SignalKind } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'

const MINUTE = 60_000
const PERIOD = 10 * MINUTE
const GRACE = 2 * MINUTE
const RID = '0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00'
const OTHER = '1f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00'

const dueAfter = (at: number) => at + PERIOD

function checkOf(given: Partial<CheckPlan> = {}): Check {
  const schedule = { kind: 'period', period: PERIOD } as const
  return { ...planOf({ name: 'x', schedule, grace: GRACE, ...given }), id: 'x', origin: 'page', createdAt: 0 }
}

/** `12 success`, `13 start RID`, `20 sweep`, `30 pause`: a minute and what happens in it. */
type Event = readonly [minute: number, what: SignalKind | 'sweep' | 'pause' | 'resume', rid?: string]

function play(check: Check, events: readonly Event[]) {
  let state = newState(0)
  const flips: Flip[] = []
  const verdicts: string[] = []
  for (const [minute, what, rid] of events) {
    const at = minute * MINUTE
    const before = structuredClone(state)
    const given = state
    const change =
      what === 'sweep'
        ? lapse(state, check, at)
        : what === 'pause'
          ? pause(state, check, at)
          : what === 'resume'
            ? resume(state, check, at, dueAfter)
            : receive(state, { kind: what, at, detail: rid === undefined ? {} : { rid } }, check, dueAfter)
    expect(given).toEqual(before)
    state = change.state
    flips.push(...change.flips)
    if ('verdict' in change) verdicts.push(String(change.verdict))
  }
  return {
    state,
    flips,
    verdicts,
    story: flips.map(({ to, reason, due }) => `${due / MINUTE} ${to} ${reason}`),
  }
}

test.each<[name: string, plan: Partial<CheckPlan>, events: readonly Event[], story: readonly string[]]>([
  ['a new check is silent for ever', {}, [[9_999, 'sweep']], []],
  ['a success makes it up', {}, [[1, 'success']], ['1 up success']],
  [
    'one after the other changes nothing',
    {},
    [
      [1, 'success'],
      [5, 'success'],
      [15, 'sweep'],
    ],
    ['1 up success', '15 late silence'],
  ],
  [
    'silence makes it late, then down',
    {},
    [
      [1, 'success'],
      [11, 'sweep'],
      [13, 'sweep'],
    ],
    ['1 up success', '11 late silence', '13 down silence'],
  ],
  [
    'a late sweep finds the same',
    {},
    [
      [1, 'success'],
      [500, 'sweep'],
    ],
    ['1 up success', '11 late silence', '13 down silence'],
  ],
  [
    'without grace it is down at once',
    { grace: 0 },
    [
      [1, 'success'],
      [500, 'sweep'],
    ],
    ['1 up success', '11 down silence'],
  ],
  [
    'a success ends lateness',
    {},
    [
      [1, 'success'],
      [11, 'sweep'],
      [12, 'success'],
      [13, 'sweep'],
    ],
    ['1 up success', '11 late silence', '12 up success'],
  ],
  [
    'a success ends an outage',
    {},
    [
      [1, 'success'],
      [99, 'sweep'],
      [100, 'success'],
    ],
    ['1 up success', '11 late silence', '13 down silence', '100 up success'],
  ],
  [
    'a signal before anybody noticed the silence ends it',
    {},
    [
      [1, 'success'],
      [99, 'success'],
      [100, 'sweep'],
    ],
    ['1 up success'],
  ],
  [
    'a failure brings it down',
    {},
    [
      [1, 'success'],
      [2, 'fail'],
      [3, 'fail'],
      [99, 'sweep'],
    ],
    ['1 up success', '2 down failure'],
  ],
  ['a failure brings a new one down', {}, [[2, 'fail']], ['2 down failure']],
  [
    'the third failure in a row',
    { failuresBeforeAlert: 3 },
    [
      [1, 'success'],
      [2, 'fail'],
      [3, 'fail'],
      [4, 'fail'],
    ],
    ['1 up success', '4 down failure'],
  ],
  [
    'failures not in a row',
    { failuresBeforeAlert: 2 },
    [
      [1, 'success'],
      [2, 'fail'],
      [3, 'success'],
      [4, 'fail'],
      [5, 'sweep'],
    ],
    ['1 up success'],
  ],
  [
    'a failure that does not count yet is a sign of life',
    { failuresBeforeAlert: 2 },
    [
      [1, 'success'],
      [11, 'sweep'],
      [12, 'fail'],
      [21, 'sweep'],
      [24, 'sweep'],
    ],
    ['1 up success', '11 late silence', '12 up failure', '22 late silence', '24 down silence'],
  ],
  [
    'after it, silence brings it down too',
    { failuresBeforeAlert: 2 },
    [
      [1, 'fail'],
      [11, 'sweep'],
      [13, 'sweep'],
    ],
    ['11 late silence', '13 down silence'],
  ],
  [
    'a log entry is no sign of life',
    {},
    [
      [1, 'success'],
      [10, 'log'],
      [13, 'sweep'],
    ],
    ['1 up success', '11 late silence', '13 down silence'],
  ],
  [
    'a start is none either without a longest run',
    {},
    [
      [1, 'success'],
      [10, 'start'],
      [13, 'sweep'],
    ],
    ['1 up success', '11 late silence', '13 down silence'],
  ],
  [
    'with one, it is given its time',
    { longestRun: 30 * MINUTE },
    [
      [1, 'success'],
      [10, 'start'],
      [39, 'sweep'],
      [39, 'success'],
    ],
    ['1 up success'],
  ],
  [
    'a run that takes too long',
    { longestRun: 30 * MINUTE },
    [
      [1, 'success'],
      [10, 'start'],
      [40, 'sweep'],
      [45, 'success'],
      [46, 'sweep'],
    ],
    ['1 up success', '40 down overrun', '45 up success'],
  ],
  [
    'a job that begins again and again, and never ends',
    { longestRun: 15 * MINUTE },
    [[1, 'success'], ...[10, 20, 30, 40].map((minute): Event => [minute, 'start']), [41, 'sweep']],
    ['1 up success', '28 down silence'],
  ],
  [
    'more runs than are kept that all never end',
    { longestRun: 30 * MINUTE },
    [[1, 'success'], ...Array.from({ length: 50 }, (_, n): Event => [n + 2, 'start', `${n}`]), [52, 'sweep']],
    ['1 up success', '43 down silence'],
  ],
  [
    'a run that begins at the end of the grace has all of its time',
    { longestRun: 30 * MINUTE },
    [
      [1, 'success'],
      [11, 'sweep'],
      [12, 'start'],
      [41, 'sweep'],
      [41, 'success'],
    ],
    ['1 up success', '11 late silence', '41 up success'],
  ],
  [
    'the first run of a new check that takes too long',
    { longestRun: MINUTE },
    [
      [1, 'start'],
      [9, 'sweep'],
    ],
    ['2 down overrun'],
  ],
  [
    'overlapping runs are kept apart',
    { longestRun: 5 * MINUTE },
    [
      [1, 'start', RID],
      [3, 'start', OTHER],
      [4, 'success', OTHER],
      [6, 'sweep'],
    ],
    ['4 up success', '6 down overrun'],
  ],
  [
    'overlapping runs that both end in time',
    { longestRun: 5 * MINUTE },
    [
      [1, 'start', RID],
      [3, 'start', OTHER],
      [4, 'success', OTHER],
      [5, 'success', RID],
      [9, 'sweep'],
    ],
    ['4 up success'],
  ],
  [
    'too soon is no alarm by itself',
    { shortestGap: 5 * MINUTE },
    [
      [1, 'success'],
      [2, 'success'],
    ],
    ['1 up success'],
  ],
  [
    'too soon moves no deadline',
    { shortestGap: 5 * MINUTE },
    [
      [1, 'success'],
      [5, 'success'],
      [13, 'sweep'],
    ],
    ['1 up success', '11 late silence', '13 down silence'],
  ],
  [
    'too soon is one where that is asked for',
    { shortestGap: 5 * MINUTE, tooFrequentAlarm: true },
    [
      [1, 'success'],
      [2, 'success'],
      [3, 'success'],
      [7, 'success'],
    ],
    ['1 up success', '2 down too-frequent', '7 up success'],
  ],
  [
    'a failure never comes too soon',
    { shortestGap: 5 * MINUTE },
    [
      [1, 'success'],
      [2, 'fail'],
    ],
    ['1 up success', '2 down failure'],
  ],
  [
    'a pause that only a person ends, ends what is waited for',
    { resume: 'manual' },
    [
      [1, 'success'],
      [2, 'pause'],
      [3, 'success'],
      [99, 'sweep'],
    ],
    ['1 up success', '2 paused paused'],
  ],
  [
    'a success ends a pause',
    {},
    [
      [1, 'success'],
      [2, 'pause'],
      [3, 'log'],
      [30, 'success'],
      [40, 'sweep'],
    ],
    ['1 up success', '2 paused paused', '30 new resumed', '30 up success', '40 late silence'],
  ],
  [
    'a failure ends a pause',
    {},
    [
      [2, 'pause'],
      [30, 'fail'],
    ],
    ['2 paused paused', '30 new resumed', '30 down failure'],
  ],
  [
    'a start ends a pause, and its run is awaited',
    { longestRun: 5 * MINUTE },
    [
      [2, 'pause'],
      [30, 'start'],
      [35, 'sweep'],
    ],
    ['2 paused paused', '30 new resumed', '35 down overrun'],
  ],
  [
    'a log ends no pause',
    {},
    [
      [2, 'pause'],
      [30, 'log'],
    ],
    ['2 paused paused'],
  ],
  [
    'after it, a check that had signalled before is awaited',
    {},
    [
      [1, 'success'],
      [2, 'pause'],
      [30, 'resume'],
      [40, 'sweep'],
      [42, 'sweep'],
    ],
    ['1 up success', '2 paused paused', '30 new resumed', '40 late silence', '42 down silence'],
  ],
  [
    'one that had never signalled is not',
    {},
    [
      [2, 'pause'],
      [30, 'resume'],
      [99, 'sweep'],
    ],
    ['2 paused paused', '30 new resumed'],
  ],
])('%s', (_name, plan, events, story) => {
  expect(play(checkOf(plan), events).story).toEqual(story)
})

describe('the verdict on a signal', () => {
  it('is "too frequent" when it comes too soon; it is counted, and is no sign of life', () => {
    const check = checkOf({ shortestGap: 5 * MINUTE })
    const { verdicts, state } = play(check, [
      [1, 'success'],
      [2, 'success'],
      [3, 'success'],
      [6, 'success'],
    ])
    expect(verdicts).toEqual(['accepted', 'too-frequent', 'too-frequent', 'accepted'])
    expect(state).toMatchObject({ tooFrequent: 2, signals: 2 })
  })

  it('has the duration of the run that it ends, by the start with its rid', () => {
    const check = checkOf()
    const { state } = play(check, [
      [1, 'start', RID],
      [3, 'start', OTHER],
    ])
    const signal: Signal = { kind: 'success', at: 4 * MINUTE, detail: { rid: RID } }
    const received = receive(state, signal, check, dueAfter)
    expect(received).toMatchObject({ duration: 3 * MINUTE, state: { lastDuration: 3 * MINUTE } })
    expect(Object.keys(received.state.runs)).toEqual([OTHER])
    expect(receive(state, { ...signal, detail: {} }, check, dueAfter)).not.toHaveProperty('duration')
  })

  it.each<[name: string, end: SignalKind, rid: string | undefined, left: readonly string[]]>([
    ['a success with its rid', 'success', RID, [OTHER]],
    ['a failure with its rid', 'fail', RID, [OTHER]],
    ['a success without a rid', 'success', undefined, []],
    ['a failure without a rid', 'fail', undefined, []],
    ['a failure with a rid that began no run', 'fail', 'third', []],
    ['a success with a rid that began no run', 'success', 'third', [RID, OTHER]],
  ])('%s ends the runs that it ends at Healthchecks', (_name, end, rid, left) => {
    const { state } = play(checkOf(), [
      [1, 'start', RID],
      [3, 'start', OTHER],
      rid === undefined ? [4, end] : [4, end, rid],
    ])
    expect(Object.keys(state.runs)).toEqual(left)
    // The duration belongs to a run that was named.
    expect(state.lastDuration).toBe(rid === RID ? 3 * MINUTE : undefined)
  })

  it('a run that began without a rid has its duration, and ends the others as well', () => {
    const { state } = play(checkOf(), [
      [1, 'start'],
      [3, 'start', OTHER],
      [4, 'success'],
    ])
    expect(state).toMatchObject({ lastDuration: 3 * MINUTE, runs: {} })
  })

  it.each<[name: string, events: readonly Event[]]>([
    [
      'was noticed',
      [
        [1, 'start', RID],
        [9, 'sweep'],
        [10, 'success', RID],
      ],
    ],
    [
      'ended another outage',
      [
        [0, 'fail'],
        [1, 'start', RID],
        [7, 'success', OTHER],
        [10, 'success', RID],
      ],
    ],
    [
      'was one of two',
      [
        [1, 'start', RID],
        [2, 'start', OTHER],
        [9, 'sweep'],
        [9, 'fail', OTHER],
        [10, 'success', RID],
      ],
    ],
  ])('a run that overran, and %s, keeps its duration', (_name, events) => {
    const { state } = play(checkOf({ longestRun: 5 * MINUTE }), events)
    expect(state).toMatchObject({ status: 'up', lastDuration: 9 * MINUTE, runs: {} })
    expect(state.overran ?? {}).not.toHaveProperty(RID)
  })

  it('runs that overran and never end are forgotten, oldest first, and by a pause', () => {
    const starts = Array.from({ length: 30 }, (_, i): Event => [i, 'start', `${i}`])
    const check = checkOf({ longestRun: 5 * MINUTE })
    const { state } = play(check, [...starts, [99, 'sweep']])
    expect(Object.keys(state.overran ?? {})).toHaveLength(20)
    expect(play(check, [...starts, [99, 'sweep'], [100, 'pause']]).state).not.toHaveProperty('overran')
  })

  it('runs that never end are forgotten, oldest first', () => {
    const starts = Array.from({ length: 30 }, (_, i): Event => [i, 'start', `${i}`])
    const { state } = play(checkOf(), starts)
    expect(state.runs).toHaveProperty('29')
    expect(Object.keys(state.runs)).toHaveLength(20)
  })
})

describe('one outage', () => {
  it('has one key, for its trigger and its resolve', () => {
    const { flips } = play(checkOf(), [
      [1, 'success'],
      [50, 'sweep'],
      [60, 'success'],
      [61, 'fail'],
      [62, 'pause'],
    ])
    expect(flips.map(dedupKey)).toEqual([
      undefined,
      undefined,
      `intvlm8r-x-${13 * MINUTE}`,
      `intvlm8r-x-${13 * MINUTE}`,
      `intvlm8r-x-${61 * MINUTE}`,
      `intvlm8r-x-${61 * MINUTE}`,
    ])
  })

  it.each<[name: string, events: readonly Event[]]>([
    [
      'late',
      [
        [1, 'success'],
        [11, 'sweep'],
      ],
    ],
    ['new', []],
    [
      'resumed',
      [
        [1, 'fail'],
        [2, 'pause'],
        [3, 'resume'],
      ],
    ],
  ])('is not held back by an earlier silence: that ends with the success of a %s check', (_name, events) => {
    const { state } = play(checkOf(), events)
    const success: Signal = { kind: 'success', at: 12 * MINUTE, detail: {} }
    const after = receive(silence(state, 'recovery').state, success, checkOf(), dueAfter).state
    expect(after.status).toBe('up')
    expect(after).not.toHaveProperty('silenced')
  })

  it('is silenced until it is over, or until a moment', () => {
    const check = checkOf()
    const { state } = play(check, [[1, 'fail']])
    const silenced = silence(state, 'recovery').state
    const success: Signal = { kind: 'success', at: 2 * MINUTE, detail: {} }
    expect(silenced.silenced).toBe('recovery')
    expect(receive(silenced, success, check, dueAfter).state).not.toHaveProperty('silenced')
    expect(receive(silence(state, 99).state, success, check, dueAfter).state.silenced).toBe(99)
    expect(silence(silenced, undefined).state).toEqual(state)
  })
})

describe('a run that never ends', () => {
  const check = checkOf({ longestRun: 5 * MINUTE })

  it('and was over its time while the check was down is part of that outage, and no new one', () => {
    const { story } = play(check, [
      [1, 'fail'],
      [2, 'start', RID],
      [20, 'success', OTHER],
      [21, 'sweep'],
    ])
    expect(story).toEqual(['1 down failure', '20 up success'])
  })

  it('is still waited for when the check comes up within its time', () => {
    const { story } = play(check, [
      [1, 'fail'],
      [2, 'start', RID],
      [4, 'success', OTHER],
      [7, 'sweep'],
    ])
    expect(story).toEqual(['1 down failure', '4 up success', '7 down overrun'])
  })
})

describe('another plan', () => {
  it('brings no check down for runs that are over by it alone', () => {
    const { state } = play(checkOf(), [
      [1, 'success'],
      [2, 'start', RID],
      [7, 'start', OTHER],
    ])
    const check = checkOf({ longestRun: 3 * MINUTE })
    const replanned = replan({ check, state }, check, 8 * MINUTE, dueAfter)
    expect(lapse(replanned.state, check, 9 * MINUTE).flips).toEqual([])
    expect(lapse(replanned.state, check, 10 * MINUTE).flips).toMatchObject([{ reason: 'overrun' }])
  })

  it('moves the deadline of a check that is waited for, and brings none down on the spot', () => {
    const { state } = play(checkOf(), [[1, 'success']])
    const deadline = (minutes: number) => {
      const period = minutes * MINUTE
      const check = checkOf({ schedule: { kind: 'period', period } })
      return replan({ check: checkOf(), state }, check, 5 * MINUTE, at => at + period).state.deadline
    }
    expect([60, 2].map(deadline)).toEqual([61 * MINUTE, 7 * MINUTE])
  })

  it('makes a late check up that is not late by it', () => {
    const { state } = play(checkOf(), [
      [1, 'success'],
      [11, 'sweep'],
    ])
    const hourly = checkOf({ schedule: { kind: 'period', period: 60 * MINUTE } })
    const { state: after, flips } = replan(
      { check: checkOf(), state },
      hourly,
      12 * MINUTE,
      at => at + 60 * MINUTE,
    )
    expect(flips).toMatchObject([{ from: 'late', to: 'up', reason: 'replanned' }])
    expect(after.deadline).toBe(61 * MINUTE)
  })
})

test.each<[name: string, from: number, to: number, moved: boolean]>([
  ['long before it is due', 2, 5, false],
  ['just before, when it may have come early', 5, 10, true],
  ['when it was due', 10, 12, true],
  ['in its grace', 12, 12.5, true],
  ['from before to after', 2, 600, true],
  ['after it should have been down', 14, 20, false],
])('an amnesty for a gap %s', (_name, from, to, moved) => {
  const { state } = play(checkOf(), [[1, 'success']])
  const after = amnesty(state, checkOf(), { from: from * MINUTE, to: to * MINUTE }, to * MINUTE, dueAfter)
  if (moved) expect(after).toMatchObject({ status: 'up', deadline: to * MINUTE + PERIOD })
  else expect(after).toBe(state)
})

test('a check is forgiven from an amnesty to its next signal', () => {
  const gap = { from: 5 * MINUTE, to: 20 * MINUTE }
  const { state } = play(checkOf(), [[1, 'success']])
  expect(isForgiven(state, gap)).toBe(false)
  const after = amnesty(state, checkOf(), gap, gap.to, dueAfter)
  expect(isForgiven(after, gap)).toBe(true)
  expect(isForgiven(after, { from: gap.to, to: 30 * MINUTE })).toBe(false)
  const success = { kind: 'success', at: 21 * MINUTE, detail: {} } as const
  expect(isForgiven(receive(after, success, checkOf(), dueAfter).state, gap)).toBe(false)
  expect(isForgiven(lapse(after, checkOf(), 40 * MINUTE).state, gap)).toBe(false)
})

test('an amnesty changes no check that signalled after the gap, is down, or is paused', () => {
  const gap = { from: 5 * MINUTE, to: 10 * MINUTE }
  for (const events of [
    [[11, 'success']],
    [[1, 'fail']],
    [
      [1, 'success'],
      [2, 'pause'],
    ],
  ] as Event[][]) {
    const { state } = play(checkOf(), events)
    expect(amnesty(state, checkOf(), gap, 12 * MINUTE, dueAfter)).toBe(state)
  }
})

/** The rules once more, in one breath, for checks without runs and shortest gaps: what a person would work out on paper. */
function naive(events: readonly Event[], check: Check): string[] {
  const story: string[] = []
  let status = 'new'
  let due = Number.POSITIVE_INFINITY
  let failures = 0
  const to = (next: string, minute: number) => {
    if (next !== status) story.push(`${minute} ${next}`)
    status = next
  }
  for (const [minute, what] of events) {
    if (what === 'sweep' && status !== 'down') {
      const [late, down] = [due, due + check.grace / MINUTE]
      if (minute >= late && status !== 'late' && check.grace > 0) to('late', late)
      if (minute >= down) to('down', down)
    }
    if (what === 'success' || what === 'fail') {
      failures = what === 'fail' ? failures + 1 : 0
      due = minute + PERIOD / MINUTE
      if (what === 'success') to('up', minute)
      else if (failures >= check.failuresBeforeAlert) to('down', minute)
      else if (status === 'late') to('up', minute)
    }
  }
  return story
}

const someEvents = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom('success', 'fail', 'start', 'log', 'sweep', 'sweep'),
    ),
  )
  .map(steps => {
    let minute = 0
    return steps.map(([gap, what]): Event => {
      minute += gap
      return [minute, what as SignalKind]
    })
  })

describe('whatever happens', () => {
  const plans = fc.record({
    grace: fc.constantFrom(0, GRACE),
    failuresBeforeAlert: fc.integer({ min: 1, max: 3 }),
  })

  it('the story is the one that a person would work out', () => {
    fc.assert(
      fc.property(plans, someEvents, (plan, events) => {
        const check = checkOf(plan)
        const { flips } = play(check, events)
        expect(flips.map(({ to, due }) => `${due / MINUTE} ${to}`)).toEqual(naive(events, check))
      }),
      { numRuns: 1_000 },
    )
  })

  it('flips follow each other, count up, and the state is the last one; a deadline lies ahead or is none', () => {
    const wild = fc.record({
      grace: fc.constantFrom(0, GRACE),
      longestRun: fc.constantFrom(MINUTE, 20 * MINUTE),
      shortestGap: fc.constantFrom(MINUTE, 3 * MINUTE),
      tooFrequentAlarm: fc.boolean(),
    })
    fc.assert(
      fc.property(wild, someEvents, (plan, events) => {
        const check = checkOf(plan)
        const { state, flips } = play(check, events)
        let status: string = 'new'
        for (const [i, flip] of flips.entries()) {
          expect([flip.from, flip.seq]).toEqual([status, i + 1])
          expect(flip.to).not.toBe(flip.from)
          status = flip.to
        }
        expect([state.status, state.flips]).toEqual([status, flips.length])
        if (status === 'down') expect(state.deadline).toBeUndefined()
        const now = (events.at(-1)?.[0] ?? 0) * MINUTE
        const swept: CheckState = lapse(state, check, now).state
        if (swept.deadline !== undefined) expect(swept.deadline).toBeGreaterThan(now)
        // Looking often and looking once come to the same.
        const often = Array.from({ length: 40 }, (_, i) => i).reduce<CheckState>(
          (present, i) => lapse(present, check, now + i * MINUTE).state,
          state,
        )
        expect(often).toEqual(lapse(state, check, now + 39 * MINUTE).state)
      }),
      { numRuns: 1_000 },
    )
  })
})
