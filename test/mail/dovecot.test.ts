/** Mail with Dovecot as it comes with Debian: the loop, expected mails, check-ins, and the things that go wrong there. */
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { imapOf, type MailAccount } from '../../src/domain/mail/account'
import { isMailbox, type Mailbox } from '../../src/domain/mail/mailbox'
import type { MailTools } from '../../src/domain/mail/ports'
import { openMailbox } from '../../src/io/mail/imap'
import { openInboxMemory } from '../../src/io/mail/inbox-memory'
import { connectWorker } from '../../src/io/redis/client'
import { createFollowInbox } from '../../src/operations/watch/follow-inbox'
import { createTakeMail } from '../../src/operations/watch/take-mail'
import { matchInTime } from '../../src/probes/pattern-in-time'
import { look } from '../contracts/prober'
import { accountOf, toolsFor } from '../support/mail'
import { startRedis } from '../support/redis'
import { startSmtp } from '../support/smtp'
import { openStore, plan } from '../support/watch'
import { type Dovecot, startDovecot } from './dovecot'

const NOW = Date.parse('2026-11-28T09:00:00Z')

let dovecot: Dovecot
beforeAll(async () => {
  dovecot = await startDovecot()
})
afterAll(() => dovecot.close())

let users = 0
/** A mailbox that nobody has used yet, reached over TLS by the authority that was made. */
function newAccount(settings: Readonly<Record<string, string>> = {}): MailAccount {
  const user = `user${++users}@example.org`
  return accountOf(
    { imap: dovecot.ports.imaps },
    { from: user, smtpuser: user, imapuser: user, imapsecurity: 'tls', ...settings },
  )
}

const addressOf = ({ settings }: MailAccount) => settings.from ?? ''

function toolsOf(account: MailAccount): MailTools {
  const otherWay = {
    tunnel: async () => undefined,
    authorities: async () => createSecureContext({ ca: dovecot.certificates.ca }),
  }
  return {
    ...toolsFor(account),
    open: async (found, signal) => {
      const server = imapOf(found)
      if (server === undefined) throw new Error('no IMAP')
      return await openMailbox(server, { signal, otherWay, now: Date.now() })
    },
  }
}

async function opened(account: MailAccount): Promise<Mailbox> {
  const mailbox = await toolsOf(account).open(account, AbortSignal.timeout(60_000))
  if (!isMailbox(mailbox)) throw new Error(mailbox.detail)
  onTestFinished(mailbox.close)
  return mailbox
}

/** The number of mails of a folder. */
const countOf = async (account: MailAccount, path = 'INBOX') =>
  (await (await opened(account)).open(path))?.mails

const mail = (subject: string, date: string, more = '') =>
  `From: Reports <reports@example.org>\nTo: me\nSubject: ${subject}\nDate: ${date}\nMessage-ID: <${Math.random()}@x>\n${more}\nHello\n`

/** A look at the loop of an account that sends by the SMTP server at this port. */
async function loop({ settings, ...account }: MailAccount, smtpport: number) {
  const smtp = { smtphost: '127.0.0.1', smtpport: `${smtpport}`, smtpsecurity: 'none' }
  const mail = toolsOf({ ...account, settings: { ...settings, ...smtp } })
  return await look('mail-loop', 'home', { tools: { mail }, timeout: 60_000, now: Date.now() })
}

describe('mail-loop', () => {
  it('arrives by LMTP and over TLS, and leaves nothing behind', async () => {
    const account = newAccount()
    const smtp = await startSmtp({}, ({ source, to }) => void dovecot.deliver(to[0] ?? '', source))
    expect(await loop(account, smtp.port)).toMatchObject({
      answer: 'success',
      detail: expect.stringMatching(/^arrived in INBOX after \ds$/),
    })
    expect(smtp.mails).toHaveLength(1)
    expect(await countOf(account)).toBe(0)
  })

  it('finds its mail in the folder for spam, which is a failure', async () => {
    const account = newAccount()
    const user = addressOf(account)
    const smtp = await startSmtp({}, ({ source }) => {
      void dovecot.deliver(user, source).then(() => {
        dovecot.doveadm('move', '-u', user, 'Junk', 'mailbox', 'INBOX', 'all')
      })
    })
    expect(await loop(account, smtp.port)).toMatchObject({
      answer: 'failure',
      detail: expect.stringMatching(/^arrived in spam \(Junk\)/),
    })
    expect([await countOf(account), await countOf(account, 'Junk')]).toEqual([0, 0])
  })
})

describe('inbox', () => {
  const settings = {
    subjects: 'Grüße | A long subject that is folded',
    deliverytime: '03:00',
    checktime: '09:00',
    timezone: 'UTC',
    senders: 'a@x, reports@example.org',
  }
  const today = (time: string) => new Date(`2026-11-28T${time}Z`).toUTCString()

  it('finds decoded and folded subjects, and leaves them unread', async () => {
    // The arrival is that of this test, so the look is of today by its date.
    const now = Date.now()
    const day = new Date(now).toISOString().slice(0, 10)
    const late = { ...settings, deliverytime: '00:00', checktime: '23:59' }
    const fresh = newAccount()
    for (const subject of ['=?utf-8?B?R3LDvMOfZQ==?=', 'A long subject\n that is folded'])
      await dovecot.deliver(addressOf(fresh), mail(subject, new Date(`${day}T00:00:00Z`).toUTCString()))
    const seen = await look('inbox', 'home', {
      settings: late,
      now,
      tools: { mail: toolsOf(fresh) },
      timeout: 60_000,
    })
    expect(seen).toMatchObject({
      answer: 'success',
      detail: 'came: "Grüße" at 00:00, "A long subject that is folded" at 00:00',
    })
    expect(
      dovecot.doveadm('search', '-u', addressOf(fresh), 'mailbox', 'INBOX', 'UNSEEN').trim().split('\n'),
    ).toHaveLength(2)
  })

  it('costs no more in a mailbox of 100,000 mails than in one of ten', async () => {
    const account = newAccount()
    const user = addressOf(account)
    await dovecot.deliver(user, mail('Grüße'.normalize(), today('00:00:00')))
    const cur = join(dovecot.mails, user, 'cur')
    mkdirSync(cur, { recursive: true })
    const old = new Date('2026-01-01T00:00:00Z')
    const text = mail('Old', 'Thu, 01 Jan 2026 00:00:00 +0000').replaceAll('\n', '\r\n')
    for (let at = 0; at < 100_000; at++) {
      const path = join(cur, `${1_767_225_600 + (at % 1000)}.M${at}P1.pi:2,S`)
      writeFileSync(path, text)
      utimesSync(path, old, old)
    }
    dovecot.own(user)
    const one = async () => {
      const began = performance.now()
      const seen = await look('inbox', 'home', {
        settings: { ...settings, subjects: 'Old' },
        now: NOW,
        tools: { mail: toolsOf(account) },
        timeout: 110_000,
      })
      return { seen, took: performance.now() - began }
    }
    await one() // Dovecot makes its index.
    expect(await countOf(account)).toBe(100_001)
    const { seen, took } = await one()
    expect(seen).toMatchObject({ answer: 'failure', detail: 'not received since 03:00: "Old"' })
    expect(took).toBeLessThan(3_000)
  }, 300_000)
})

describe('check-ins by e-mail', () => {
  async function followed(account: MailAccount) {
    const redis = await startRedis()
    const admin = connectWorker(redis.target)
    const { store: checks } = await openStore(redis)
    const memory = openInboxMemory(admin)
    const follow = createFollowInbox({
      mail: toolsOf(account),
      memory,
      take: createTakeMail({ checks, memory, matchInTime, now: Date.now }),
      now: Date.now,
      onTrouble: () => {},
    })
    const abort = new AbortController()
    const ended = follow('home', abort.signal)
    onTestFinished(async () => {
      abort.abort()
      await ended
      admin.disconnect()
      await checks.close()
      await redis.close()
    })
    const { check } = await checks.create(plan('nas'), 'page', Date.now())
    await expect.poll(() => dovecot.doveadm('who', addressOf(account)), { timeout: 20_000 }).toContain('imap')
    await expect.poll(() => memory.position('home'), { timeout: 20_000 }).toBeDefined()
    const signals = async () => (await checks.history(check.id)).length
    return { id: check.id, signals }
  }

  it('count within two seconds by IDLE, named by a plus-address that LMTP keeps', async () => {
    const account = newAccount()
    const { id, signals } = await followed(account)
    const began = performance.now()
    await dovecot.deliver(addressOf(account).replace('@', `+${id}@`), mail('done', new Date().toUTCString()))
    await expect.poll(signals, { interval: 20, timeout: 10_000 }).toBe(1)
    expect(performance.now() - began).toBeLessThan(2_000)
    await dovecot.deliver(addressOf(account).replace('@', '+nas@'), mail('done', new Date().toUTCString()))
    await expect.poll(signals, { timeout: 10_000 }).toBe(2)
  })

  it('are neither missed nor doubled when the server throws everybody out', async () => {
    const account = newAccount()
    const { id, signals } = await followed(account)
    const to = addressOf(account).replace('@', `+${id}@`)
    for (let round = 1; round <= 3; round++) {
      dovecot.doveadm('kick', addressOf(account))
      for (const n of [1, 2])
        await dovecot.deliver(to, mail(`round ${round}, ${n}`, new Date().toUTCString()))
      await expect.poll(signals, { timeout: 20_000 }).toBe(2 * round)
    }
  })

  it('are neither missed nor doubled when UIDVALIDITY changes', async () => {
    const account = newAccount()
    const { id, signals } = await followed(account)
    const to = addressOf(account).replace('@', `+${id}@`)
    await dovecot.deliver(to, mail('one', new Date().toUTCString()))
    await expect.poll(signals, { timeout: 20_000 }).toBe(1)
    const home = join(dovecot.mails, addressOf(account))
    const validity = () => {
      const status = dovecot.doveadm('mailbox', 'status', '-u', addressOf(account), 'uidvalidity', 'INBOX')
      return Number(/uidvalidity=(\d+)/.exec(status)?.[1])
    }
    const before = validity()
    // It is the second in which the folder was made, and Dovecot's memory of that goes, too.
    await expect.poll(() => Date.now()).toBeGreaterThanOrEqual((before + 1) * 1_000)
    for (const name of readdirSync(home))
      if (name.startsWith('dovecot')) rmSync(join(home, name), { recursive: true })
    // The session may have ended by itself.
    if (dovecot.doveadm('who').includes(addressOf(account))) dovecot.doveadm('kick', addressOf(account))
    await dovecot.deliver(to, mail('two', new Date().toUTCString()))
    expect(validity()).toBeGreaterThan(before)
    await expect.poll(signals, { timeout: 20_000 }).toBe(2)
    await dovecot.deliver(to, mail('three', new Date().toUTCString()))
    await expect.poll(signals, { timeout: 20_000 }).toBe(3)
  })
})
