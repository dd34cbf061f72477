import { expect, test } from 'vitest'
import { brokenExchange } from '../../src/probes/broken-exchange'
import { quoted, withSlow } from '../../src/probes/words'

test('a value is quoted with escapes, and not endless', () => {
  expect(quoted('a\n"b"')).toBe('"a\\n\\"b\\""')
  expect(quoted('x'.repeat(198))).toBe(`"${'x'.repeat(198)}"`)
  expect(quoted('x'.repeat(199))).toBe(`"${'x'.repeat(198)}…`)
})

test('a success that took longer than its limit has a warning', () => {
  const fine = { answer: 'success', detail: 'fine' } as const
  expect(withSlow(fine, '50ms', 50)).toBe(fine)
  expect(withSlow(fine, '50ms', 50.6)).toEqual({ ...fine, warning: 'it took 51 ms, longer than 50ms' })
  expect(withSlow({ ...fine, warning: 'odd' }, '50ms', 60)).toEqual({
    ...fine,
    warning: 'odd; it took 60 ms, longer than 50ms',
  })
  for (const slow of [undefined, '', 'soon']) expect(withSlow(fine, slow, 1_000)).toBe(fine)
  for (const answer of ['failure', 'blind'] as const) {
    const other = { answer, detail: 'x' }
    expect(withSlow(other, '50ms', 1_000)).toBe(other)
  }
})

test('an exchange that broke is a failure, or blind where it is our own fault', () => {
  const broken = {
    kind: 'broken',
    breakdown: 'timeout',
    detail: 'late',
    at: 0,
    phases: { total: 5, dns: 1 },
  } as const
  const never = new AbortController().signal
  const over = AbortSignal.abort()
  const phases = { dns: 1, total: 5 }
  expect(brokenExchange(broken, 'nas', over)).toEqual({
    answer: 'failure',
    detail: 'nas did not answer in time',
    phases,
  })
  expect(brokenExchange(broken, 'nas', never)).toEqual({ answer: 'failure', detail: 'late', phases })
  expect(brokenExchange({ ...broken, breakdown: 'dns' }, 'nas', over)).toEqual({
    answer: 'failure',
    detail: 'late',
    phases,
  })
  expect(brokenExchange({ ...broken, ours: true }, 'nas', over)).toEqual({
    answer: 'blind',
    detail: 'late',
    phases,
  })
  expect(Object.keys(brokenExchange(broken, 'nas', never).phases ?? {})).toEqual(['dns', 'total'])
})
