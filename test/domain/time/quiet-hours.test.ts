import { describe, expect, it } from 'vitest'
import { quietUntil } from '../../../src/domain/time/quiet-hours'
import { inZone } from '../../support/zone'

describe('quiet hours', () => {
  it.each([
    ['Europe/Berlin', '22:00-07:00', '2026-11-20T21:59:00+01:00', undefined],
    ['Europe/Berlin', '22:00-07:00', '2026-11-20T22:00:00+01:00', '2026-11-21T07:00:00+01:00'],
    ['Europe/Berlin', '22:00-07:00', '2026-11-21T06:59:59+01:00', '2026-11-21T07:00:00+01:00'],
    ['Europe/Berlin', '22:00-07:00', '2026-11-21T07:00:00+01:00', undefined],
    ['Europe/Berlin', '12:00-13:30', '2026-11-21T13:29:00+01:00', '2026-11-21T13:30:00+01:00'],
    ['Europe/Berlin', '12:00-13:30', '2026-11-21T11:59:00+01:00', undefined],
    ['Europe/Berlin', '00:00-23:59', '2026-12-31T12:00:00+01:00', '2026-12-31T23:59:00+01:00'],
    ['Europe/Berlin', '22:00-07:00', '2026-12-31T23:00:00+01:00', '2027-01-01T07:00:00+01:00'],
    ['Europe/Berlin', '08:00-08:00', '2026-11-21T08:00:00+01:00', undefined],
    // The nights in which summer time begins and ends: seven o'clock is seven o'clock.
    ['Europe/Berlin', '22:00-07:00', '2026-03-28T23:00:00+01:00', '2026-03-29T07:00:00+02:00'],
    ['Europe/Berlin', '22:00-07:00', '2026-10-24T23:00:00+02:00', '2026-10-25T07:00:00+01:00'],
    // 02:30 does not exist that night.
    ['Europe/Berlin', '01:00-02:30', '2026-03-29T01:30:00+01:00', '2026-03-29T03:30:00+02:00'],
    // 02:15 comes twice, and is quiet twice.
    ['Europe/Berlin', '01:00-02:30', '2026-10-25T02:15:00+01:00', '2026-10-25T02:30:00+01:00'],
    ['Asia/Kathmandu', '22:00-07:00', '2026-11-20T23:00:00+05:45', '2026-11-21T07:00:00+05:45'],
    ['America/New_York', '22:00-07:00', '2026-03-08T00:30:00-05:00', '2026-03-08T07:00:00-04:00'],
    ['Australia/Lord_Howe', '22:00-07:00', '2026-10-04T01:00:00+10:30', '2026-10-04T07:00:00+11:00'],
  ])('in %s, %s, at %s end at %s', (place, hours, now, end) => {
    const until = inZone(place, () => quietUntil(hours, Date.parse(now)))
    expect(until === undefined ? until : new Date(until).toISOString()).toBe(
      end === undefined ? end : new Date(end).toISOString(),
    )
  })

  it('end within a day and an hour of any moment, and it is not quiet then', () => {
    for (const place of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC']) {
      let quiet = 0
      inZone(place, () => {
        for (const hours of ['22:00-07:00', '01:30-02:30', '02:15-02:45', '23:59-00:00']) {
          for (let now = Date.UTC(2026, 2, 1); now < Date.UTC(2026, 10, 10); now += 17 * 60_000) {
            const until = quietUntil(hours, now)
            if (until === undefined) continue
            quiet++
            expect(until).toBeGreaterThan(now)
            expect(until - now).toBeLessThanOrEqual(25 * 3_600_000)
          }
        }
      })
      // Nine hours, one, a half and a minute of each of 254 days.
      expect(quiet).toBeGreaterThan(9_000)
    }
  })

  it('are none where nothing is set', () => {
    expect(quietUntil(undefined, 0)).toBeUndefined()
    expect(quietUntil('', 0)).toBeUndefined()
  })
})
