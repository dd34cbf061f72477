import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../../src/io/net/http-client'
import { isExempt } from '../../../src/io/net/no-proxy'
import { openTrust } from '../../../src/io/net/trust'
import { wayOut } from '../../../src/io/net/way-out'
import { type Certificates, makeCertificates } from '../../support/certificates'
import { startProxy, type TestProxy } from '../../support/proxy'
import { answer, type Receiver, redirectTo, refusingUrl, startReceiver } from '../../support/receiver'

const NETWORK = { proxy: '', noproxy: '', cafile: '' }
const NOTHING = { http: '', https: '', no: '' }
const FOREVER = Number.POSITIVE_INFINITY

let certificates: Certificates
let folder: string
let store: string
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  certificates = makeCertificates()
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-proxy-'))
  store = join(folder, 'authority.pem')
  await writeFile(store, certificates.ca)
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function proxyOf(options?: Parameters<typeof startProxy>[0]): Promise<TestProxy> {
  const proxy = await startProxy(options)
  open.push(proxy)
  return proxy
}

async function receiverOf(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(options)
  open.push(receiver)
  return receiver
}

/** The receiver's address by a name that only the proxy can resolve. */
function named(receiver: Receiver, name = 'receiver.test'): string {
  return receiver.url.replace('127.0.0.1', name)
}

async function get(url: string, proxy: string, { variables = NOTHING, deadlineMs = 5_000 } = {}) {
  const client = createHttpClient({
    userAgent: 'test/1',
    way: async () => wayOut({ ...NETWORK, proxy }, variables),
    trust: openTrust([store]),
  })
  return await client.send({ method: 'GET', url }, { notAfter: FOREVER, deadlineMs })
}

describe('through a proxy', () => {
  it('http goes with its whole address, without the user of the URL in it', async () => {
    const [proxy, receiver] = [await proxyOf(), await receiverOf()]
    const url = `${named(receiver)}/ping?x=1`
    const exchange = await get(url.replace('//', '//me:s3cret@'), `http://${proxy.host}`)
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, body: 'OK' })
    expect(proxy.asked).toEqual([`GET ${url}`])
    const { path, headers } = await receiver.nextRequest()
    expect({ path, host: headers.host }).toEqual({ path: '/ping?x=1', host: new URL(url).host })
    expect(headers.authorization).toBe(`Basic ${Buffer.from('me:s3cret').toString('base64')}`)
  })

  it('https goes by a tunnel, and the proxy sees the name and the port alone', async () => {
    const [proxy, receiver] = [await proxyOf(), await receiverOf({ tls: certificates.good })]
    const exchange = await get(`${named(receiver)}/ping`, proxy.host)
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, body: 'OK' })
    expect(exchange.phases.tls).toBeDefined()
    // Twice, since the first handshake shows that Node's own authorities do not suffice; only the second has a request.
    expect(proxy.asked).toEqual(Array(2).fill(`CONNECT ${new URL(named(receiver)).host}`))
    expect(receiver.requests).toHaveLength(1)
  })

  it('both go through a proxy that itself is spoken to by https', async () => {
    const proxy = await proxyOf({ tls: certificates.good })
    for (const receiver of [await receiverOf(), await receiverOf({ tls: certificates.good })]) {
      const exchange = await get(named(receiver), `https://${proxy.host}`)
      expect(exchange).toMatchObject({ kind: 'answer', status: 200 })
    }
    expect(proxy.asked.map(asked => asked.split(' ')[0])).toEqual(['GET', 'CONNECT'])
  })

  it('the user and the password of its URL are sent to it, and to nobody else', async () => {
    const proxy = await proxyOf({ login: 'me:pä:ss' })
    const receiver = await receiverOf()
    expect(await get(named(receiver), `http://me:p%C3%A4:ss@${proxy.host}`)).toMatchObject({ status: 200 })
    const { headers } = await receiver.nextRequest()
    expect(headers['proxy-authorization']).toBeUndefined()
  })

  it.each([['http'], ['https']])('nothing on this machine is reached, by %s', async scheme => {
    const proxy = await proxyOf()
    const receiver = await receiverOf(scheme === 'https' ? { tls: certificates.good } : {})
    for (const host of ['127.0.0.1', 'localhost']) {
      const exchange = await get(receiver.url.replace('127.0.0.1', host), `http://${proxy.host}`)
      expect(exchange).toMatchObject({ kind: 'answer', status: 200 })
    }
    expect(proxy.asked).toEqual([])
  })

  it('a redirect from the internet to this machine is not followed', async () => {
    const receiver = await receiverOf()
    const proxy = await proxyOf({ redirect: `${receiver.url}/heartbeat` })
    expect(await get('http://receiver.example/', proxy.host)).toMatchObject({
      kind: 'broken',
      breakdown: 'redirect',
      detail: `receiver.example redirects to ${new URL(receiver.url).host}, which is this machine itself: an answer from outside may not lead there`,
    })
    expect(receiver.connections).toBe(0)
  })

  it('a redirect from the internet to a name of the own network is not followed', async () => {
    const receiver = await receiverOf()
    receiver.answerWith(redirectTo('http://nas.lan/'), answer(200))
    const proxy = await proxyOf()
    expect(await get(named(receiver), proxy.host)).toMatchObject({ breakdown: 'redirect' })
    expect(proxy.asked).toHaveLength(1)
  })
})

describe('a proxy that fails is named', () => {
  it.each([
    [407, /^the proxy 127\.0\.0\.1:\d+ refused: 407, it wants a user and a password/],
    [403, /^the proxy 127\.0\.0\.1:\d+ refused: 403, it does not let anybody through to receiver\.test:443$/],
    [503, /^the proxy 127\.0\.0\.1:\d+ refused: 503, it cannot reach receiver\.test:443$/],
  ])('when it refuses a tunnel with %i', async (status, detail) => {
    const proxy = await proxyOf()
    proxy.answerWith(status)
    const exchange = await get('https://receiver.test/s3cret', proxy.host)
    expect(exchange).toMatchObject({ breakdown: 'connection', detail: expect.stringMatching(detail) })
    expect(exchange.phases.tcp).toBeUndefined()
    expect(proxy.asked).toHaveLength(1)
  })

  it.each([
    ['http', 'it wants a user and a password', ''],
    ['https', 'it wants a user and a password', ''],
    ['http', 'it does not accept the user and the password', 'me:s3cret@'],
    ['https', 'it does not accept the user and the password', 'me:s3cret@'],
  ])('when it wants another log-in for %s: %s', async (scheme, words, user) => {
    const proxy = await proxyOf({ login: 'me:other' })
    const exchange = await get(`${scheme}://receiver.test/`, `http://${user}${proxy.host}`)
    expect(exchange).toMatchObject({ kind: 'broken', breakdown: 'connection' })
    expect(exchange.kind === 'broken' && exchange.detail).toContain(`refused: 407, ${words}`)
    expect(JSON.stringify(exchange)).not.toContain('s3cret')
  })

  it.each(['http', 'https'])('when it does not answer: by the same deadline, for %s', async scheme => {
    const proxy = await proxyOf()
    proxy.answerWith('hang')
    const exchange = await get(`${scheme}://receiver.test/`, proxy.host, { deadlineMs: 100 })
    expect(exchange).toMatchObject({
      breakdown: 'timeout',
      detail: `the proxy ${proxy.host} did not answer within 0.1 s`,
    })
  })

  it.each(['http', 'https'])('when it closes the connection, for %s', async scheme => {
    const proxy = await proxyOf()
    proxy.answerWith('close')
    expect(await get(`${scheme}://receiver.test/`, proxy.host)).toMatchObject({
      breakdown: 'connection',
      detail: `the proxy ${proxy.host} closed the connection before it answered`,
    })
  })

  it('when nothing listens there, and when its name is unknown', async () => {
    const { host } = new URL(await refusingUrl())
    expect(await get('https://receiver.test/', host)).toMatchObject({
      breakdown: 'connection',
      detail: `connection refused by the proxy ${host}`,
    })
    expect(await get('http://receiver.test/', 'proxy.invalid:3128')).toMatchObject({
      breakdown: 'dns',
      detail: expect.stringContaining('the proxy proxy.invalid:3128'),
    })
  })

  it('when it speaks no HTTP', async () => {
    const receiver = await receiverOf({ tls: certificates.good })
    const { host } = new URL(receiver.url)
    expect(await get('https://receiver.test/', host)).toMatchObject({
      breakdown: 'connection',
      detail: expect.stringContaining(`the proxy ${host}`),
    })
  })
})

describe('the way out', () => {
  const VARIABLES = { http: 'web.test:1', https: 'http://secure.test:2', no: '.lan' }
  const proxyFor = (url: string, network: Partial<typeof NETWORK> = {}, variables = VARIABLES) =>
    wayOut({ ...NETWORK, ...network }, variables).proxyFor(new URL(url))?.url.href

  it('is the environment while the INI names none', () => {
    expect(proxyFor('http://a.example/')).toBe('http://web.test:1/')
    expect(proxyFor('https://a.example/')).toBe('http://secure.test:2/')
    expect(proxyFor('https://nas.lan/')).toBeUndefined()
    expect(proxyFor('https://a.example/', {}, NOTHING)).toBeUndefined()
  })

  it('is the INI before the environment, for both schemes', () => {
    expect(proxyFor('http://a.example/', { proxy: 'https://ini.test' })).toBe('https://ini.test/')
    expect(proxyFor('https://a.example/', { proxy: 'ini.test:8' })).toBe('http://ini.test:8/')
    expect(proxyFor('https://nas.lan/', { proxy: 'ini.test:8' })).toBeUndefined()
    expect(proxyFor('https://nas.lan/', { noproxy: 'other.lan' })).toBe('http://secure.test:2/')
    expect(proxyFor('https://other.lan/', { noproxy: 'other.lan' })).toBeUndefined()
  })

  it('is straight with "off", and to this machine', () => {
    expect(proxyFor('https://a.example/', { proxy: 'off' })).toBeUndefined()
    for (const host of [
      'localhost',
      'a.localhost',
      '127.0.0.1',
      '127.8.8.8',
      '[::1]',
      '[::ffff:7f00:1]',
      '0.0.0.0',
    ])
      expect(proxyFor(`https://${host}/`)).toBeUndefined()
  })

  it('names a variable that cannot be used, without what is in it', () => {
    const variables = { ...NOTHING, https: 'socks5://me:s3cret@proxy.test' }
    expect(() => proxyFor('https://a.example/', {}, variables)).toThrow(
      /^HTTPS_PROXY in the environment is no address of a proxy, .*not socks5:\.$/,
    )
    expect(proxyFor('http://a.example/', {}, variables)).toBeUndefined()
  })

  it('that cannot be used is the failure of an exchange', async () => {
    const variables = { ...NOTHING, http: 'ftp://x' }
    expect(await get('http://receiver.test/', '', { variables })).toMatchObject({
      breakdown: 'connection',
      detail: expect.stringContaining('HTTP_PROXY in the environment'),
    })
  })
})

describe('a list of exempt hosts', () => {
  it.each([
    ['*', 'http://anything.example/'],
    ['example.org', 'http://example.org/'],
    ['example.org', 'http://EXAMPLE.org./'],
    ['example.org', 'http://a.example.org/'],
    ['.example.org', 'http://a.example.org/'],
    ['*.example.org', 'http://a.b.example.org/'],
    ['a.test, EXAMPLE.ORG  b.test', 'http://example.org/'],
    ['example.org:8080', 'http://example.org:8080/'],
    ['example.org:443', 'https://example.org/'],
    ['192.168.1.5', 'http://192.168.1.5/'],
    ['192.168.0.0/16', 'http://192.168.200.5/'],
    ['10.0.0.0/8:80', 'http://10.1.1.1/'],
    ['fd00::/8', 'http://[fd00::5]/'],
    ['[fd00::5]', 'http://[fd00::5]/'],
    ['[fd00::5]:80', 'http://[fd00::5]/'],
    ['fd00::5', 'http://[fd00:0::5]/'],
  ])('"%s" has %s', (list, url) => {
    expect(isExempt(list, new URL(url))).toBe(true)
  })

  it.each([
    ['', 'http://example.org/'],
    [' , ', 'http://example.org/'],
    ['ample.org', 'http://example.org/'],
    ['a.example.org', 'http://example.org/'],
    ['example.org:81', 'http://example.org/'],
    ['example.org:80', 'https://example.org/'],
    ['10.0.0.0/8', 'http://11.0.0.1/'],
    ['10.0.0.0/99', 'http://10.0.0.1/'],
    ['10.0.0.0/8', 'http://ten.example/'],
    ['fd00::/8', 'http://[fe80::1]/'],
    ['.', 'http://example.org/'],
  ])('"%s" does not have %s', (list, url) => {
    expect(isExempt(list, new URL(url))).toBe(false)
  })
})
