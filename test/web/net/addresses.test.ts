import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { isLoopback, isOwnProgram, networkOf, plainAddress } from '../../../src/web/net/addresses'

test.each([
  ['192.168.1.5', '192.168.1.5'],
  ['::ffff:192.168.1.5', '192.168.1.5'],
  ['::FFFF:10.0.0.1', '10.0.0.1'],
  ['::ffff:c0a8:105', '::ffff:c0a8:105'],
  ['1::ffff:10.0.0.1', '1::ffff:10.0.0.1'],
  ['fe80::1', 'fe80::1'],
  ['', ''],
])('the address %j of a socket is %j', (address, plain) => {
  expect(plainAddress(address)).toBe(plain)
})

test.each([
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['::ffff:127.0.0.1', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['10.127.0.1', false],
  ['127.0.0.1.evil.example', false],
  ['127.evil.example', false],
  ['::2', false],
  ['', false],
])('whether %j is loopback: %j', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1::3:4:5:6', '2001:db8:1:0'],
  ['2001::2:3:4:5:6:7', '2001:0:2:3'],
  ['fe80::', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

describe('a program of this machine', () => {
  const isOwn = (headers: object, remoteAddress?: string) =>
    isOwnProgram({ socket: { remoteAddress }, headers } as unknown as IncomingMessage)

  test.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    'localhost',
    'LocalHost:8080',
    '[::1]:80',
    '[::1]',
    '[::FFFF:127.0.0.1]',
  ])('asks over loopback for the host %s', host => {
    expect(isOwn({ host }, '127.0.0.1')).toBe(true)
    expect(isOwn({ host }, '::1')).toBe(true)
    expect(isOwn({ host }, '192.168.1.9')).toBe(false)
    expect(isOwn({ host })).toBe(false)
  })

  test.each([
    'pi.local',
    'localhost.evil.example',
    'localhost:',
    'localhost:123456',
    'localhost:80x',
    'x localhost',
    '[::1',
    '[::2]',
    '192.168.1.9',
    '',
    undefined,
  ])('does not name the host %j', host => {
    expect(isOwn({ host }, '127.0.0.1')).toBe(false)
  })

  test.each([
    'x-forwarded',
    'x-forwarded-for',
    'x-forwarded-anything',
    'x-real-ip',
    'forwarded',
    'via',
    'client-ip',
    'x-client-ip',
    'true-client-ip',
    'x-cluster-client-ip',
    'cf-client-ip',
    'cf-connecting-ip',
    'x-original-uri',
    'origin',
    'sec-fetch-site',
    'sec-websocket-key',
  ])('has no header %s of a proxy or a browser', name => {
    expect(isOwn({ host: 'localhost', [name]: 'x' }, '127.0.0.1')).toBe(false)
  })

  test.each([
    'user-agent',
    'x-intvlm8r-tick',
    'viaduct',
    'trivia',
    'my-origin',
    'originator',
    'insec-fetch',
    'sec-',
    'x-original-',
    'not-forwarded',
    'x-forwarded-',
    'forwarded-by',
    'x-real-ips',
    'my-client-ip',
  ])('may have the header %s', name => {
    expect(isOwn({ host: 'localhost', [name]: 'x' }, '127.0.0.1')).toBe(true)
  })
})
