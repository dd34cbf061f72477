import { expect, test } from 'vitest'
import { pageAddresses } from '../../../src/bin/shared/page-address'

type Interfaces = ReturnType<NonNullable<Parameters<typeof pageAddresses>[1]>>

const of = (...addresses: string[]) =>
  addresses.map(address => ({ address, internal: address === '127.0.0.1' || address === '::1' }))

/** A Pi with Docker, and a network of which it got no address by DHCP. */
const PI = {
  docker0: of('172.17.0.1'),
  lo: of('127.0.0.1', '::1'),
  eth1: of('169.254.7.7'),
  wlan0: of('192.168.1.5', 'fe80::1', '2001:db8::5', 'fd00::5'),
} as unknown as Interfaces

test.each([
  [
    { host: '0.0.0.0', tlscert: '' },
    ['http://192.168.1.5:8080', 'http://169.254.7.7:8080', 'http://172.17.0.1:8080'],
  ],
  [
    { host: '::', tlscert: 'cert.pem' },
    [
      'https://192.168.1.5:8080',
      'https://[2001:db8::5]:8080',
      'https://[fd00::5]:8080',
      'https://169.254.7.7:8080',
      'https://172.17.0.1:8080',
    ],
  ],
  [{ host: '127.0.0.1', tlscert: '' }, ['http://127.0.0.1:8080']],
  [{ host: '2001:db8::5', tlscert: '' }, ['http://[2001:db8::5]:8080']],
  [{ host: 'fe80::1%eth0', tlscert: '' }, ['http://[fe80::1%25eth0]:8080']],
  [{ host: 'pi.lan', tlscert: 'cert.pem' }, ['https://pi.lan:8080']],
])('%j: %j', (web, addresses) => {
  expect(pageAddresses({ ...web, port: 8080 }, () => PI)).toEqual(addresses)
})

test('without a network, or a sandbox without netlink, there is the name', () => {
  const web = { host: '0.0.0.0', port: 8080, tlscert: '' }
  const named = [expect.stringMatching(/^http:\/\/[^/]+\.local:8080$/)]
  expect(pageAddresses(web, () => ({}))).toEqual(named)
  expect(
    pageAddresses(web, () => {
      throw new Error('EAFNOSUPPORT')
    }),
  ).toEqual(named)
})
