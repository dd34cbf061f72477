import { describe, expect, test } from 'vitest'
import { askedPlan, askedUnique, isAlike, isObject, NO_OBJECT } from '../../../src/domain/watch/asked-plan'
import { planOf } from '../../../src/domain/watch/check-plan'

const NO_OBJECT_FAULT = { key: '', reason: 'the body has to be a JSON object' }
const UNKNOWN =
  'is no setting of a check; there are name, slug, job, tags, description, schedule, probe, expect, early, awaited, once, grace, longestRun, shortestGap, tooFrequentAlarm, failuresBeforeAlert, channels, reminders, recovery, escalateTo, escalateAfter, quietHours, digest, resume, methods, shared, mailSubject, mailFail, mailSuccess, mailStart, mailWordsIn, mailOther, password'

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['text', false],
  [7, false],
  [undefined, false],
])('%j is a JSON object: %s', (body, isOne) => {
  expect(isObject(body)).toBe(isOne)
  if (!isOne) expect(askedPlan(body)).toEqual({ changes: {}, faults: [NO_OBJECT] })
  expect(NO_OBJECT).toEqual(NO_OBJECT_FAULT)
})

describe('a plan that is asked for', () => {
  test.each([
    [{}, {}],
    [
      { name: 'NAS', grace: 60 },
      { name: 'NAS', grace: 60_000 },
    ],
    // An option that may be missing is taken away.
    [{ longestRun: null }, { longestRun: undefined }],
    // Fields of a state may be sent back; they change nothing.
    [{ status: 'down', id: 'x', flips: 7, checkIn: '/ping/x' }, {}],
  ])('in %j changes %j', (body, changes) => {
    expect(askedPlan(body)).toStrictEqual({ changes, faults: [] })
  })

  test.each([
    [{ colour: 'red' }, [{ key: 'colour', reason: UNKNOWN }]],
    [{ passwordHash: 'x' }, [{ key: 'passwordHash', reason: UNKNOWN }]],
    [{ toString: 'x' }, [{ key: 'toString', reason: UNKNOWN }]],
    [
      { grace: null, name: 7 },
      [
        { key: 'grace', reason: 'has to be seconds, or text such as "1h30m"' },
        { key: 'name', reason: 'has to be text' },
      ],
    ],
    [{ longestRun: 'soon' }, [{ key: 'longestRun', reason: 'has to be seconds, or text such as "1h30m"' }]],
    [{ password: 7 }, [{ key: 'password', reason: 'has to be text' }]],
    [
      { password: true, name: 7 },
      [
        { key: 'name', reason: 'has to be text' },
        { key: 'password', reason: 'has to be text' },
      ],
    ],
  ])('in %j has the faults %j', (body, faults) => {
    expect(askedPlan(body)).toStrictEqual({ changes: {}, faults })
  })

  test.each(['secret', '', null])('has the password %j in clear', password => {
    expect(askedPlan({ password, once: true })).toStrictEqual({
      changes: { once: true },
      faults: [],
      password,
    })
  })

  test('keeps the secrets of its probe, which the API leaves out', () => {
    const settings = { password: 'hidden' }
    const probe = { kind: 'http', target: 'https://a.example/', every: 60_000, settings } as const
    const asked = { probe: { kind: 'http', target: 'https://a.example/', every: 90 } }
    expect(askedPlan(asked, planOf({ name: 'x', probe })).changes.probe).toEqual({ ...probe, every: 90_000 })
    expect(askedPlan(asked, planOf({ name: 'x' })).changes.probe?.settings).toEqual({})
    expect(askedPlan(asked).changes.probe?.settings).toEqual({})
    expect(askedPlan({ probe: null }, planOf({ name: 'x', probe })).changes).toStrictEqual({
      probe: undefined,
    })
  })
})

describe('the fields that are to be unique', () => {
  const LIST = 'has to be a list of name, slug, tags, schedule, grace'
  const FIELDS = ['name', 'slug', 'tags', 'schedule', 'grace']
  const GIVEN = { name: 'a', tags: [], schedule: {}, grace: 60 }

  test.each([undefined, null, 7, 'text', ['unique'], {}, { name: 'a' }])('are none in %j', body => {
    expect(askedUnique(body)).toEqual({ unique: [], plan: body, faults: [] })
  })

  test('are taken out of the plan; a slug that is not given comes from the name', () => {
    expect(askedUnique({ ...GIVEN, unique: FIELDS })).toEqual({ unique: FIELDS, plan: GIVEN, faults: [] })
    expect(askedUnique({ name: 'a', unique: [] })).toEqual({ unique: [], plan: { name: 'a' }, faults: [] })
  })

  test.each([
    ['name', LIST],
    [{ name: true }, LIST],
    [null, LIST],
    [['colour'], LIST],
    [['name', 7], LIST],
    [['name', 'grace', 'schedule'], 'names grace, schedule, which the request does not give'],
  ])('have a fault as %j', (unique, reason) => {
    expect(askedUnique({ name: 'a', unique })).toEqual({
      unique: [],
      plan: { name: 'a' },
      faults: [{ key: 'unique', reason }],
    })
  })

  test('make two plans alike that agree in all of them, and in one at least', () => {
    const plan = planOf({ name: 'a', tags: ['x'] })
    const other = planOf({ name: 'a', tags: ['x'], grace: 60_000 })
    expect([
      isAlike(plan, other, ['name', 'tags', 'schedule']),
      isAlike(plan, other, ['name', 'grace']),
      isAlike(plan, planOf({ name: 'a', tags: ['y'] }), ['tags']),
      isAlike(plan, plan, []),
    ]).toEqual([true, false, false, false])
  })
})
