import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { pyremtoRequest } from '../../../../src/web/watch/check-ins/pyremto-request'

const read = (headers: object, method = 'POST') =>
  pyremtoRequest(
    { headers: { backendversion: '2', ...headers }, method } as unknown as IncomingMessage,
    '192.0.2.1',
    7,
  )

test('a request without anything asks for nothing', () => {
  const { wants, ...request } = read({})
  expect(request).toEqual({
    at: 7,
    address: '192.0.2.1',
    agent: undefined,
    tag: '',
    name: undefined,
    password: undefined,
    interval: 'none',
  })
  expect(wants('ping')).toBe(false)
})

test('everything stands in headers', () => {
  const { wants, ...request } = read({
    ping: 'true',
    'create-tag': 'True',
    'user-agent': 'x'.repeat(201),
    tag: 'a tag',
    name: 'a name',
    password: ' secret ',
    'alive-interval-minutes': '5',
  })
  expect(request).toEqual({
    at: 7,
    address: '192.0.2.1',
    agent: 'x'.repeat(200),
    tag: 'a tag',
    name: 'a name',
    password: ' secret ',
    interval: 300_000,
  })
  expect([wants('ping'), wants('create-tag'), wants('is-alive')]).toEqual([true, false, false])
})

test('an empty header is none, and one that came twice is none', () => {
  expect(read({ name: '', password: ['a', 'b'] })).toMatchObject({ name: undefined, password: undefined })
})

test('a text is UTF-8 where it can be, else Latin-1', () => {
  const asLatin1 = (bytes: Buffer) => bytes.toString('latin1')
  expect(read({ name: asLatin1(Buffer.from('Büro')) }).name).toBe('Büro')
  expect(read({ name: asLatin1(Buffer.from('Büro', 'latin1')) }).name).toBe('Büro')
})

test.each([
  ['-1', 'none'],
  ['1', 60_000],
  ['0', 60_000],
  ['-2', 60_000],
  ['-100', 60_000],
  ['60', 3_600_000],
  ['999999999', 400 * 86_400_000],
  ['1000000000', undefined],
  ['1.5', undefined],
  ['x1', undefined],
  ['1x', undefined],
  ['--1', undefined],
])('an interval of %j minutes is %j milliseconds', (minutes, interval) => {
  expect(read({ 'alive-interval-minutes': minutes }).interval).toBe(interval)
})

test('another method or version is refused', () => {
  expect(() => read({}, 'GET')).toThrow(
    expect.objectContaining({ status: 405, message: 'everything is POSTed' }),
  )
  for (const backendversion of ['1', '', undefined])
    expect(() => read({ backendversion })).toThrow(
      expect.objectContaining({ status: 400, message: 'backendversion has to be 2' }),
    )
})
