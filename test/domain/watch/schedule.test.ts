import { describe, expect, it, test } from 'vitest'
import type { Schedule } from '../../../src/domain/watch/schedule'
import {
  dueAfterOf,
  NEVER as NEVER_DUE,
  nextMoments,
  SCHEDULE_KINDS,
  scheduleFaults,
  zoneFault,
} from '../../../src/domain/watch/schedule'

const cron = (expression: string, zone = ''): Schedule => ({ kind: 'cron', expression, zone })
const calendar = (expression: string, zone = ''): Schedule => ({ kind: 'oncalendar', expression, zone })

const NEVER = 'never comes true; choose a day that exists'
const NO_ZONE = 'is not a time zone such as Europe/Berlin or UTC'

describe('a schedule that cannot be', () => {
  it.each<[Schedule, string[]]>([
    [
      cron('99 * * * *', 'UTC'),
      ['expression "99" is not a minute from 0 to 59, nor a range or a step of them'],
    ],
    [cron('0 12 30 2 *'), [`expression ${NEVER}`]],
    [cron('0 0 31 4 *', 'Europe/Berlin'), [`expression ${NEVER}`]],
    [cron('0 0 * * *', 'Mars/Base'), [`zone ${NO_ZONE}`]],
    [cron('0 0 30 2 *', 'Mars/Base'), [`zone ${NO_ZONE}`, `expression ${NEVER}`]],
    [calendar('never'), ['expression "never" is not a weekday or a range of them such as Mon..Fri']],
    [calendar('*-02-30'), [`expression ${NEVER}`]],
    [calendar('*-04-31'), [`expression ${NEVER}`]],
    [calendar('Mon', 'Mars/Base'), [`zone ${NO_ZONE}`]],
  ])('%j', (schedule, faults) => {
    expect(scheduleFaults(schedule).map(({ part, reason }) => `${part} ${reason}`)).toEqual(faults)
  })

  it('has to come true after the moment at which it was chosen', () => {
    const once = calendar('2026-12-24 18:00', 'Europe/Berlin')
    const moment = Date.UTC(2026, 11, 24, 17)
    expect(scheduleFaults(once)).toEqual([])
    expect(scheduleFaults(once, moment - 1)).toEqual([])
    expect(scheduleFaults(once, moment)).toEqual([
      { part: 'expression', reason: 'never comes true, as its last moment is over; choose a later one' },
    ])
    expect(scheduleFaults(calendar('*-04-31'), moment)).toEqual([{ part: 'expression', reason: NEVER }])
    expect(scheduleFaults(calendar('daily'), moment)).toEqual([])
  })

  it.each<[Schedule]>([
    [cron('*/5 * * * *')],
    [cron('@daily', 'Europe/Berlin')],
    [cron('0 0 29 2 *')],
    [cron('0 0 * 2 mon#5')],
    [{ kind: 'period', period: 1 }],
    [calendar('Mon..Fri 02:30', 'Asia/Tokyo')],
    [calendar('daily EST5EDT')],
  ])('but %j can', schedule => {
    expect(scheduleFaults(schedule)).toEqual([])
  })
})

test('a stored schedule with a fault is due at once, so that its check is noticed', () => {
  expect(dueAfterOf(cron('0 0-24/5 * * *'))(1_000)).toBe(1_000)
  expect(dueAfterOf(calendar('soon'))(1_000)).toBe(1_000)
  expect(dueAfterOf(cron('0 0 * * *', 'Mars/Base'))(1_000)).toBe(1_000)
})

test.each<[schedule: Schedule, after: string, due: string]>([
  [{ kind: 'period', period: 90_000 }, '2026-11-28T12:00:00Z', '2026-11-28T12:01:30Z'],
  [cron('0 7 */5 * 3', 'UTC'), '2026-11-28T07:00:00Z', '2026-12-16T07:00:00Z'],
  [cron('30 2 * * *', 'Asia/Tokyo'), '2026-11-28T00:00:00Z', '2026-11-28T17:30:00Z'],
  [calendar('Mon..Fri 02:30', 'Asia/Tokyo'), '2026-11-28T00:00:00Z', '2026-11-29T17:30:00Z'],
  [calendar('02:30 UTC', 'Asia/Tokyo'), '2026-11-28T00:00:00Z', '2026-11-28T02:30:00Z'],
])('%j is due by its own rule', (schedule, after, due) => {
  expect(dueAfterOf(schedule)(Date.parse(after))).toBe(Date.parse(due))
})

test('the next moments follow one another, so many at most, and end where nothing is due any more', () => {
  const twice = (at: number) => (at < 20 ? at + 10 : undefined)
  expect([nextMoments(twice, 0, 9), nextMoments(twice, 0, 1), nextMoments(twice, 0, 0)]).toEqual([
    [10, 20],
    [10],
    [],
  ])
  expect(nextMoments(twice, 20, 9)).toEqual([])
})

test('a schedule may be one of three kinds, and one that is over', () => {
  expect(SCHEDULE_KINDS).toEqual(['period', 'cron', 'oncalendar'])
  expect(dueAfterOf(NEVER_DUE)(Date.UTC(2026, 0))).toBeUndefined()
  expect(scheduleFaults(NEVER_DUE)).toEqual([])
})

test.each([
  ['', undefined],
  ['UTC', undefined],
  ['Europe/Berlin', undefined],
  ['Mars/Base', { part: 'zone', reason: NO_ZONE }],
])('the zone %j has the fault %j', (zone, fault) => {
  expect(zoneFault(zone)).toEqual(fault)
})
