import { expect, it } from 'vitest'
import { createAddressOrder } from '../../../src/io/peers/address-order'

const ATTIC = { key: 'k', urls: ['http://one', 'http://two', 'http://three'] }
const CELLAR = { key: 'c', urls: ['http://two', 'http://three'] }

it('the address of a peer that answered last is asked first, and has all of the time', () => {
  const order = createAddressOrder()
  const times = (ms: number) => ATTIC.urls.map(url => order.timeOf(ATTIC, url, ms))
  expect(order.of(ATTIC)).toEqual(['http://one', 'http://two', 'http://three'])
  expect(times(1_000)).toEqual([333, 333, 333])
  order.note(ATTIC, 'http://two')
  expect(order.of(ATTIC)).toEqual(['http://two', 'http://one', 'http://three'])
  expect(times(1_000)).toEqual([333, 1_000, 333])
  order.note(ATTIC, 'http://three')
  expect(order.of(ATTIC)).toEqual(['http://three', 'http://one', 'http://two'])
  expect(times(1_000)).toEqual([333, 333, 1_000])
  expect(order.of(CELLAR)).toEqual(['http://two', 'http://three'])
  expect(order.timeOf(CELLAR, 'http://three', 1_000)).toBe(500)
})

it('an address has no precedence any more once it is silent; the silence of another one changes nothing', () => {
  const order = createAddressOrder()
  order.note(ATTIC, 'http://two')
  order.noteSilence(ATTIC, 'http://one')
  order.noteSilence(CELLAR, 'http://two')
  expect(order.of(ATTIC)).toEqual(['http://two', 'http://one', 'http://three'])
  order.noteSilence(ATTIC, 'http://two')
  expect(order.of(ATTIC)).toEqual(['http://one', 'http://two', 'http://three'])
  expect(order.timeOf(ATTIC, 'http://two', 1_000)).toBe(333)
})

it('an address that the peer has no more is not asked', () => {
  const order = createAddressOrder()
  order.note(ATTIC, 'http://gone')
  expect(order.of(ATTIC)).toEqual(['http://one', 'http://two', 'http://three'])
})
