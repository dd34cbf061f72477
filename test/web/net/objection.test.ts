import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { objectionTo, securityHeaders } from '../../../src/web/net/hardening'

type Tls = 'off' | 'on' | 'broken'

const WEB = { hostnames: [] } as never
const objection = (
  tls: Tls,
  { from = '192.0.2.1', method = 'GET', host = 'localhost', isEncrypted = false } = {},
  web: typeof WEB | undefined = WEB,
) =>
  objectionTo(
    {
      method,
      headers: { host },
      rawHeaders: ['Host', host],
      socket: { remoteAddress: from, localAddress: '192.0.2.7', ...(isEncrypted && { encrypted: true }) },
    } as unknown as IncomingMessage,
    web,
    async () => tls,
  )
const noWeb = (given: object) => objectionTo(given as never, undefined, async () => 'off')

test('without TLS plain http is served', async () => {
  expect(await objection('off')).toBeUndefined()
  expect(await objection('off', { method: 'POST' })).toBeUndefined()
})

test('with TLS plain http may read by way of https, and may send nothing', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect(await objection('on', { method })).toEqual({ status: 308, message: '' })
  for (const method of ['POST', 'PUT', 'DELETE', 'get'])
    expect(await objection('on', { method })).toEqual({
      status: 403,
      message: 'This has to be sent over https; open the page again with https:// in front.',
    })
})

test('with a broken certificate nothing is shown without encryption', async () => {
  const broken = { status: 503, message: expect.stringMatching(/^The INI asks for https, but/) }
  expect(await objection('broken')).toEqual(broken)
  expect(await objection('broken', { method: 'POST' })).toEqual(broken)
})

test.each<[Tls]>([['on'], ['broken'], ['off']])(
  'over TLS, and from this machine, all is served: %s',
  async tls => {
    expect(await objection(tls, { isEncrypted: true })).toBeUndefined()
    expect(await objection(tls, { from: '127.0.0.1', method: 'POST' })).toBeUndefined()
    expect(await objection(tls, { from: '::1' })).toBeUndefined()
  },
)

test('a foreign name is refused before all else, also over TLS and from this machine', async () => {
  for (const given of [{ isEncrypted: true }, { from: '127.0.0.1' }, {}])
    expect(await objection('broken', { ...given, host: 'evil.example' })).toEqual({
      status: 421,
      message: expect.stringContaining('hostnames in the [Web] section'),
    })
})

test('while [Web] has faults, pages are shown on the appliance itself only', async () => {
  const request = (socket: object) => ({
    method: 'GET',
    headers: { host: 'localhost' },
    rawHeaders: ['Host', 'localhost'],
    socket,
  })
  expect(await noWeb(request({ remoteAddress: '192.0.2.1' }))).toEqual({
    status: 503,
    message: expect.stringContaining('The [Web] section of the INI has faults'),
  })
  expect(await noWeb(request({}))).toMatchObject({ status: 503 })
  expect(await noWeb(request({ remoteAddress: '127.0.0.1' }))).toBeUndefined()
  expect(await noWeb(request({ remoteAddress: '192.0.2.1', encrypted: true }))).toBeUndefined()
})

test('every answer has the same headers', () => {
  expect(Object.fromEntries(securityHeaders())).toEqual({
    'Content-Security-Policy':
      "default-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-DNS-Prefetch-Control': 'off',
    'X-Download-Options': 'noopen',
    'X-Frame-Options': 'DENY',
    'X-Permitted-Cross-Domain-Policies': 'none',
    'X-XSS-Protection': '0',
  })
})
