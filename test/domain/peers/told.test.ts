import { describe, expect, test } from 'vitest'
import { openersOf, owesEnd } from '../../../src/domain/peers/owed-end'
import {
  isForGroup,
  isSameTold,
  newOutcome,
  outcomeName,
  putTogether,
  silenceKey,
  silenceOfKey,
  triggerOutcome,
  withOutcome,
} from '../../../src/domain/peers/told'

const KEY = 'intvlm8r-x-1'

test.each([
  ['intvlm8r-week-1', true],
  ['intvlm8r-window-1', true],
  ['intvlm8r-group-digest-1', true],
  [KEY, false],
  ['x-intvlm8r-week-1', false],
])('%s is about the whole group: %s', (key, isGroups) => {
  expect(isForGroup({ key })).toBe(isGroups)
})

test.each([
  ['trigger', 'down', `${KEY} trigger mail`],
  ['trigger', 'blind', `${KEY} blind mail`],
  ['resolve', 'up', `${KEY} resolve mail`],
  ['resolve', 'blind', `${KEY} resolve mail`],
  ['reminder', 'down', undefined],
  ['digest', 'up', undefined],
] as const)('the outcome of a %s (%s) is %s', (kind, status, name) => {
  expect(outcomeName({ key: KEY, kind, status }, 'mail')).toBe(name)
})

test('an outcome counts behind those that there are', () => {
  const told = withOutcome(withOutcome({}, 'a', { by: '1' }), 'b', { by: '2' })
  expect(told).toEqual({ a: { by: '1', n: 1 }, b: { by: '2', n: 2 } })
  expect(newOutcome(told, 'c', { by: '3' })).toEqual({ c: { by: '3', n: 3 } })
})

describe('the same outcome of several members', () => {
  test('is that of the lowest id, and names the others', () => {
    const one = { a: { by: '2', n: 1, at: 20 } }
    const other = { a: { by: '1', n: 4, at: 10, after: { x: true as const } } }
    const merged = { a: { by: '1', n: 4, at: 10, others: { '2': 20 }, after: { x: true } } }
    expect(putTogether(one, other)).toEqual(merged)
    expect(putTogether(other, one)).toEqual(merged)
    expect(putTogether(merged as never, { a: { by: '3', n: 9, at: 30, after: { y: true } } })).toEqual({
      a: { by: '1', n: 4, at: 10, others: { '2': 20, '3': 30 }, after: { x: true, y: true } },
    })
  })

  test('of one member names none', () => {
    expect(putTogether({ a: { by: '1', n: 1 } }, { a: { by: '1', n: 1 } })).toEqual({ a: { by: '1', n: 1 } })
  })
})

test('of too many the newest are kept, of equals the first by name', () => {
  const told = { c: { by: '1', n: 1 }, a: { by: '1', n: 2 }, b: { by: '1', n: 1 } }
  expect(putTogether(told, {}, 3)).toEqual(told)
  expect(Object.keys(putTogether(told, {}, 2))).toEqual(['a', 'b'])
})

describe('the end of an incident', () => {
  const told = {
    [`${KEY} trigger mail`]: { by: '1', n: 1, at: 90, others: { '2': 90 } },
    [`${KEY} blind mail`]: { by: '3', n: 2, at: 80 },
    [`${KEY} resolve mail`]: { by: '1', n: 3, at: 70, after: { '1': true as const } },
  }
  const end = { key: KEY, kind: 'resolve', status: 'up' } as const

  test('has the members that told of its beginning, as down or as blind', () => {
    expect(openersOf(told, end, 'mail')).toEqual({ '1': true, '2': true, '3': true })
    expect(openersOf(told, end, 'phone')).toEqual({})
    expect(triggerOutcome(told, end, 'mail')).toMatchObject({ by: '1' })
    expect(triggerOutcome(told, end, 'phone')).toBeUndefined()
  })

  test('is owed by those of them that its teller did not know, and that told later', () => {
    expect(['1', '2', '3', '4'].map(member => owesEnd(told, end, 'mail', member))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(owesEnd(told, { ...end, kind: 'trigger', status: 'down' }, 'mail', '2')).toBe(false)
    const older = { ...told, [`${KEY} resolve mail`]: { by: '1', n: 3, at: 70 } }
    expect(owesEnd(older, end, 'mail', '2')).toBe(false)
  })
})

test('what is told is the same with the same members, in any order', () => {
  const a = { by: '1', n: 1, others: { '2': 20, '3': 30 } }
  expect(isSameTold({ a }, { a: { ...a, n: 7, others: { '3': 31, '2': 21 } } })).toBe(true)
  expect(isSameTold({ a }, { a: { ...a, by: '2' } })).toBe(false)
  expect(isSameTold({ a }, { a: { by: '1', n: 1 } })).toBe(false)
  expect(isSameTold({ a }, { a: { ...a, after: { '2': true } } })).toBe(false)
  expect(isSameTold({ a }, { b: a })).toBe(false)
  expect(isSameTold({ a }, { a, b: a })).toBe(false)
})

test('the key of a silence names the member and its round', () => {
  expect(silenceKey('0a', 3)).toBe('intvlm8r-silent-0a-3')
  expect(silenceOfKey('intvlm8r-silent-0a-3')).toEqual({ id: '0a', round: 3 })
  for (const key of [KEY, 'intvlm8r-silent-0a-', 'x intvlm8r-silent-0a-3', 'intvlm8r-silent-0a-3x'])
    expect(silenceOfKey(key)).toBeUndefined()
})
