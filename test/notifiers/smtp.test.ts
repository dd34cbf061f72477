/** A mail over SMTP: what the server gets, and what became of it. */
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { MailServer } from '../../src/domain/mail/account'
import type { OutgoingMail } from '../../src/domain/mail/sending'
import { type SmtpContext, sendBySmtp, trySmtp } from '../../src/notifiers/smtp'
import { headerOf } from '../support/imap-server'
import { freePort } from '../support/port'
import { startSmtp } from '../support/smtp'

const NOW = Date.parse('2026-11-20T10:00:00Z')
const MAIL: OutgoingMail = {
  from: { name: 'Me', address: 'me@example.org' },
  to: [
    { name: '', address: 'you@example.org' },
    { name: '', address: 'bad@example.org' },
  ],
  subject: 'Subject',
  text: 'words\n',
}
const server = (port: number, more: Partial<MailServer> = {}): MailServer => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  user: '',
  password: '',
  ...more,
})
const around = (more: Partial<SmtpContext> = {}): SmtpContext => ({
  signal: AbortSignal.timeout(20_000),
  now: NOW,
  ...more,
})

describe('a mail', () => {
  test('is taken with its words and its headers', async () => {
    const smtp = await startSmtp()
    const mail = {
      ...MAIL,
      messageId: '<a@b>',
      inReplyTo: '<c@d>',
      references: ['<c@d>', '<e@f>'],
      headers: { 'X-A': '1' },
    }
    expect(await sendBySmtp(server(smtp.port), mail, around())).toEqual({
      ok: true,
      detail: 'taken by the mail server',
    })
    const [taken] = smtp.mails
    expect(taken).toMatchObject({
      from: 'me@example.org',
      to: ['you@example.org', 'bad@example.org'],
      user: undefined,
    })
    const source = taken?.source ?? ''
    expect(
      ['From', 'Subject', 'Message-ID', 'In-Reply-To', 'X-A'].map(name => headerOf(source, name)),
    ).toEqual(['Me <me@example.org>', 'Subject', '<a@b>', '<c@d>', '1'])
    expect(source).toMatch(/References: <c@d>\s+<e@f>/)
    expect(source).toContain('\r\n\r\nwords')
  })

  test('that some recipients do not get names them, by the codes of the server', async () => {
    const smtp = await startSmtp({
      onRcptTo: ({ address }, _session, done) =>
        done(address === 'bad@example.org' ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
    })
    expect(await sendBySmtp(server(smtp.port), MAIL, around())).toEqual({
      ok: true,
      detail: 'taken by the mail server',
      rejected: [{ address: 'bad@example.org', code: 550 }],
    })
  })

  test('that is withheld on the open connection is not sent', async () => {
    const smtp = await startSmtp()
    const sent = await sendBySmtp(server(smtp.port), MAIL, around({ withhold: async () => 'it is over' }))
    expect(sent).toEqual({ ok: false, permanent: false, fault: 'ours', detail: 'it is over' })
    expect(smtp.mails).toEqual([])
    expect(
      await sendBySmtp(server(smtp.port), MAIL, around({ withhold: async () => undefined })),
    ).toMatchObject({ ok: true })
    expect(smtp.mails).toHaveLength(1)
  })
})

describe('a log-in', () => {
  test('is by password or by token, and none without a user', async () => {
    const smtp = await startSmtp({ authMethods: ['PLAIN', 'XOAUTH2'] })
    const of = async (more: Partial<MailServer>) =>
      (await sendBySmtp(server(smtp.port, more), MAIL, around())).ok
    expect(await of({ user: 'u', password: 'secret' })).toBe(true)
    expect(await of({ user: 'v', password: 'wrong', token: 'ya29.token' })).toBe(true)
    expect(await of({ password: 'wrong' })).toBe(true)
    expect(smtp.mails.map(({ user }) => user)).toEqual(['u', 'v', undefined])
  })

  test('that is refused names what to check', async () => {
    const smtp = await startSmtp({ authMethods: ['PLAIN', 'XOAUTH2'] })
    const of = async (more: Partial<MailServer>) =>
      await sendBySmtp(server(smtp.port, { user: 'u', ...more }), MAIL, around())
    expect(await of({ password: 'wrong' })).toMatchObject({
      permanent: true,
      fault: 'login',
      detail: expect.stringContaining('check user and password'),
    })
    expect(await of({ token: 'wrong' })).toMatchObject({
      fault: 'login',
      detail: expect.stringContaining('check user and token'),
    })
  })
})

describe('a server', () => {
  test('is tried without a mail', async () => {
    const smtp = await startSmtp()
    expect(await trySmtp(server(smtp.port), around())).toEqual({ ok: true, detail: 'it answers' })
    expect(smtp.mails).toEqual([])
  })

  test('without the encryption that is wanted gets nothing', async () => {
    const smtp = await startSmtp()
    expect(await sendBySmtp(server(smtp.port, { security: 'starttls' }), MAIL, around())).toEqual({
      ok: false,
      permanent: false,
      fault: 'tls',
      detail: '127.0.0.1 offers no TLS that can be used here',
    })
    expect(smtp.mails).toEqual([])
  })

  test('that is away was not reached, by either way', async () => {
    const port = await freePort()
    expect(await sendBySmtp(server(port), MAIL, around())).toEqual({
      ok: false,
      permanent: false,
      fault: 'unreached',
      detail: 'connection refused by 127.0.0.1',
    })
    const tunnel = async () => ({ refusal: 'the proxy refused', ours: true })
    const otherWay = { tunnel, authorities: async () => undefined }
    expect(await sendBySmtp(server(port), MAIL, around({ otherWay }))).toMatchObject({
      fault: 'unreached',
      detail: 'connection refused by 127.0.0.1; the proxy refused',
    })
    expect(await sendBySmtp(server(port), MAIL, around({ withhold: async () => undefined }))).toEqual({
      ok: false,
      permanent: false,
      fault: 'unreached',
      detail: 'connection refused by 127.0.0.1',
    })
    // Without a network it is the DNS server that does not answer.
    expect(await sendBySmtp(server(port, { host: 'mail.invalid' }), MAIL, around())).toMatchObject({
      ok: false,
      permanent: false,
      detail: expect.stringMatching(
        /^there is no host of the name mail\.invalid(, or no DNS server answers)?$/,
      ),
    })
  })

  test('that is left at the limit of time is not reached', async () => {
    const smtp = await startSmtp({ onConnect: () => {} })
    const sent = await sendBySmtp(server(smtp.port), MAIL, around({ signal: AbortSignal.timeout(200) }))
    expect(sent).toMatchObject({ ok: false, permanent: false })
  })
})

describe('the patience', () => {
  afterEach(() => void vi.useRealTimers())

  /** A server that answers all but that command, or the end of the mail, for which `onSilence` does. */
  async function silentAt(command: string, onSilence: (answer: (line: string) => void) => void) {
    const silent = createServer(socket => {
      let isText = false
      const answer = (line: string) => void socket.write(`${line}\r\n`)
      answer('220 here')
      socket
        .on('error', () => {})
        .on('data', bytes => {
          const text = String(bytes)
          if (isText && !text.endsWith('\r\n.\r\n')) return
          const verb = isText ? 'end' : text.slice(0, 4)
          isText = verb === 'DATA'
          if (verb === command) onSilence(answer)
          else answer(isText ? '354 go on' : '250 yes')
        })
    })
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    return server((silent.address() as AddressInfo).port)
  }

  /** What becomes of a mail where the server answers so long after that command. */
  async function sentTo(command: string, afterMs: number, line = '250 yes') {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { signal } = new AbortController()
    const silent = await silentAt(command, answer => {
      setTimeout(answer, afterMs, line)
      vi.advanceTimersByTime(afterMs)
    })
    return await sendBySmtp(silent, MAIL, around({ signal }))
  }

  test('with a server that has the whole mail is a minute', async () => {
    const detail = '127.0.0.1 did not confirm that it took the mail, though it may have'
    expect(await sentTo('end', 59_000)).toEqual({ ok: true, detail: 'taken by the mail server' })
    expect(await sentTo('end', 61_000)).toEqual({ ok: false, permanent: false, fault: 'unanswered', detail })
    expect(await sentTo('end', 59_000, '451 later')).toMatchObject({ fault: 'refused' })
  }, 10_000)

  test.each([
    ['EHLO', '250 yes'],
    ['MAIL', '250 yes'],
    ['RCPT', '250 yes'],
    ['DATA', '354 go on'],
  ])(
    'with one that does not answer %s is short',
    async (command, line) => {
      const detail = '127.0.0.1 does not answer in time'
      expect(await sentTo(command, 12_100)).toEqual({
        ok: false,
        permanent: false,
        fault: 'unreached',
        detail,
      })
      expect(await sentTo(command, 11_900, line)).toMatchObject({ ok: true })
    },
    10_000,
  )
})
