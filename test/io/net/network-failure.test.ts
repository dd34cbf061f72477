/** Errors of connections: which breakdown they are, whose fault, and that nothing but the host is told of the URL. */
import { describe, expect, it } from 'vitest'
import {
  explainFailure,
  isShaking,
  NetworkFailure,
  timedOut,
  tooLate,
} from '../../../src/io/net/network-failure'

const HERE = { host: 'nas:8080', shaking: false, now: 0 }
const coded = (code: string, more: object = {}) =>
  Object.assign(new Error('words of Node'), { code, ...more })
const explained = (error: unknown, attempted: Partial<Parameters<typeof explainFailure>[1]> = {}) => {
  const { breakdown, ours, message } = explainFailure(error, { ...HERE, ...attempted })
  return { breakdown, ours, message }
}

describe('an error of the network', () => {
  it.each<[string, string, boolean, RegExp]>([
    ['ENOTFOUND', 'dns', false, /no host of the name nas:8080/],
    ['ENODATA', 'dns', false, /no host of the name nas:8080/],
    ['EAI_AGAIN', 'dns', true, /nas:8080 .*no DNS server/],
    ['ECONNREFUSED', 'connection', false, /refused by nas:8080/],
    ['ECONNRESET', 'connection', false, /nas:8080 closed/],
    ['EPIPE', 'connection', false, /nas:8080 closed/],
    ['EHOSTUNREACH', 'connection', false, /no way to nas:8080/],
    ['ENETUNREACH', 'connection', true, /no way to nas:8080/],
    ['ENETDOWN', 'connection', true, /no way to nas:8080/],
    ['EADDRNOTAVAIL', 'connection', true, /no way to nas:8080/],
    ['ENOBUFS', 'connection', true, /no connection to nas:8080 \(ENOBUFS\)/],
    ['EACCES', 'connection', true, /no connection to nas:8080 \(EACCES\)/],
    ['EPERM', 'connection', true, /no connection to nas:8080 \(EPERM\)/],
    ['EMFILE', 'connection', true, /no connection to nas:8080: this program/],
    ['ENFILE', 'connection', true, /no connection to nas:8080: this machine/],
    ['ETIMEDOUT', 'timeout', false, /nas:8080 cannot be reached/],
    ['ERR_SOCKET_CONNECTION_TIMEOUT', 'timeout', false, /nas:8080 cannot be reached/],
    [
      'HPE_INVALID_CONSTANT',
      'connection',
      false,
      /nas:8080 does not answer in HTTP \(HPE_INVALID_CONSTANT\)/,
    ],
    ['XHPE_', 'connection', false, /^no connection to nas:8080 \(XHPE_\)$/],
    ['ERR_SSL_ODD', 'tls', false, /no TLS connection to nas:8080 \(ERR_SSL_ODD\)/],
    ['XERR_SSL_', 'connection', false, /^no connection to nas:8080 \(XERR_SSL_\)$/],
    ['CERT_HAS_EXPIRED', 'tls', false, /certificate of nas:8080 has expired/],
    ['EODD', 'connection', false, /^no connection to nas:8080 \(EODD\)$/],
  ])('%s is a breakdown of %s; ours: %s', (code, breakdown, ours, message) => {
    expect(explained(coded(code))).toEqual({ breakdown, ours, message: expect.stringMatching(message) })
  })

  it('of the look-up is one of the name, whatever its code', () => {
    expect(explained(coded('EODD', { syscall: 'getaddrinfo' }))).toMatchObject({
      ...{ breakdown: 'dns', ours: false, message: 'the name nas:8080 cannot be looked up (EODD)' },
    })
    expect(explained(coded('EODD', { syscall: 'connect' })).breakdown).toBe('connection')
  })

  it('during the handshake is one of TLS, where nothing more is known', () => {
    expect(explained(coded('EODD'), { shaking: true })).toMatchObject({ breakdown: 'tls' })
    expect(explained(coded('ECONNRESET'), { shaking: true })).toMatchObject({ breakdown: 'connection' })
  })

  it('of a name without an address of the only version of IP that was allowed says so', () => {
    expect(explained(coded('ENOTFOUND'), { family: 6 }).message).toBe(
      'there is no IPv6 address of the name nas:8080',
    )
    expect(explained(coded('ENODATA'), { family: 4 }).message).toBe(
      'there is no IPv4 address of the name nas:8080',
    )
    expect(explained(coded('ECONNREFUSED'), { family: 4 }).message).toBe('connection refused by nas:8080')
  })

  it('names the cafile that alone counts, where there is one', () => {
    const untrusted = coded('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(explained(untrusted).message).toContain('cafile in [Network]')
    expect(explained(untrusted, { hasCafile: true }).message).toContain('the cafile that is given for it')
  })

  it('that is explained already stays as it is', () => {
    const failure = new NetworkFailure('redirect', 'words', true)
    expect(explainFailure(failure, HERE)).toBe(failure)
    expect(new NetworkFailure('redirect', 'words').ours).toBe(false)
  })

  it('without a code is a surprise, and thrown', () => {
    const surprise = new Error('no code')
    expect(() => explainFailure(surprise, HERE)).toThrow(surprise)
  })
})

describe('of several addresses', () => {
  const several = (...codes: readonly string[]) =>
    explained(new AggregateError(codes.map(code => coded(code))))

  it('the error of the last one is told', () => {
    expect(several('ENETUNREACH', 'ECONNREFUSED')).toMatchObject({
      ...{ breakdown: 'connection', ours: false, message: 'connection refused by nas:8080' },
    })
    expect(several('ECONNREFUSED', 'ETIMEDOUT')).toMatchObject({ breakdown: 'timeout', ours: false })
  })

  it('the fault is ours only where it is so for all', () => {
    expect(several('ENETUNREACH', 'ENETDOWN').ours).toBe(true)
    expect(several('ECONNREFUSED', 'ENETDOWN').ours).toBe(false)
  })

  it('none at all is one that came too late', () => {
    expect(several()).toEqual({ breakdown: 'stale', ours: true, message: tooLate().message })
    expect(tooLate()).toMatchObject({ breakdown: 'stale', ours: false })
  })
})

describe('an answer that did not come in time', () => {
  const [plain, secure] = [new URL('http://nas:8080/secret'), new URL('https://nas/secret')]

  it.each([
    [plain, {}, 'not connected yet'],
    [plain, { dns: 1 }, 'its address is known, but nothing answers there'],
    [plain, { dns: 1, tcp: 2 }, 'connected'],
    [secure, { dns: 1, tcp: 2 }, 'connected, but TLS did not get ready'],
    [secure, { dns: 1, tcp: 2, tls: 3 }, 'connected, TLS done'],
    [secure, { dns: 1 }, 'its address is known, but nothing answers there'],
  ])('of %s after %j says how far it came', (url, reached, words) => {
    expect(timedOut(url, reached, 1_500, undefined)).toMatchObject({
      ...{ breakdown: 'timeout', ours: false, message: `${url.host} did not answer within 1.5 s (${words})` },
    })
  })

  it('of a proxy names that', () => {
    expect(timedOut(secure, { tcp: 1 }, 2_000, 'the proxy squid:3128')).toMatchObject({
      ...{ breakdown: 'timeout', message: 'the proxy squid:3128 did not answer within 2 s' },
    })
  })

  it('is within the handshake from the connection to its end, of https alone', () => {
    expect([
      isShaking(secure, {}),
      isShaking(secure, { tcp: 0 }),
      isShaking(secure, { tcp: 0, tls: 0 }),
      isShaking(plain, { tcp: 0 }),
    ]).toEqual([false, true, false, false])
  })
})
