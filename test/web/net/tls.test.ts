import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get as getPlain } from 'node:http'
import { get, request } from 'node:https'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openCertificate } from '../../../src/io/net/certificate'
import { type Listening, listen } from '../../../src/web/net/listen'
import { type Certificate, type Certificates, makeCertificates } from '../../support/certificates'
import { INI, openWeb, PASSWORD, type TestWeb } from '../../support/web'

let certificates: Certificates
let folder: string
let web: TestWeb
let server: Listening
let logged: string[]

beforeAll(() => {
  certificates = makeCertificates()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-tls-'))
  logged = []
})
afterEach(async () => {
  await server.close()
  await web.close()
  await rm(folder, { recursive: true })
})

const paths = () => ({ cert: join(folder, 'pi.crt'), key: join(folder, 'pi.key') })

async function place({ cert, key }: Partial<Certificate>): Promise<void> {
  if (cert !== undefined) await writeFile(paths().cert, cert)
  if (key !== undefined) await writeFile(paths().key, key)
}

/** The app on a free port, with the certificate in the folder. */
async function start(): Promise<void> {
  const note = (message: string) => void logged.push(message)
  const certificate = openCertificate(paths(), Date.now, { info: note, warn: note, error: note } as never)
  const tls = async () => ((await certificate.current()) ? 'on' : 'broken') as 'on' | 'broken'
  web = await openWeb({ ini: INI, ports: { tls } })
  server = await listen(web.app, '127.0.0.1', 0, certificate)
}

/** The certificate that a new connection gets, or the reason why it gets none. */
async function presented(options = {}): Promise<string> {
  const socket = connectTls({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  try {
    await once(socket, 'secureConnect')
    return socket.getPeerCertificate().subject.CN as string
  } catch (error) {
    return `none: ${(error as NodeJS.ErrnoException).code}`
  } finally {
    socket.destroy()
  }
}

/** The header of the tick. */
const proof = () => ({ 'X-Intvlm8r-Tick': web.ports.tickSecret.read() })

async function askSecurely(path: string): Promise<{ status?: number; body: string }> {
  const options = {
    host: 'localhost',
    port: server.port,
    path,
    ca: certificates.ca,
    agent: false,
    headers: proof(),
  }
  const [response] = await once(get(options), 'response')
  return { status: response.statusCode, body: await text(response) }
}

async function askPlainly(path: string): Promise<number> {
  const [response] = await once(
    getPlain({ host: '127.0.0.1', port: server.port, path, agent: false, headers: proof() }),
    'response',
  )
  response.resume()
  return response.statusCode
}

describe('with a certificate', () => {
  beforeEach(async () => {
    await place(certificates.good)
    await start()
  })

  test('one port serves https, and plain http for the tick on loopback', async () => {
    expect(await askSecurely('/healthz')).toMatchObject({ status: 200 })
    expect(await askPlainly('/healthz')).toBe(200)
    expect(await askPlainly('/heartbeat')).toBe(503) // Redis is away
    expect((await askSecurely('/heartbeat')).status).toBe(503)
  })

  test('the log-in has a Secure cookie, and its https origin is accepted', async () => {
    const origin = `https://localhost:${server.port}`
    const body = new URLSearchParams({ username: 'admin', password: PASSWORD }).toString()
    const send = (headers: Record<string, string>) =>
      new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
        const options = { host: 'localhost', port: server.port, path: '/login', method: 'POST', agent: false }
        const type = { 'Content-Type': 'application/x-www-form-urlencoded' }
        const sent = request({ ...options, ca: certificates.ca, headers: { ...type, ...headers } }, resolve)
        sent.on('error', reject)
        sent.end(body)
      })
    const answer = await send({ Origin: origin })
    expect(answer.statusCode).toBe(303)
    expect(String(answer.headers['set-cookie'])).toMatch(/; Secure; SameSite=Lax/)
    expect((await send({ Origin: origin.replace('https', 'http') })).statusCode).toBe(403)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is accepted', async version => {
    expect(await presented({ minVersion: version, maxVersion: version })).toBe('good')
  })

  test('older versions are refused', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
    expect(await presented(old)).toMatch(/^none/)
  })

  test.each([
    ['in one piece', (hello: Buffer) => [hello]],
    ['byte by byte', (hello: Buffer) => [...hello].map(byte => Buffer.from([byte]))],
  ])('a handshake that arrives %s is understood', async (_name, cut) => {
    // A relay that passes on the client's bytes in such pieces.
    const relay = createServer(async client => {
      const upstream = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
      upstream.pipe(client)
      client.on('error', () => upstream.destroy())
      for await (const chunk of client)
        for (const piece of cut(chunk)) await new Promise(resolve => upstream.write(piece, resolve))
      upstream.end()
    })
    await once(relay.listen(0, '127.0.0.1'), 'listening')
    try {
      const { port } = relay.address() as { port: number }
      expect(await presented({ port })).toBe('good')
    } finally {
      relay.close()
    }
  })

  test('junk, and a client that leaves without sending anything, disturb nobody', async () => {
    for (const junk of ['\x16\x03\x01\x00\x05junk!', '\x00', 'NONSENSE\r\n\r\n', '']) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.end(junk, 'latin1')
      socket.resume()
      await once(socket, 'close')
    }
    const reset = connect(server.port, '127.0.0.1')
    await once(reset, 'connect')
    reset.resetAndDestroy()
    expect(await presented()).toBe('good')
  })

  test('it closes, although a browser keeps its connection open', async () => {
    const socket: TLSSocket = connectTls({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    const closed = once(socket, 'close')
    await server.close()
    // Without an error.
    expect(await closed).toEqual([false])
  })
})

describe('when the files change', () => {
  test('the new certificate is used for the next connection', async () => {
    await place(certificates.good)
    await start()
    expect(await presented()).toBe('good')
    await place(certificates.selfSigned)
    expect(await presented()).toBe('lonely')
    expect(logged).toEqual(['the new TLS certificate is in use'])
  })

  test('one whose files arrive one after the other is used when both are there', async () => {
    await place(certificates.good)
    await start()
    expect(await presented()).toBe('good')
    await place({ cert: certificates.selfSigned.cert })
    expect(await presented()).toBe('good')
    await place({ key: certificates.selfSigned.key })
    expect(await presented()).toBe('lonely')
  })

  test.each([
    ['is no PEM', async () => place({ cert: 'nonsense' }), /not a PEM certificate and its key/],
    ['is empty', async () => place({ key: '' }), /not a PEM certificate and its key/],
    [
      'does not fit its key',
      async () => place({ key: certificates.selfSigned.key }),
      /not a PEM certificate and its key/,
    ],
    ['is gone', async () => rm(paths().cert), /\[Web\] tlscert: .*pi\.crt does not exist/],
  ])('one that %s leaves the old one in use, and is logged once', async (_name, spoil, reason) => {
    await place(certificates.good)
    await start()
    expect(await presented()).toBe('good')
    await spoil()
    for (let connection = 0; connection < 3; connection++) expect(await presented()).toBe('good')
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatch(reason)
    expect(logged[0]).toMatch(/the old one stays in use/)
    expect(logged[0]).not.toContain('PRIVATE KEY')
  })

  test('one that has expired is used, and is logged', async () => {
    await place(certificates.expired)
    await start()
    expect(await presented()).toBe('expired')
    expect(logged[0]).toMatch(/has expired/)
  })
})

describe('without a usable certificate', () => {
  test('the tick is served all the same, others get a clear failure, and a certificate is used once it is there', async () => {
    await start()
    expect(await presented()).toMatch(/^none/)
    expect(await askPlainly('/healthz')).toBe(200)
    const elsewhere = await web.stranger().get('/login')
    expect(elsewhere.status).toBe(503)
    expect(elsewhere.text).toMatch(/Nothing is shown without encryption/)
    expect(elsewhere.text).not.toContain(folder)
    expect(logged.join()).toMatch(/tlscert: .* does not exist/)

    await place(certificates.good)
    expect(await presented()).toBe('good')
    expect((await web.stranger().get('/login')).status).toBe(308)
  })
})
