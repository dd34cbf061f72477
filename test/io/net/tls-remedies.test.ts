import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../../src/io/net/http-client'
import { openTrust } from '../../../src/io/net/trust'
import { wayOut } from '../../../src/io/net/way-out'
import { type Certificates, makeCertificates } from '../../support/certificates'
import { type Receiver, startReceiver } from '../../support/receiver'

const NOW = Date.parse('2026-11-20T10:15:00')
const FOREVER = Number.POSITIVE_INFINITY

let certificates: Certificates
let folder: string
let authority: string
beforeAll(async () => {
  certificates = makeCertificates()
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-tls-'))
  authority = join(folder, 'authority.pem')
  await writeFile(authority, certificates.ca)
})
afterAll(() => rm(folder, { recursive: true }))

function clientOf({ stores = [] as string[], cafile = '' } = {}) {
  return createHttpClient({
    userAgent: 'test',
    now: () => NOW,
    trust: openTrust(stores),
    way: async () => wayOut({ proxy: '', noproxy: '', cafile }, { http: '', https: '', no: '' }),
  })
}

type Client = ReturnType<typeof clientOf>
const get = (client: Client, url: string) => client.send({ method: 'GET', url }, { notAfter: FOREVER })

async function withReceiver(
  kind: keyof Omit<Certificates, 'ca'>,
  work: (receiver: Receiver) => Promise<void>,
) {
  const receiver = await startReceiver({ tls: certificates[kind] })
  try {
    await work(receiver)
  } finally {
    await receiver.close()
  }
}

describe('a fault of TLS names its remedy', () => {
  it.each([
    [
      'expired',
      /has expired, or the clock here is wrong: the clock here says 2026\/11\/20 10:15:00\. If that is right, the certificate's owner has to renew it$/,
    ],
    [
      'notYetValid',
      /is not valid yet, or the clock here is wrong: the clock here says 2026\/11\/20 10:15:00\. .*set it/,
    ],
    ['wrongHost', /is for another name \(other\.example\): use that name in the URL/],
    [
      'selfSigned',
      /is self-signed: name it as cafile in \[Network\] of the INI, or install it in this system \(update-ca-certificates\)$/,
    ],
  ] as const)('%s', async (kind, detail) => {
    await withReceiver(kind, async ({ url }) => {
      const exchange = await get(clientOf({ stores: [authority] }), url)
      expect(exchange).toMatchObject({
        kind: 'broken',
        breakdown: 'tls',
        detail: expect.stringMatching(detail),
      })
    })
  })

  it('an authority that nobody here knows', async () => {
    await withReceiver('good', async ({ url }) => {
      const exchange = await get(clientOf(), url)
      expect(exchange).toMatchObject({ breakdown: 'tls' })
      expect(exchange.kind === 'broken' && exchange.detail).toMatch(
        /not trusted here: name the certificate of its issuer as cafile in \[Network\]/,
      )
    })
  })

  it.each([
    [
      'an outdated TLS',
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
      /only an outdated version of TLS, before 1\.2/,
    ],
    ['HTTP/2 only', { ALPNProtocols: ['h2'] }, /speaks HTTP\/2 only/],
  ] as const)('%s', async (_name, options, detail) => {
    const server = createServer({ ...certificates.good, ...options, ciphers: 'ALL:@SECLEVEL=0' })
    server.on('tlsClientError', () => undefined)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const exchange = await get(clientOf({ stores: [authority] }), `https://127.0.0.1:${port}/`)
    expect(exchange).toMatchObject({ breakdown: 'tls', detail: expect.stringMatching(detail) })
    server.close()
  })
})

describe('an authority is trusted', () => {
  it.each([
    ['that the system has', () => ({ stores: [join(folder, 'none.pem'), authority] })],
    ['that cafile names', () => ({ cafile: authority })],
  ])('%s: one request, and from the second exchange on one handshake', async (_name, options) => {
    await withReceiver('good', async receiver => {
      const client = clientOf(options())
      expect(await get(client, receiver.url)).toMatchObject({ kind: 'answer', status: 200 })
      expect([receiver.requests.length, receiver.connections]).toEqual([1, 2])
      expect(await get(client, receiver.url)).toMatchObject({ kind: 'answer', status: 200 })
      expect([receiver.requests.length, receiver.connections]).toEqual([2, 3])
    })
  })

  it('together with the system ones, and a self-signed certificate by its own file', async () => {
    const own = join(folder, 'own.pem')
    await writeFile(own, certificates.selfSigned.cert)
    const client = clientOf({ stores: [authority], cafile: own })
    for (const kind of ['good', 'selfSigned'] as const)
      await withReceiver(kind, async ({ url }) => {
        expect(await get(client, url)).toMatchObject({ kind: 'answer', status: 200 })
      })
  })

  it('from the moment that its file has it, without a restart', async () => {
    const later = join(folder, 'later.pem')
    const client = clientOf({ cafile: later })
    await withReceiver('good', async ({ url }) => {
      expect(await get(client, url)).toMatchObject({ kind: 'broken', breakdown: 'tls' })
      await writeFile(later, 'nothing yet')
      expect(await get(client, url)).toMatchObject({ kind: 'broken', breakdown: 'tls' })
      await writeFile(later, await readFile(authority))
      expect(await get(client, url)).toMatchObject({ kind: 'answer', status: 200 })
      await rm(later)
      expect(await get(client, url)).toMatchObject({ kind: 'broken', breakdown: 'tls' })
    })
  })
})
