import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { collectFigures, type FigureNeeds } from '../../../src/domain/watch/metrics'
import type { CheckState } from '../../../src/domain/watch/state'

const NOW = 1_790_000_000_000
const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const

function watched(name: string, state: Partial<CheckState> = {}, given: Partial<Check> = {}) {
  const check: Check = { ...planOf({ name }), id: `id-${name}`, origin: 'page', createdAt: 0, ...given }
  return { check, state: { ...newState(0), ...state }, version: '1' }
}

const textOf = (
  batches: readonly (readonly ReturnType<typeof watched>[])[],
  more: Partial<FigureNeeds> = {},
) => {
  const figures = collectFigures({ publicId: id => id.replace('id-', 'p-'), now: NOW, ...more })
  for (const batch of batches) figures.add(batch)
  return [...figures.text()]
}
/** The samples of a family, without its name. */
const samplesOf = (text: string, family: string) =>
  text
    .split('\n')
    .flatMap(line => (line.startsWith(`intvlm8r_${family}`) ? line.slice(9 + family.length) : []))

const BY_STATUS = (...numbers: readonly [number, number, number, number, number, number, number]) =>
  ['down', 'blind', 'late', 'new', 'up', 'paused', 'unknown'].map(
    (status, index) => `{status="${status}"} ${numbers[index]}`,
  )

test('without checks there are their numbers by status alone', () => {
  expect(textOf([])).toEqual([
    `# HELP intvlm8r_checks Checks by status.\n# TYPE intvlm8r_checks gauge\n${BY_STATUS(0, 0, 0, 0, 0, 0, 0)
      .map(line => `intvlm8r_checks${line}\n`)
      .join('')}`,
  ])
})

test('a check that is new has the figures that it has, family by family', () => {
  const labels = 'id="p-a",slug="a",name="a"'
  expect(
    textOf([[watched('a')]])
      .slice(1)
      .join(''),
  ).toBe(
    [
      '# HELP intvlm8r_check_up 0 while the check is down or blind, or nobody looks at it, else 1.',
      '# TYPE intvlm8r_check_up gauge',
      `intvlm8r_check_up{${labels}} 1`,
      '# HELP intvlm8r_check_status The present status of the check, as a label.',
      '# TYPE intvlm8r_check_status gauge',
      `intvlm8r_check_status{${labels},status="new"} 1`,
      '# HELP intvlm8r_check_consecutive_failures Failures in a row.',
      '# TYPE intvlm8r_check_consecutive_failures gauge',
      `intvlm8r_check_consecutive_failures{${labels}} 0`,
      '# HELP intvlm8r_check_signals_total Signals that counted.',
      '# TYPE intvlm8r_check_signals_total counter',
      `intvlm8r_check_signals_total{${labels}} 0`,
      '# HELP intvlm8r_check_too_frequent_total Signals refused because they came too soon.',
      '# TYPE intvlm8r_check_too_frequent_total counter',
      `intvlm8r_check_too_frequent_total{${labels}} 0`,
      '# HELP intvlm8r_check_flips_total Changes of status.',
      '# TYPE intvlm8r_check_flips_total counter',
      `intvlm8r_check_flips_total{${labels}} 0`,
      '',
    ].join('\n'),
  )
})

describe('checks in several batches', () => {
  const busy: Partial<CheckState> = {
    lastSignalAt: NOW - 5_500,
    lastDuration: 1_500,
    consecutiveFailures: 2,
    signals: 3,
    tooFrequent: 4,
    flips: 5,
  }
  const one = watched('one', { ...busy, status: 'down', acknowledged: { by: 'Anna', at: 0 } })
  const two = watched(
    'two',
    { ...busy, status: 'up', lastSignalKind: 'success', lastDuration: 20 },
    { probe: PROBE },
  )
  const three = watched('three', { status: 'blind', unseen: { since: 0, why: 'x' } }, { probe: PROBE })
  const four = watched('four', { status: 'up' })
  const five = watched('five', {}, { probe: PROBE, slug: 'tag-id-five' })
  const text = textOf([[one, two], [three], [four, five]], {
    inMaintenance: check => check.name === 'four',
  }).join('')
  const labels = (name: string, more = '') => `{id="p-${name}",slug="${name}",name="${name}"${more}}`
  const FIVE = 'id="p-five",slug="tag-p-five",name="five"'

  test.each([
    [
      'checks{',
      ['down"} 1', 'blind"} 1', 'late"} 0', 'new"} 1', 'up"} 2', 'paused"} 0', 'unknown"} 0'].map(
        s => `status="${s}`,
      ),
    ],
    [
      'check_up',
      [
        `${labels('one')} 0`,
        `${labels('two')} 1`,
        `${labels('three')} 0`,
        `${labels('four')} 1`,
        `{${FIVE}} 1`,
      ],
    ],
    [
      'check_status',
      [
        `${labels('one', ',status="down"')} 1`,
        `${labels('two', ',status="up"')} 1`,
        `${labels('three', ',status="blind"')} 1`,
        `${labels('four', ',status="up"')} 1`,
        `{${FIVE},status="new"} 1`,
      ],
    ],
    [
      'check_last_signal_timestamp_seconds',
      [`${labels('one')} 1789999994.5`, `${labels('two')} 1789999994.5`],
    ],
    ['check_last_duration_seconds', [`${labels('one')} 1.5`]],
    ['check_response_seconds', [`${labels('two')} 0.02`]],
    [
      'check_answer',
      [
        `${labels('two', ',kind="tcp",answer="success"')} 1`,
        `${labels('three', ',kind="tcp",answer="blind"')} 1`,
      ],
    ],
    ['check_maintenance', [`${labels('four')} 1`]],
    ['check_acknowledged', [`${labels('one')} 1`]],
    [
      'check_consecutive_failures',
      [
        `${labels('one')} 2`,
        `${labels('two')} 2`,
        `${labels('three')} 0`,
        `${labels('four')} 0`,
        `{${FIVE}} 0`,
      ],
    ],
    [
      'check_signals_total',
      [
        `${labels('one')} 3`,
        `${labels('two')} 3`,
        `${labels('three')} 0`,
        `${labels('four')} 0`,
        `{${FIVE}} 0`,
      ],
    ],
    [
      'check_too_frequent_total',
      [
        `${labels('one')} 4`,
        `${labels('two')} 4`,
        `${labels('three')} 0`,
        `${labels('four')} 0`,
        `{${FIVE}} 0`,
      ],
    ],
    [
      'check_flips_total',
      [
        `${labels('one')} 5`,
        `${labels('two')} 5`,
        `${labels('three')} 0`,
        `${labels('four')} 0`,
        `{${FIVE}} 0`,
      ],
    ],
  ])('have the samples of %s', (family, samples) => {
    expect(samplesOf(text, family)).toEqual(samples)
  })
})

test('a check at which nobody looks is neither up nor of a known status', () => {
  const nas = watched('nas', { status: 'up' }, { probe: PROBE })
  const text = textOf([[nas]], { isUnseen: true }).join('')
  expect(samplesOf(text, 'checks')).toEqual(BY_STATUS(0, 0, 0, 0, 0, 0, 1))
  expect(samplesOf(text, 'check_up')).toEqual(['{id="p-nas",slug="nas",name="nas"} 0'])
  expect(samplesOf(text, 'check_status')).toEqual(['{id="p-nas",slug="nas",name="nas",status="unknown"} 1'])
})

test('the status is that of the moment, also before the sweep has judged it', () => {
  const text = textOf([[watched('a', { status: 'up', due: 5, deadline: 5 })]]).join('')
  expect(samplesOf(text, 'checks')).toEqual(BY_STATUS(1, 0, 0, 0, 0, 0, 0))
})

test('the text of many checks comes in pieces, in which nothing is lost', () => {
  const many = Array.from({ length: 600 }, (_, n) => watched(`check-${n}`))
  const batches = Array.from({ length: 6 }, (_, n) => many.slice(100 * n, 100 * (n + 1)))
  const pieces = textOf(batches)
  // Few hundred lines each: a piece ends with the batch of checks that makes it longer than 32 kB.
  expect(pieces).toHaveLength(13)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(45_000)
  const text = pieces.join('')
  expect(samplesOf(text, 'check_up')).toHaveLength(600)
  expect(samplesOf(text, 'check_status')).toHaveLength(600)
  expect(text.match(/^# TYPE intvlm8r_check_up gauge$/gm)).toHaveLength(1)
})
