import { expect, test } from 'vitest'
import { amountOf, parseAmount, parseSize, shareWords, sizeWords } from '../../../src/domain/probes/amounts'

test.each([
  ['0', 0],
  ['500', 500],
  ['1.125', 1.125],
  ['500M', 500e6],
  ['2 GB', 2e9],
  [' 1.5k ', 1_500],
  ['3T', 3e12],
  ['7B', 7],
  ['123456789012', 123_456_789_012],
])('the size %j is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
  expect(parseAmount(text)).toStrictEqual({ amount: bytes })
})

test.each([
  '',
  'M',
  'x5M',
  '5Mx',
  '5P',
  '1.',
  '1.2345',
  '1234567890123',
  '-1',
  '5  M',
  '5 %x',
  '100.01%',
  '101%',
  '%',
  'x5%',
  '1.234%',
  '1000%',
])('%j is no amount', text => {
  expect(parseAmount(text)).toBeUndefined()
})

test.each([
  ['10%', 0.1],
  [' 0 % ', 0],
  ['100%', 1],
  ['12.25%', 0.1225],
])('the share %j is %d', (text, share) => {
  expect(parseAmount(text)).toStrictEqual({ share })
})

test('an amount of a whole is its share, or the same of any whole', () => {
  expect([amountOf({ share: 0.25 }, 80), amountOf({ amount: 7 }, 80)]).toStrictEqual([20, 7])
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 KB'],
  [2.54e9, '2.5 GB'],
  [99.94e6, '99.9 MB'],
  [100e6, '100 MB'],
  [1e12, '1.0 TB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})

test.each([
  [0, '0 %'],
  [0.004, '0.4 %'],
  [0.01, '1 %'],
  [0.414, '41 %'],
  [1, '100 %'],
])('the share %d is %s', (share, words) => {
  expect(shareWords(share)).toBe(words)
})
