import { spawnSync } from 'node:child_process'
import { describe, expect, it, test } from 'vitest'
import { calendarTexts, onCalendar } from '../../../src/domain/time/on-calendar'

const BASE = Date.UTC(2026, 10, 20, 12, 34, 56)

function nextOnes(expression: string, zone: string, from: number, count: number): string[] {
  const parsed = onCalendar(expression)
  if ('problem' in parsed) throw new Error(parsed.problem)
  const found: string[] = []
  let at: number | undefined = from
  while (found.length < count) {
    at = parsed.nextAfter(at, zone)
    if (at === undefined) break
    found.push(new Date(at).toISOString().slice(0, 19).replace('T', ' '))
  }
  return found
}

test.each([
  ['minutely', '2026-11-20 12:35:00'],
  ['hourly', '2026-11-20 13:00:00'],
  ['Daily', '2026-11-21 00:00:00'],
  ['weekly', '2026-11-23 00:00:00'],
  ['monthly', '2026-12-01 00:00:00'],
  ['quarterly', '2027-01-01 00:00:00'],
  ['yearly', '2027-01-01 00:00:00'],
  ['12:34:56', '2026-11-21 12:34:56'],
  ['12:34:57', '2026-11-20 12:34:57'],
  ['Mon..Fri 02:30', '2026-11-23 02:30:00'],
  ['Sat,Sun *-*-* 10:00', '2026-11-21 10:00:00'],
  ['*-*-1..7 18:00:00', '2026-12-01 18:00:00'],
  ['*:0/15', '2026-11-20 12:45:00'],
  // systemd wants 0/15; what is meant is clear.
  ['*:*/15', '2026-11-20 12:45:00'],
  ['*-02-29', '2028-02-29 00:00:00'],
  ['Mon *-02-29', '2044-02-29 00:00:00'],
  ['05:00 America/New_York', '2026-11-21 10:00:00'],
  ['12:00 UTC', '2026-11-21 12:00:00'],
  ['semi-annually', '2027-01-01 00:00:00'],
  ['biannually', '2027-01-01 00:00:00'],
  ['Bi-Annually', '2027-01-01 00:00:00'],
  ['27-03-05', '2027-03-05 00:00:00'],
  ['27..29-*-01 12:00', '2027-01-01 12:00:00'],
  ['70..27-03-05', '2027-03-05 00:00:00'],
  ['05:00 EST5EDT', '2026-11-21 10:00:00'],
  ['Sat 05:00 GMT0', '2026-11-21 05:00:00'],
  ['weekly Asia/Tokyo', '2026-11-22 15:00:00'],
  // As `systemd-analyze calendar` of systemd 252 answers.
  ['*-*~1 12:00', '2026-11-30 12:00:00'],
  ['*-*~*', '2026-11-21 00:00:00'],
  ['02~1', '2027-02-28 00:00:00'],
  ['*-02~03', '2027-02-26 00:00:00'],
  ['Mon *-05~07/1', '2027-05-31 00:00:00'],
  ['*-*~28/7', '2026-11-24 00:00:00'],
  ['2027-02~03..05,1', '2027-02-24 00:00:00'],
])('%s comes next at %s', (expression, moment) => {
  expect(nextOnes(expression, 'UTC', BASE, 1)).toStrictEqual([moment])
})

test.each([
  ['minutely', { date: '*-*-*', time: '*:*:00' }],
  ['hourly', { date: '*-*-*', time: '*:00:00' }],
  ['daily', { date: '*-*-*', time: '00:00:00' }],
  ['weekly', { weekdays: 'Mon', date: '*-*-*', time: '00:00:00' }],
  ['monthly', { date: '*-*-01', time: '00:00:00' }],
  ['quarterly', { date: '*-01,04,07,10-01', time: '00:00:00' }],
  ['semiannually', { date: '*-01,07-01', time: '00:00:00' }],
  ['semi-annually', { date: '*-01,07-01', time: '00:00:00' }],
  ['biannually', { date: '*-01,07-01', time: '00:00:00' }],
  ['bi-annually', { date: '*-01,07-01', time: '00:00:00' }],
  ['yearly', { date: '*-01-01', time: '00:00:00' }],
  ['annually', { date: '*-01-01', time: '00:00:00' }],
  ['Monthly Asia/Tokyo', { date: '*-*-01', time: '00:00:00', zone: 'Asia/Tokyo' }],
  [' Mon,Tue,  12:00 ', { weekdays: 'Mon,Tue', date: '*-*-*', time: '12:00' }],
  ['10-01', { date: '10-01', time: '00:00:00' }],
  ['2030-*~1 1:00:00 UTC', { date: '2030-*~1', time: '1:00:00', zone: 'UTC' }],
])('%s has the texts %j', (expression, texts) => {
  expect(calendarTexts(expression)).toStrictEqual({ zone: undefined, ...texts })
})

test('what cannot be used has no texts', () => expect(calendarTexts('25:00')).toBeUndefined())

// A Friday, at half past twelve.
test.each([
  ['sun', 'SUNDAY', '2026-11-22'],
  ['mon', 'Monday', '2026-11-23'],
  ['tue', 'tuesday', '2026-11-24'],
  ['wed', 'wednesday', '2026-11-25'],
  ['thu', 'thursday', '2026-11-26'],
  ['fri', 'friday', '2026-11-27'],
  ['sat', 'saturday', '2026-11-21'],
])('%s and %s come next on %s', (short, long, day) => {
  for (const name of [short, long, `${short}..${long}`, `${long}-${short}`])
    expect(nextOnes(name, 'UTC', BASE, 1), name).toStrictEqual([`${day} 00:00:00`])
})

test.each([
  ['Fri..Sun 12:00', ['2026-11-21 12:00:00', '2026-11-22 12:00:00', '2026-11-27 12:00:00']],
  ['Mon,Wed-Thu', ['2026-11-23 00:00:00', '2026-11-25 00:00:00', '2026-11-26 00:00:00']],
  ['*:*:0..1', ['2026-11-20 12:35:00', '2026-11-20 12:35:01', '2026-11-20 12:36:00']],
  ['*:5/25', ['2026-11-20 12:55:00', '2026-11-20 13:05:00', '2026-11-20 13:30:00']],
  ['*:59', ['2026-11-20 12:59:00', '2026-11-20 13:59:00', '2026-11-20 14:59:00']],
  ['12:40,35', ['2026-11-20 12:35:00', '2026-11-20 12:40:00', '2026-11-21 12:35:00']],
  ['69-01-01', ['2069-01-01 00:00:00']],
  ['2199-12-31', ['2199-12-31 00:00:00']],
  ['70-01-01', []],
  ['1970-01-01', []],
])('%s comes at %j', (expression, moments) => {
  expect(nextOnes(expression, 'UTC', BASE, 3)).toStrictEqual(moments)
})

test('days that are counted from the end of a month have their steps from their first one', () => {
  expect(nextOnes('*-02~1..6/2', 'UTC', BASE, 4)).toStrictEqual([
    '2027-02-24 00:00:00',
    '2027-02-26 00:00:00',
    '2027-02-28 00:00:00',
    '2028-02-25 00:00:00',
  ])
  expect(nextOnes('*-02~3/2', 'UTC', BASE, 3)).toStrictEqual([
    '2027-02-26 00:00:00',
    '2027-02-28 00:00:00',
    '2028-02-27 00:00:00',
  ])
})

test.each([
  ['2025-01-01', 'is over'],
  ['*-02-30', 'never comes'],
  ['99-01-01', 'is over'],
])('%s %s', expression => {
  expect(nextOnes(expression, 'UTC', BASE, 1)).toStrictEqual([])
})

test.each([
  ['', 'is empty; give a calendar expression such as Mon..Fri 02:30'],
  ['*-*~29', '"29" is not a day before the end of a month from 1 to 28'],
  ['*-*~0', '"0" is not a day before the end of a month from 1 to 28'],
  ['*-*~6..1', '"6..1" is not a day before the end of a month from 1 to 28'],
  ['*-*~*/5', '"*/5" is not a day before the end of a month from 1 to 28'],
  ['*-*-*~1', '"*-*-*~1" is not a date such as *-*-01'],
  ['*~*~1', '"*~*" is not a month'],
  ['*-*~', '"*-*~" is not a date such as *-*-01'],
  ['12:00:00.5', 'fractions of a second are not supported; give whole seconds'],
  ['25:00', '"25" is not an hour from 0 to 23'],
  ['*-13-01', '"13" is not a month from 1 to 12'],
  ['*:*/0', '"*/0" is not a minute from 0 to 59'],
  ['Foo 12:00', '"Foo" is not a weekday or a range of them such as Mon..Fri'],
  ['Sat..Mon', '"Sat..Mon" is not a weekday or a range of them such as Mon..Fri'],
  [
    '12:00 Mars/Base',
    '"Mars/Base" is not understood; write weekdays, date, time, zone, such as Mon *-*-* 02:30 UTC',
  ],
  ['constructor', '"constructor" is not a weekday or a range of them such as Mon..Fri'],
  ['100-01-01', '"100" is not a year from 1970 to 2199'],
  ['1:2:3:4', '"1:2:3:4" is not a time such as 02:30'],
  ['12:', '"12:" is not a time such as 02:30'],
  [':30', '":30" is not a time such as 02:30'],
  ['1:2:', '"1:2:" is not a time such as 02:30'],
  ['-01-01', '"-01-01" is not a date such as *-*-01'],
  ['2027--01', '"2027--01" is not a date such as *-*-01'],
  ['2027-01-', '"2027-01-" is not a date such as *-*-01'],
  ['1-2-3-4', '"1-2-3-4" is not a date such as *-*-01'],
  ['1969-01-01', '"1969" is not a year from 1970 to 2199'],
  ['2200-01-01', '"2200" is not a year from 1970 to 2199'],
  ['*-00-01', '"00" is not a month from 1 to 12'],
  ['*-*-32', '"32" is not a day from 1 to 31'],
  ['*:60', '"60" is not a minute from 0 to 59'],
  ['*:9..8', '"9..8" is not a minute from 0 to 59'],
  ...['5x', 'x5', '**', '*5', '5..', '5/', '5/x', '5..x', '5..6..7', '12345', '1..12345', '1/12345'].map(
    minute => [`*:${minute}`, `"${minute}" is not a minute`],
  ),
  ['Mon..Tue..Wed', '"Mon..Tue..Wed" is not a weekday or a range of them such as Mon..Fri'],
  ['Mon,,Tue', '"" is not a weekday or a range of them such as Mon..Fri'],
  ['Mon..', '"Mon.." is not a weekday or a range of them such as Mon..Fri'],
  ['..Mon', '"..Mon" is not understood; write weekdays, date, time, zone, such as Mon *-*-* 02:30 UTC'],
  ['UTC', '"UTC" is not a weekday or a range of them such as Mon..Fri'],
  ['every 12:00', '"every" is not a weekday or a range of them such as Mon..Fri'],
])('%s is refused', (expression, problem) => {
  expect(onCalendar(expression)).toStrictEqual({ problem })
})

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']

const EXPRESSIONS = [
  'minutely',
  'hourly',
  'weekly',
  'semiannually',
  '*:30',
  '02:30',
  '*-*-* 01..03:15/30:10',
  '2:0/7',
  'Mon..Fri 02:30',
  'Sun *-*-* *:0/20',
  'Mon,Wed..Fri,Sun 23:59:59',
  '*-*-31 12:00',
  '*-1/3-1..7,15 06:00',
  '2026..2030-02-28/1 00:00',
  '10-25 *:15',
  'Thu *-11-22..28 09:00',
  'Mon *-05~07/1',
  '*-*~1,3..5 12:00',
]

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

// Around changes of the clocks in both hemispheres.
const MOMENTS = [
  BASE,
  Date.UTC(2026, 9, 24, 20),
  Date.UTC(2026, 2, 28, 20),
  Date.UTC(2026, 9, 3, 12),
  Date.UTC(2027, 3, 3, 12),
]

/** What systemd expects of each of the expressions: zone, moment -> expression -> times in UTC. */
function bySystemd(zone: string, base: string): Map<string, string[]> {
  const args = ['calendar', `--base-time=${base}`, '--iterations=6', ...EXPRESSIONS]
  const env = { ...process.env, TZ: zone }
  const { stdout } = spawnSync('systemd-analyze', args, { env, encoding: 'utf8' })
  const times = (block: string) =>
    [...block.matchAll(/(?:Next elapse|Iter\. #\d|\(in UTC\)): \w+ (\S+ \S+) UTC/g)].map(([, at = '']) => at)
  return new Map(stdout.split('\n\n').map((block, index) => [EXPRESSIONS[index] ?? '', times(block)]))
}

describe.skipIf(!hasSystemd)('as systemd works it out', () => {
  it.each(ZONES.flatMap(zone => MOMENTS.map(moment => [zone, moment] as const)))(
    'in %s from %d',
    (zone, moment) => {
      const base = `${new Date(moment).toISOString().slice(0, 19).replace('T', ' ')} UTC`
      const theirs = bySystemd(zone, base)
      for (const expression of EXPRESSIONS) {
        const expected = theirs.get(expression) ?? []
        expect(expected.length, expression).toBeGreaterThan(0)
        expect(nextOnes(expression, zone, moment, expected.length), expression).toStrictEqual(expected)
      }
    },
  )
})
