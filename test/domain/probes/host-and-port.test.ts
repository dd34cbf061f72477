import { expect, it } from 'vitest'
import {
  addressProblem,
  hostAndPortOf,
  hostAndPortProblem,
  hostPerhapsPortProblem,
  hostProblem,
  parseHostAndPort,
} from '../../../src/domain/probes/host-and-port'

const IS_URL = 'is a URL; enter the host and the port only, such as nas.local:445'
const BRACKETS = 'has to have an IPv6 address in brackets, such as [2001:db8::1]:25'
const NO_PORT = 'has no port; write it behind a colon, such as nas.local:445'
const OTHER = 'has to be a host and a port from 1 to 65535, such as nas.local:445'

it.each([
  ['nas.local:445', { host: 'nas.local', port: 445 }],
  ['192.168.1.20:1', { host: '192.168.1.20', port: 1 }],
  ['[2001:db8::1]:65535', { host: '2001:db8::1', port: 65_535 }],
  ['[2001:DB8::A9]:25', { host: '2001:DB8::A9', port: 25 }],
  ['[::ffff:1.2.3.4]:25', { host: '::ffff:1.2.3.4', port: 25 }],
  ['[fe80::1%eth0]:22', { host: 'fe80::1%eth0', port: 22 }],
  ['[fe80::1%br-lan]:22', { host: 'fe80::1%br-lan', port: 22 }],
  ['[fe80::1%eth0.10]:22', { host: 'fe80::1%eth0.10', port: 22 }],
  ['a:1', { host: 'a', port: 1 }],
])('%s is a host and a port', (text, expected) => {
  expect(parseHostAndPort(text)).toEqual(expected)
  expect(hostAndPortProblem(text)).toBeUndefined()
  expect(hostPerhapsPortProblem(text)).toBeUndefined()
})

it('takes the usual port where a kind has one', () => {
  expect(parseHostAndPort('example.org', 443)).toEqual({ host: 'example.org', port: 443 })
  expect(parseHostAndPort('[::1]', 443)).toEqual({ host: '::1', port: 443 })
  expect(parseHostAndPort('example.org:25', 443)).toEqual({ host: 'example.org', port: 25 })
  expect(parseHostAndPort('example.org')).toBeUndefined()
})

it.each([
  ['http://nas:80', IS_URL],
  ['HTTP://nas', IS_URL],
  ['svn+ssh-1.0://nas', IS_URL],
  ['x://', IS_URL],
  ['1http://nas:80', OTHER],
  ['see http://nas:80', OTHER],
  ['http:/nas', OTHER],
  ['://nas', OTHER],
  ['2001:db8::1', BRACKETS],
  ['2001:DB8::1', BRACKETS],
  ['::', BRACKETS],
  ['x::1', OTHER],
  ['::1x', OTHER],
  [':80', OTHER],
  ['nas.local', NO_PORT],
  ['[::1]', NO_PORT],
  ['nas.local:0', OTHER],
  ['nas.local:65536', OTHER],
  ['nas.local:123456', OTHER],
  ['nas.local:', OTHER],
  ['nas.local:x', OTHER],
  ['nas.local:80x', OTHER],
  ['a b:80', OTHER],
  ['nas/x:80', OTHER],
  ['me@nas:80', OTHER],
  ['n[as:80', OTHER],
  ['n]as:80', OTHER],
  ['x[::1]:80', OTHER],
  ['[g::1]:80', OTHER],
  ['[]:80', OTHER],
  ['[fe80::1%]:22', OTHER],
  ['[fe80::1%a+b]:22', OTHER],
  ['', OTHER],
])('%s is none, and the reason shows what to do', (text, reason) => {
  expect(hostAndPortProblem(text)).toBe(reason)
})

it.each([
  ['nas.local', undefined],
  ['::1', undefined],
  ['1.2.3.4', undefined],
  ['[::1]', undefined],
  ['nas.local:0', OTHER],
  ['http://nas', IS_URL],
])('where the port has a usual value, %s has the fault %j', (text, reason) => {
  expect(hostPerhapsPortProblem(text)).toBe(reason)
})

const URL_ALONE = 'is a URL; enter the host only, such as nas.local'
const PORT = 'has a port, which is of no use here; remove it'
const NO_NAME = 'has to be a name or an address, such as nas.local or 192.168.1.20'
it.each([
  ['nas.local', undefined],
  ['größe_1-x', undefined],
  ['n'.repeat(253), undefined],
  ['::1', undefined],
  ['fe80::1%eth0', undefined],
  ['Https://nas', URL_ALONE],
  ['a1+.-://', URL_ALONE],
  ['see http://nas', NO_NAME],
  ['1x://nas', NO_NAME],
  ['nas:80', PORT],
  ['n:8', PORT],
  [':80', NO_NAME],
  ['x:y:80', NO_NAME],
  ['nas:80x', NO_NAME],
  ['nas:', NO_NAME],
  ['n'.repeat(254), NO_NAME],
  ['-nas', NO_NAME],
  ['na s', NO_NAME],
  ['', NO_NAME],
])('alone, the host %s has the fault %j', (text, reason) => {
  expect(hostProblem(text)).toBe(reason)
})

const NO_ADDRESS = 'has to be an address, such as 192.168.1.1, 192.168.1.1:53 or [2001:db8::1]:53'
it.each([
  ['192.168.1.1', undefined],
  ['0.0.0.255', undefined],
  ['192.168.1.1:53', undefined],
  ['[2001:db8::1]:53', undefined],
  ['[2001:db8::1]', undefined],
  ['2001:DB8::1', undefined],
  ['::ffff:1.2.3.4', undefined],
  ['fe80::1%eth0', undefined],
  ['nas.local', NO_ADDRESS],
  ['nas.local:53', NO_ADDRESS],
  ['1.2.3', NO_ADDRESS],
  ['1.2.3.4.5', NO_ADDRESS],
  ['1.2.3.256', NO_ADDRESS],
  ['1.2.3.0004', NO_ADDRESS],
  ['1.2.3.x4', NO_ADDRESS],
  ['1.2.3.4x', NO_ADDRESS],
  ['1.2.3.', NO_ADDRESS],
  ['a:1', NO_ADDRESS],
  ['::g', NO_ADDRESS],
  ['g::', NO_ADDRESS],
  ['fe80::1%', NO_ADDRESS],
  ['fe80::1%a+b', NO_ADDRESS],
  ['fe80::1%a%b', NO_ADDRESS],
  ['', NO_ADDRESS],
])('as an address, %s has the fault %j', (text, reason) => {
  expect(addressProblem(text)).toBe(reason)
})

it('of a target has the usual port, unless it names one', () => {
  expect(['::1', 'nas', 'nas:1', '[::1]:2', 'a b'].map(text => hostAndPortOf(text, 53))).toEqual([
    { host: '::1', port: 53 },
    { host: 'nas', port: 53 },
    { host: 'nas', port: 1 },
    { host: '::1', port: 2 },
    undefined,
  ])
})
