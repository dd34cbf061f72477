/** How the keys of a section are read. */
import { expect, test } from 'vitest'
import {
  admissionOf,
  readerOf,
  shown,
  soundKeys,
  switchOf,
  whole,
} from '../../../src/config/settings/section-reader'
import type { IniFault } from '../../../src/domain/settings/reading'

function reading(values: Readonly<Record<string, string>>) {
  const faults: IniFault[] = []
  return { read: readerOf('S', values, faults), faults }
}

test('a key that is missing or empty has its default, and else its rule', () => {
  const { read, faults } = reading({ a: 'x', b: '' })
  const rule = (value: string) => `<${value}>`
  expect([read('a', rule, 'd'), read('b', rule, 'd'), read('c', rule, 'd'), read('c', rule)]).toEqual([
    '<x>',
    'd',
    'd',
    '<>',
  ])
  expect(faults).toEqual([])
})

test('a rule notes why a value cannot be used', () => {
  const { read, faults } = reading({ a: 'x', b: 'y\nz' })
  expect(read('a', (_value, fail) => fail('is odd'))).toBeUndefined()
  expect(read('b', value => value, 'd')).toBeUndefined()
  expect(faults).toEqual([
    { section: 'S', key: 'a', reason: 'is odd' },
    {
      section: 'S',
      key: 'b',
      reason:
        'goes on in the indented line below; write it in one line, and begin the next key without blanks',
    },
  ])
})

test('a section is whole where every key is sound', () => {
  expect(whole({ a: 1, b: false })).toEqual({ a: 1, b: false })
  expect(Object.isFrozen(whole({ a: 1 }))).toBe(true)
  expect(whole({ a: 1, b: undefined })).toBeUndefined()
  expect(soundKeys({ a: 1, b: undefined, c: '' })).toEqual({ a: 1, c: '' })
  expect(Object.keys(soundKeys({ b: undefined }))).toEqual([])
})

test.each([
  ...['on', 'YES', 'true', '1'].map(value => [value, true, []] as const),
  ...['off', 'No', 'FALSE', '0'].map(value => [value, false, []] as const),
  ...['', 'x', 'on ', 'non', 'offf', 'xoff', '10'].map(value => [value, undefined, [value]] as const),
])('the switch %j is %s', (value, state, refused) => {
  const reasons: string[] = []
  expect(switchOf(value, reason => void reasons.push(reason))).toBe(state)
  expect(reasons).toEqual(
    refused.map(each => `${each === '' ? 'its value' : `"${each}"`} is neither on nor off`),
  )
})

test('a door for strangers is off, adopt or open', () => {
  const reasons: string[] = []
  const of = (value: string) => admissionOf(value, reason => void reasons.push(reason))
  expect([of('OFF'), of('adopt'), of('Open'), of('on')]).toEqual(['off', 'adopt', 'open', undefined])
  expect(reasons).toEqual(['"on" is none of off, adopt, open'])
})

test.each([
  ['a_B 9.+-', '"a_B 9.+-"'],
  ['x'.repeat(20), `"${'x'.repeat(20)}"`],
  ['x'.repeat(21), 'its value'],
  ['', 'its value'],
  ['a/b', 'its value'],
  ['/ab', 'its value'],
  ['ab/', 'its value'],
])('of %j a fault shows %s', (value, words) => {
  expect(shown(value)).toBe(words)
})
