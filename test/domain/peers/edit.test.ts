import { describe, expect, it, test } from 'vitest'
import {
  type Edit,
  editMessage,
  planOnly,
  readEditAnswer,
  readEditQuestion,
} from '../../../src/domain/peers/edit'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'

const PLAN = planOf({ name: 'backup' })

describe('a change for the home of a check', () => {
  it.each<Edit>([
    { act: 'remove' },
    { act: 'pause' },
    { act: 'resume' },
    { act: 'silence' },
    { act: 'silence', until: 0 },
    { act: 'silence', until: 'recovery' },
    { act: 'acknowledge' },
    { act: 'acknowledge', by: '' },
    { act: 'update', changes: {} },
    { act: 'update', changes: { name: 'other', longestRun: undefined, recovery: false }, expected: PLAN },
  ])('is read as it was sent: %j', edit => {
    const sent = JSON.parse(JSON.stringify(editMessage({ id: 'c1', edit })))
    expect(readEditQuestion(sent)).toStrictEqual({ id: 'c1', edit })
  })

  it('has null for an option that is taken away', () => {
    const edit = { act: 'update', changes: { longestRun: undefined, grace: 0 } } as const
    expect(editMessage({ id: 'c1', edit })).toEqual({
      id: 'c1',
      edit: { act: 'update', changes: { longestRun: null, grace: 0 } },
    })
  })

  it.each([
    undefined,
    null,
    {},
    { edit: { act: 'pause' } },
    { id: 1, edit: { act: 'pause' } },
    { id: 'c1' },
    { id: 'c1', edit: 'pause' },
    { id: 'c1', edit: { act: 'adopt' } },
    { id: 'c1', edit: { act: 'adopt', changes: {} } },
    { id: 'c1', edit: { act: 'update' } },
    { id: 'c1', edit: { act: 'update', changes: 'x' } },
    { id: 'c1', edit: { act: 'update', changes: null } },
    { id: 'c1', edit: { act: 'silence', until: 'tomorrow' } },
    { id: 'c1', edit: { act: 'silence', until: null } },
    { id: 'c1', edit: { act: 'acknowledge', by: 7 } },
  ])('is none of another form: %j', value => {
    expect(readEditQuestion(value)).toBeUndefined()
  })

  it('is without the parts that nobody knows', () => {
    const edits = [{ act: 'update', changes: { name: 'x', id: 'c2', origin: 'ini' }, expected: 'x' }]
    expect(edits.map(edit => readEditQuestion({ id: 'c1', edit })?.edit)).toStrictEqual([
      { act: 'update', changes: { name: 'x' }, isForeign: true },
    ])
  })
})

describe('the answer of its home', () => {
  const entry = { id: 'c1', home: 'a', isGone: true }

  it.each([
    { kind: 'done', entry },
    { kind: 'taken', entry },
    { kind: 'refused', reason: '' },
  ])('is read: %j', answer => {
    expect(readEditAnswer({ ...answer, more: 1 })).toEqual(answer)
  })

  it.each([
    undefined,
    {},
    { entry },
    { kind: 'kept', entry },
    { kind: 'done' },
    { kind: 'taken', entry: { id: 'c1' } },
    { kind: 'refused' },
    { kind: 'refused', entry },
  ])('is none of another form: %j', value => {
    expect(readEditAnswer(value)).toBeUndefined()
  })
})

test('the plan of a check is its options, and nothing of its place', () => {
  const check: Check = { ...PLAN, id: 'c1', origin: 'page', createdAt: 1, home: 'a', madeFrom: '10.0.0.0' }
  expect(planOnly(check)).toEqual(PLAN)
})
