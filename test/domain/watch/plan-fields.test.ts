import { describe, expect, test } from 'vitest'
import { askedPlan } from '../../../src/domain/watch/asked-plan'
import { checkJson } from '../../../src/domain/watch/check-json'
import { planFaults, planOf, withChanges } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { iniKeysOf, PLAN_ROWS } from '../../../src/domain/watch/plan-fields'
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
