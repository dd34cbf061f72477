import { expect, it } from 'vitest'
import { hostAndPortProblem, parseHostAndPort } from '../../../src/domain/probes/host-and-port'

it.each([
  ['nas.local:445', { host: 'nas.local', port: 445 }],
  ['192.168.1.20:1', { host: '192.168.1.20', port: 1 }],
  ['[2001:db8::1]:65535', { host: '2001:db8::1', port: 65_535 }],
  ['[fe80::1%eth0]:22', { host: 'fe80::1%eth0', port: 22 }],
])('%s is a host and a port', (text, expected) => {
  expect(parseHostAndPort(text)).toEqual(expected)
  expect(hostAndPortProblem(text)).toBeUndefined()
})

it('takes the usual port where a kind has one', () => {
  expect(parseHostAndPort('example.org', 443)).toEqual({ host: 'example.org', port: 443 })
})

it.each([
  ['http://nas:80', 'is a URL; enter the host and the port only, such as nas.local:445'],
  ['2001:db8::1', 'has to have an IPv6 address in brackets, such as [2001:db8::1]:25'],
  ['nas.local', 'has no port; write it behind a colon, such as nas.local:445'],
  ['nas.local:0', 'has to be a host and a port from 1 to 65535, such as nas.local:445'],
  ['nas.local:65536', 'has to be a host and a port from 1 to 65535, such as nas.local:445'],
  ['a b:80', 'has to be a host and a port from 1 to 65535, such as nas.local:445'],
  ['', 'has to be a host and a port from 1 to 65535, such as nas.local:445'],
])('%s is none, and the reason shows what to do', (text, reason) => {
  expect(hostAndPortProblem(text)).toBe(reason)
})
