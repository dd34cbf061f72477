import { describe, expect, it, test } from 'vitest'
import { changeNear, isZone, momentsAt, toLocal } from '../../../src/domain/time/zone'
import { inZone } from '../../support/zone'

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'EST5EDT', 'MET', 'Etc/GMT+5', 'NZ-CHAT', 'GMT0'])(
    'is known by its name: %s',
    name => expect(isZone(name)).toBe(true),
  )

  it.each(['', 'Mars/Base', 'Mon', 'daily', '+01:00', 'Europe/Berlin ', '02:30', 'posixrules'])(
    'has no such name: "%s"',
    name => expect(isZone(name)).toBe(false),
  )
})

const utc = (text: string) => Date.parse(`${text}Z`)

test.each<[zone: string, moment: string, wall: string]>([
  ['Europe/Berlin', '2026-07-01T12:00', '2026-07-01T14:00'],
  ['Europe/Berlin', '2026-10-25T00:30', '2026-10-25T02:30'],
  ['Asia/Kathmandu', '2026-11-20T18:15', '2026-11-21T00:00'],
  ['Pacific/Kiritimati', '2026-11-20T10:00', '2026-11-21T00:00'],
  ['America/New_York', '1969-12-31T23:59:59', '1969-12-31T18:59:59'],
])('in %s the clock at %s UTC shows %s', (zone, moment, wall) => {
  expect(toLocal(utc(moment), zone)).toBe(utc(wall))
  expect(momentsAt(utc(wall), zone)).toContain(utc(moment))
})

test('a local time that comes twice has two moments, also in the zone of the machine', () => {
  const first = utc('2026-10-25T00:30')
  const wall = utc('2026-10-25T02:30')
  expect(toLocal(first + 3_600_000, 'Europe/Berlin')).toBe(wall)
  const both = [first, first + 3_600_000]
  expect(momentsAt(wall, 'Europe/Berlin')).toStrictEqual(both)
  inZone('Europe/Berlin', () => expect(momentsAt(wall, '')).toStrictEqual(both))
})

test.each<[zone: string, skipped: string, at: string, minutes: number]>([
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00', 60],
  ['America/Havana', '2026-03-08T00:00', '2026-03-08T05:00', 60],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30', 30],
  ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00', 24 * 60],
])('in %s the change of the clocks leaves out %s', (zone, skipped, at, minutes) => {
  expect(momentsAt(utc(skipped), zone)).toStrictEqual([])
  expect(changeNear(utc(skipped), zone)).toStrictEqual({ at: utc(at), by: minutes * 60_000 })
  inZone(zone, () =>
    expect(changeNear(utc(skipped), '')).toStrictEqual({ at: utc(at), by: minutes * 60_000 }),
  )
})

test('on most days a local time comes once, and no change is near', () => {
  const [wall, moment] = [utc('2026-07-01T14:00'), utc('2026-07-01T12:00')]
  expect(momentsAt(wall, 'Europe/Berlin')).toStrictEqual([moment])
  inZone('Europe/Berlin', () => expect(momentsAt(wall, '')).toStrictEqual([moment]))
  expect(changeNear(utc('2026-11-20T12:00'), 'Europe/Berlin')).toBeUndefined()
  expect(changeNear(utc('2026-10-25T12:00'), 'UTC')).toBeUndefined()
})

test('there is no time in a zone that does not exist', () => {
  expect(() => toLocal(0, 'Mars/Base')).toThrow(new RangeError('no time zone: Mars/Base'))
})
