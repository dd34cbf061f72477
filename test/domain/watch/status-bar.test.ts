import { expect, test } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'
import { statusBar } from '../../../src/domain/watch/status-bar'

const flip = (seq: number, from: Status, to: Status, due: number): Flip => ({
  check: 'c',
  seq,
  from,
  to,
  reason: 'success',
  at: due + 1,
  due,
})
const state = (status: Status, since: number): CheckState => ({ ...newState(0), status, since })
const shares = (stretches: ReturnType<typeof statusBar>) =>
  stretches.map(({ status, start, width }) => [status, start, width])

test.each([
  [
    'nothing before it was created',
    [],
    state('new', 600),
    600,
    [
      ['unknown', 0, 0.6],
      ['new', 0.6, 0.4],
    ],
  ],
  ['a check that never changed', [], state('new', 0), -500, [['new', 0, 1]]],
  [
    'every status from when it was due, oldest first',
    [flip(2, 'up', 'down', 700), flip(1, 'new', 'up', 200)],
    state('down', 700),
    100,
    [
      ['unknown', 0, 0.1],
      ['new', 0.1, 0.1],
      ['up', 0.2, 0.5],
      ['down', 0.7, 0.3],
    ],
  ],
  [
    'what was before the span is cut off',
    [flip(2, 'up', 'down', -300), flip(1, 'new', 'up', -900)],
    state('down', -300),
    -1_000,
    [['down', 0, 1]],
  ],
  [
    'nothing is known from before the flips that are kept',
    [flip(8, 'up', 'down', 800), flip(7, 'down', 'up', 400)],
    state('down', 800),
    0,
    [
      ['unknown', 0, 0.4],
      ['up', 0.4, 0.4],
      ['down', 0.8, 0.2],
    ],
  ],
] as const)('%s', (_name, flips, now, createdAt, expected) => {
  const seen = shares(statusBar(flips, now, { createdAt }, 0, 1_000))
  expect(seen.map(([status]) => status)).toEqual(expected.map(([status]) => status))
  for (const [index, [, start, width]] of expected.entries()) {
    expect(seen[index]?.[1]).toBeCloseTo(start)
    expect(seen[index]?.[2]).toBeCloseTo(width)
  }
})
