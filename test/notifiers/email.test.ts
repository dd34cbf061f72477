import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import { email } from '../../src/notifiers/email'
import { alertOf, context, expectReport, failedAlert, ODD } from '../contracts/notifier'
import { type Certificates, makeCertificates } from '../support/certificates'

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly secure: boolean
  readonly source: string
  header(name: string): string | undefined
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A real SMTP server that accepts everything unless a test makes it misbehave. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: async (stream, session, done) => {
      const source = (await buffer(stream)).toString()
      const head = source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
      mails.push({
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
        to: session.envelope.rcptTo.map(({ address }) => address),
        user: session.user,
        secure: session.secure,
        source,
        header: name => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1],
      })
      done()
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  closing.push(() => server.close(() => {}))
  return { mails, port: (server.server.address() as AddressInfo).port }
}

function send(port: number, alert: Alert, settings: Record<string, string> = {}, signal?: AbortSignal) {
  const plain = { host: '127.0.0.1', port: String(port), to: 'me@example.org', security: 'none' }
  const channel = { name: 'mail', kind: 'email', origin: 'ini', settings: { ...plain, ...settings } } as const
  return email(alert, channel, context(undefined, signal ? { signal } : {}))
}

/** A part of a mail as its reader shows it. */
function partOf(source: string, type: string): string {
  const [, head = '', body = ''] = new RegExp(`text/${type}(.*?)\r\n\r\n(.*?)\r\n--`, 's').exec(source) ?? []
  const encoding = /Content-Transfer-Encoding: (.*)/.exec(head)?.[1]
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  const bytes = encoding === 'quoted-printable' ? unquoted(body) : body
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n')
}

function unquoted(text: string): string {
  return text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}

const smtpError = (responseCode: number, message = 'no') =>
  Object.assign(new Error(message), { responseCode })

describe('an e-mail', () => {
  it('names the outage in its subject, and is no invitation to answer', async () => {
    const { mails, port } = await startSmtp()
    expect(
      await send(port, alertOf('trigger'), { from: 'pi@example.org', to: 'a@example.org, b@example.org' }),
    ).toEqual({
      ok: true,
      detail: 'taken by the mail server',
    })
    const [mail] = mails as [Mail]
    expect(mail.to).toEqual(['a@example.org', 'b@example.org'])
    expect(mail.from).toBe('pi@example.org')
    expect(mail.header('Subject')).toBe('[DOWN] backup')
    expect(mail.header('Auto-Submitted')).toBe('auto-generated')
    expect(mail.header('X-Intvlm8r-Alert')).toBe(alertOf('trigger').key)
    expect(mail.header('Content-Type')).toMatch(/^multipart\/alternative/)
    expect(mail.source).toContain('No signal came in time.')
    expect(mail.source).toContain(`/checks/${alertOf('trigger').check}`)
  })

  it('is withheld on the open connection where a reason has come up by then, else sent by it', async () => {
    const { mails, port } = await startSmtp()
    const settings = { host: '127.0.0.1', port: String(port), to: 'me@example.org', security: 'none' }
    const channel = { name: 'mail', kind: 'email', origin: 'ini', settings } as const
    const withheld = (reason: string | undefined) =>
      email(alertOf('trigger'), channel, context(undefined, { withhold: async () => reason }))
    expect(await withheld('it was told')).toMatchObject({ ok: false, detail: 'it was told' })
    expect(mails).toHaveLength(0)
    expect(await withheld(undefined)).toMatchObject({ ok: true })
    expect(mails).toHaveLength(1)
  })

  it('tells all that one needs to know at three in the morning, the last lines as a quote', async () => {
    const { mails, port } = await startSmtp()
    await send(port, failedAlert())
    const [text, html] = ['plain', 'html'].map(type => partOf(mails[0]?.source ?? '', type)) as [
      string,
      string,
    ]
    expectReport(text)
    const [ours, box = ''] = html.split('<blockquote')
    expect(ours).toMatch(/Exit code:<\/strong> 3/)
    expect(ours).not.toContain('no space left')
    expect(box).toContain('no space left on device (28)</pre></blockquote>')
    expect(html.split('backup is up again.')).toHaveLength(2)
  })

  it('goes to one address whose name holds a comma, and from one', async () => {
    const { mails, port } = await startSmtp()
    const settings = { from: '"Pi, the" <pi@example.org>', to: '"Doe, John" <john@example.org>' }
    expect(await send(port, alertOf('trigger'), settings)).toMatchObject({ ok: true })
    const [mail] = mails as [Mail]
    expect([mail.from, mail.to]).toEqual(['pi@example.org', ['john@example.org']])
    expect(mail.header('To')).toBe('"Doe, John" <john@example.org>')
    expect(mail.header('From')).toBe('"Pi, the" <pi@example.org>')
  })

  it.each([
    [{ username: 'pi@x.org', password: 'p' }, 'pi@x.org'],
    [{ to: '"Doe, John" <john@example.org>, b@x.org' }, 'john@example.org'],
  ])('without a sender is from the user, or else the first address: %j', async (settings, from) => {
    const { mails, port } = await startSmtp({ onAuth: (_auth, _session, done) => done(null, { user: 'u' }) })
    await send(port, alertOf('trigger'), settings)
    expect(mails[0]?.from).toBe(from)
    expect(mails[0]?.header('From')).toBe(`intvlm8r <${from}>`)
  })

  it('threads a reminder and a resolve under their trigger', async () => {
    const { mails, port } = await startSmtp()
    for (const kind of ['trigger', 'reminder', 'resolve'] as const) await send(port, alertOf(kind))
    const [trigger, reminder, resolve] = mails as [Mail, Mail, Mail]
    const first = trigger.header('Message-ID')
    expect(first).toBe(`<${alertOf('trigger').key}@example.org>`)
    expect(trigger.header('References')).toBeUndefined()
    for (const later of [reminder, resolve]) {
      expect(later.header('In-Reply-To')).toBe(first)
      expect(later.header('References')).toBe(first)
    }
    expect(new Set(mails.map(mail => mail.header('Message-ID'))).size).toBe(3)
  })

  it('is the same mail again when it is repeated', async () => {
    const { mails, port } = await startSmtp()
    for (const kind of ['trigger', 'trigger', 'reminder', 'reminder'] as const)
      await send(port, alertOf(kind))
    const [first, second, third, fourth] = mails.map(mail => mail.header('Message-ID'))
    expect([first, third]).toEqual([second, fourth])
  })

  it('cannot be bent by a name', async () => {
    const { mails, port } = await startSmtp()
    await send(port, alertOf('trigger', { name: ODD, subject: `[DOWN] ${ODD}`, text: `${ODD}\n.\n${ODD}` }))
    const [mail] = mails as [Mail]
    expect(mail.to).toEqual(['me@example.org'])
    expect(mail.header('Bcc')).toBeUndefined()
    expect(mail.source.split('text/html')[1]).not.toContain('<b>')
  })

  describe('with TLS', () => {
    let certificates: Certificates
    beforeAll(() => {
      certificates = makeCertificates()
    })

    it('is not sent in the clear where STARTTLS is wanted and not offered', async () => {
      const { mails, port } = await startSmtp()
      expect(await send(port, alertOf('trigger'), { security: 'starttls' })).toMatchObject({ ok: false })
      expect(mails).toEqual([])
    })

    it.each(['starttls', 'tls'])(
      'is not sent to a server whose certificate is not to be trusted (%s)',
      async security => {
        const { mails, port } = await startSmtp({
          ...certificates.selfSigned,
          secure: security === 'tls',
          disabledCommands: [],
        })
        expect(
          await send(port, alertOf('trigger'), { security, username: 'u', password: 'secret' }),
        ).toMatchObject({ ok: false, permanent: false, detail: expect.stringContaining('certificate') })
        expect(mails).toEqual([])
      },
    )
  })

  it('logs in where a user is set, and names the settings to check when that is refused', async () => {
    const users: string[] = []
    const { port } = await startSmtp({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username = '', password }, _session, done) => {
        users.push(username)
        if (password === 'right') done(null, { user: username })
        else done(smtpError(535, `wrong password ${password}`))
      },
    })
    expect(await send(port, alertOf('trigger'), { username: 'pi@x.org', password: 'right' })).toMatchObject({
      ok: true,
    })
    const refused = await send(port, alertOf('trigger'), { username: 'pi@x.org', password: 'secret-word' })
    expect(refused).toMatchObject({
      ok: false,
      permanent: true,
      detail: expect.stringContaining('user and password'),
    })
    expect(JSON.stringify(refused)).not.toContain('secret-word')
    expect(await send(port, alertOf('trigger'))).toMatchObject({ ok: false, permanent: true })
    expect(users).toEqual(['pi@x.org', 'pi@x.org'])
  })

  it.each([
    ['421', { onConnect: (_: unknown, done: (error: Error) => void) => done(smtpError(421)) }, false],
    ['554', { onConnect: (_: unknown, done: (error: Error) => void) => done(smtpError(554)) }, true],
    [
      '450',
      { onRcptTo: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(smtpError(450)) },
      false,
    ],
    [
      '550',
      { onRcptTo: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(smtpError(550)) },
      true,
    ],
    [
      '452',
      { onMailFrom: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(smtpError(452)) },
      false,
    ],
    [
      '552',
      { onMailFrom: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(smtpError(552)) },
      true,
    ],
  ])('that is answered %s may be tried again, or not', async (code, options, permanent) => {
    const { port } = await startSmtp(options as SMTPServerOptions)
    expect(await send(port, alertOf('trigger'))).toMatchObject({
      ok: false,
      permanent,
      detail: expect.stringContaining(code),
    })
  })

  it('is delivered when one of several recipients is refused, with that in its detail', async () => {
    const { mails, port } = await startSmtp({
      onRcptTo: ({ address }, _session, done) => (address.startsWith('bad') ? done(smtpError(550)) : done()),
    })
    const delivery = await send(port, alertOf('trigger'), { to: 'bad@example.org, good@example.org' })
    expect(delivery).toEqual({
      ok: true,
      detail:
        'taken by the mail server for good@example.org; not for bad@example.org: 127.0.0.1 answered 550 to RCPT',
    })
    expect(mails[0]?.to).toEqual(['good@example.org'])
  })

  it('may be tried again when the connection breaks in the middle, or there is none', async () => {
    const server: Server = createServer(socket => {
      socket.write('220 here\r\n')
      socket.on('data', () => socket.resetAndDestroy()).on('error', () => {})
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await send(port, alertOf('trigger'))).toMatchObject({ ok: false, permanent: false })
    server.close()
    expect(await send(1, alertOf('trigger'))).toMatchObject({ ok: false, permanent: false })
  })

  it('is taken back by a reset when it is given up, so that it does not arrive later', async () => {
    const deadline = new AbortController()
    let onEnd = (_code: string | undefined) => {}
    const ended = new Promise<string | undefined>(resolve => {
      onEnd = resolve
    })
    const server = createServer(socket => {
      let hasMail = false
      socket.write('220 here\r\n')
      socket
        .on('data', bytes => {
          const text = String(bytes)
          // The mail is there, and nobody says so.
          if (hasMail) return text.includes('\r\n.\r\n') ? deadline.abort() : undefined
          hasMail = text.startsWith('DATA')
          socket.write(hasMail ? '354 go on\r\n' : '250 yes\r\n')
        })
        .on('error', (error: NodeJS.ErrnoException) => onEnd(error.code))
        .on('end', () => onEnd(undefined))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await send(port, alertOf('trigger'), {}, deadline.signal)).toEqual({
      ok: false,
      permanent: false,
      detail: '127.0.0.1 did not confirm that it took the mail, though it may have',
    })
    expect(await ended).toBe('ECONNRESET')
  })

  it('lets go of a server that hangs as soon as the signal aborts', async () => {
    let ended = () => {}
    const gone = new Promise<void>(resolve => {
      ended = resolve
    })
    const server = createServer(
      socket =>
        void socket
          .on('close', ended)
          .on('error', () => {})
          .resume(),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const deadline = new AbortController()
    const sending = send((server.address() as AddressInfo).port, alertOf('trigger'), {}, deadline.signal)
    await new Promise<void>(resolve => server.once('connection', () => resolve()))
    deadline.abort()
    expect(await sending).toMatchObject({ ok: false, permanent: false, untaken: true })
    await gone
  })
})
