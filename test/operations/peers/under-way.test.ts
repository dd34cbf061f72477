import { expect, it } from 'vitest'
import { createUnderWay } from '../../../src/operations/peers/under-way'

it('a message is on its way until each attempt at it has ended', () => {
  const underWay = createUnderWay()
  underWay.begin(['a', 'b'])
  underWay.begin(['a'])
  expect(underWay.names()).toEqual(['a', 'b'])
  underWay.end(['a', 'b'])
  expect([underWay.names(), underWay.has('a'), underWay.has('b')]).toEqual([['a'], true, false])
  underWay.end(['a'])
  expect(underWay.names()).toEqual([])
  // One that ends without having begun owes nothing.
  underWay.end(['a'])
  underWay.begin(['a'])
  expect(underWay.names()).toEqual(['a'])
})
