import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createSenderOf } from '../../../../src/web/watch/check-ins/sender'

function senderOf(remoteAddress: string | undefined, forwarded?: string | string[], trustproxy = true) {
  const reading = { kind: 'ok', settings: { web: { trustproxy } } }
  const read = createSenderOf({ read: async () => reading as never })
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return read({ socket: { remoteAddress }, headers } as unknown as IncomingMessage)
}

test('a request that no proxy forwarded has the address of its connection at once', () => {
  expect(senderOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(senderOf('127.0.0.1')).toBe('127.0.0.1')
  expect(senderOf(undefined)).toBe('')
})

test('what another machine says about itself is not believed', () => {
  expect(senderOf('192.0.2.1', '198.51.100.1')).toBe('192.0.2.1')
})

test.each([
  ['198.51.100.1', '198.51.100.1'],
  ['203.0.113.1, 198.51.100.1', '198.51.100.1'],
  ['203.0.113.1,  ::ffff:198.51.100.1 ', '198.51.100.1'],
  [['203.0.113.1', '2001:db8::1'], '2001:db8::1'],
  ['nonsense', '127.0.0.1'],
  ['198.51.100.1, ', '127.0.0.1'],
  ['', '127.0.0.1'],
])('of what a trusted proxy here forwards, %j, the last address counts: %s', async (forwarded, address) => {
  expect(await senderOf('127.0.0.1', forwarded)).toBe(address)
  expect(await senderOf('127.0.0.1', forwarded, false)).toBe('127.0.0.1')
})

test('while the section has a fault no proxy is believed', async () => {
  const reading = { kind: 'unreadable', reason: 'x' } as const
  const read = createSenderOf({ read: async () => reading })
  const request = { socket: { remoteAddress: '::1' }, headers: { 'x-forwarded-for': '192.0.2.1' } }
  expect(await read(request as unknown as IncomingMessage)).toBe('::1')
})
