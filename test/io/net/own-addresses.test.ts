import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isOwnAddress, leadsHere } from '../../../src/io/net/own-addresses'

const OWN = Object.values(networkInterfaces()).flatMap(list =>
  // A link-local address means nothing without its interface.
  (list ?? []).map(({ address }) => address).filter(address => !address.startsWith('fe80:')),
)

it.each(['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::ffff:127.0.0.1', ...OWN])(
  '%s is of this machine',
  async address => {
    expect(await isOwnAddress(address)).toBe(true)
  },
)

it.each(['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7'])('%s is of another', async address => {
  expect(await isOwnAddress(address)).toBe(false)
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
