import type { LookupFunction } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardOf } from '../../../src/io/net/address-guard'
import { createHttpClient } from '../../../src/io/net/http-client'
import { STRAIGHT } from '../../../src/io/net/way-out'
import { ownAddress } from '../../support/own-address'
import { answer, type Receiver, redirectTo, startReceiver } from '../../support/receiver'

const FOREVER = Number.POSITIVE_INFINITY

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

/** An address of this machine in its network. */
const own = await ownAddress()

const hop = (url: string, toOthers = true) => ({ method: 'GET', url: new URL(url), toOthers }) as const
const from = (url: string, remoteAddress: string) =>
  guardOf(hop(url), undefined, 8080).origin({ remoteAddress, localAddress: '192.168.1.2' })

describe('a redirect', () => {
  const PUBLIC = from('https://example.org/', '93.184.216.34')
  const LAN = from('http://nas.lan/', '192.168.1.5')

  it.each([
    '127.0.0.1',
    '::1',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    'fd00::1',
    'fe80::1',
    '::ffff:192.168.1.1',
    '64:ff9b::10.0.0.1',
  ])('from the internet may not lead to %s, by whatever name', address => {
    const failure = guardOf(hop('http://example.org/'), PUBLIC, 8080).objection(
      { host: address, port: 80 },
      false,
    )
    expect(failure).toMatchObject({
      breakdown: 'redirect',
      message: expect.stringMatching(/^example\.org redirects to example\.org, which is (on|this)/),
    })
  })

  it.each([
    ['the internet to the internet', PUBLIC, '1.1.1.1'],
    ['the own network to the same kind', LAN, '192.168.7.7'],
    ['the own network to the internet', LAN, '1.1.1.1'],
    ['this machine to the own network', from('http://localhost:3001/', '127.0.0.1'), '192.168.1.5'],
  ])('from %s is followed', (_name, origin, address) => {
    expect(
      guardOf(hop('http://there.test/'), origin, 8080).objection({ host: address, port: 80 }, false),
    ).toBeUndefined()
  })

  it.each([
    ['this machine', '127.0.0.1'],
    ['a link-local address', '169.254.1.1'],
  ])('from the own network may not lead to %s', (_name, address) => {
    const failure = guardOf(hop('http://there.test/'), LAN, 8080).objection(
      { host: address, port: 80 },
      false,
    )
    expect(failure?.breakdown).toBe('redirect')
  })

  it('may not lead to the appliance itself, also from this very machine, unless that is where it comes from', () => {
    const here = from('http://127.0.0.1:3001/', '127.0.0.1')
    expect(
      guardOf(hop('http://127.0.0.1:8080/heartbeat'), here, 8080).objection(
        { host: '127.0.0.1', port: 8080 },
        false,
      ),
    ).toMatchObject({
      breakdown: 'redirect',
      message: '127.0.0.1:3001 redirects to the appliance itself (127.0.0.1:8080)',
    })
    const ours = from('http://127.0.0.1:8080/', '127.0.0.1')
    expect(
      guardOf(hop('https://127.0.0.1:8080/'), ours, 8080).objection({ host: '127.0.0.1', port: 8080 }, false),
    ).toBeUndefined()
  })

  it.each([
    ['http://127.0.0.1/', true],
    ['http://2130706433/', true],
    ['http://0x7f.1/', true],
    ['http://0177.0.0.1/', true],
    ['http://127.1./', true],
    ['http://[::ffff:7f00:1]/', true],
    ['http://localhost/', true],
    ['http://nas.lan/', true],
    ['http://169.254.169.254/latest/', true],
    ['http://example.com/', false],
  ])('to %s is judged by what is written where a proxy goes there', (url, isRefused) => {
    expect(guardOf(hop(url), PUBLIC, 8080).objectionByName() !== undefined).toBe(isRefused)
  })
})

describe('a redirect that is followed for real', () => {
  it.skipIf(own === undefined)(
    'leads from an address in the network to no program on this machine',
    async () => {
      const outside = await startReceiver({ host: own ?? '' })
      outside.answerWith(redirectTo(`http://localhost:${new URL(receiver.url).port}/`))
      const client = createHttpClient({ userAgent: 'test' })
      const exchange = await client.send({ method: 'GET', url: outside.url }, { notAfter: FOREVER })
      expect(exchange).toMatchObject({ kind: 'broken', breakdown: 'redirect' })
      expect(exchange.kind === 'broken' && exchange.detail).toContain('which is this machine itself')
      expect([outside.requests.length, receiver.connections]).toEqual([1, 0])
      await outside.close()
    },
  )
})

describe('the appliance itself', () => {
  const port = () => Number(new URL(receiver.url).port)
  const client = () =>
    createHttpClient({ userAgent: 'test', way: async () => ({ ...STRAIGHT, ownPort: port() }) })

  it.each(['127.0.0.1', 'localhost'])('is no receiver of heartbeats, as %s', async host => {
    const url = receiver.url.replace('127.0.0.1', host)
    const request = { method: 'GET', url, toOthers: true } as const
    const exchange = await client().send(request, { notAfter: FOREVER })
    expect(exchange).toMatchObject({
      kind: 'broken',
      breakdown: 'connection',
      detail: `${new URL(url).host} is the appliance itself: a heartbeat has to go to another machine, which notices when this one falls silent`,
    })
    expect(receiver.connections).toBe(0)
  })

  it.skipIf(own === undefined)(
    'is no receiver by its address in the network, nor by a name for that',
    async () => {
      const outside = await startReceiver({ host: own ?? '' })
      const { port } = new URL(outside.url)
      const lookup: LookupFunction = (_name, _options, done) =>
        void setImmediate(() => done(null, [{ address: own ?? '', family: 4 }]))
      const way = async () => ({ ...STRAIGHT, ownPort: Number(port) })
      const client = createHttpClient({ userAgent: 'test', way, lookup })
      for (const host of [own, 'heart.example.net']) {
        const request = { method: 'GET', url: `http://${host}:${port}/`, toOthers: true } as const
        expect(await client.send(request, { notAfter: FOREVER })).toMatchObject({
          breakdown: 'connection',
          detail: expect.stringContaining('is the appliance itself'),
        })
      }
      expect(outside.requests).toHaveLength(0)
      await outside.close()
    },
  )

  it('may be what a check-in or a webhook goes to', async () => {
    const exchange = await client().send({ method: 'GET', url: receiver.url }, { notAfter: FOREVER })
    expect(exchange).toMatchObject({ kind: 'answer', status: 200 })
  })

  it('is reached by no redirect of another program on this machine', async () => {
    const other = await startReceiver()
    other.answerWith(redirectTo(`${receiver.url}/heartbeat`))
    const exchange = await client().send({ method: 'GET', url: other.url }, { notAfter: FOREVER })
    expect(exchange).toMatchObject({
      kind: 'broken',
      breakdown: 'redirect',
      detail: expect.stringContaining('redirects to the appliance itself'),
      // The chain shows it at the answer that redirected.
      phases: { answer: expect.any(Number) },
    })
    expect(receiver.connections).toBe(0)
    await other.close()
  })
})

describe('of the addresses of a name', () => {
  it('those that may not be reached are left out, and the others are tried', async () => {
    receiver.answerWith(answer(204))
    const lookup: LookupFunction = (_name, _options, done) =>
      void setImmediate(() =>
        done(null, [
          { address: '0.0.0.0', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]),
      )
    const client = createHttpClient({ userAgent: 'test', lookup })
    const url = receiver.url.replace('127.0.0.1', 'several.test')
    expect(await client.send({ method: 'GET', url }, { notAfter: FOREVER })).toMatchObject({ status: 204 })
  })
})
