import { describe, expect, it } from 'vitest'
import { expectedEvents } from '../../../src/config/watch/expected-file'
import { fileFaultText } from '../../../src/domain/files/followed-file'

const WEDDING = {
  periodicity: 'WEEKDAY',
  periods: [2],
  times: ['10:30'],
  sender: 'my best mate',
  event: 'wedding',
  message_type: 'STARTED',
}

const read = (...texts: string[]) =>
  expectedEvents(texts.map((text, index) => ({ path: `/e/${'abc'[index]}.json`, text })))
const items = (...list: unknown[]) => read(JSON.stringify(list))
const faultsOf = (...list: unknown[]) => items(...list).faults.map(fileFaultText)
const planOf = (item: unknown) => items(item).checks[0]?.plan

describe('an item of expected events', () => {
  it('becomes a check that is awaited from the beginning, by its deadline', () => {
    expect(planOf(WEDDING)).toMatchObject({
      name: 'my best mate/wedding started',
      job: 'my best mate/wedding',
      schedule: { kind: 'cron', expression: '30 10 * * 1', zone: '' },
      expect: 'start',
      awaited: true,
      once: false,
    })
  })

  it('is met by SUCCEEDED, again and again, where its type and recurring are left out', () => {
    const { message_type: _, ...rest } = WEDDING
    expect(planOf(rest)).toMatchObject({ name: 'my best mate/wedding', expect: 'success', once: false })
    expect(planOf({ ...WEDDING, recurring: false })).toMatchObject({ once: true })
  })

  it.each([
    [{ periodicity: 'WEEKDAY', periods: [1, 7], times: ['9:00', '21:00'] }, '0 9,21 * * 0,6'],
    [{ periodicity: 'WEEKDAY', periods: [3], times: ['10:30', '14:00'] }, '30 10 * * 2 | 0 14 * * 2'],
    [{ periodicity: 'DAY', times: ['03:15'] }, '15 3 * * *'],
    [{ periodicity: 'MONTHDAY', periods: [15, 1], times: ['00:00:00'] }, '0 0 1,15 * *'],
  ])('%j is %s', (when, expression) => {
    expect(planOf({ sender: 'a', event: 'b', ...when })?.schedule).toMatchObject({ expression })
  })

  it('may give cron, a calendar or a period instead, with grace, zone and channels', () => {
    const given = { sender: 'a', event: 'b', grace: '15m', channels: 'mail', zone: 'Europe/Berlin' }
    expect(planOf({ ...given, cron: '0 4 * * 1-5' })).toMatchObject({
      schedule: { kind: 'cron', expression: '0 4 * * 1-5', zone: 'Europe/Berlin' },
      grace: 900_000,
      channels: ['mail'],
    })
    expect(planOf({ ...given, oncalendar: 'Mon 04:00' })?.schedule).toMatchObject({ kind: 'oncalendar' })
    expect(planOf({ sender: 'a', event: 'b', period: '1h' })?.schedule).toEqual({
      kind: 'period',
      period: 3_600_000,
    })
  })

  it('has a name of its own, where several are for the same job', () => {
    const { checks } = items(
      { sender: 'a', event: 'b', periodicity: 'DAY', times: ['03:00'] },
      { sender: 'a', event: 'b', periodicity: 'DAY', times: ['15:00'] },
      { sender: 'a', event: 'b', periodicity: 'DAY', times: ['02:00'], message_type: 'STARTED' },
    )
    expect(checks.map(({ plan }) => plan.name)).toEqual([
      'a/b (cron 0 3 * * *)',
      'a/b (cron 0 15 * * *)',
      'a/b started',
    ])
    expect(new Set(checks.map(({ key }) => key)).size).toBe(3)
  })

  it('may have slashes in its event, and names as long as those of messages', () => {
    expect(planOf({ ...WEDDING, sender: 'x'.repeat(100), event: 'a/b' })?.job).toBe(`${'x'.repeat(100)}/a/b`)
  })

  it('alerts by the default channels where it names none', () => {
    expect(items(WEDDING).checks[0]?.byDefault).toBe(true)
    expect(items({ ...WEDDING, channels: ['mail'] }).checks[0]!.byDefault).toBeUndefined()
  })
})

describe('a fault in a file of expected events', () => {
  it.each([
    [
      { ...WEDDING, periods: [0] },
      '/e/a.json: [0].periods[0] is not a weekday from 1 (Sunday) to 7 (Saturday)',
    ],
    [
      { ...WEDDING, periods: [2.5] },
      '/e/a.json: [0].periods[0] is not a weekday from 1 (Sunday) to 7 (Saturday)',
    ],
    [
      { ...WEDDING, periods: [] },
      '/e/a.json: [0].periods is empty; each is a weekday from 1 (Sunday) to 7 (Saturday)',
    ],
    [{ ...WEDDING, times: ['10:30', '24:00'] }, '/e/a.json: [0].times[1] is no time of day such as "10:30"'],
    [
      { ...WEDDING, times: [] },
      '/e/a.json: [0].times has to be a list of 1 to 48 times of day such as ["10:30"]',
    ],
    [{ ...WEDDING, message_type: 'PROGRESS' }, '/e/a.json: [0].message_type is none of SUCCEEDED, STARTED'],
    [{ ...WEDDING, recurring: 'no' }, '/e/a.json: [0].recurring has to be true or false'],
    [{ ...WEDDING, sender: '' }, '/e/a.json: [0].sender is missing; give it a text'],
    [
      { ...WEDDING, sender: 'client/A' },
      '/e/a.json: [0].sender has a slash, which no sender of a message has',
    ],
    [
      { ...WEDDING, sender: 'x'.repeat(101) },
      '/e/a.json: [0].sender is no name that a message can have: up to 100 visible characters',
    ],
    [
      { ...WEDDING, event: 'wed\u202eding' },
      '/e/a.json: [0].event is no name that a message can have: up to 100 visible characters',
    ],
    [
      { ...WEDDING, periodicity: 'WEEK' },
      '/e/a.json: [0].periodicity is none of WEEKDAY, DAY, MONTHDAY; or give a cron, oncalendar or period instead',
    ],
    [
      { ...WEDDING, periodicity: 'DAY' },
      '/e/a.json: [0].periods has no meaning with DAY, which is every day; leave it out',
    ],
    [
      { ...WEDDING, periodicity: 'MONTHDAY', periods: [1, 32] },
      '/e/a.json: [0].periods[1] is not a day of the month from 1 to 31',
    ],
    [
      { ...WEDDING, periods: [8] },
      '/e/a.json: [0].periods[0] is not a weekday from 1 (Sunday) to 7 (Saturday)',
    ],
    [{ ...WEDDING, periods: 2 }, '/e/a.json: [0].periods has to be a list of numbers such as [2, 3]'],
    [{ ...WEDDING, zone: 'Mars/Base' }, '/e/a.json: [0] is not a time zone such as Europe/Berlin or UTC'],
    [{ ...WEDDING, recuring: true }, '/e/a.json: [0].recuring is no field; did you mean recurring?'],
    [{ ...WEDDING, cron: '* * * * *' }, '/e/a.json: [0] has both periodicity and cron; keep one of them'],
    [
      { sender: 'a', event: 'b' },
      '/e/a.json: [0] has no time; give it periodicity, periods and times, or cron, oncalendar or period',
    ],
    [{ ...WEDDING, grace: 'soon' }, '/e/a.json: [0].grace has to be seconds, or text such as "1h30m"'],
    [3, '/e/a.json: [0] has to be an object such as {"sender": "clientA", "event": "nightly", ...}'],
  ])('of %j is named with its place', (item, fault) => {
    expect(faultsOf(item)).toEqual([fault])
    expect(items(item).checks).toEqual([])
  })

  it('leaves the other items and files alone', () => {
    const { checks, faults } = read(
      JSON.stringify([WEDDING, { ...WEDDING, times: ['soon'] }]),
      '[\n {"sender": "x",\n }',
      JSON.stringify({ expected: [{ ...WEDDING, event: 'divorce' }] }),
    )
    expect(checks.map(({ plan }) => plan.job)).toEqual(['my best mate/wedding', 'my best mate/divorce'])
    expect(faults.map(fileFaultText)).toEqual([
      '/e/a.json: [1].times[0] is no time of day such as "10:30"',
      '/e/b.json: line 3 is where it stops being JSON',
    ])
  })

  it('is the same sender, event, type and time in two files; the first counts', () => {
    const { checks, faults } = read(JSON.stringify([WEDDING]), JSON.stringify([{ ...WEDDING, grace: 0 }]))
    expect(checks).toHaveLength(1)
    expect(faults.map(fileFaultText)).toEqual([
      '/e/b.json: [0] is the same in sender, event, type and time as /e/a.json: [0]; remove one of them',
    ])
  })

  it('is the same item twice in one file, of which only the place is named', () => {
    expect(faultsOf(WEDDING, WEDDING)).toEqual([
      '/e/a.json: [1] is the same in sender, event, type and time as [0]; remove one of them',
    ])
  })

  it('is an id that two items have', () => {
    const id = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
    expect(faultsOf({ ...WEDDING, id }, { ...WEDDING, id, event: 'divorce' })).toEqual([
      '/e/a.json: [1] has the id of /e/a.json: [0]',
    ])
  })

  it('is a file that cannot be read, or that holds no list', () => {
    expect(expectedEvents([{ path: '/e/a.json', reason: 'does not exist' }])).toEqual({
      checks: [],
      faults: [{ path: '/e/a.json', where: '', reason: 'does not exist' }],
    })
    for (const text of ['{}', 'null', '7', '{"expected": 7}'])
      expect(read(text).faults.map(fileFaultText)).toEqual([
        '/e/a.json has to be a list of items, or {"expected": [items]}',
      ])
  })

  it('is an item beyond the first 2,000', () => {
    const many = (count: number) =>
      items(...Array.from({ length: count }, (_, n) => ({ ...WEDDING, event: `e${n}` })))
    expect(many(2_000)).toMatchObject({ checks: { length: 2_000 }, faults: [] })
    const { checks, faults } = many(2_001)
    expect(checks).toHaveLength(2_000)
    expect(faults).toEqual([{ path: '/e/a.json', where: '[2000]', reason: 'goes beyond 2000 items' }])
  })

  it('is where the text stops being JSON, also at its end', () => {
    expect(read('[\n\n').faults.map(fileFaultText)).toEqual([
      '/e/a.json: line 3 is where it stops being JSON',
    ])
    expect(read('[\n,\n\n]').faults.map(fileFaultText)).toEqual([
      '/e/a.json: line 2 is where it stops being JSON',
    ])
  })
})

it('a byte order mark may stand in front, and nowhere else', () => {
  expect(read(`\uFEFF${JSON.stringify([WEDDING])}`).checks).toHaveLength(1)
  expect(read(`[\uFEFF${JSON.stringify(WEDDING)}]`).faults).toHaveLength(1)
})
