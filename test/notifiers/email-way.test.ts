import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OtherWay } from '../../src/domain/net/http-client'
import { createOtherWay } from '../../src/io/net/other-way'
import { openTrust } from '../../src/io/net/trust'
import { wayOut } from '../../src/io/net/way-out'
import { email } from '../../src/notifiers/email'
import { alertOf, context } from '../contracts/notifier'
import { type Certificates, makeCertificates } from '../support/certificates'
import { startProxy } from '../support/proxy'

let certificates: Certificates
let folder: string
let authority: string
beforeAll(async () => {
  certificates = makeCertificates()
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-mail-'))
  authority = join(folder, 'authority.pem')
  await writeFile(authority, certificates.ca)
})
afterAll(() => rm(folder, { recursive: true }))

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function startSmtp(options: SMTPServerOptions) {
  let mails = 0
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => {
        mails++
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => server.close(() => undefined))
  return { port: (server.server.address() as AddressInfo).port, mails: () => mails }
}

function wayBy(proxy: string, cafile = ''): OtherWay {
  const network = { proxy, noproxy: '', cafile }
  const way = async () => wayOut(network, { http: '', https: '', no: '' })
  return createOtherWay({ userAgent: 'test', way, trust: openTrust([]), now: Date.now })
}

async function send(port: number, security: string, otherWay: OtherWay, host = 'receiver.test') {
  const settings = { host, port: String(port), to: 'me@example.org', security }
  const channel = { name: 'mail', kind: 'email', origin: 'ini', settings } as const
  return await email(alertOf('trigger'), channel, context(undefined, { otherWay }))
}

describe('an e-mail', () => {
  it.each(['none', 'starttls', 'tls'])('goes through the proxy, with %s', async security => {
    const proxy = await startProxy({ login: 'me:secret' })
    closing.push(proxy.close)
    const disabledCommands = security === 'none' ? ['STARTTLS'] : []
    const smtp = await startSmtp({ ...certificates.good, secure: security === 'tls', disabledCommands })
    const otherWay = wayBy(`http://me:secret@${proxy.host}`, authority)
    expect(await send(smtp.port, security, otherWay)).toEqual({
      ok: true,
      detail: 'taken by the mail server',
    })
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT receiver.test:${smtp.port}`]))
    expect(smtp.mails()).toBe(1)
  })

  it('goes directly where the proxy does not let it through', async () => {
    const proxy = await startProxy()
    closing.push(proxy.close)
    proxy.answerWith(403)
    const smtp = await startSmtp({ disabledCommands: ['STARTTLS'] })
    // A name of this machine would not go through a proxy at all; this one leads there, too.
    expect(await send(smtp.port, 'none', forced(wayBy(proxy.host)), '127.0.0.1')).toMatchObject({ ok: true })
    expect(proxy.asked).toHaveLength(1)
  })

  it('that gets through neither way names both reasons, without the password of the proxy', async () => {
    const proxy = await startProxy()
    closing.push(proxy.close)
    proxy.answerWith(403)
    const delivery = await send(1, 'none', forced(wayBy(`http://me:secret@${proxy.host}`)), '127.0.0.1')
    expect(delivery).toMatchObject({ ok: false, permanent: false })
    expect(delivery.detail).toMatch(/127\.0\.0\.1.*; the proxy 127\.0\.0\.1:\d+ refused: 403, /)
    expect(JSON.stringify(delivery)).not.toContain('secret')
  })

  it('is taken by a server whose authority is that of [Network] cafile, and by no other', async () => {
    const smtp = await startSmtp({ ...certificates.good, secure: true, disabledCommands: [] })
    expect(await send(smtp.port, 'tls', wayBy('', authority), '127.0.0.1')).toMatchObject({ ok: true })
    const refused = await send(smtp.port, 'tls', wayBy(''), '127.0.0.1')
    expect(refused).toMatchObject({ ok: false, permanent: false })
    expect(refused.detail).toContain('cafile in [Network]')
    expect(smtp.mails()).toBe(1)
  })
})

/** Asks the proxy for a name that is not of this machine. */
function forced(way: OtherWay): OtherWay {
  return { ...way, tunnel: (_host, port, signal) => way.tunnel('receiver.test', port, signal) }
}
