import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createOtherWay } from '../../src/io/net/other-way'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT, type WayOut } from '../../src/io/net/way-out'
import { itIsAProber, look } from '../contracts/prober'
import {
  type Certificate,
  type Certificates,
  makeCertificates,
  makeChain,
  makeSelfSigned,
} from '../support/certificates'
import { startProxy } from '../support/proxy'

let certificates: Certificates
beforeAll(() => {
  certificates = makeCertificates()
})

function ending(close: () => void) {
  onTestFinished(close)
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ending(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serving = (certificate: Certificate) =>
  listening(createTlsServer(certificate).on('tlsClientError', () => undefined))

/** A mail server that begins TLS after these lines: its own, and those that it waits for. */
function mailing(certificate: Certificate, lines: readonly (readonly [wait: string, say: string])[]) {
  return listening(
    createServer(socket => {
      const [[, greeting] = ['', ''], ...rest] = lines
      socket.write(greeting)
      const talk = (data: Buffer) => {
        const [wait, say] = rest.shift() ?? []
        if (wait === undefined || !data.toString().startsWith(wait)) return void socket.destroy()
        socket.write(say ?? '')
        if (rest.length > 0) return
        socket.off('data', talk)
        new TLSSocket(socket, { isServer: true, ...certificate }).on('error', () => undefined)
      }
      socket.on('data', talk)
    }),
  )
}

const SMTP = [
  ['', '220-mail.test\r\n220 ready\r\n'],
  ['EHLO ', '250-mail.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n'],
  ['STARTTLS', '220 go ahead\r\n'],
] as const
const IMAP = [
  ['', '* OK ready\r\n'],
  ['a STARTTLS', '* OK wait\r\na OK begin\r\n'],
] as const

async function inFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-ca-'))
  ending(() => void rm(folder, { recursive: true }))
  await writeFile(join(folder, 'ca.pem'), text)
  return join(folder, 'ca.pem')
}

function wayOf(options: Partial<WayOut> = {}) {
  return {
    otherWay: createOtherWay({
      userAgent: 'test',
      now: Date.now,
      trust: openTrust([]),
      way: async () => ({ ...STRAIGHT, ...options }),
    }),
  }
}

/** A little later than the certificates are made. */
const NOW = { now: Date.now() + 60_000 }

itIsAProber('tls', {
  success: [
    {
      when: '31 days are left, of a self-signed certificate (C12)',
      looking: async () => ({ target: await serving(makeSelfSigned(32)), ...NOW }),
      detail: /^the certificate of 127\.0\.0\.1:\d+ expires in 31 days$/,
    },
    {
      when: 'a self-signed one has 90 days (C12)',
      looking: async () => ({ target: await serving(makeSelfSigned(91)), ...NOW }),
      detail: /^the certificate of 127\.0\.0\.1:\d+ expires in 90 days$/,
    },
    {
      when: 'a mail server begins TLS by STARTTLS',
      looking: async () => ({
        target: await mailing(makeSelfSigned(91), SMTP),
        settings: { starttls: 'smtp' },
        ...NOW,
      }),
      detail: /expires in 90 days$/,
    },
    {
      when: 'an IMAP server does',
      looking: async () => ({
        target: await mailing(makeSelfSigned(91), IMAP),
        settings: { starttls: 'imap' },
        ...NOW,
      }),
      detail: /expires in 90 days$/,
    },
    {
      when: 'name and authority are right, and are to be',
      looking: async () => ({
        target: await serving(certificates.good),
        settings: { verify: 'on', name: 'receiver.test', cafile: await inFile(certificates.ca) },
        tools: wayOf(),
        ...NOW,
      }),
      detail: /^the certificate of 127\.0\.0\.1:\d+ expires in \d+ days$/,
    },
    {
      when: 'its root expires before all others, as nobody looks at that',
      looking: async () => {
        const { ca, ...chain } = makeChain({ root: 5, between: 60, leaf: 91 })
        return {
          target: await serving(chain),
          settings: { verify: 'on', cafile: await inFile(ca) },
          tools: wayOf(),
          ...NOW,
        }
      },
      detail: /issuer "between" expires in 59 days$/,
    },
  ],
  failure: [
    {
      when: '29 days are left (C12)',
      looking: async () => ({ target: await serving(makeSelfSigned(30)), ...NOW }),
      detail: /^the certificate of 127\.0\.0\.1:\d+ expires in 29 days$/,
    },
    {
      when: 'it expired yesterday (C12)',
      looking: async () => ({ target: await serving(makeSelfSigned(3)), now: Date.now() + 4.5 * 86_400_000 }),
      detail: /^the certificate of 127\.0\.0\.1:\d+ has expired 1 day ago$/,
    },
    {
      when: 'its authority expires sooner than the leaf',
      looking: async () => ({
        target: await serving(makeChain({ root: 91, between: 20, leaf: 91 })),
        ...NOW,
      }),
      detail: /^the certificate of 127\.0\.0\.1:\d+'s issuer "between" expires in 19 days$/,
    },
    {
      when: 'it is not valid yet',
      looking: async () => ({ target: await serving(certificates.notYetValid), ...NOW }),
      detail: /is valid only from Jan {2}1 00:00:00 2098 GMT on$/,
    },
    {
      when: 'it is for another name, and that is looked at',
      looking: async () => ({
        target: await serving(certificates.wrongHost),
        settings: { verify: 'name' },
        ...NOW,
      }),
      detail: /^the certificate of 127\.0\.0\.1 is for another name/,
    },
    {
      when: 'nobody vouches for it, and that is looked at',
      looking: async () => ({
        target: await serving(certificates.selfSigned),
        settings: { verify: 'on' },
        tools: wayOf(),
        ...NOW,
      }),
      detail: /^the certificate of 127\.0\.0\.1 is self-signed: /,
    },
    {
      when: 'the authority of the cafile did not sign it',
      looking: async () => ({
        target: await serving(certificates.selfSigned),
        settings: { verify: 'on', cafile: await inFile(certificates.ca) },
        tools: wayOf(),
        ...NOW,
      }),
      detail:
        'the certificate of 127.0.0.1 is self-signed: name it in the cafile that is given for it, which alone counts',
    },
    {
      when: 'nothing but text is spoken there',
      looking: async () => ({
        target: await listening(createServer(socket => socket.end('hello\n'))),
        ...NOW,
      }),
      detail: /^127\.0\.0\.1:\d+ does not speak TLS/,
    },
    {
      when: 'the mail server offers no STARTTLS',
      looking: async () => ({
        target: await mailing(makeSelfSigned(2), [
          ['', '220 ready\r\n'],
          ['EHLO ', '250 8BITMIME\r\n'],
        ]),
        settings: { starttls: 'smtp' },
        ...NOW,
      }),
      detail: /^127\.0\.0\.1:\d+ offers no STARTTLS$/,
    },
    {
      when: 'something else greets',
      looking: async () => ({
        target: await listening(createServer(socket => socket.write('554 no\r\n'))),
        settings: { starttls: 'smtp' },
        ...NOW,
      }),
      detail: /^127\.0\.0\.1:\d+ answered "554 no" to SMTP$/,
    },
    {
      when: 'it closes before TLS begins',
      looking: async () => ({
        target: await listening(createServer(socket => socket.end())),
        settings: { starttls: 'imap' },
        ...NOW,
      }),
      detail: /^127\.0\.0\.1:\d+ closed the connection before TLS began$/,
    },
    {
      when: 'nothing listens',
      looking: async () => ({ target: '127.0.0.1:1', ...NOW }),
      detail: '127.0.0.1:1 refuses connections',
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      looking: async () => ({ target: '255.255.255.255:443' }),
      detail: /^(no network here leads to it|this machine does not allow the connection)$/,
    },
    {
      when: 'the file of authorities is missing',
      looking: async () => ({
        target: await serving(certificates.good),
        settings: { verify: 'on', cafile: '/nowhere/ca.pem' },
        tools: wayOf(),
      }),
      detail: 'the certificate file /nowhere/ca.pem cannot be used (ENOENT)',
    },
  ],
  silent: async () => ({ target: await listening(createServer(() => undefined)) }),
})

describe('a look at a certificate', () => {
  it('warns where the days are few, but not too few', async () => {
    const target = await serving(makeSelfSigned(41))
    const seen = await look('tls', target, { settings: { warndays: '45' }, ...NOW })
    expect(seen).toMatchObject({
      answer: 'success',
      warning: `the certificate of ${target} expires in 40 days, fewer than 45`,
    })
  })

  it('has its time, and the moments of its phases in their order', async () => {
    const { took, phases = {} } = await look('tls', await serving(makeSelfSigned(91)), NOW)
    expect(Object.keys(phases)).toEqual(['tcp', 'tls'])
    expect(phases.tcp).toBeLessThanOrEqual(phases.tls ?? -1)
    expect(took).toBe(phases.tls)
    const mail = await look('tls', await mailing(makeSelfSigned(91), SMTP), {
      settings: { starttls: 'smtp' },
      ...NOW,
    })
    expect(Object.keys(mail.phases ?? {})).toEqual(['tcp', 'starttls', 'tls'])
  })

  it.each([
    ['off', 0, 'success'],
    ['name', 0, 'success'],
    ['on', 1, 'failure'],
  ])('with verify = %s asks for further authorities %i times', async (verify, times, answer) => {
    let asked = 0
    const otherWay = {
      tunnel: async () => undefined,
      authorities: async () => {
        asked++
        return undefined
      },
    }
    const target = await serving(makeSelfSigned(91))
    const seen = await look('tls', target, { settings: { verify }, tools: { otherWay }, ...NOW })
    expect([asked, seen.answer]).toEqual([times, answer])
  })

  it('ends in time when STARTTLS is never answered', async () => {
    const target = await listening(createServer(socket => socket.write('220 ready\r\n')))
    const seen = await look('tls', target, { settings: { starttls: 'smtp' }, timeout: 300 })
    expect(seen).toEqual({ answer: 'failure', detail: `${target} did not answer in time` })
  })

  it('asks for the name, so that the right one of many certificates is shown', async () => {
    const asked: string[] = []
    const server = createTlsServer({
      ...certificates.good,
      SNICallback: (name, done) => {
        asked.push(name)
        done(null)
      },
    })
    const target = await listening(server)
    for (const name of ['receiver.test', 'Empfänger.test'])
      await look('tls', target, { settings: { name }, ...NOW })
    expect(asked).toEqual(['receiver.test', 'xn--empfnger-3za.test'])
  })

  it('goes through the proxy of the appliance', async () => {
    const proxy = await startProxy()
    ending(() => void proxy.close())
    const target = await serving(makeSelfSigned(91))
    const url = new URL(`http://${proxy.host}`)
    const tools = wayOf({ proxyFor: () => ({ url, name: 'the proxy' }) })
    expect(await look('tls', target, { tools, ...NOW })).toMatchObject({ answer: 'success' })
    expect(proxy.asked).toEqual([`CONNECT ${target}`])
    proxy.answerWith(403)
    expect(await look('tls', target, { tools, ...NOW })).toEqual({
      answer: 'blind',
      detail: `the proxy refused: 403, it does not let anybody through to ${target}`,
    })
  })

  it('answers failure for a server that the proxy cannot reach, and is blind without the proxy', async () => {
    const proxy = await startProxy()
    proxy.answerWith(502)
    const url = new URL(`http://${proxy.host}`)
    const tools = wayOf({ proxyFor: () => ({ url, name: 'the proxy' }) })
    expect(await look('tls', 'dead.test:443', { tools, ...NOW })).toEqual({
      answer: 'failure',
      detail: 'the proxy refused: 502, it cannot reach dead.test:443',
    })
    await proxy.close()
    expect(await look('tls', 'dead.test:443', { tools, ...NOW })).toEqual({
      answer: 'blind',
      detail: 'connection refused by the proxy',
    })
  })
})
