import { Buffer } from 'node:buffer'
import { createRequire } from 'node:module'
import { createSecureContext } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MailServer } from '../../../src/domain/mail/account'
import { isMailbox, type Mailbox, MailboxError, type MailTrouble } from '../../../src/domain/mail/mailbox'
import { openMailbox } from '../../../src/io/mail/imap'
import { type Certificates, makeCertificates } from '../../support/certificates'
import { type ImapOptions, type ImapServer, startImap } from '../../support/imap-server'

const NOW = Date.parse('2026-11-28T12:00:00Z')

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function imap(options: ImapOptions = {}): Promise<ImapServer> {
  const server = await startImap(options)
  closing.push(server.close)
  return server
}

async function open(
  server: ImapServer,
  settings: Partial<MailServer> = {},
  context: Partial<Parameters<typeof openMailbox>[1]> = {},
): Promise<Mailbox | MailTrouble> {
  const opened = await openMailbox(
    {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      user: 'me@example.org',
      password: 'secret',
      ...settings,
    },
    { signal: AbortSignal.timeout(10_000), now: NOW, ...context },
  )
  if (isMailbox(opened)) closing.push(opened.close)
  return opened
}

async function opened(...args: Parameters<typeof open>): Promise<Mailbox> {
  const mailbox = await open(...args)
  if (!isMailbox(mailbox)) throw new Error(mailbox.detail)
  return mailbox
}

async function headsOf(mailbox: Mailbox, uids: Parameters<Mailbox['heads']>[0]) {
  const found = []
  for await (const head of mailbox.heads(uids)) found.push(head)
  return found
}

const mail = (subject: string, more = '') =>
  `From: Bob <bob@example.org>\nTo: me@example.org\nSubject: ${subject}\nDate: Sat, 28 Nov 2026 03:01:00 -0500\nMessage-ID: <1@x>\n${more}\nHello`

describe('a mailbox over IMAP', () => {
  it('has its folders, with their uses', async () => {
    const mailbox = await opened(await imap({ folders: ['Papierkorb \\Trash', 'Work'] }))
    expect(await mailbox.folders()).toEqual([
      { path: 'INBOX', use: '\\Inbox' },
      { path: 'Papierkorb', use: '\\Trash' },
      { path: 'Work' },
    ])
  })

  it('reads heads decoded, with the Date by its offset, and leaves what is unread unread', async () => {
    const server = await imap()
    server.deliver(mail('=?utf-8?B?R3LDvMOfZQ==?='), 'INBOX', new Date(NOW))
    const mailbox = await opened(server)
    expect(await mailbox.open('INBOX')).toEqual({ path: 'INBOX', uidValidity: '1', uidNext: 2, mails: 1 })
    expect(await headsOf(mailbox, [1])).toEqual([
      {
        uid: 1,
        subject: 'Grüße',
        from: [{ name: 'Bob', address: 'bob@example.org' }],
        messageId: '<1@x>',
        sentAt: Date.parse('2026-11-28T08:01:00Z'),
        arrivedAt: NOW,
      },
    ])
    expect(server.mails()[0]?.flags.size).toBe(0)
    expect(server.verbs()).toContain('EXAMINE')
  })

  it('reads a subject that was folded before a tab as one with a blank', async () => {
    const server = await imap()
    server.deliver(mail('Daily report\tof the server'))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect((await headsOf(mailbox, [1])).map(({ subject }) => subject)).toEqual([
      'Daily report of the server',
    ])
  })

  it('returns nothing for new mails where the last one is an old one', async () => {
    const server = await imap()
    server.deliver(mail('old'))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect(await headsOf(mailbox, { from: 2 })).toEqual([])
    server.deliver(mail('new'))
    expect((await headsOf(mailbox, { from: 2 })).map(({ subject }) => subject)).toEqual(['new'])
  })

  it('knows the next UID also of a server that does not say it', async () => {
    const server = await imap({ namesNextUid: false })
    expect((await (await opened(server)).open('INBOX'))?.uidNext).toBe(1)
    for (const subject of ['a', 'b']) server.deliver(mail(subject))
    expect((await (await opened(server)).open('INBOX'))?.uidNext).toBe(3)
  })

  it('finds by any of several senders', async () => {
    const server = await imap()
    for (const who of ['a', 'b', 'c']) server.deliver(mail(who).replace('bob@', `${who}@`))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect(await mailbox.search({ from: ['a@example.org', 'c@example.org'] })).toEqual([1, 3])
  })

  it('finds mails since a moment also where the day of the server is the one before', async () => {
    const server = await imap()
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    await mailbox.search({ since: Date.parse('2026-11-28T06:30:00Z') })
    expect(server.commands.at(-1)).toEqual({ verb: 'UID SEARCH', args: 'SINCE 27-Nov-2026' })
  })

  it('removes the mails it is told to, and no other that is marked', async () => {
    const server = await imap({ capabilities: 'IMAP4rev1 AUTH=PLAIN SASL-IR' })
    for (const subject of ['mine', 'theirs']) server.deliver(mail(subject))
    server.mails()[1]?.flags.add('\\Deleted')
    const mailbox = await opened(server)
    await mailbox.open('INBOX', { write: true })
    await mailbox.remove([1])
    expect(server.mails().map(({ uid, flags }) => [uid, [...flags]])).toEqual([
      [1, ['\\Deleted']],
      [2, ['\\Deleted']],
    ])
    const withUidPlus = await imap()
    for (const subject of ['mine', 'theirs']) withUidPlus.deliver(mail(subject))
    withUidPlus.mails()[1]?.flags.add('\\Deleted')
    const other = await opened(withUidPlus)
    await other.open('INBOX', { write: true })
    await other.remove([1])
    expect(withUidPlus.mails().map(({ uid }) => uid)).toEqual([2])
  })

  it('has the recipients and the text of a mail, also of one in HTML', async () => {
    const server = await imap()
    server.deliver(mail('plain', 'Delivered-To: me+nas@example.org\n'))
    server.deliver(
      mail('html', 'Content-Type: text/html; charset=utf-8\n').replace(
        'Hello',
        '<html><head><title>x</title></head><style>p{}</style><p>All&nbsp;well</p><p>1 &lt; 2</p>',
      ),
    )
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect(await mailbox.mail(1)).toMatchObject({
      recipients: ['me+nas@example.org', 'me@example.org'],
      text: 'Hello',
    })
    expect((await mailbox.mail(2))?.text).toBe('All well\n1 < 2')
    expect(await mailbox.mail(3)).toBeUndefined()
  })

  it('has the key of an alert of ours, of no other mail', async () => {
    const server = await imap()
    server.deliver(mail('alert', 'X-Intvlm8r-Alert: intvlm8r-c-1\n'))
    server.deliver(mail('other'))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect((await mailbox.mail(1))?.alertKey).toBe('intvlm8r-c-1')
    expect(await mailbox.mail(2)).not.toHaveProperty('alertKey')
  })

  it('is told of a new mail at once by IDLE', async () => {
    const server = await imap()
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    const waiting = mailbox.wait(60_000, AbortSignal.timeout(60_000))
    await expect.poll(() => server.verbs()).toContain('IDLE')
    server.deliver(mail('new'))
    await waiting
    expect((await headsOf(mailbox, { from: 1 })).map(({ subject }) => subject)).toEqual(['new'])
  })
})

describe('a mailbox that cannot be opened', () => {
  let certificates: Certificates
  beforeAll(() => {
    certificates = makeCertificates()
  })

  it('says that the log-in was refused', async () => {
    expect(await open(await imap(), { password: 'wrong' })).toEqual({
      step: 'login',
      refused: true,
      detail: 'log-in refused by 127.0.0.1 (IMAP): check user and password',
    })
  })

  it('does not call it refused when the server takes nobody at present', async () => {
    const server = await imap({
      interrupt: ({ tag, verb, socket }) =>
        verb === 'AUTHENTICATE' && socket.write(`${tag} NO [UNAVAILABLE] come back later\r\n`),
    })
    expect(await open(server)).toEqual({
      step: 'login',
      detail: '127.0.0.1 takes no log-in at present (UNAVAILABLE)',
    })
  })

  it('logs in by a token', async () => {
    const server = await imap({ token: 'ya29.token' })
    expect(isMailbox(await open(server, { token: 'ya29.token' }))).toBe(true)
    expect(await open(server, { token: 'stale' })).toMatchObject({ step: 'login', refused: true })
  })

  it('says that the server is not reached', async () => {
    const server = await imap()
    await server.close()
    expect(await open(server)).toEqual({ step: 'connection', detail: '127.0.0.1 refuses connections' })
  })

  it.each([
    ['has expired', 'expired', /^the certificate of 127\.0\.0\.1 has expired/],
    ['is for another name', 'wrongHost', /is for another name \(other\.example\)/],
    ['comes from an unknown issuer', 'good', /comes from an issuer that is not trusted here/],
  ] as const)('says that its certificate %s', async (_what, name, detail) => {
    const server = await imap({ certificate: certificates[name] })
    const authorities = name === 'good' ? undefined : createSecureContext({ ca: certificates.ca })
    const otherWay = { tunnel: async () => undefined, authorities: async () => authorities }
    expect(await open(server, { security: 'tls' }, { otherWay })).toEqual({
      step: 'tls',
      detail: expect.stringMatching(detail),
    })
  })

  it('is opened with the authorities of the appliance, from the start or after STARTTLS', async () => {
    const otherWay = {
      tunnel: async () => undefined,
      authorities: async () => createSecureContext({ ca: certificates.ca }),
    }
    const server = await imap({ certificate: certificates.good })
    expect((await opened(server, { security: 'tls' }, { otherWay })).tls).toBe('TLSv1.3')
    const later = await imap({ certificate: certificates.good, startTls: true })
    expect((await opened(later, { security: 'starttls' }, { otherWay })).tls).toBe('TLSv1.3')
    expect(await open(await imap(), { security: 'starttls' })).toMatchObject({ step: 'tls' })
  })

  it('gives up in time when nothing answers', async () => {
    const server = await imap({ interrupt: () => true })
    expect(await open(server, {}, { signal: AbortSignal.timeout(300) })).toEqual({
      step: 'connection',
      detail: '127.0.0.1 did not answer in time',
    })
    await expect.poll(() => server.connections()).toBe(0)
  })
})

describe('a mailbox that misbehaves', () => {
  /** The trouble that the work meets. */
  async function trouble(work: Promise<unknown>): Promise<MailTrouble> {
    const error = await work.then(
      () => new Error('no trouble'),
      thrown => thrown,
    )
    if (!(error instanceof MailboxError)) throw error
    return error.trouble
  }

  it('could not be looked into when it refuses the search, which is not the same as no mail', async () => {
    for (const refusal of ['NO', 'BAD']) {
      const server = await imap({
        interrupt: ({ tag, verb, socket }) =>
          verb === 'UID SEARCH' && socket.write(`${tag} ${refusal} no\r\n`),
      })
      const mailbox = await opened(server)
      await mailbox.open('INBOX')
      expect(await trouble(mailbox.search({ subject: 'x' }))).toEqual({
        step: 'mail',
        detail: '127.0.0.1 refused the search',
      })
    }
  })

  it('could not be looked into when it closes the connection', async () => {
    const server = await imap()
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    server.drop()
    expect(await trouble(mailbox.search({ subject: 'x' }))).toMatchObject({ step: 'connection' })
    expect(await trouble(headsOf(mailbox, { from: 1 }))).toMatchObject({ step: 'connection' })
  })

  it('could not be looked into when it says BYE', async () => {
    const server = await imap({
      interrupt: ({ verb, socket }) =>
        verb === 'UID SEARCH' && !socket.end('* BYE shutting down\r\n').writable,
    })
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    expect(await trouble(mailbox.search({ subject: 'x' }))).toMatchObject({ step: 'connection' })
  })

  it('could not be looked into when it drops in the middle of a FETCH', async () => {
    const server = await imap()
    for (const subject of ['a', 'b']) server.deliver(mail(subject))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    server.misbehave(({ verb, socket }) => {
      if (verb !== 'UID FETCH') return false
      socket.write(
        '* 1 FETCH (UID 1 ENVELOPE (NIL "a" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n* 2 FETCH (UID 2 ENV',
        () => socket.destroy(),
      )
      return true
    })
    expect(await trouble(headsOf(mailbox, [1, 2]))).toMatchObject({ step: 'connection' })
  })

  it('is refused a literal of ten megabytes, which costs no memory', async () => {
    const server = await imap()
    server.deliver(mail('a'))
    const mailbox = await opened(server)
    await mailbox.open('INBOX')
    server.misbehave(({ tag, verb, socket }) => {
      if (verb !== 'UID FETCH') return false
      const size = 10_000_000
      socket.write(`* 1 FETCH (UID 1 ENVELOPE (NIL {${size}}\r\n`)
      return socket.write(Buffer.alloc(size, 'x'), () => socket.write(`\r\n${tag} OK\r\n`)) || true
    })
    expect(await trouble(headsOf(mailbox, [1]))).toMatchObject({
      step: 'mail',
      detail: '127.0.0.1 sent more than is read',
    })
  })

  it('has no such folder, or refuses it', async () => {
    const server = await imap({ folders: ['Secret'] })
    const mailbox = await opened(server)
    expect(await mailbox.open('Nowhere')).toBeUndefined()
    server.misbehave(
      ({ tag, verb, args, socket }) =>
        verb === 'EXAMINE' && args.includes('Secret') && socket.write(`${tag} NO [NOPERM] not you\r\n`),
    )
    expect(await trouble(mailbox.open('Secret'))).toMatchObject({ step: 'folder' })
  })
})

it('decodes character sets of East Asia also as the library ships', async () => {
  const server = await imap()
  for (const subject of [
    '=?gb2312?B?sbi33c3qs8k=?=',
    '=?iso-2022-jp?B?GyRCP0A4TRsoQg==?=',
    '=?big5?B?s8ak9Q==?=',
  ])
    server.deliver(mail(subject))
  const { ImapFlow } = createRequire(import.meta.url)('../../../dist/bin/imapflow.js')
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'me@example.org', pass: 'secret' },
    logger: false,
  })
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  const subjects = []
  for await (const { envelope } of client.fetch('1:*', { envelope: true }, { uid: true }))
    subjects.push(envelope.subject)
  await client.logout()
  expect(subjects).toEqual(['备份完成', '神戸', '備火'])
})
