import { spawnSync } from 'node:child_process'
import { describe, expect, it, test } from 'vitest'
import { onCalendar } from '../../../src/domain/time/on-calendar'

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
