import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/domain/watch/check-plan'
import { healthchecksPlan, planFaultWords } from '../../../src/domain/watch/healthchecks-plan'

const CHANNELS = [
  { id: 'a', name: 'mail' },
  { id: 'b', name: 'phone' },
]
const plan = (body: unknown, version: 1 | 2 | 3 = 3) => healthchecksPlan(body, version, CHANNELS)
const changed = (body: object, before = planOf({ name: 'old' })) =>
  healthchecksPlan(body, 3, CHANNELS, before).changes

test.each([
  [{ name: 7 }, 'name', 'is not a string'],
  [{ name: 'x'.repeat(101) }, 'name', 'is too long'],
  [{ slug: 'x'.repeat(101) }, 'slug', 'is too long'],
  [{ slug: 'A' }, 'slug', 'does not match pattern'],
  [{ slug: 'a b' }, 'slug', 'does not match pattern'],
  [{ slug: 7 }, 'slug', 'is not a string'],
  [{ slug: 'aA' }, 'slug', 'does not match pattern'],
  [{ slug: 'Aa' }, 'slug', 'does not match pattern'],
  [{ tags: [] }, 'tags', 'is not a string'],
  [{ grace: 31_536_001 }, 'grace', 'is too large'],
  [{ schedule: 7 }, 'schedule', 'is not a string'],
  [{ methods: null }, 'methods', 'has unexpected value'],
  [{ unique: ['toString'] }, "an item in 'unique'", 'has unexpected value'],
  [{ success_kw: 7 }, 'success_kw', 'is not a string'],
  [{ failure_kw: 'x'.repeat(201) }, 'failure_kw', 'is too long'],
  [{ filter_body: 'yes' }, 'filter_body', 'is not a boolean'],
  [{ filter_default_fail: 0 }, 'filter_default_fail', 'is not a boolean'],
  [{ subject: 7 }, 'subject', 'is not a string'],
  [{ subject: 'x'.repeat(201) }, 'subject', 'is too long'],
  [{ filter_http_body: 'no' }, 'filter_http_body', 'is not a boolean'],
  [{ desc: null }, 'desc', 'is not a string'],
  [{ timeout: '60' }, 'timeout', 'is not a number'],
  [{ timeout: 60.5 }, 'timeout', 'is not a number'],
  [{ timeout: 59 }, 'timeout', 'is too small'],
  [{ timeout: 31_536_001 }, 'timeout', 'is too large'],
  [{ grace: 59 }, 'grace', 'is too small'],
  [{ schedule: 'x'.repeat(101) }, 'schedule', 'is too long'],
  [{ tz: '' }, 'tz', 'is not a valid timezone'],
  [{ tz: 'Mars/Base' }, 'tz', 'is not a valid timezone'],
  [{ tz: 7 }, 'tz', 'is not a string'],
  [{ manual_resume: 'yes' }, 'manual_resume', 'is not a boolean'],
  [{ methods: 'GET' }, 'methods', 'has unexpected value'],
  [{ channels: 7 }, 'channels', 'is not a string'],
  [{ unique: 'name' }, 'unique', 'is not an array'],
  [{ unique: ['colour'] }, "an item in 'unique'", 'has unexpected value'],
  [{ unique: [7] }, "an item in 'unique'", 'has unexpected value'],
  [{ start_kw: 'x'.repeat(201) }, 'start_kw', 'is too long'],
  [{ filter_subject: 1 }, 'filter_subject', 'is not a boolean'],
  [{ subject: 'done' }, 'subject', 'is not possible: keywords are looked for in mails only'],
  [{ subject_fail: 'bad' }, 'subject_fail', 'is not possible: keywords are looked for in mails only'],
  [{ filter_http_body: true }, 'filter_http_body', 'is not possible: keywords are looked for in mails only'],
  [{ success_kw: 'done' }, 'success_kw', 'is not possible without filter_subject or filter_body'],
  [{ filter_subject: true }, 'filter_subject', 'is not possible without a keyword'],
  [{ filter_default_fail: true }, 'filter_default_fail', 'is not possible without a keyword'],
])('%j is refused: %s %s', (body, key, reason) => {
  expect(plan(body).faults).toEqual([{ key, reason }])
})

test.each([
  [{ name: 'x'.repeat(100), slug: 'a_b-1', timeout: 60, grace: 31_536_000 }],
  [{ name: '💚'.repeat(100) }],
  [{ grace: 60, timeout: 31_536_000 }],
  [{ desc: 'x'.repeat(10_000), tags: 'x'.repeat(10_000), channels: '' }],
  [{ start_kw: 'x'.repeat(200), filter_subject: true }],
  [{ slug: '', subject: '', subject_fail: '', filter_http_body: false, methods: '' }],
  [{ schedule: 'x'.repeat(100), tz: 'Europe/Berlin', unknown: {} }],
])('%j is not', body => {
  expect(plan(body).faults).toEqual([])
})

test.each([undefined, null, 7, 'text', []])('%j is no check', body => {
  expect(plan(body)).toStrictEqual({
    changes: {},
    unique: [],
    faults: [{ key: '', reason: 'the body has to be a JSON object' }],
  })
})

test('a new check without a name, or of an empty one, gets one', () => {
  expect(plan({}).changes).toEqual({ name: 'unnamed', channels: [] })
  expect(plan({ name: '' }).changes).toEqual({ name: 'unnamed', channels: [] })
  expect(changed({ name: '' })).toEqual({ name: '' })
  expect(changed({})).toEqual({})
})

test('its name decides on the slug before version 3, unless one is sent', () => {
  expect(plan({ name: 'My Job' }, 2).changes.slug).toBe('my-job')
  expect(plan({ name: 'My Job' }, 1).changes.slug).toBe('my-job')
  expect(plan({ name: 'My Job' }, 3).changes).toStrictEqual({ name: 'My Job', channels: [] })
  expect(plan({ desc: 'x' }, 2).changes).toStrictEqual({ name: 'unnamed', channels: [], description: 'x' })
  expect(plan({ name: '' }, 2).changes).toStrictEqual({ name: 'unnamed', channels: [] })
  expect(plan({ name: '', slug: 'other' }, 2).changes.slug).toBe('other')
  expect(plan({ name: 'My Job', slug: 'other' }, 1).changes.slug).toBe('other')
  expect(plan({ name: 'My Job', slug: '' }, 3).changes).not.toHaveProperty('slug')
})

test.each([
  [{ tags: ' a,b  a\tc ' }, { tags: ['a', 'b', 'c'] }],
  [{ tags: '' }, { tags: [] }],
  [{ desc: 'words' }, { description: 'words' }],
  [{ grace: 90 }, { grace: 90_000 }],
  [{ manual_resume: true }, { resume: 'manual' }],
  [{ manual_resume: false }, { resume: 'ping' }],
  [{ methods: 'POST' }, { methods: 'post' }],
  [{ methods: '' }, { methods: 'any' }],
])('%j changes %j', (body, changes) => {
  expect(changed(body)).toEqual(changes)
})

describe('the schedule', () => {
  const CRON = planOf({
    name: 'old',
    schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
  })

  test.each([
    [{ timeout: 120 }, { kind: 'period', period: 120_000 }],
    [{ schedule: '5 4 * *' }, { kind: 'oncalendar', expression: '5 4 * *', zone: 'UTC' }],
    [{ schedule: 'at @daily' }, { kind: 'oncalendar', expression: 'at @daily', zone: 'UTC' }],
    [
      { timeout: 120, tz: 'Asia/Tokyo' },
      { kind: 'period', period: 120_000 },
    ],
    [{ schedule: '5 4 * * *' }, { kind: 'cron', expression: '5 4 * * *', zone: 'UTC' }],
    [
      { schedule: ' 5 4  * * * ', timeout: 120 },
      { kind: 'cron', expression: ' 5 4  * * * ', zone: 'UTC' },
    ],
    [{ schedule: '@daily' }, { kind: 'cron', expression: '@daily', zone: 'UTC' }],
    [
      { schedule: 'Mon 10:00', tz: 'Asia/Tokyo' },
      { kind: 'oncalendar', expression: 'Mon 10:00', zone: 'Asia/Tokyo' },
    ],
  ])('of %j is %j', (body, schedule) => {
    expect(changed(body).schedule).toEqual(schedule)
  })

  test('keeps the zone that there is, or gets another one alone', () => {
    expect(changed({ schedule: '5 4 * * *' }, CRON).schedule).toMatchObject({ zone: 'Europe/Berlin' })
    expect(changed({ tz: 'Asia/Tokyo' }, CRON).schedule).toEqual({
      kind: 'cron',
      expression: '0 3 * * *',
      zone: 'Asia/Tokyo',
    })
    expect(changed({ tz: 'Asia/Tokyo' })).toStrictEqual({})
    expect(changed({ desc: 'x' }, CRON)).toStrictEqual({ description: 'x' })
    expect(changed({ schedule: 'daily', tz: 'UTC' }, CRON).schedule).toEqual({
      kind: 'oncalendar',
      expression: 'daily',
      zone: 'UTC',
    })
    expect(plan({ tz: 'Asia/Tokyo' }).changes).not.toHaveProperty('schedule')
    expect(changed({ timeout: 120 }, CRON).schedule).toEqual({ kind: 'period', period: 120_000 })
  })
})

test('unique fields are those that are given; one that is not agrees with no check', () => {
  expect(plan({ name: 'a', timeout: 60, unique: ['name', 'timeout'] }).unique).toEqual(['name', 'schedule'])
  expect(
    plan({ name: 'a', slug: 'a', tags: '', grace: 60, unique: ['slug', 'tags', 'grace'] }).unique,
  ).toEqual(['slug', 'tags', 'grace'])
  expect(plan({ name: 'a', unique: ['name', 'tags'] }).unique).toEqual([])
  expect(plan({ name: 'a' }).unique).toEqual([])
})

describe('the keywords', () => {
  test.each([
    [
      { success_kw: 'done', filter_subject: true },
      { mailSuccess: 'done', mailWordsIn: 'subject' },
    ],
    [
      { failure_kw: 'bad', filter_body: true },
      { mailFail: 'bad', mailWordsIn: 'body' },
    ],
    [
      { start_kw: 'go', filter_subject: true, filter_body: true, filter_default_fail: true },
      { mailStart: 'go', mailWordsIn: 'both', mailOther: 'fail' },
    ],
  ])('%j of a new check are %j', (body, changes) => {
    expect(plan(body).changes).toMatchObject(changes)
  })

  test('are changed one by one', () => {
    const before = planOf({ name: 'old', mailFail: 'bad', mailWordsIn: 'subject', mailOther: 'fail' })
    expect(changed({ filter_body: true }, before)).toMatchObject({ mailFail: 'bad', mailWordsIn: 'both' })
    expect(changed({ failure_kw: 'worse' }, before)).toMatchObject({
      mailFail: 'worse',
      mailWordsIn: 'subject',
      mailOther: 'fail',
    })
    expect(changed({ desc: 'words' }, before)).toEqual({ description: 'words' })
  })
})

describe('the channels', () => {
  test.each<[list: string, names: readonly string[]]>([
    ['*', ['mail', 'phone']],
    ['', []],
    ['a', ['mail']],
    ['phone', ['phone']],
    ['b,mail,a', ['phone', 'mail']],
  ])('%j are %j', (list, names) => {
    expect(plan({ channels: list })).toStrictEqual({
      changes: { name: 'unnamed', channels: names },
      faults: [],
      unique: [],
    })
  })

  test.each([
    ['a,', 'empty channel identifier'],
    [',', 'empty channel identifier'],
    ['c', 'invalid channel identifier: c'],
    ['a,c,d', 'invalid channel identifier: c'],
    ['a, b', 'invalid channel identifier:  b'],
  ])('%j cannot be used, and change nothing: %s', (list, wrongChannel) => {
    expect(changed({ channels: list })).toStrictEqual({})
    expect(plan({ channels: list })).toStrictEqual({
      changes: { name: 'unnamed', channels: [] },
      faults: [],
      unique: [],
      wrongChannel,
    })
  })
})

test('a field with a fault changes nothing, and the others do', () => {
  expect(plan({ name: 7, desc: 'x', grace: 1 })).toStrictEqual({
    changes: { name: 'unnamed', channels: [], description: 'x' },
    faults: [
      { key: 'name', reason: 'is not a string' },
      { key: 'grace', reason: 'is too small' },
    ],
    unique: [],
  })
})

test.each([
  [{ key: '', reason: 'the body has to be a JSON object' }, 'value is not an object'],
  [{ key: 'description', reason: 'is odd' }, 'desc is odd'],
  [{ key: 'schedule', part: 'zone', reason: 'is odd' }, 'tz is not a valid timezone'],
  [
    { key: 'schedule', part: 'expression', reason: 'never comes true' },
    'schedule is not a valid cron or OnCalendar expression: never comes true',
  ],
  [{ key: 'schedule', reason: 'is odd' }, 'schedule is odd'],
  [{ key: 'name', reason: 'is too long' }, 'name is too long'],
] as const)('the fault %j is told as %s', (fault, words) => {
  expect(planFaultWords(fault)).toBe(words)
})
