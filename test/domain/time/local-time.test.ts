import { expect, test } from 'vitest'
import {
  localMinute,
  localStamp,
  minutesAhead,
  parseLocalStamp,
  parseStampAt,
  utcOffset,
} from '../../../src/domain/time/local-time'
import { inZone } from '../../support/zone'

const utc = (text: string) => Date.parse(`${text}Z`)

test.each([
  ['UTC', '2026-01-02T03:04:05', '2026/01/02 03:04:05', 0, 'UTC+00:00'],
  ['Europe/Berlin', '2026-12-31T23:30:00', '2027/01/01 00:30:00', 60, 'UTC+01:00'],
  ['Europe/Berlin', '2026-07-01T10:20:30', '2026/07/01 12:20:30', 120, 'UTC+02:00'],
  ['Asia/Kolkata', '2026-07-01T10:20:30', '2026/07/01 15:50:30', 330, 'UTC+05:30'],
  ['America/St_Johns', '2026-12-01T10:20:30', '2026/12/01 06:50:30', -210, 'UTC-03:30'],
  ['Pacific/Kiritimati', '2026-12-01T10:20:30', '2026/12/02 00:20:30', 840, 'UTC+14:00'],
])('in %s the moment %s is %s', (zone, moment, stamp, minutes, offset) => {
  const at = utc(moment)
  inZone(zone, () => {
    expect([localStamp(at), localMinute(at)]).toEqual([stamp, stamp.slice(11, 16)])
    expect(parseLocalStamp(stamp, at)).toBe(at)
    expect([minutesAhead(at) === minutes, utcOffset(at)]).toEqual([true, offset])
  })
  expect(parseStampAt(stamp, minutes)).toBe(at)
})

test.each([
  ['Europe/Berlin', '2026/10/25 02:30:00', '2026-10-25T00:30:00', '2026-10-25T01:30:00'],
  // Its clocks change by half an hour.
  ['Australia/Lord_Howe', '2026/04/05 01:45:00', '2026-04-04T14:45:00', '2026-04-04T15:15:00'],
])(
  'of the two moments at which the clocks of %s show %s the closer one is meant',
  (zone, stamp, first, second) => {
    const [one, two] = [utc(first), utc(second)]
    const middle = (one + two) / 2
    inZone(zone, () => {
      const near = [one - 9_000_000, one, middle - 1, middle + 1, two, two + 9_000_000]
      expect(near.map(at => parseLocalStamp(stamp, at))).toEqual([one, one, one, two, two, two])
    })
  },
)

test('a stamp that the clocks skip is none', () => {
  inZone('Europe/Berlin', () => {
    expect(parseLocalStamp('2026/03/29 02:30:00', 0)).toBeUndefined()
    expect(parseLocalStamp('2026/03/29 03:30:00', 0)).toBe(utc('2026-03-29T01:30:00'))
  })
})

test.each([
  '',
  '2026/02/30 10:00:00',
  '2026/13/01 10:00:00',
  '2026/01/01 24:00:00',
  '2026/01/01 10:60:00',
  '2026/01/01 10:00:60',
  '2026-01-01 10:00:00',
  '2026/01/01T10:00:00',
  '2026/1/01 10:00:00',
  '2026/01/1 10:00:00',
  '2026/01/01 1:00:00',
  '2026/01/01 10:0:00',
  '2026/01/01 10:00:0',
  '2026/01/01 10:00',
  'x2026/01/01 10:00:00',
  '2026/01/01 10:00:00x',
])('%j is no stamp', stamp => {
  expect(inZone('UTC', () => parseLocalStamp(stamp, 0))).toBeUndefined()
  expect(parseStampAt(stamp, 0)).toBeUndefined()
})
