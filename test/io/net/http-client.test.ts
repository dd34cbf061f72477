import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type LookupFunction, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Broken, Exchange, HttpAnswer } from '../../../src/domain/net/exchange'
import { createHttpClient } from '../../../src/io/net/http-client'
import { openTrust } from '../../../src/io/net/trust'
import { type Certificates, makeCertificates } from '../../support/certificates'
import {
  answer,
  type Behaviour,
  endlessBody,
  garbage,
  halfClose,
  hang,
  hundredMegabytes,
  type Receiver,
  redirectLoop,
  redirectTo,
  refusingUrl,
  resetAfterHeaders,
  resetBeforeHeaders,
  slowHeaders,
  startReceiver,
  tricklingBody,
  UNRESOLVABLE_URL,
} from '../../support/receiver'

const SECRET = '/ping/s3cret?token=s3cret'
const client = createHttpClient({ userAgent: 'intvlm8r/1.0 (test)' })
const never = Number.POSITIVE_INFINITY

function get(url: string, deadlineMs = 5_000): Promise<Exchange> {
  return client.send({ method: 'GET', url }, { notAfter: never, deadlineMs })
}

/** The exchange whose deadline of 0.1 s passes once that is there which is waited for. */
async function getUntil(isThere: Promise<unknown>, url: string): Promise<Exchange> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const exchange = get(url, 100)
    await isThere
    vi.advanceTimersByTime(100)
    return await exchange
  } finally {
    vi.useRealTimers()
  }
}

function answered(exchange: Exchange): HttpAnswer {
  if (exchange.kind !== 'answer') throw new Error(`${exchange.breakdown}: ${exchange.detail}`)
  return exchange
}

function broken(exchange: Exchange): Broken {
  if (exchange.kind !== 'broken') throw new Error(`answered ${exchange.status}`)
  return exchange
}

/** A resolver with one answer for all names; like the real one, it does not answer at once. */
function resolvesTo(...addresses: string[]): LookupFunction {
  const found = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  return (_host, _options, done) => void setImmediate(() => done(null, found))
}

let receiver: Receiver

beforeEach(async () => {
  receiver = await startReceiver()
})

afterEach(() => receiver.close())

describe('a request', () => {
  it('goes out as it is, on a connection of its own, with our name', async () => {
    const before = Date.now()
    const { status, body, at, phases } = answered(await get(`${receiver.url}/a%20b/ü?x=1&y=;#part`))
    expect({ status, body }).toEqual({ status: 200, body: 'OK' })
    expect(at).toBeGreaterThanOrEqual(before)
    expect(phases.tls).toBeUndefined()
    expect(phases.dns).toBeUndefined()
    expect(phases.tcp).toBeLessThanOrEqual(phases.answer!)
    expect(phases.answer).toBeLessThanOrEqual(phases.total)
    const { method, path, headers } = await receiver.nextRequest()
    expect({ method, path }).toEqual({ method: 'GET', path: '/a%20b/%C3%BC?x=1&y=;' })
    expect(headers).toEqual({
      host: new URL(receiver.url).host,
      'user-agent': 'intvlm8r/1.0 (test)',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    })
  })

  it('carries a body as UTF-8 text', async () => {
    await client.send({ method: 'POST', url: receiver.url, body: 'missed 3 – ü' }, { notAfter: never })
    const { method, headers, body } = await receiver.nextRequest()
    expect({ method, body }).toEqual({ method: 'POST', body: 'missed 3 – ü' })
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['content-length']).toBe('15')
  })

  it('declares a body of no bytes when a POST has none', async () => {
    await client.send({ method: 'POST', url: receiver.url }, { notAfter: never })
    expect((await receiver.nextRequest()).headers['content-length']).toBe('0')
  })

  it('honours a user and a password in the URL', async () => {
    await get(receiver.url.replace('//', '//us%C3%A9r:p%3Ass%zz@'))
    const { authorization = '' } = (await receiver.nextRequest()).headers
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe('usér:p:ss%zz')
  })

  it('may have a very long URL', async () => {
    const path = `/${'x'.repeat(10_000)}`
    expect(answered(await get(receiver.url + path)).status).toBe(200)
    expect((await receiver.nextRequest()).path).toBe(path)
  })

  it('finds a host by its name', async () => {
    const { phases } = answered(await get(receiver.url.replace('127.0.0.1', 'localhost')))
    expect(phases.dns).toBeLessThanOrEqual(phases.tcp!)
  })

  it('reaches an IPv4 address although the IPv6 address of the same name is dead', async () => {
    const impatient = createHttpClient({
      userAgent: 'test',
      lookup: resolvesTo('100::1', '127.0.0.1'), // 100::/64 is the discard prefix of RFC 6666
      addressTimeout: 100,
    })
    const url = receiver.url.replace('127.0.0.1', 'two-addresses.test')
    expect(answered(await impatient.send({ method: 'GET', url }, { notAfter: never })).status).toBe(200)
  })

  it('refuses an invalid URL, without showing it', async () => {
    await expect(get('s3cret')).rejects.toThrow(/^The request has no valid URL$/)
  })
})

describe('an answer', () => {
  it.each([200, 201, 204, 299, 300, 304, 400, 401, 404, 408, 409, 429, 500, 503, 599])(
    'of status %i is handed over as it is',
    async status => {
      receiver.answerWith(answer(status, '', { 'Retry-After': '7', 'Set-Cookie': ['a', 'b'] }))
      const { status: got, headers } = answered(await get(receiver.url))
      expect(got).toBe(status)
      expect(headers).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a,b' })
    },
  )

  it.each([
    ['of 100 MB', hundredMegabytes],
    ['without end', endlessBody],
  ])('%s is read up to 64 KiB, and the rest is hung up on', async (_name, behaviour) => {
    let sent = never
    const hungUp = new Promise<void>(resolve => {
      receiver.answerWith((request, response) => {
        const { socket } = response
        socket?.once('close', () => {
          sent = socket.bytesWritten
          resolve()
        })
        behaviour(request, response)
      })
    })
    const { body, status } = answered(await get(receiver.url))
    expect({ status, length: body.length }).toEqual({ status: 200, length: 65_536 })
    await hungUp
    expect(sent).toBeLessThan(20_000_000)
  })

  it('whose body trickles until the deadline counts with the part that came', async () => {
    const parts = new Promise(resolve => {
      receiver.answerWith((request, response) => {
        tricklingBody(request, response)
        const write = response.write.bind(response)
        let written = 0
        // One turn of the event loop after it was sent, a part has been read.
        response.write = (part: unknown) => {
          if (++written > 2) resolve(written)
          return write(part)
        }
      })
    })
    const { status, body } = answered(await getUntil(parts, receiver.url))
    expect(status).toBe(200)
    expect(body).toMatch(/^OK /)
  })

  it('whose body is cut off by a reset counts with the part that came', async () => {
    receiver.answerWith(resetAfterHeaders)
    expect(answered(await get(receiver.url))).toMatchObject({ status: 200, body: 'OK', cut: 'broken' })
  })

  it('that came while this process stood still beyond the deadline is not taken for a timeout', async () => {
    const other = fork(new URL('../../support/slow-receiver.mjs', import.meta.url))
    const [port] = await once(other, 'message')
    const exchange = get(`http://127.0.0.1:${port}`, 600)
    await once(other, 'message') // the request is there, and the answer follows
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800)
    expect(answered(await exchange).body).toBe('OK')
    other.kill()
  })
})

describe('a failure', () => {
  const BEHAVIOURS: [string, Behaviour, Broken['breakdown'], RegExp][] = [
    ['never answers', hang, 'timeout', /did not answer within 0.1 s \(connected\)/],
    ['sends its headers byte by byte', slowHeaders, 'timeout', /did not answer within 0.1 s \(connected\)/],
    ['resets the connection', resetBeforeHeaders, 'connection', /closed the connection before it answered/],
    ['half-closes the connection', halfClose, 'connection', /closed the connection before it answered/],
    ['answers garbage', garbage, 'connection', /does not answer in HTTP/],
    ['switches protocols', answer(101, '', { connection: 'upgrade', upgrade: 'x' }), 'connection', /closed/],
    ['redirects for ever', redirectLoop(), 'redirect', /redirected too often/],
    ['redirects to itself', redirectTo(SECRET), 'redirect', /redirected in a circle/],
    ['redirects to ftp:', redirectTo('ftp://s3cret.example/s3cret'), 'redirect', /not a web address/],
    ['redirects to nonsense', redirectTo('http://s3cret:99999/'), 'redirect', /not a web address/],
  ]

  it.each(BEHAVIOURS)('is named when the receiver %s', async (_name, behaviour, breakdown, detail) => {
    receiver.answerWith(behaviour)
    const url = receiver.url + SECRET
    const exchange = broken(
      breakdown === 'timeout' ? await getUntil(receiver.nextRequest(), url) : await get(url),
    )
    expect(exchange.breakdown).toBe(breakdown)
    expect(exchange.detail).toMatch(detail)
    expect(JSON.stringify(exchange)).not.toContain('s3cret')
    expect(exchange.phases.tcp).toBeDefined()
  })

  it('is a connection when it is refused', async () => {
    const url = await refusingUrl()
    const { breakdown, detail } = broken(await get(url + SECRET))
    expect(breakdown).toBe('connection')
    expect(detail).toBe(`connection refused by ${new URL(url).host}`)
  })

  it('is a connection when each of several addresses refuses', async () => {
    const twice = createHttpClient({ userAgent: 'test', lookup: resolvesTo('::1', '127.0.0.1') })
    const url = (await refusingUrl()).replace('127.0.0.1', 'two-addresses.test')
    const { breakdown, detail } = broken(await twice.send({ method: 'GET', url }, { notAfter: never }))
    expect(breakdown).toBe('connection')
    expect(detail).toMatch(/^connection refused by two-addresses\.test:/)
  })

  it('is the name when it does not resolve', async () => {
    const { breakdown, detail, phases } = broken(await get(UNRESOLVABLE_URL + SECRET))
    expect(breakdown).toBe('dns')
    expect(detail).toContain('receiver.invalid')
    expect(phases).toEqual({ total: expect.any(Number) })
  })

  it.each(['0.0.0.0', '::'])(
    'is the name when a blocklist answers %s, and this machine is left alone',
    async address => {
      const blocked = createHttpClient({ userAgent: 'test', lookup: resolvesTo(address) })
      const url = receiver.url.replace('127.0.0.1', 'hc-ping.test')
      const { breakdown, detail } = broken(await blocked.send({ method: 'GET', url }, { notAfter: never }))
      expect(breakdown).toBe('dns')
      expect(detail).toContain('blocks hc-ping.test')
      expect(receiver.connections).toBe(0)
    },
  )

  it('is the time when the resolver never answers', async () => {
    const deaf = createHttpClient({ userAgent: 'test', lookup: () => undefined })
    const url = receiver.url.replace('127.0.0.1', 'slow-dns.test')
    const { breakdown, detail } = broken(
      await deaf.send({ method: 'GET', url }, { notAfter: never, deadlineMs: 50 }),
    )
    expect(breakdown).toBe('timeout')
    expect(detail).toMatch(/\(not connected yet\)/)
  })
})

describe('a redirect', () => {
  it.each([
    [301, 'POST', 'note'],
    [302, 'POST', 'note'],
    [303, 'GET', ''],
    [307, 'POST', 'note'],
    [308, 'POST', 'note'],
  ])('of status %i follows a POST with a %s', async (status, method, body) => {
    receiver.answerWith(redirectTo('/there?x=1', status), answer(200, 'OK'))
    const url = `${receiver.url}/here`
    answered(await client.send({ method: 'POST', url, body: 'note' }, { notAfter: never }))
    await receiver.nextRequest()
    expect(await receiver.nextRequest()).toMatchObject({ method, body, path: '/there?x=1' })
    expect(receiver.requests).toHaveLength(2)
  })

  it('is followed three times, and its own body is not waited for', async () => {
    const onward =
      (path: string): Behaviour =>
      (_request, response) => {
        response.writeHead(302, { location: path }).write('never ends')
      }
    receiver.answerWith(onward('/1'), onward('/2'), onward('/3'), answer(204))
    expect(answered(await get(receiver.url)).status).toBe(204)
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/', '/1', '/2', '/3'])
  })

  it('is not followed a fourth time', async () => {
    receiver.answerWith(redirectLoop())
    expect(broken(await get(receiver.url)).breakdown).toBe('redirect')
    expect(receiver.requests).toHaveLength(4)
  })

  it.each([
    ['another name', 'http://elsewhere.invalid/x', /redirects to another host, elsewhere\.invalid:/],
    ['another port', 'http://127.0.0.1:9/x', /redirects to another host, 127\.0\.0\.1:9:/],
  ])(
    'to %s fails by name, and nothing is sent there, where the host has to stay the same',
    async (_name, to, why) => {
      receiver.answerWith(redirectTo(to))
      const request = { method: 'GET', url: `${receiver.url}/s3cret`, sameHost: true } as const
      const { breakdown, detail } = broken(await client.send(request, { notAfter: never }))
      expect(breakdown).toBe('redirect')
      expect(detail).toMatch(why)
      expect(detail).not.toContain('s3cret')
      expect(receiver.requests).toHaveLength(1)
    },
  )

  it('on the same host is followed where the host has to stay the same', async () => {
    receiver.answerWith(redirectTo('/there'), redirectTo(`${receiver.url}/here`), answer(204))
    const request = { method: 'GET', url: receiver.url, sameHost: true } as const
    expect(answered(await client.send(request, { notAfter: never })).status).toBe(204)
  })

  it('without a Location is an answer', async () => {
    receiver.answerWith(answer(302))
    expect(answered(await get(receiver.url)).status).toBe(302)
  })

  it('does not carry the password to another host', async () => {
    const elsewhere = await startReceiver()
    receiver.answerWith(redirectTo(`${elsewhere.url}/x`))
    answered(await get(receiver.url.replace('//', '//user:s3cret@')))
    expect((await receiver.nextRequest()).headers.authorization).toBe('Basic dXNlcjpzM2NyZXQ=')
    expect((await elsewhere.nextRequest()).headers.authorization).toBeUndefined()
    await elsewhere.close()
  })

  it('shares the one deadline', async () => {
    receiver.answerWith(redirectTo('/slow'), hang)
    const atSecond = receiver.nextRequest().then(() => receiver.nextRequest())
    expect(broken(await getUntil(atSecond, receiver.url)).breakdown).toBe('timeout')
  })
})

describe('over TLS', () => {
  let certificates: Certificates
  let folder: string
  /** The file of an authority in the place of the system's. */
  let authority: string

  beforeAll(async () => {
    certificates = makeCertificates()
    folder = await mkdtemp(join(tmpdir(), 'intvlm8r-trust-'))
    authority = join(folder, 'authority.pem')
    await writeFile(authority, certificates.ca)
  })

  afterAll(() => rm(folder, { recursive: true }))

  function getTrusting(url: string, deadlineMs = 5_000): Promise<Exchange> {
    const trusting = createHttpClient({ userAgent: 'test', trust: openTrust([authority]) })
    return trusting.send({ method: 'GET', url: url + SECRET }, { notAfter: never, deadlineMs })
  }

  it.each(['127.0.0.1', 'localhost'])('a good certificate for %s is accepted', async host => {
    const secure = await startReceiver({ tls: certificates.good })
    const { status, phases } = answered(await getTrusting(secure.url.replace('127.0.0.1', host)))
    expect(status).toBe(200)
    expect(phases.tcp).toBeLessThanOrEqual(phases.tls!)
    expect(phases.tls).toBeLessThanOrEqual(phases.answer!)
    expect((await secure.nextRequest()).headers.host).toBe(
      new URL(secure.url.replace('127.0.0.1', host)).host,
    )
    await secure.close()
  })

  it.each([
    ['expired', /has expired/],
    ['notYetValid', /is not valid yet/],
    ['wrongHost', /is for another name/],
    ['selfSigned', /is self-signed/],
  ] as const)('a certificate that is bad (%s) is refused before anything is sent', async (kind, detail) => {
    const secure = await startReceiver({ tls: certificates[kind] })
    const exchange = broken(await getTrusting(secure.url))
    expect(exchange.breakdown).toBe('tls')
    expect(exchange.detail).toMatch(detail)
    expect(JSON.stringify(exchange)).not.toContain('s3cret')
    expect(secure.requests).toHaveLength(0)
    await secure.close()
  })

  it('a certificate of an unknown authority is refused', async () => {
    const secure = await startReceiver({ tls: certificates.good })
    expect(broken(await get(secure.url))).toMatchObject({
      breakdown: 'tls',
      detail: expect.stringMatching(/not trusted/),
    })
    await secure.close()
  })

  it('a server that speaks plain http is named as such', async () => {
    const exchange = broken(await getTrusting(receiver.url.replace('http:', 'https:')))
    expect(exchange.breakdown).toBe('tls')
    expect(exchange.detail).toMatch(/does not speak TLS/)
  })

  it('a server that accepts and then sends nothing runs into the deadline', async () => {
    const mute = createServer(socket => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const { port } = mute.address() as AddressInfo
    const exchange = broken(await getTrusting(`https://127.0.0.1:${port}`, 100))
    expect(exchange.breakdown).toBe('timeout')
    expect(exchange.detail).toMatch(/TLS did not get ready/)
    mute.close()
  })

  it.each(['http', 'https'])('a request by %s that is given up is taken back by a reset', async scheme => {
    const { key, cert } = certificates.good
    const server = scheme === 'http' ? createServer() : createTlsServer({ key, cert })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const accepted = once(server, scheme === 'http' ? 'connection' : 'secureConnection')
    const ended = accepted.then(async ([socket]: Socket[]) => {
      const error = once(socket as Socket, 'close').catch((error: NodeJS.ErrnoException) => error.code)
      socket?.resume()
      return await error
    })
    const exchange = getTrusting(`${scheme}://127.0.0.1:${port}`, 500)
    expect(broken(await exchange).breakdown).toBe('timeout')
    expect(await ended).toBe('ECONNRESET')
    server.close()
  })

  it('a request whose answer is there ends its connection without a reset', async () => {
    const server = createServer(socket =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK')),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ended = once(server, 'connection').then(([socket]) => once(socket as Socket, 'end'))
    expect(answered(await get(`http://127.0.0.1:${port}`)).body).toBe('OK')
    expect(await ended).toEqual([])
    server.close()
  })

  it('a redirect to plain http is not followed', async () => {
    const secure = await startReceiver({ tls: certificates.good })
    secure.answerWith(redirectTo(`${receiver.url}/s3cret`))
    const exchange = broken(await getTrusting(secure.url))
    expect(exchange.breakdown).toBe('redirect')
    expect(exchange.detail).toMatch(/from https to plain http/)
    expect(receiver.connections).toBe(0)
    await secure.close()
  })

  it('a redirect from plain http is followed', async () => {
    const secure = await startReceiver({ tls: certificates.good })
    receiver.answerWith(redirectTo(secure.url))
    expect(answered(await getTrusting(receiver.url)).phases.tls).toBeDefined()
    await secure.close()
  })
})

describe('a heartbeat whose time is over', () => {
  it('does not even connect', async () => {
    const late = createHttpClient({ userAgent: 'test', now: () => 1_000 })
    const exchange = broken(await late.send({ method: 'GET', url: receiver.url }, { notAfter: 1_000 }))
    expect(exchange).toMatchObject({ breakdown: 'stale', at: 1_000 })
    expect(receiver.connections).toBe(0)
  })

  it('is not written when the time ran out while the connection was made', async () => {
    let clock = 999
    const stopped = createHttpClient({
      userAgent: 'test',
      now: () => clock,
      lookup: (host, options, found) => {
        clock = 1_000
        resolvesTo('127.0.0.1')(host, options, found)
      },
    })
    const url = receiver.url.replace('127.0.0.1', 'some.test')
    const exchange = broken(await stopped.send({ method: 'GET', url }, { notAfter: 1_000 }))
    expect(exchange.breakdown).toBe('stale')
    expect(exchange.phases.tcp).toBeDefined()
    expect(receiver.requests).toHaveLength(0)
  })

  it('is stale rather than timed out when the deadline struck as well and nothing was sent', async () => {
    let clock = 999
    const stopped = createHttpClient({
      userAgent: 'test',
      now: () => clock,
      lookup: () => {
        clock = 1_000
      },
    })
    const url = receiver.url.replace('127.0.0.1', 'some.test')
    const exchange = broken(await stopped.send({ method: 'GET', url }, { notAfter: 1_000, deadlineMs: 20 }))
    expect(exchange.breakdown).toBe('stale')
  })

  it('timed out when it was sent in time and the answer did not come', async () => {
    let clock = 999
    receiver.answerWith(() => {
      clock = 1_000
    })
    const punctual = createHttpClient({ userAgent: 'test', now: () => clock })
    const { breakdown } = broken(
      await punctual.send({ method: 'GET', url: receiver.url }, { notAfter: 1_000, deadlineMs: 50 }),
    )
    expect(breakdown).toBe('timeout')
  })
})
