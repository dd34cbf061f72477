import { describe, expect, test } from 'vitest'
import type { Liveness } from '../../../src/domain/heartbeat/alive'
import type { Link } from '../../../src/domain/heartbeat/chain-link'
import { underWayIn, verdictOf } from '../../../src/domain/heartbeat/verdict'

const chainOf = (states: readonly Link['state'][]): Link[] =>
  states.map((state, index) => ({ organ: 'tick', name: `link ${index}`, state, detail: '' }))

describe('the colour follows the worst link', () => {
  test.each<[Liveness, Link['state'][], string, string, boolean]>([
    ['alive', ['ok', 'ok'], 'ok', 'Alive', true],
    ['alive', ['ok', 'unknown'], 'unknown', 'Alive', true],
    ['alive', ['warn', 'ok'], 'warn', 'Alive', false],
    ['alive', ['warn', 'bad'], 'bad', 'Broken', false],
    ['late', ['warn', 'ok'], 'warn', 'Late', false],
    ['late', ['warn', 'bad'], 'bad', 'Late', false],
    ['silent', ['ok', 'ok'], 'bad', 'No heartbeat', false],
    ['waiting', ['ok', 'unknown'], 'unknown', 'Waiting', true],
    ['waiting', ['ok', 'bad'], 'bad', 'Waiting', false],
    ['waiting', ['ok', 'warn'], 'warn', 'Waiting', false],
    ['off', ['warn', 'unknown'], 'unknown', 'Off', true],
    ['off', ['bad', 'unknown'], 'bad', 'Off', false],
  ])('%s with %s: %s', (liveness, states, state, word, isWell) => {
    expect(verdictOf(liveness, chainOf(states))).toMatchObject({ state, word, isWell })
  })
})

test('a broken link is named before one that needs attention', () => {
  const link = (...states: Link['state'][]) => verdictOf('alive', chainOf(states)).link?.name
  expect([link('warn', 'bad'), link('ok', 'warn', 'warn'), link('ok')]).toEqual([
    'link 1',
    'link 1',
    undefined,
  ])
})

test('after a heartbeat that arrived, a link of which nothing is known is named; before the first, many are', () => {
  const chain = chainOf(['ok', 'unknown'])
  expect(verdictOf('alive', chain).link?.name).toBe('link 1')
  for (const liveness of ['waiting', 'off'] as const) expect(verdictOf(liveness, chain).link).toBeUndefined()
})

describe('the time until a heartbeat is under way', () => {
  const queue = (waitingSince?: number) =>
    ({
      reached: true,
      pulse: { server: '', workers: 1, ...(waitingSince !== undefined && { waitingSince }) },
      history: [],
    }) as const
  test.each<[string, number | undefined, number | undefined]>([
    ['the next one is due', underWayIn(1_000, 9_000, 'alive', queue()), 8_000],
    ['one is on its way', underWayIn(9_500, 9_000, 'alive', queue()), 0],
    ['one is late', underWayIn(1_000, 9_000, 'late', queue()), 0],
    ['it is due at this moment', underWayIn(9_000, 9_000, 'alive', queue()), 0],
    ['one waits or is being sent', underWayIn(1_000, 9_000, 'alive', queue(500)), 0],
    ['Redis is away', underWayIn(1_000, 9_000, 'silent', { reached: false, reason: '' }), 8_000],
    ['none is to come', underWayIn(1_000, undefined, 'off', queue()), undefined],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected)
  })
})
