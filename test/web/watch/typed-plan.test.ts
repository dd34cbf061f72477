import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import { createSealed } from '../../../src/web/access/sealed'
import {
  clonedFields,
  emptyFields,
  FORM_ROWS,
  fieldsOf,
  holdSecrets,
  kindOf,
  typedFields,
  typedPlan,
  withHeldSecrets,
} from '../../../src/web/watch/check-form'
import { differences } from '../../../src/web/watch/check-form-page'
import { plan } from '../../support/watch'

const sealed = createSealed({ secret: 'a secret' } as never, () => 7)
const posted = (body: object) => ({ body }) as Request
const typed = (body: object, before = emptyFields()) => typedFields(posted(body), before)
const PROBE = {
  kind: 'http',
  target: 'https://nas.example',
  every: 60_000,
  settings: { password: 'saved' },
} as const

describe('the fields of the form', () => {
  test('of a new check are the usual ones', () => {
    const fields = emptyFields()
    expect(fields).toMatchObject({
      name: '',
      slug: '',
      tags: '',
      kind: 'period',
      period: '1d',
      grace: '1h',
      channels: '',
      reminders: 'change',
      recovery: 'on',
      expect: 'success',
      feed: 'checkins',
    })
    expect(FORM_ROWS.map(([key]) => key)).not.toContain('passwordHash')
    for (const [key] of FORM_ROWS) expect(fields).toHaveProperty(key)
  })

  test('have the expression and the zone of a schedule, or its period', () => {
    const cron = { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' } as const
    const fields = fieldsOf(plan('NAS', { schedule: cron }))
    expect(fields).toMatchObject({ kind: 'cron', cron: '0 3 * * *', zone: 'UTC' })
    expect(fields).not.toHaveProperty('period')
    expect(fieldsOf(plan('NAS'))).toMatchObject({ kind: 'period', period: '10m' })
    expect(fieldsOf(plan('NAS'))).not.toHaveProperty('zone')
  })

  test('of a copy have another name, and no address of the first one', () => {
    const check = plan('NAS', { job: 'nas/backup', tags: ['a'] })
    expect(clonedFields(check)).toMatchObject({ name: 'NAS (copy)', slug: '', job: '', tags: 'a' })
    expect(clonedFields(plan('x'.repeat(99))).name).toBe(`${'x'.repeat(99)} `)
  })

  test('are typed without blanks at their ends, a word list with single ones', () => {
    const fields = typed({
      name: ' NAS ',
      period: ' 5m ',
      zone: ' UTC ',
      tags: ' a  b ',
      channels: ['phone', 'mail'],
      description: ' a\nb ',
    })
    expect(fields).toMatchObject({
      name: 'NAS',
      period: '5m',
      cron: '',
      zone: 'UTC',
      channels: 'phone mail',
      description: 'a\nb',
    })
    expect(typed({ channels: 'phone' }).channels).toBe('phone')
    expect(typed({}).channels).toBe('')
  })

  test('that are boxes are ticked or not, and a choice that is not sent stays', () => {
    expect(typed({ recovery: 'x', methods: 'on' })).toMatchObject({ recovery: 'on', methods: 'post' })
    expect(typed({})).toMatchObject({ recovery: 'off', methods: 'any', reminders: 'change' })
    expect(typed({}, { ...emptyFields(), reminders: '1h' }).reminders).toBe('1h')
    expect(typed({ reminders: '1d' }, { ...emptyFields(), reminders: '1h' }).reminders).toBe('1d')
    expect(typed({}, {}).reminders).toBe('')
  })

  test('leave out what the form carries for itself', () => {
    const fields = typed({ revision: 'r', held: 'h', step: 'look', cloned: 'c', odd: 'x' })
    for (const name of ['revision', 'held', 'step', 'cloned']) expect(fields).not.toHaveProperty(name)
    expect(fields).toMatchObject({ odd: 'x', password: '', dropPassword: '' })
  })
})

describe('the typed plan', () => {
  const planned = (fields: object, saved?: typeof PROBE) =>
    typedPlan({ ...emptyFields(), name: 'NAS', ...fields }, saved)

  test('has the schedule of the kind that was chosen', () => {
    expect(planned({ period: '5m' }).changes.schedule).toEqual({ kind: 'period', period: 300_000 })
    expect(planned({ kind: 'cron', cron: '0 3 * * *', zone: 'UTC' }).changes.schedule).toEqual({
      kind: 'cron',
      expression: '0 3 * * *',
      zone: 'UTC',
    })
    expect(planned({ kind: 'oncalendar', oncalendar: 'daily' }).changes.schedule).toEqual({
      kind: 'oncalendar',
      expression: 'daily',
      zone: '',
    })
    expect([{ kind: 'cron' }, { kind: 'odd' }, {}].map(kindOf)).toEqual(['cron', 'period', 'period'])
  })

  test('has a fault for each field that cannot be read, and no value for it', () => {
    const { changes, faults } = planned({ period: 'often', grace: 'soon', failuresBeforeAlert: 'x' })
    expect(faults.map(({ key }) => key)).toEqual(['schedule', 'grace', 'failuresBeforeAlert'])
    expect(faults.every(({ reason }) => reason.length > 0)).toBe(true)
    for (const key of ['schedule', 'grace', 'failuresBeforeAlert']) expect(changes).not.toHaveProperty(key)
  })

  test('takes away an option that may be missing, and keeps the slug that is not typed', () => {
    const { changes } = planned({ longestRun: '', quietHours: '' })
    expect(Object.keys(changes)).toContain('longestRun')
    expect(changes.longestRun).toBeUndefined()
    expect(changes).not.toHaveProperty('slug')
    expect(planned({ slug: 'Nas' }).changes.slug).toBe('nas')
  })

  test('of a check that looks has its probe, and no option of check-ins', () => {
    const fields = {
      feed: 'probe',
      target: 'https://nas.example',
      grace: '5m',
      longestRun: '1h',
      expect: 'start',
    }
    const { changes, faults } = planned(fields)
    expect(faults).toEqual([])
    expect(changes.probe).toEqual({
      kind: 'http',
      target: 'https://nas.example',
      every: 60_000,
      settings: {},
    })
    for (const key of ['schedule', 'grace', 'expect', 'early', 'awaited', 'once'])
      expect(changes).not.toHaveProperty(key)
    expect(Object.keys(changes)).toEqual(expect.arrayContaining(['longestRun', 'shortestGap']))
    expect([changes.longestRun, changes.shortestGap]).toEqual([undefined, undefined])
    expect(planned({ ...fields, probe: 'odd' }).faults).toHaveLength(1)
    expect(planned(fields, PROBE).changes.probe?.settings).toEqual({ password: 'saved' })
  })

  test('of a check that looks no more has none, and a program that does not say changes nothing of it', () => {
    expect(Object.keys(planned({ feed: 'checkins' }).changes)).toContain('probe')
    const { feed: _none, ...fields } = emptyFields()
    expect(typedPlan(fields).changes).not.toHaveProperty('probe')
  })

  test('refuses fields that no form has, but for settings of a probe', () => {
    const { faults } = planned({ odd: 'x', 'set-odd': 'y', 'drop-odd': 'z' })
    expect(faults.map(({ key }) => key)).toEqual(['odd'])
  })

  test('sets, drops or leaves the password', () => {
    expect(planned({ password: 'secret', dropPassword: 'on' }).password).toBe('secret')
    expect(planned({ dropPassword: 'on' }).password).toBeNull()
    expect(planned({})).not.toHaveProperty('password')
  })
})

describe('secrets that were typed', () => {
  const held = (fields: object, faulty: readonly string[] = []) =>
    holdSecrets({ ...emptyFields(), ...fields }, faulty, sealed)
  const back = (fields: object, text: string) => {
    const { password, 'set-password': probe } = withHeldSecrets(
      { ...emptyFields(), probe: 'http', ...fields },
      posted({ held: text }),
      sealed,
    )
    return [password, probe]
  }
  const BOTH = { password: 'one', probe: 'http', 'set-password': 'two' }

  test('are held for the next post, but for those with a fault', () => {
    expect(held({})).toBe('')
    expect(back({}, held(BOTH))).toEqual(['one', 'two'])
    expect(back({}, held(BOTH, ['password']))).toEqual([undefined, 'two'])
    expect(back({}, held(BOTH, ['set-password']))).toEqual(['one', undefined])
    expect(back({}, 'forged')).toEqual([undefined, undefined])
  })

  test('give way to others, to a box that drops them, and to another kind of probe', () => {
    expect(back({ password: 'new', 'set-password': 'newer' }, held(BOTH))).toEqual(['new', 'newer'])
    expect(back({ dropPassword: 'on', 'drop-password': 'on' }, held(BOTH))).toEqual([undefined, undefined])
    expect(back({ probe: 'tcp' }, held(BOTH))).toEqual(['one', undefined])
  })
})

test('fields that differ are told with what others have saved and what was typed', () => {
  const theirs = { ...emptyFields(), name: 'NAS', grace: '1h' }
  expect(differences(theirs, theirs)).toEqual([])
  expect(
    differences(theirs, {
      ...theirs,
      name: 'Pump',
      grace: '5m',
      kind: 'cron',
      cron: '0 3 * * *',
      'set-contains': 'x',
    }),
  ).toEqual([
    { label: 'Schedule by', theirs: 'period', mine: 'cron' },
    { label: 'Contains', theirs: '', mine: 'x' },
    { label: 'Cron expression', theirs: '', mine: '0 3 * * *' },
    { label: 'Name', theirs: 'NAS', mine: 'Pump' },
    { label: 'Grace', theirs: '1h', mine: '5m' },
  ])
  const probed = { feed: 'probe', probe: 'tcp', target: 'x', every: '5m', timeout: '1s', blindAfter: '1h' }
  expect(differences(theirs, { ...theirs, ...probed, zone: 'UTC' }).map(({ label }) => label)).toEqual([
    ...['Fed by', 'Kind', 'Target', 'How often', 'Time limit', 'Blind after', 'Time zone'],
  ])
})
