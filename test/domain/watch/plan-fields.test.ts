import { describe, expect, test } from 'vitest'
import { askedPlan } from '../../../src/domain/watch/asked-plan'
import { checkJson } from '../../../src/domain/watch/check-json'
import { planFaults, planOf, withChanges } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import {
  type CheckPlan,
  iniKeysOf,
  NO_CHANNEL,
  PLAN_FIELDS,
  PLAN_ROWS,
  REMINDERS,
} from '../../../src/domain/watch/plan-fields'
import { CHECK_KEYS, CHECK_OPTIONS, EVERYTHING, RETURNED } from '../../support/check-options'

test('each option has an example, in the order of the table', () => {
  expect(PLAN_ROWS.map(([key]) => key)).toEqual(Object.keys(CHECK_OPTIONS))
  expect([...PLAN_ROWS.flatMap(([key]) => iniKeysOf(key)), 'id']).toEqual(CHECK_KEYS)
})

describe('a plan of which nothing is chosen but its name', () => {
  const plan = planOf({ name: 'Backup of the NAS' })

  test('has no fault, and every option that may not be missing', () => {
    expect(planFaults(plan)).toEqual([])
    const keysOf = (rows: typeof PLAN_ROWS) => rows.map(([key]) => key)
    const missing = keysOf(PLAN_ROWS.filter(([key]) => !(key in plan)))
    expect(missing).toEqual(keysOf(PLAN_ROWS.filter(([, { fallback }]) => fallback === undefined)))
    expect(missing).toEqual(
      expect.arrayContaining(['longestRun', 'shortestGap', 'quietHours', 'passwordHash']),
    )
    expect(plan.slug).toBe('backup-of-the-nas')
  })

  test('loses what is undefined in its changes', () => {
    const changed = withChanges(planOf({ name: 'x', longestRun: 60_000 }), {
      longestRun: undefined,
      grace: 0,
    })
    expect(changed).toEqual({ ...planOf({ name: 'x' }), grace: 0 })
  })
})

const EXAMPLES = PLAN_ROWS.map(([key, field]) => ({ key, ...field, ...CHECK_OPTIONS[key] }))
const AS_TEXT = EXAMPLES.flatMap(({ type: { text }, ...row }) => (text ? [{ ...row, text }] : []))
const AS_JSON = EXAMPLES.flatMap(({ type, ...row }) => (type.json ? [{ ...row, form: type.json }] : []))

test.each(EXAMPLES)('a plan with an example of $key has no fault', ({ key, value }) => {
  expect(value).toBeDefined()
  expect(planFaults({ ...planOf({ name: 'x' }), [key]: value })).toEqual([])
})

test.each(AS_TEXT)('$key is read from text, and written as text that means the same', row => {
  const { text, ini = {}, value } = row
  expect(text.parse(Object.values(ini)[0] ?? '')).toEqual(value)
  expect(text.parse(text.format(value))).toEqual(value)
})

describe.each(AS_JSON)('the field $key of the API', ({ key, form, json, value, fallback }) => {
  test('is read from JSON, and written as JSON that means the same', () => {
    expect(form.read(json)).toEqual(value)
    expect(form.read(form.write(value))).toEqual(value)
  })

  test('refuses another form, and null where it may not be missing', () => {
    const faultsOf = (given: unknown) => askedPlan({ [key]: given }).faults
    expect(faultsOf({ unexpected: true })).toEqual([{ key, reason: form.misread }])
    expect(faultsOf(null)).toEqual(fallback === undefined ? [] : [{ key, reason: form.misread }])
  })
})

test('a check is written with every option, and read back unchanged', () => {
  const { changes, faults } = askedPlan(EVERYTHING)
  expect(faults).toEqual([])
  const check = {
    ...withChanges(planOf({ name: '' }), changes),
    id: 'x',
    origin: 'api',
    createdAt: 0,
  } as const
  const json = checkJson({ check, state: newState(0), version: '1' }, { publicId: 'y' })
  expect(json).toMatchObject({ ...EVERYTHING, ...RETURNED })
  expect(askedPlan(json)).toEqual({ changes, faults: [] })
})

describe('an option', () => {
  const PLAIN = 'has to be plain text of at most 100 characters'
  const SLUG = 'may hold small letters, digits, - and _ only (at most 100)'
  const JOB = 'has to be a sender and an event with a slash between them, such as clientA/nightly'
  const TAGS = 'have to be words without blanks, at most 50 characters each'
  const LINES = 'has to be plain text of at most 1000 characters'
  const FAILURES = 'has to be a number from 1 to 100'
  const QUIET = 'have to be two times of day such as 22:00-07:00'
  const DIGEST = 'has to be a time of day such as 07:00'
  const LINE = 'has to be plain text of at most 200 characters'
  const span = (least: number, examples: string) =>
    `has to be from ${least} s to 400 days, such as ${examples}`
  const list = (length: number) => Array.from({ length }, (_, n) => `w${n}`)

  test.each<[key: keyof CheckPlan, value: unknown, reasons: readonly string[]]>([
    ['name', 'x'.repeat(100), []],
    ['name', 'x'.repeat(101), [PLAIN]],
    ['name', 'a\tb', [PLAIN]],
    ['name', '', ['is empty; give the check a name']],
    ['name', ' ', ['is empty; give the check a name']],
    ['slug', 'x'.repeat(100), []],
    ['slug', '0_-z', []],
    ['slug', 'x'.repeat(101), [SLUG]],
    ['slug', '', [SLUG]],
    ['slug', 'A', [SLUG]],
    ['slug', 'a b', [SLUG]],
    ['slug', 'a/', [SLUG]],
    ['slug', '/a', [SLUG]],
    ['job', 'a/b', []],
    ['job', 'my mate/a/b', []],
    ['job', `${'s'.repeat(100)}/${'e'.repeat(100)}`, []],
    ['job', `${'s'.repeat(101)}/e`, [JOB]],
    ['job', `s/${'e'.repeat(101)}`, [JOB]],
    ['job', 'ab', [JOB]],
    ['job', '/b', [JOB]],
    ['job', 'a/', [JOB]],
    ['job', '', [JOB]],
    ['job', ' a/b', [JOB]],
    ['job', 'a /b', [JOB]],
    ['job', 'a/ b', [JOB]],
    ['job', 'a/b ', [JOB]],
    ['job', 'a\n/b', [JOB]],
    ['job', 'a/b\u202ec', [JOB]],
    ['tags', list(20), []],
    ['tags', list(21), ['are too many; at most 20']],
    ['tags', ['x'.repeat(50)], []],
    ['tags', ['x'.repeat(51)], [TAGS]],
    ['tags', ['a', 'a b'], [TAGS]],
    ['tags', ['a,b'], [TAGS]],
    ['tags', ['a\u0000'], [TAGS]],
    ['tags', ['a\udce4'], [TAGS]],
    ['tags', ['a\ud83d\ude00'], []],
    ['tags', [''], [TAGS]],
    ['description', 'x'.repeat(1_000), []],
    ['description', 'x'.repeat(1_001), [LINES]],
    ['description', 'a\nb', []],
    ['early', 0, []],
    ['early', -1, [span(0, '30m or 12h')]],
    ['grace', 0, []],
    ['grace', -1, [span(0, '5m or 1h')]],
    ['longestRun', 1_000, []],
    ['longestRun', 999, [span(1, '30m')]],
    ['shortestGap', 1_000, []],
    ['shortestGap', 999, [span(1, '1m')]],
    ['shortestGap', 86_399_999, []],
    ['shortestGap', 86_400_000, ['has to be shorter than the period']],
    ['failuresBeforeAlert', 1, []],
    ['failuresBeforeAlert', 0, [FAILURES]],
    ['failuresBeforeAlert', 100, []],
    ['failuresBeforeAlert', 101, [FAILURES]],
    ['channels', list(50), []],
    ['channels', list(51), ['are too many; at most 50']],
    ['escalateTo', list(10), []],
    ['escalateTo', list(11), ['are too many; at most 10']],
    ['escalateAfter', 60_000, []],
    ['escalateAfter', 59_999, [span(60, '30m or 2h')]],
    ...['22:00-07:00', '00:00-23:59', '19:59-20:00'].map((text): [keyof CheckPlan, string, string[]] => [
      'quietHours',
      text,
      [],
    ]),
    ...[
      '24:00-07:00',
      '22:60-07:00',
      '22:00-24:00',
      '22:00-07:60',
      '22:00',
      'x22:00-07:00',
      '22:00-07:00x',
    ].map((text): [keyof CheckPlan, string, string[]] => ['quietHours', text, [QUIET]]),
    ...['07:00', '00:00', '23:59', '19:30'].map((text): [keyof CheckPlan, string, string[]] => [
      'digest',
      text,
      [],
    ]),
    ...['7:00', '24:00', '07:60', '07:00x', 'x07:00', ''].map((text): [keyof CheckPlan, string, string[]] => [
      'digest',
      text,
      [DIGEST],
    ]),
    ['passwordHash', 'anything', []],
    ['mailSubject', '/^backup of/i', []],
    ['mailSubject', '(', ['is no regular expression']],
    ['mailSubject', 'x'.repeat(201), [LINE]],
    ['mailFail', 'x'.repeat(200), []],
    ['mailFail', 'x'.repeat(201), [LINE]],
    ['schedule', { kind: 'period', period: 1_000 }, []],
    ['schedule', { kind: 'period', period: 999 }, [span(1, '5m, 1h30m or 1d')]],
  ])('%s that is %j has the faults %j', (key, value, reasons) => {
    const faults = planFaults({ ...planOf({ name: 'x' }), [key]: value })
    expect(faults).toEqual(reasons.map(reason => ({ key, reason })))
  })

  test('for the shortest gap has no bound by a calendar', () => {
    const schedule = { kind: 'cron', expression: '@daily', zone: '' } as const
    expect(planFaults(planOf({ name: 'x', schedule, shortestGap: 400 * 86_400_000 }))).toEqual([])
    const period = { kind: 'period', period: 1_000 } as const
    expect(planFaults(planOf({ name: 'x', schedule: period }))).toEqual([])
  })

  test('has its usual value where nothing is chosen', () => {
    expect(planOf({ name: 'x' })).toEqual({
      name: 'x',
      slug: 'x',
      tags: [],
      description: '',
      schedule: { kind: 'period', period: 86_400_000 },
      expect: 'success',
      awaited: false,
      once: false,
      grace: 3_600_000,
      tooFrequentAlarm: false,
      failuresBeforeAlert: 1,
      channels: [],
      reminders: 'change',
      recovery: true,
      resume: 'ping',
      methods: 'any',
      mailWordsIn: 'both',
      mailOther: 'ignore',
    })
    expect(PLAN_FIELDS.name.fallback).toBe('')
    expect(PLAN_FIELDS.slug.fallback).toBe('')
  })

  test('stands in its part of the form, or is shown there in a way of its own', () => {
    const parts = ['what', 'address', 'when', 'limits', 'channels', 'alerts', undefined]
    const keysIn = (part: string | undefined) =>
      PLAN_ROWS.filter(([, { page }]) => page?.part === part).map(([key]) => key)
    expect(parts.map(keysIn)).toEqual([
      ['name', 'tags', 'description'],
      ['slug', 'job'],
      ['expect', 'early', 'awaited', 'once', 'grace'],
      [
        ...['longestRun', 'shortestGap', 'tooFrequentAlarm', 'resume', 'methods', 'shared'],
        ...['mailSubject', 'mailFail', 'mailSuccess', 'mailStart', 'mailWordsIn', 'mailOther'],
      ],
      ['channels'],
      [
        ...['failuresBeforeAlert', 'reminders', 'recovery', 'escalateTo', 'escalateAfter'],
        ...['quietHours', 'digest'],
      ],
      ['schedule', 'probe', 'passwordHash'],
    ])
    const required = PLAN_ROWS.filter(([, { page }]) => page?.isRequired === true)
    expect(required.map(([key]) => key)).toEqual(['name'])
  })

  test('has a short label where one word is enough', () => {
    const labels = PLAN_ROWS.flatMap(([, { page }]) => page?.label ?? [])
    expect(labels.filter(label => !label.includes(' '))).toEqual([
      ...['Name', 'Slug', 'Tags', 'Description', 'Early', 'Grace', 'Channels'],
    ])
  })

  test('of mails is a box, or a list with its meanings', () => {
    expect([PLAN_FIELDS.mailWordsIn, PLAN_FIELDS.mailOther].map(({ type }) => type.control)).toEqual([
      {
        kind: 'select',
        choices: { both: 'the subject and the text', subject: 'the subject', body: 'the text' },
      },
      { kind: 'box', on: 'fail', off: 'ignore' },
    ])
  })

  test('that has the forms of times and slugs tells them to programs', () => {
    const { slug, quietHours, digest } = PLAN_FIELDS
    expect([slug, quietHours, digest].map(({ type }) => type.json?.schema)).toEqual([
      { type: 'string', pattern: '^[a-z0-9_-]{1,100}$' },
      {
        type: 'string',
        pattern: '^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$',
        description: 'such as 22:00-07:00',
      },
      { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'such as 07:00' },
    ])
  })
})

test('the reminders are told in words', () => {
  expect(REMINDERS).toEqual({
    always: 'with every further failure',
    '5m': 'every 5 minutes',
    '10m': 'every 10 minutes',
    '1h': 'every hour',
    '1d': 'every day',
    change: 'never: only when it changes',
  })
  expect(NO_CHANNEL).toBe('none')
})
