import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { isOwnAddress, leadsHere } from '../../../src/io/net/own-addresses'

it.each(['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::ffff:127.0.0.1'])(
  '%s is of this machine',
  async address => {
    expect(await isOwnAddress(address)).toBe(true)
  },
)

// Read by the test itself: the tests of peers beside it add interfaces and take them away.
it('each address of an interface is of this machine', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap(list =>
    // A link-local address means nothing without its interface.
    (list ?? []).map(({ address }) => address).filter(address => !address.startsWith('fe80:')),
  )
  expect(addresses).not.toEqual([])
  const answers = await Promise.all(addresses.map(async address => [address, await isOwnAddress(address)]))
  expect(answers).toEqual(addresses.map(address => [address, true]))
})

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
