import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import { askedPlan } from '../../../src/domain/watch/asked-plan'
import { planOf, withChanges } from '../../../src/domain/watch/check-plan'
import { emptyFields, fieldsOf, typedFields, typedPlan } from '../../../src/web/watch/check-form'
import { CHECK_OPTIONS, EVERYTHING } from '../../support/check-options'

const posted = (body: object) => typedPlan(typedFields({ body } as Request, emptyFields()))

/** A form with every option. */
const FORM = Object.assign({}, ...Object.values(CHECK_OPTIONS).map(({ form }) => form))

describe('the form of a check', () => {
  test('means with every option the same as the API', () => {
    expect(posted(FORM)).toEqual(askedPlan(EVERYTHING))
  })

  test('is filled in with the plan that it made', () => {
    const plan = withChanges(planOf({ name: '' }), posted(FORM).changes)
    expect(typedPlan(fieldsOf(plan))).toEqual(posted(FORM))
  })

  test('of a new check asks for its name alone', () => {
    const { changes, faults } = typedPlan({ ...emptyFields(), name: 'NAS' })
    expect(faults).toEqual([])
    expect(withChanges(planOf({ name: 'NAS' }), changes)).toEqual(planOf({ name: 'NAS' }))
  })

  test('leaves a choice that a program does not send as it is', () => {
    const plan = planOf({ name: 'NAS', reminders: '1h', mailWordsIn: 'body' })
    const typed = typedFields({ body: { name: 'NAS' } } as Request, fieldsOf(plan))
    expect(typedPlan(typed)).toMatchObject({ changes: { reminders: '1h', mailWordsIn: 'body' } })
    expect(posted({ name: 'NAS' }).changes).toMatchObject({ reminders: 'change', mailWordsIn: 'both' })
  })

  test('refuses fields that it does not have, in the words of the INI', () => {
    expect(posted({ ...FORM, postOnly: 'on' }).faults).toEqual([
      {
        key: 'postOnly',
        reason: expect.stringMatching(/^is no setting of a check; there are name, slug, job, tags, /),
      },
    ])
  })

  test('keeps a password that is not typed, and drops it when asked', () => {
    expect(posted(FORM)).not.toHaveProperty('password')
    expect(posted({ ...FORM, password: ' secret ' }).password).toBe(' secret ')
    expect(posted({ ...FORM, dropPassword: 'on' }).password).toBeNull()
  })
})
