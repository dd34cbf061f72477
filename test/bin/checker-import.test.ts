import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withSecrets } from '../../src/config/settings/channels'
import { usable } from '../../src/domain/settings/reading'
import { createOtherWay } from '../../src/io/net/other-way'
import { openTrust } from '../../src/io/net/trust'
import { wayOut } from '../../src/io/net/way-out'
import { email } from '../../src/notifiers/email'
import { readIni } from '../../src/wire/settings'
import { alertOf, context } from '../contracts/notifier'
import { makeCertificates } from '../support/certificates'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const SETTINGS = `[general]
servername: attic
# a comment
    ; and another one
alertcontact=me@example.org
logfile=/tmp/log
statefile=/tmp/state
[email]
nomail = no
user=watch@example.org
pass=se#c ; ret%%
smtpserver=smtp.example.org
smtpport=587
imapserver=imap.example.org
[peers]
peer1=http://a:5000,x@y
`

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-checker-'))
  await mkdir(join(home, 'jobs'))
  await writeFile(ini(), '; mine\n[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl =\n')
})
afterEach(async () => await rm(home, { recursive: true }))

const ini = () => join(home, 'intvlm8r.ini')

async function imported(text: string, ...more: string[]) {
  const file = join(home, 'settings.cfg')
  await writeFile(file, text)
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  return await new Promise<{ code: number; output: string }>(done => {
    execFile(process.execPath, [PROGRAM, 'config', 'import', file, ...more], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), output: out + err }),
    )
  })
}

async function channel() {
  const [found] = usable(readIni(ini()), 'channels') ?? []
  return found && (await withSecrets(found, home))
}

describe("the import of a Checker's settings.cfg", () => {
  it('takes over the mail account, its password to the last character, and the jobs', async () => {
    const jobs = join(home, 'jobs')
    const { code, output } = await imported(SETTINGS, '--jobs', jobs)
    expect(code, output).toBe(0)
    expect(await channel()).toMatchObject({
      name: 'checker',
      kind: 'email',
      settings: {
        to: 'me@example.org',
        from: 'attic <watch@example.org>',
        host: 'smtp.example.org',
        port: '587',
        security: 'starttls',
        username: 'watch@example.org',
        password: 'se#c ; ret%',
      },
    })
    expect((await stat(join(home, 'checker-mail.password'))).mode & 0o777).toBe(0o600)
    const [check] = usable(readIni(ini()), 'checks') ?? []
    expect(check).toMatchObject({
      key: 'checker',
      plan: {
        channels: ['checker'],
        probe: {
          kind: 'checker-job',
          target: jobs,
          every: 'minute',
          settings: { config: join(home, 'settings.cfg'), leaveout: 'EmailChecker, PeerChecker' },
        },
      },
    })
    expect(await readFile(ini(), 'utf8')).toMatch(/^; mine\n/)
    expect(await readFile(ini(), 'utf8')).not.toContain('se#c')
    expect(output).toMatch(/Took over: alertcontact and the mail account/)
    expect(output).toMatch(/Took over: the jobs in /)
    expect(output).toContain('Took over: the peer http://a:5000,x@y, as [peer.a].')
    expect(output).toMatch(/Not taken over: imapserver: /)
    expect(output).not.toContain('se#c')
  })

  it('changes nothing a second time', async () => {
    await imported(SETTINGS, '--jobs', join(home, 'jobs'))
    const before = await readFile(ini(), 'utf8')
    const again = await imported(SETTINGS, '--jobs', join(home, 'jobs'))
    expect([again.code, await readFile(ini(), 'utf8')]).toEqual([0, before])
    expect(again.output).toContain('has the same already.')
  })

  it('mails nothing with nomail, and misses neither [peers] nor bustgmailthreading', async () => {
    const quiet = SETTINGS.replace('nomail = no', 'nomail=yes').replace(/\[peers\].*/s, '')
    const { code, output } = await imported(quiet, '--jobs', join(home, 'jobs'))
    expect(code, output).toBe(0)
    expect(await channel()).toBeUndefined()
    expect(usable(readIni(ini()), 'checks')?.[0]?.plan.channels).toEqual([])
    expect(output).toContain('nomail is on')
  })

  it('asks its peers, and mails both addresses of one (C8)', async () => {
    const { output } = await imported(SETTINGS.replace('x@y', 'x@y , z@y'))
    expect(output).toContain('the peer http://a:5000,x@y , z@y, as [peer.a].')
    expect(output).toContain('name their folder by --jobs DIR')
    const reading = readIni(ini())
    expect(usable(reading, 'checks')).toMatchObject([
      {
        key: 'peer.a',
        plan: {
          channels: ['peer-a'],
          reminders: 'always',
          recovery: true,
          probe: { kind: 'checker', target: 'http://a:5000', every: 3_600_000 },
        },
      },
    ])
    expect(usable(reading, 'channels')?.[1]).toMatchObject({
      name: 'peer-a',
      settings: { to: 'x@y, z@y', host: 'smtp.example.org' },
    })
  })

  it('names a peer that has no usable address, and takes over the others', async () => {
    const { output } = await imported(SETTINGS.replace('x@y', 'x@y\npeer2 = b:5000,x@y\npeer3=http://c'))
    expect(output).toContain('Took over: the peer http://a:5000,x@y, as [peer.a].')
    expect(output).toContain('Not taken over: the peer b:5000,x@y: ')
    expect(output).toContain('Not taken over: the peer http://c: there is no address behind a comma')
  })

  it('refuses a single percent sign and a stray line, as Checker does, and changes nothing', async () => {
    const before = await readFile(ini(), 'utf8')
    const { code, output } = await imported(SETTINGS.replace('%%', '%').replace('[email]', 'stray\n[email]'))
    expect(code).toBe(1)
    expect(output).toMatch(/line 8 is no setting; pass: has a single %/)
    expect(await readFile(ini(), 'utf8')).toBe(before)
  })

  it('takes over which jobs are failing in the file of states, and since when', async () => {
    const state = join(home, 'state')
    const failing = 'aWQ=|Failing|1795832505.1|1795832565.1|n#m|3'
    await writeFile(state, `${failing}\naWR=|Failing|1795832505.1|0|new|1\naWS=|Succeeding|0|0|well|0\n`)
    const options = ['--jobs', join(home, 'jobs'), '--state', state]
    const { code, output } = await imported(SETTINGS, ...options)
    expect(code, output).toBe(0)
    expect(output).toMatch(
      /Took over: that n\|m is failing since 2026\/11\/2[78] .* \(3 in a row\), told last at 2026\/11\/2[78] /,
    )
    expect(output).toMatch(/Took over: that new is failing since .* \(1 in a row\), told to nobody yet\n/)
    expect(output).not.toContain('well')
    const kept = join(home, 'checker.state')
    expect(await readFile(kept, 'utf8')).toBe(`${failing}\naWR=|Failing|1795832505.1|0|new|1\n`)
    const [check] = usable(readIni(ini()), 'checks') ?? []
    expect(check?.plan.probe?.settings).toMatchObject({ state: 'checker.state' })

    const before = [await readFile(ini(), 'utf8'), (await stat(kept)).mtimeMs]
    const again = await imported(SETTINGS, ...options)
    expect(again.output).toContain('has the same already.')
    expect([await readFile(ini(), 'utf8'), (await stat(kept)).mtimeMs]).toEqual(before)
  })

  it('asks for the jobs where only the file of states is named', async () => {
    const state = join(home, 'state')
    await writeFile(state, 'aWQ=|Failing|1795832505.1|1795832505.1|n|3\n')
    const { output } = await imported(SETTINGS, '--state', state)
    expect(output).toContain(
      'Not taken over: the jobs, and so that some of them are failing: name their folder by --jobs DIR',
    )
  })

  it('logs in at the mail server with the password of the settings, to the last character (C7)', async () => {
    const logins: string[] = []
    const { ca, good } = makeCertificates()
    const server = new SMTPServer({
      ...good,
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: ({ username = '', password = '' }, _session, done) => {
        logins.push(`${username} ${password}`)
        done(null, { user: username })
      },
      onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    try {
      const { port } = server.server.address() as { port: number }
      await imported(SETTINGS.replace('smtp.example.org', 'localhost').replace('587', String(port)))
      const mail = await channel()
      if (mail === undefined || typeof mail === 'string') throw new Error(`no channel: ${mail}`)
      await writeFile(join(home, 'authority.pem'), ca)
      const network = { proxy: 'off', noproxy: '', cafile: join(home, 'authority.pem') }
      const otherWay = createOtherWay({
        userAgent: 'test',
        way: async () => wayOut(network, { http: '', https: '', no: '' }),
        trust: openTrust([]),
        now: Date.now,
      })
      expect(await email(alertOf('trigger'), mail, context(undefined, { otherWay }))).toMatchObject({
        ok: true,
      })
      expect(logins).toEqual(['watch@example.org se#c ; ret%'])
    } finally {
      await new Promise<void>(resolve => server.close(() => resolve()))
    }
  })

  it('names a folder of jobs and a file of states that cannot be read, and changes nothing', async () => {
    const before = await readFile(ini(), 'utf8')
    for (const [option, what] of [
      ['--jobs', 'the folder of jobs'],
      ['--state', 'the file of states'],
    ] as const) {
      const { code, output } = await imported(SETTINGS, option, join(home, 'none'))
      expect([code, output]).toEqual([
        1,
        expect.stringContaining(`${what} ${home}/none cannot be read (ENOENT)`),
      ])
    }
    expect(await readFile(ini(), 'utf8')).toBe(before)
  })

  it('takes --jobs and --state with such a file only', async () => {
    const { code, output } = await imported('[Monitoring]\nheartbeatfrequency = 5\n', '--jobs', '/x')
    expect([code, output]).toEqual([1, expect.stringContaining('belong to the settings.cfg of a Checker')])
  })
})
