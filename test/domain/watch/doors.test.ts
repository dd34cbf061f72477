import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { doorOf, showsAttendance } from '../../../src/domain/watch/doors'
import { addressees, jobOf } from '../../../src/domain/watch/jobs'
import { createMakingRate, createRate } from '../../../src/domain/watch/message-rate'

const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const

test.each<[given: Pick<Check, 'job' | 'name' | 'probe'>, job: string | undefined]>([
  [{ name: 'a/b' }, 'a/b'],
  [{ name: 'backup' }, undefined],
  [{ name: 'backup', job: 'a/b' }, 'a/b'],
  [{ name: 'a/b', job: 'c/d' }, 'c/d'],
  [{ name: 'a/b', job: 'c/d', probe: PROBE }, undefined],
])('messages for the check %j are of the job %s', (check, job) => {
  expect(jobOf(check)).toBe(job)
})

describe('a message', () => {
  const [start, success, usual] = [
    { id: 's', expect: 'start' },
    { id: 'f', expect: 'success' },
    { id: 'u' },
  ] as const

  test('is for all checks of its job, but a failure for those alone that await the success', () => {
    const all = [start, success, usual]
    expect((['success', 'start', 'log'] as const).map(kind => addressees(all, kind))).toEqual([all, all, all])
    expect(addressees(all, 'fail')).toEqual([success, usual])
  })

  test.each([[[]], [[start]], [[success]], [[start, start]]])(
    'of a failure is for %j where no other check awaits a success',
    checks => {
      expect(addressees(checks, 'fail')).toEqual(checks)
    },
  )
})

describe('the door of a check', () => {
  const check = (name: string): Check => ({ ...planOf({ name }), id: 'x', origin: 'page', createdAt: 0 })
  const heard = { ...newState(0), lastSignalAt: 5 }

  test.each([
    ['without a job', check('backup'), heard, 'web'],
    ['with a job that never signalled', check('a/b'), newState(0), 'messages'],
    ['with a job that signalled by 0MQ', check('a/b'), { ...heard, byMessage: true as const }, 'messages'],
    ['with a job that signalled otherwise', check('a/b'), heard, 'web'],
    [
      'without a job that once signalled by 0MQ',
      check('backup'),
      { ...heard, byMessage: true as const },
      'web',
    ],
  ])('%s is that of its last sign of life', (_what, of, state, door) => {
    expect(doorOf(of, state)).toBe(door)
  })

  test('was attended when a signal came, unless the worker fetched that as a mail', () => {
    const by = (via?: string) => showsAttendance({ kind: 'success', at: 0, detail: via ? { via } : {} })
    expect([by('mail'), by('zmq'), by('healthchecks'), by()]).toEqual([false, true, true, true])
  })
})

describe('a rate', () => {
  /** How many of so many count. */
  const take = (counts: () => boolean, times: number) =>
    Array.from({ length: times }, counts).filter(Boolean).length

  test('of messages lets a burst pass, and ten a second in the long run', () => {
    const rate = createRate()
    expect(take(() => rate('a', false, 0), 2_100)).toBe(2_000)
    expect(take(() => rate('a', false, 99), 5)).toBe(0)
    expect(take(() => rate('a', false, 100), 5)).toBe(1)
    expect(take(() => rate('a', false, 1_100), 50)).toBe(10)
    expect(take(() => rate('a', false, 3_600_000), 3_000)).toBe(2_000)
  })

  test('of notes is ten times as high, and costs no failure', () => {
    const rate = createRate()
    expect(take(() => rate('a', true, 0), 21_000)).toBe(20_000)
    expect(take(() => rate('a', true, 1_000), 500)).toBe(100)
    expect(rate('a', false, 1_000)).toBe(true)
  })

  test('is of each sender, and gives nothing for a clock that was set back', () => {
    const rate = createRate()
    expect(take(() => rate('a', false, 10_000), 2_001)).toBe(2_000)
    expect(rate('b', false, 10_000)).toBe(true)
    expect(rate('a', false, 0)).toBe(false)
  })

  test('forgets the sender that was silent longest, once there are ten thousand', () => {
    const rate = createMakingRate()
    expect([take(() => rate('first', 0), 101), take(() => rate('second', 0), 101)]).toEqual([100, 100])
    for (let n = 0; n < 9_998; n++) rate(`${n}`, 0)
    expect(rate('first', 0)).toBe(false)
    rate('one more', 0)
    expect([rate('first', 0), rate('second', 0)]).toEqual([false, true])
  })

  test('of checks that are made is a hundred an hour', () => {
    const rate = createMakingRate()
    expect(take(() => rate('net', 0), 200)).toBe(100)
    expect(take(() => rate('net', 36_000), 200)).toBe(1)
    expect(take(() => rate('net', 3_636_000), 200)).toBe(100)
  })
})
