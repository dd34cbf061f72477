import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isOwnAddress, leadsHere } from '../../../src/io/net/own-addresses'

const OWN = Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address))

it.each(['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::ffff:127.0.0.1', ...OWN])(
  '%s is of this machine',
  address => {
    expect(isOwnAddress(address)).toBe(true)
  },
)

it.each(['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7'])('%s is of another', address => {
  expect(isOwnAddress(address)).toBe(false)
})

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['192.0.2.7', false],
  ['heart.invalid', false],
])('%s leads here: %s', async (host, isOurs) => {
  expect(await leadsHere(host)).toBe(isOurs)
})
