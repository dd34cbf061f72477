import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { cron } from '../../../src/domain/time/cron'
import { debianJob, debianRuns } from '../../support/debian-cron'
import { inZone } from '../../support/zone'

const DAY = 86_400_000

function runsOf(expression: string) {
  const job = cron(expression)
  if ('problem' in job) throw new Error(job.problem)
  return job
}

function nextOnes(expression: string, zone: string, from: string, count: number): string[] {
  const job = runsOf(expression)
  const found: string[] = []
  for (let at: number | undefined = Date.parse(from); found.length < count; ) {
    at = job.nextAfter(at, zone)
    if (at === undefined) break
    found.push(new Date(at).toISOString().slice(0, 16))
  }
  return found
}

const daysOf = (expression: string, from: string, count: number) =>
  nextOnes(expression, 'UTC', `${from}T00:00Z`, count).map(at => at.slice(0, 10))

describe('of the two day fields', () => {
  it.each<[name: string, expression: string, days: readonly string[]]>([
    // crontab(5): on the 1st and the 15th, plus every Friday.
    [
      'one is enough where both are restricted',
      '30 4 1,15 * 5',
      ['2026-12-01', '2026-12-04', '2026-12-11', '2026-12-15'],
    ],
    ['one is enough where a range covers all', '0 0 1-31 * 1', ['2026-11-29', '2026-11-30', '2026-12-01']],
    [
      'both have to match after a star with a step',
      '0 7 */5 * 3',
      ['2026-12-16', '2027-01-06', '2027-03-31'],
    ],
    ['both have to match after a star in a list', '0 0 *,2 * 5', ['2026-12-04', '2026-12-11']],
    ['both have to match after a star in the weekdays', '0 0 13 * */5', ['2026-12-13', '2027-06-13']],
    [
      'a star and a step of seven are the first Sunday',
      '1 1 1-7 * */7',
      ['2026-12-06', '2027-01-03', '2027-02-07'],
    ],
    [
      'a step of a hundred is the first Monday',
      '1 1 */100,1-7 * mon',
      ['2026-12-07', '2027-01-04', '2027-02-01'],
    ],
    ['a plus in front of the weekdays is the first Monday', '1 1 1-7 * +mon', ['2026-12-07', '2027-01-04']],
    ['a question mark is a star', '0 0 ? * 1', ['2026-11-30', '2026-12-07']],
    ['a star in both is every day', '@daily', ['2026-11-29', '2026-11-30']],
    ['a nickname of the month has its first day', '@monthly', ['2026-12-01', '2027-01-01']],
    ['a nickname of the week has its Sunday', '@weekly', ['2026-11-29', '2026-12-06']],
    ['L is the last day', '0 0 L 2 *', ['2027-02-28', '2028-02-29']],
    ['LW is the last working day', '0 0 LW * *', ['2026-11-30', '2026-12-31', '2027-01-29', '2027-02-26']],
    [
      'W is the nearest working day',
      '0 0 15W * *',
      [
        '2026-12-15',
        '2027-01-15',
        '2027-02-15',
        '2027-03-15',
        '2027-04-15',
        '2027-05-14',
        '2027-06-15',
        '2027-07-15',
        '2027-08-16',
      ],
    ],
    ['W stays in its month at the beginning', '0 0 1W 5,8 *', ['2027-05-03', '2027-08-02']],
    ['W stays in its month at the end', '0 0 31W 1,7,10,11 *', ['2027-01-29', '2027-07-30', '2027-10-29']],
    ['5L is the last Friday', '0 0 * * 5L', ['2026-12-25', '2027-01-29', '2027-02-26']],
    ['friL is the last Friday', '0 0 * * friL', ['2026-12-25', '2027-01-29', '2027-02-26']],
    ['0L and 7L are the last Sunday', '0 0 * * 7L', ['2026-11-29', '2026-12-27']],
    ['fri#2 is the second Friday', '0 0 * * fri#2', ['2026-12-11', '2027-01-08']],
    ['fri#5 comes where there is a fifth', '0 0 * * fri#5', ['2027-01-29', '2027-04-30']],
    ['a range ends with Sunday', '0 0 * * sat-sun', ['2026-11-29', '2026-12-05', '2026-12-06']],
    [
      'a fifth Monday in February comes in leap years',
      '0 0 * 2 mon#5',
      ['2044-02-29', '2072-02-29', '2112-02-29'],
    ],
  ])('%s', (_name, expression, days) => {
    expect(daysOf(expression, '2026-11-28', days.length)).toEqual(days)
  })

  it.each(['0 12 30 2 *', '0 0 31 4,6,9,11 *', '0 0 31W 2 *', '0 0 1 * +mon#4', '0 0 1-28 2 +mon#5'])(
    'some never come: %s',
    expression => expect(daysOf(expression, '2026-11-28', 1)).toEqual([]),
  )
})

test.each<[expression: string, runs: readonly string[]]>([
  ['*/60 * * * *', ['2026-11-28T01:00', '2026-11-28T02:00']],
  ['0 */24 * * *', ['2026-11-29T00:00', '2026-11-30T00:00']],
  [
    '15 8-18/5,20 * * *',
    ['2026-11-28T08:15', '2026-11-28T13:15', '2026-11-28T18:15', '2026-11-28T20:15', '2026-11-29T08:15'],
  ],
])('%s runs at its times of day', (expression, runs) => {
  expect(nextOnes(expression, 'UTC', '2026-11-28T00:00Z', runs.length)).toEqual(runs)
})

test('seconds stand in front, as a sixth field', () => {
  const { nextAfter } = runsOf('*/20 30 2 * * *')
  const at = Date.parse('2026-11-28T02:30:20.500Z')
  expect(nextAfter(at, 'UTC')).toBe(Date.parse('2026-11-28T02:30:40Z'))
  expect(nextAfter(at - 500, 'UTC')).toBe(Date.parse('2026-11-28T02:30:40Z'))
  expect(nextAfter(at - 501, 'UTC')).toBe(Date.parse('2026-11-28T02:30:20Z'))
})

describe('the end of summer time', () => {
  it.each<[name: string, expression: string, zone: string, from: string, runs: readonly string[]]>([
    [
      'runs the repeated hour of several once',
      '20 0,2,4 * * *',
      'Europe/Berlin',
      '2026-10-24T20:00Z',
      ['2026-10-24T22:20', '2026-10-25T00:20', '2026-10-25T03:20', '2026-10-25T23:20'],
    ],
    [
      'does so at one o’clock in New York',
      '20 0,1,4 * * *',
      'America/New_York',
      '2026-11-01T00:00Z',
      ['2026-11-01T04:20', '2026-11-01T05:20', '2026-11-01T09:20', '2026-11-02T05:20'],
    ],
    [
      'runs a range of all hours once as well',
      '0 0-23 * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00', '2026-10-25T02:00', '2026-10-25T03:00'],
    ],
    [
      'runs wildcard hours twice',
      '30 * * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-25T02:30'],
    ],
    [
      'runs @hourly twice',
      '@hourly',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    ],
    [
      'runs wildcard minutes twice, and not the hour after',
      '*/30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-26T01:00'],
    ],
    [
      'runs a step of hours twice',
      '15 */2 * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:15', '2026-10-25T01:15', '2026-10-25T03:15'],
    ],
    [
      'runs half an hour twice on Lord Howe',
      '*/10 1 * * *',
      'Australia/Lord_Howe',
      '2027-04-03T14:25Z',
      [
        '2027-04-03T14:30',
        '2027-04-03T14:40',
        '2027-04-03T14:50',
        '2027-04-03T15:00',
        '2027-04-03T15:10',
        '2027-04-03T15:20',
        '2027-04-04T14:30',
      ],
    ],
    [
      'knows the second turn from the first',
      '0 30 2 * * *',
      'Europe/Berlin',
      '2026-10-25T01:10Z',
      ['2026-10-26T01:30'],
    ],
    [
      'runs the midnight that comes twice in Havana once',
      '30 0 * * *',
      'America/Havana',
      '2026-10-31T20:00Z',
      ['2026-11-01T04:30', '2026-11-02T05:30'],
    ],
  ])('%s', (_name, expression, zone, from, runs) => {
    expect(nextOnes(expression, zone, from, runs.length)).toEqual(runs)
    expect(inZone(zone, () => nextOnes(expression, '', from, runs.length))).toEqual(runs)
  })
})

describe('the beginning of summer time', () => {
  it.each<[name: string, expression: string, zone: string, from: string, runs: readonly string[]]>([
    [
      'makes up for midnight in Havana',
      '0 0,12 * * *',
      'America/Havana',
      '2026-03-07T12:00Z',
      ['2026-03-07T17:00', '2026-03-08T05:00', '2026-03-08T16:00'],
    ],
    [
      'makes up for midnight in Cairo',
      '0 0,12 * * *',
      'Africa/Cairo',
      '2026-04-23T12:00Z',
      ['2026-04-23T22:00', '2026-04-24T09:00'],
    ],
    [
      'makes up for midnight in Santiago',
      '0 0,12 * * *',
      'America/Santiago',
      '2026-09-05T17:00Z',
      ['2026-09-06T04:00', '2026-09-06T15:00'],
    ],
    [
      'makes up for several at once',
      '10,40 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:10'],
    ],
    [
      'makes up beside what runs then',
      '0 1,2,3 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T23:00'],
    ],
    [
      'leaves out wildcard minutes',
      '*/20 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-30T00:00', '2026-03-30T00:20'],
    ],
    [
      'leaves out wildcard hours',
      '30 */2 * * *',
      'Europe/Berlin',
      '2026-03-28T23:00Z',
      ['2026-03-28T23:30', '2026-03-29T02:30'],
    ],
    [
      'makes up for half an hour on Lord Howe',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00Z',
      ['2026-10-03T15:30', '2026-10-04T15:15'],
    ],
    [
      'makes up for nothing where a day is left out',
      '0 12 * * *',
      'Pacific/Apia',
      '2011-12-29T12:00Z',
      ['2011-12-29T22:00', '2011-12-30T22:00'],
    ],
  ])('%s', (_name, expression, zone, from, runs) => {
    expect(nextOnes(expression, zone, from, runs.length)).toEqual(runs)
    expect(inZone(zone, () => nextOnes(expression, '', from, runs.length))).toEqual(runs)
  })
})

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Antarctica/Troll',
  'UTC',
]

/** A day before changes of the clocks in these zones. */
const MOMENTS = [
  '2026-02-14',
  '2026-03-07',
  '2026-03-21',
  '2026-03-28',
  '2026-04-04',
  '2026-04-23',
  '2026-09-05',
  '2026-10-03',
  '2026-10-24',
  '2026-10-29',
  '2026-10-31',
].map(day => Date.parse(`${day}T06:00Z`))

const number = (least: number, most: number) => fc.integer({ min: least, max: most })
const fieldOf = (least: number, most: number) => {
  const single = number(least, most).map(String)
  const range = fc
    .tuple(number(least, most), number(least, most))
    .map(ends => ends.sort((a, b) => a - b).join('-'))
  const stepped = fc.tuple(fc.oneof(fc.constant('*'), range), number(1, most)).map(parts => parts.join('/'))
  const item = fc.oneof({ arbitrary: fc.constant('*'), weight: 2 }, single, single, range, stepped)
  return fc.array(item, { minLength: 1, maxLength: 3 }).map(items => items.join(','))
}
const night = fc.oneof(fieldOf(0, 23), fieldOf(0, 4))
const day = fc.oneof({ arbitrary: fc.constant('*'), weight: 3 }, fieldOf(1, 31))
const weekday = fc.oneof({ arbitrary: fc.constant('*'), weight: 3 }, fieldOf(0, 7))
const expressions = fc
  .tuple(fieldOf(0, 59), night, day, fc.constant('*'), weekday)
  .map(fields => fields.join(' '))

test('whatever Debian’s cron is given, we expect the runs that it makes', () => {
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...MOMENTS),
      (expression, zone, from) => {
        const job = debianJob(expression)
        fc.pre(job !== undefined)
        const to = from + 2 * DAY
        const { nextAfter } = runsOf(expression)
        const ours: number[] = []
        for (let at = nextAfter(from, zone); at !== undefined && at <= to; at = nextAfter(at, zone))
          ours.push(at)
        expect(ours).toEqual(debianRuns(job, zone, from, to))
      },
    ),
    { numRuns: 300 },
  )
})

test('from any moment, the next run is the first of those that come after it', () => {
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...MOMENTS),
      number(0, 2 * 1440 * 60 - 1),
      (expression, zone, from, second) => {
        const job = debianJob(expression)
        fc.pre(job !== undefined)
        const to = from + 2 * DAY
        const at = from + second * 1_000
        const next = debianRuns(job, zone, from, to).find(run => run > at)
        const ours = runsOf(expression).nextAfter(at, zone)
        expect(ours === undefined || ours > to ? undefined : ours).toBe(next)
      },
    ),
    { numRuns: 300 },
  )
})
