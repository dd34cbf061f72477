import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SelfSigned } from '../../../src/domain/net/certificate'
import { openCertificate } from '../../../src/io/net/certificate'
import { openSelfSigned } from '../../../src/io/net/self-signed'
import { renewCertificate } from '../../../src/operations/net/renew-certificate'
import { createSwitchTlsOn } from '../../../src/operations/net/switch-tls-on'
import { type Listening, listen } from '../../../src/web/net/listen'
import { openSettings } from '../../../src/wire/settings'
import { makeSelfSigned } from '../../support/certificates'

const DAY = 86_400_000
const FILE = 'self-signed.pem'

let home: string
let selfSigned: SelfSigned
let logged: string[]
let server: Listening | undefined
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-self-signed-'))
  selfSigned = openSelfSigned(home)
  logged = []
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await rm(home, { recursive: true })
})

const log = {
  info: (text: unknown) => void logged.push(`info ${text}`),
  warn: (text: unknown) => void logged.push(`warn ${text}`),
  error: (text: unknown) => void logged.push(`error ${text}`),
}
const pem = (name = FILE) => readFile(join(home, name), 'utf8')
/** The certificate of the authority, as a device gets it. */
const authority = async () => (await selfSigned.authority())?.pem ?? ''

/** A web server with the certificate in the state folder. */
async function serve(): Promise<void> {
  const path = join(home, FILE)
  const certificate = openCertificate({ cert: path, key: path }, Date.now, log as never)
  server = await listen((_request, response) => response.end('here'), '127.0.0.1', 0, certificate)
}

/** The fingerprint that a client sees which trusts that certificate, and looks for that name in it. */
async function fingerprintAs(servername: string, ca: string): Promise<string> {
  const socket = connect({ port: server?.port ?? 0, host: '127.0.0.1', servername, ca })
  try {
    await once(socket, 'secureConnect')
    return socket.getPeerCertificate().fingerprint256
  } finally {
    socket.destroy()
  }
}

describe('a certificate that is made', () => {
  test('is for the names given and those of this machine, is no authority, and only its owner can read its key', async () => {
    const { names, fingerprint, from, until } = await selfSigned.make(['Pi.Example', '192.0.2.7', 'fd00::7'])
    expect(names).toEqual(
      expect.arrayContaining([
        'pi.example',
        '192.0.2.7',
        'fd00::7',
        hostname(),
        'localhost',
        '127.0.0.1',
        '::1',
      ]),
    )
    expect(new Set(names).size).toBe(names.length)
    expect(Math.round((until - from) / DAY)).toBe(825)
    expect(new X509Certificate(await pem())).toMatchObject({ ca: false, fingerprint256: fingerprint })
    expect((await stat(join(home, FILE))).mode & 0o777).toBe(0o600)
    expect(await readdir(home)).toEqual(['authority.pem', FILE])
    await serve()
    const ca = await authority()
    expect(await fingerprintAs('pi.example', ca)).toBe(fingerprint)
    await expect(fingerprintAs('elsewhere.example', ca)).rejects.toThrow('does not match')
  })

  test.each(['pi_with_underscore', 'a,DNS:evil.example', 'x\ny', '', '0.0.0.0', '::', '-'])(
    'leaves out the name %j',
    async name => {
      const { names } = await selfSigned.make([name, 'pi.example'])
      expect(names).toContain('pi.example')
      expect(names).not.toContain(name)
      expect(names.join()).not.toContain('evil')
    },
  )

  test('does not take the place of a file of somebody else', async () => {
    const { cert, key } = makeSelfSigned(30)
    for (const own of [cert + key, 'nonsense']) {
      await writeFile(join(home, FILE), own)
      await expect(selfSigned.make([])).rejects.toThrow(
        "is not of the appliance's making; move it elsewhere first",
      )
      expect(await pem()).toBe(own)
      expect(await selfSigned.state()).toEqual({})
    }
  })

  test('takes openssl, whose absence is named with the remedy', async () => {
    const { PATH } = process.env
    process.env.PATH = home
    try {
      await expect(selfSigned.make([])).rejects.toThrow('sudo apt install openssl')
    } finally {
      process.env.PATH = PATH
    }
  })
})

describe('the authority', () => {
  /** A certificate for that name, signed with the key of the authority as a thief of the card would. */
  async function forge(name: string): Promise<void> {
    const path = join(home, 'authority.pem')
    const args = ['req', '-x509', '-config', '/dev/null', '-CA', path, '-CAkey', path, '-subj', '/CN=forged']
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-']
    const forged = execFileSync('openssl', [...args, ...key, '-addext', `subjectAltName=${name}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await writeFile(join(home, FILE), forged)
  }

  test('is one, for certificates of servers only, and its file can be read by its owner only', async () => {
    await selfSigned.make(['pi.example'])
    expect(new X509Certificate(await authority())).toMatchObject({ ca: true })
    expect(await authority()).not.toContain('PRIVATE KEY')
    expect((await stat(join(home, 'authority.pem'))).mode & 0o777).toBe(0o600)
    expect(await pem('authority.pem')).toContain('PRIVATE KEY')
  })

  test.each(['DNS:bank.example', 'DNS:example', 'IP:192.0.2.8', 'IP:2001:db8::1'])(
    'vouches for no other name: whoever has its key cannot speak as %s',
    async name => {
      await selfSigned.make(['pi.example', '192.0.2.7'])
      await forge(name)
      await serve()
      await expect(fingerprintAs('pi.example', await authority())).rejects.toThrow(
        'permitted subtree violation',
      )
    },
  )

  test('vouches for no bank either where it was made for so many addresses that no name has room', async () => {
    await selfSigned.make(Array.from({ length: 60 }, (_, host) => `198.51.100.${host + 1}`))
    await forge('DNS:bank.example')
    await serve()
    await expect(fingerprintAs('bank.example', await authority())).rejects.toThrow(
      'permitted subtree violation',
    )
  })

  test('vouches for any address of a private network, so that a new lease needs no new one', async () => {
    await selfSigned.make(['pi.example'])
    const before = await authority()
    const { names } = await selfSigned.make(['192.168.178.77', 'fd00::77', '10.1.2.3'])
    expect(names).toEqual(expect.arrayContaining(['192.168.178.77', 'fd00::77', '10.1.2.3']))
    expect(await authority()).toBe(before)
  })

  test('stays at a renewal', async () => {
    const { names } = await selfSigned.make(['pi.example'])
    const before = await authority()
    expect((await selfSigned.prepare()).names).toEqual(names)
    expect(await authority()).toBe(before)
  })

  test('is made anew for a name that its owner wants, when the certificate is made', async () => {
    await selfSigned.make(['pi.example'])
    const before = await authority()
    const { names } = await selfSigned.make(['attic.example', '203.0.113.9'])
    expect(names).toEqual(expect.arrayContaining(['attic.example', '203.0.113.9']))
    expect(await authority()).not.toBe(before)
    await serve()
    await expect(fingerprintAs('attic.example', await authority())).resolves.toBeTruthy()
  })

  test('is made for a certificate of an earlier release, which signed itself', async () => {
    const { cert, key } = makeSelfSigned(30, '/O=intvlm8r heartbeat (self-signed)/CN=pi')
    await writeFile(join(home, FILE), cert + key)
    expect(await selfSigned.authority()).toBeUndefined()
    await selfSigned.prepare({ widen: true })
    const { fingerprint } = await selfSigned.replace()
    await serve()
    expect(await fingerprintAs('localhost', await authority())).toBe(fingerprint)
  })

  test('does not take the place of a file of somebody else', async () => {
    const { cert, key } = makeSelfSigned(30)
    for (const own of [cert + key, 'nonsense']) {
      await writeFile(join(home, 'authority.pem'), own)
      await expect(selfSigned.make([])).rejects.toThrow('authority.pem is not of the appliance')
      expect(await pem('authority.pem')).toBe(own)
    }
  })
})

describe('a renewal', () => {
  test('is prepared, shown and done in time, and the server takes the new certificate up by itself', async () => {
    const old = await selfSigned.make(['pi.example'])
    await serve()
    const at = (days: number) => renewCertificate(selfSigned, old.until - days * DAY, log)
    expect(await at(31)).toEqual({ current: old })
    const { next, ...prepared } = await at(30)
    expect(prepared).toEqual({ current: old })
    expect(next?.names).toEqual(old.names)
    expect(next!.fingerprint).not.toBe(old.fingerprint)
    expect(logged).toEqual([
      `warn the TLS certificate is renewed in some weeks; its new fingerprint (SHA-256) is ${next?.fingerprint}`,
    ])
    expect(await fingerprintAs('pi.example', await authority())).toBe(old.fingerprint)
    expect(await at(29)).toEqual({ current: old, next })
    logged = []
    const { current, before } = await renewCertificate(selfSigned, old.until - 7 * DAY, log)
    expect([current, before]).toEqual([next, old])
    expect(logged).toEqual([
      `warn the TLS certificate was renewed; its new fingerprint (SHA-256) is ${current?.fingerprint}`,
    ])
    expect(await fingerprintAs('pi.example', await authority())).toBe(current?.fingerprint)
    expect(await pem('self-signed.before.pem')).not.toContain('PRIVATE KEY')
    expect(await readdir(home)).not.toContain('self-signed.next.pem')
    expect((await stat(join(home, FILE))).mode & 0o777).toBe(0o600)
  })

  test('that a power cut stopped in the middle is not taken for a new one', async () => {
    const current = await selfSigned.make([])
    await writeFile(join(home, 'self-signed.next.pem'), await pem())
    expect(await selfSigned.state()).toEqual({ current })
    expect((await selfSigned.replace()).fingerprint).not.toBe(current.fingerprint)
  })

  test('that cannot be done is logged, and the certificate stays', async () => {
    const { until } = await selfSigned.make([])
    const before = await pem()
    const { PATH } = process.env
    process.env.PATH = home
    try {
      await renewCertificate(selfSigned, until, log)
    } finally {
      process.env.PATH = PATH
    }
    expect(logged).toEqual([
      expect.stringMatching(/^error the TLS certificate is not renewed: openssl is not/),
    ])
    expect(await pem()).toBe(before)
  })

  test('leaves a certificate of the owner alone', async () => {
    const { cert, key } = makeSelfSigned(1)
    await writeFile(join(home, FILE), cert + key)
    expect(await renewCertificate(selfSigned, Date.now() + 10 * DAY, log)).toEqual({})
    expect(await pem()).toBe(cert + key)
    expect(logged).toEqual([])
  })
})

describe('https is switched on', () => {
  async function switchOn(web: string) {
    const path = join(home, 'intvlm8r.ini')
    await writeFile(path, `[Monitoring]\nheartbeatfrequency = Off\n[Web]\n${web}`)
    await chmod(path, 0o600)
    const settings = openSettings({ home, ini: path, result: '', runtime: home })
    return {
      outcome: await createSwitchTlsOn({ settings, selfSigned })(['10.0.0.9']),
      text: await readFile(path, 'utf8'),
    }
  }

  test('by a certificate for the names of the INI and of the request, once', async () => {
    const { outcome, text } = await switchOn('port = 80 ; mine\nhostnames = pi.example\n')
    if (outcome.kind !== 'on') throw new Error(outcome.reason)
    expect(outcome.facts.names).toEqual(expect.arrayContaining(['10.0.0.9', 'pi.example']))
    expect(text).toContain(
      'port = 80 ; mine\nhostnames = pi.example\ntlscert = self-signed.pem\ntlskey = self-signed.pem\n',
    )
    const again = await switchOn('tlscert = self-signed.pem\ntlskey = self-signed.pem\n')
    expect(again.outcome).toEqual({ kind: 'on', isNew: false, facts: outcome.facts })
  })

  test.each([
    ['tlscert = mine.crt\ntlskey = mine.key\n', 'the INI names a certificate of your own'],
    ['port = x\n', 'mend the INI first: [Web] port'],
    ['stray\n', 'mend the INI first'],
  ])('not with %j', async (web, words) => {
    const { outcome, text } = await switchOn(web)
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining(words) })
    expect(text.endsWith(web)).toBe(true)
    expect(await readdir(home)).toEqual(['intvlm8r.ini'])
  })
})
