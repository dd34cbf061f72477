import { describe, expect, it } from 'vitest'
import { cronOf, type Daily, nextDaily, parseDays, parseTimeOfDay } from '../../../src/domain/probes/daily'
import { nextLook } from '../../../src/domain/probes/timetable'
import { planOf } from '../../../src/domain/watch/check-plan'
import { feedWords } from '../../../src/domain/watch/plan-words'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** The looks after that moment. */
function looks(daily: Partial<Daily>, after: string, many: number): string[] {
  const found: string[] = []
  for (let at = Date.parse(after); found.length < many; ) {
    at = nextDaily(
      { at: 9 * 60 * MINUTE, days: [0, 1, 2, 3, 4, 5, 6], zone: 'UTC', every: DAY, ...daily },
      at,
    )
    found.push(new Date(at).toISOString().slice(0, 16))
  }
  return found
}

describe('daily looks', () => {
  it('come at the time of day', () => {
    expect(looks({}, '2026-11-28T08:59:59Z', 3)).toEqual([
      '2026-11-28T09:00',
      '2026-11-29T09:00',
      '2026-11-30T09:00',
    ])
    expect(looks({}, '2026-11-28T09:00:00Z', 1)).toEqual(['2026-11-29T09:00'])
    expect(looks({ zone: 'America/New_York' }, '2026-11-28T09:00:00Z', 1)).toEqual(['2026-11-28T14:00'])
  })

  it('are one on a day of 25 hours, and one on a day of 23', () => {
    const night = { at: 10 * MINUTE, zone: 'Europe/Berlin' }
    expect(looks(night, '2026-10-24T22:10:00Z', 2)).toEqual(['2026-10-25T23:10', '2026-10-26T23:10'])
    expect(looks(night, '2026-03-28T23:10:00Z', 2)).toEqual(['2026-03-29T22:10', '2026-03-30T22:10'])
  })

  it('leave out other weekdays', () => {
    expect(looks({ days: [1, 5] }, '2026-11-27T10:00:00Z', 2)).toEqual([
      '2026-11-30T09:00',
      '2026-12-04T09:00',
    ])
  })

  it('go on until midnight with a shorter interval', () => {
    const found = looks({ every: 180 * MINUTE }, '2026-11-28T08:00:00Z', 6)
    expect(found).toEqual([
      '2026-11-28T09:00',
      '2026-11-28T12:00',
      '2026-11-28T15:00',
      '2026-11-28T18:00',
      '2026-11-28T21:00',
      '2026-11-29T09:00',
    ])
    expect(looks({ every: 3 * MINUTE }, '2026-11-28T23:57:30Z', 1)).toEqual(['2026-11-29T09:00'])
  })

  it('come once where the clocks skip the time, and where they show it twice', () => {
    const at = 150 * MINUTE
    expect(looks({ zone: 'Europe/Berlin', at }, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ])
    expect(looks({ zone: 'Europe/Berlin', at }, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
  })

  it('are read as people write them', () => {
    expect(['03:00', '9:00', '23:59', '24:00', '7'].map(parseTimeOfDay)).toEqual([
      180 * MINUTE,
      540 * MINUTE,
      1_439 * MINUTE,
      undefined,
      undefined,
    ])
    expect(['', 'mon-fri', 'Sat, sun', 'fri-mon', 'day', ','].map(parseDays)).toEqual([
      [0, 1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5],
      [0, 6],
      [0, 1, 5, 6],
      undefined,
      undefined,
    ])
  })

  it('are awaited by the same times, and blind soon after them', () => {
    const daily = { at: 555 * MINUTE, days: [1, 2], zone: 'UTC', every: DAY }
    expect(cronOf(daily)).toBe('15 9 * * 1,2')
    expect(cronOf({ ...daily, days: [0, 1, 2, 3, 4, 5, 6], every: 3 * MINUTE })).toBe('15 9-23/1 * * *')
    const probe = {
      kind: 'inbox',
      target: 'home',
      every: DAY,
      settings: { subjects: 'Great', checktime: '09:15', timezone: 'Europe/Berlin', weekdays: 'mon-fri' },
    } as const
    expect(planOf({ name: 'Report', probe })).toMatchObject({
      schedule: { kind: 'cron', expression: '15 9 * * 1,2,3,4,5', zone: 'Europe/Berlin' },
      grace: 10 * MINUTE,
    })
    const words = (more: Partial<typeof probe> & { every?: number }) =>
      feedWords({ probe: { ...probe, ...more }, schedule: { kind: 'period', period: DAY } })
    expect([words({}), words({ every: 5 * MINUTE })]).toEqual([
      'inbox home, at 09:15 on mon-fri',
      'inbox home, from 09:15 every 5m on mon-fri',
    ])
    const next = nextLook(probe, 'id', Date.parse('2026-11-28T12:00:00Z'))
    expect(new Date(next).toISOString()).toMatch(/^2026-11-30T08:15:0\d/)
  })
})
