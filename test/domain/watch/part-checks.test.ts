import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { isOver, orphans, outdated, partCheck, partKey } from '../../../src/domain/watch/part-checks'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WHOLE: Probe = { kind: 'command', target: 'jobs', every: HOUR, settings: {}, section: 'jobs' }

function checkOf(id: string, plan: Partial<CheckPlan> = {}): Check {
  return { ...planOf({ name: id, ...plan }), id, origin: 'ini', createdAt: 5 * DAY }
}
const part = (id: string, probe: Partial<Probe> = {}) => {
  const { section: _own, ...rest } = WHOLE
  return checkOf(id, { probe: { ...rest, partOf: 'whole', ...probe } })
}

describe('the check of a part', () => {
  const parent = checkOf('whole', {
    probe: { ...WHOLE, blindAfter: 3 * HOUR },
    tags: ['night'],
    channels: ['mail'],
    description: 'all jobs',
    slug: 'own',
  })

  test('has the options of its whole under a name of its own', () => {
    expect(partCheck(parent, { name: 'a' } as never, 'p', 7)).toEqual({
      ...planOf({ name: 'whole/a', tags: ['night'], channels: ['mail'], description: 'all jobs' }),
      schedule: { kind: 'period', period: HOUR },
      grace: 2 * HOUR,
      id: 'p',
      createdAt: 7,
      origin: 'ini',
      probe: {
        kind: 'command',
        target: 'jobs',
        every: HOUR,
        settings: {},
        blindAfter: 3 * HOUR,
        partOf: 'whole',
      },
    })
    expect(partCheck(parent, { name: 'a' } as never, 'p', 7).probe).not.toHaveProperty('section')
  })

  test('may have a description, an interval and habits of its own', () => {
    const check = partCheck(
      parent,
      { name: 'b'.repeat(200), about: 'one job', every: DAY, habits: { tags: ['day'] } } as never,
      'p',
      7,
    )
    expect(check).toMatchObject({ description: 'one job', tags: ['day'], probe: { every: DAY } })
    expect(check.name).toHaveLength(100)
    // Blind before its next look would be due.
    expect(check.probe).not.toHaveProperty('blindAfter')
    const same = partCheck(parent, { name: 'c', every: 3 * HOUR } as never, 'p', 7)
    expect(same.probe).toMatchObject({ blindAfter: 3 * HOUR })
  })

  test('is none of a check without a probe', () => {
    expect(() => partCheck(checkOf('plain'), { name: 'a' } as never, 'p', 7)).toThrow('without a probe')
    expect(partKey('Jobs', 'Night')).toBe('jobs/night')
  })
})

describe('a part that is no longer named', () => {
  const isOverAfter = (check: Check, ms: number, lastSignalAt?: number) =>
    isOver(
      { check, version: '', state: { ...newState(0), ...(lastSignalAt !== undefined && { lastSignalAt }) } },
      (lastSignalAt ?? check.createdAt) + ms,
    )

  test('is over a day after its last signal, or after it was made', () => {
    for (const last of [undefined, 9 * DAY]) {
      expect(isOverAfter(part('a'), DAY, last)).toBe(false)
      expect(isOverAfter(part('a'), DAY + 1, last)).toBe(true)
    }
  })

  test('is over after three looks where these take longer', () => {
    const weekly = part('a', { every: 7 * DAY })
    expect(isOverAfter(weekly, 21 * DAY)).toBe(false)
    expect(isOverAfter(weekly, 21 * DAY + 1)).toBe(true)
  })
})

test('an orphan is a part whose check is gone, or has no parts any more', () => {
  const whole = checkOf('whole', { probe: WHOLE })
  const plain = checkOf('whole', { probe: { kind: 'tcp', target: 'nas:445', every: HOUR, settings: {} } })
  expect(orphans([whole, part('a')])).toEqual([])
  expect(orphans([part('a'), plain]).map(({ id }) => id)).toEqual(['a'])
  expect(orphans([part('a')]).map(({ id }) => id)).toEqual(['a'])
  expect(orphans([plain])).toEqual([])
})

test('a part is outdated whose check looks at something else, and then looks at that', () => {
  const whole = checkOf('whole', { probe: { ...WHOLE, target: 'other', settings: { a: '1' } } })
  expect(outdated([whole, part('a', { every: DAY })])).toEqual([
    {
      id: 'a',
      probe: { kind: 'command', target: 'other', every: DAY, settings: { a: '1' }, partOf: 'whole' },
    },
  ])
  expect(outdated([checkOf('whole', { probe: WHOLE }), part('a')])).toEqual([])
  expect(outdated([part('a')])).toEqual([])
})

test('parts of parts and of plain checks have no say about orphans', () => {
  const whole = checkOf('whole', { probe: { ...WHOLE, partOf: 'other' } })
  expect(orphans([whole, part('a')]).map(({ id }) => id)).toEqual(['whole', 'a'])
  expect(orphans([checkOf('whole'), part('a')]).map(({ id }) => id)).toEqual(['a'])
  const jobs = checkOf('whole', { probe: { ...WHOLE, kind: 'checker-job', target: '/jobs' } })
  expect(orphans([jobs, part('a')])).toEqual([])
})

test('a part without a probe is over after a day, and none is outdated', () => {
  const check = checkOf('plain')
  const at = (ms: number) => isOver({ check, version: '', state: newState(0) }, 5 * DAY + ms)
  expect([at(DAY), at(DAY + 1)]).toEqual([false, true])
  expect(outdated([checkOf('whole'), check])).toEqual([])
})
