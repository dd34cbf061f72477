import { expect, it, onTestFinished } from 'vitest'
import { tokenIn } from '../../src/domain/probes/mail-loop'
import { AT, itIsAProber, look } from '../contracts/prober'
import { headerOf, type ImapOptions, startImap } from '../support/imap-server'
import { accountOf, into, ME, toolsFor } from '../support/mail'
import { startSmtp } from '../support/smtp'

const HOUR = 3_600_000
const SPAM = ['Junk \\Junk', '[Gmail]/Trash \\Trash']

async function imap(options: ImapOptions = {}) {
  const server = await startImap({ folders: SPAM, ...options })
  onTestFinished(server.close)
  return server
}

interface Case extends ImapOptions {
  /** The folder in which mails arrive; none: nowhere. */
  readonly arrivesIn?: string
  readonly smtp?: Parameters<typeof startSmtp>[0]
  readonly account?: Record<string, string>
  readonly settings?: Record<string, string>
}

/** An account whose mails arrive as the case says. Pauses are short. */
async function looping({ arrivesIn, smtp, account, settings, ...options }: Case = {}) {
  const box = await imap(options)
  const out = await startSmtp(smtp, arrivesIn === undefined ? undefined : into(box, arrivesIn))
  const tools = toolsFor(accountOf({ smtp: out.port, imap: box.port }, account), {
    pause: async (ms, signal) =>
      await new Promise(resolve => {
        setTimeout(resolve, signal.aborted ? 0 : Math.min(ms, 20))
      }),
  })
  const looking = { settings: { patience: '1s', ...settings }, tools: { mail: tools } }
  return { box, out, target: 'home', ...looking }
}

itIsAProber('mail-loop', {
  success: [
    {
      when: 'the mail arrives',
      looking: () => looping({ arrivesIn: 'INBOX' }),
      detail: /^arrived in INBOX after \d+s$/,
    },
    {
      when: 'a filter moves it into the trash at once, as Gmail can',
      looking: () => looping({ arrivesIn: '[Gmail]/Trash' }),
      detail: /^arrived in \[Gmail\]\/Trash after \d+s$/,
    },
    {
      when: 'the only folder to look in has it',
      looking: () => looping({ arrivesIn: 'Loop', folders: ['Loop'], settings: { folder: 'Loop' } }),
      detail: /^arrived in Loop after \d+s$/,
    },
    {
      when: 'the server first makes it wait, as with greylisting',
      looking: () => {
        let tries = 0
        return looping({
          arrivesIn: 'INBOX',
          settings: { patience: '1m' },
          smtp: {
            onRcptTo: (_to, _session, done) =>
              ++tries < 3 ? done(Object.assign(new Error('later'), { responseCode: 450 })) : done(),
          },
        })
      },
      detail: /^arrived in INBOX after \d+s$/,
    },
    {
      when: 'the connection breaks while it is looked for',
      looking: async () => {
        let isDropped = false
        return looping({
          arrivesIn: 'INBOX',
          settings: { patience: '1m' },
          interrupt: ({ verb, args, socket }) => {
            if (verb !== 'UID FETCH' || !args.includes('ENVELOPE') || isDropped) return false
            isDropped = true
            socket.destroy()
            return true
          },
        })
      },
      detail: /^arrived in INBOX after \d+s$/,
    },
  ],
  failure: [
    {
      when: 'it does not arrive',
      looking: () => looping(),
      detail: 'sent, but not arrived within 1s (looked in INBOX, Junk, [Gmail]/Trash)',
    },
    {
      when: 'it arrives in spam',
      looking: () => looping({ arrivesIn: 'Junk' }),
      detail: /^arrived in spam \(Junk\) after \d+s$/,
    },
    {
      when: 'the server refuses it',
      looking: () =>
        looping({
          smtp: {
            onRcptTo: (_to, _session, done) => done(Object.assign(new Error('no'), { responseCode: 550 })),
          },
        }),
      detail: 'not sent: 127.0.0.1 answered 550 to RCPT',
    },
    {
      when: 'SMTP refuses the log-in',
      looking: () => looping({ account: { smtppassword: 'wrong', imappassword: 'secret' } }),
      detail: 'log-in refused: 127.0.0.1 answered 535 to AUTH (log-in refused: check user and password)',
    },
    {
      when: 'IMAP refuses the log-in',
      looking: () => looping({ account: { imappassword: 'wrong' } }),
      detail: 'log-in refused by 127.0.0.1 (IMAP): check user and password',
    },
    {
      when: 'there is no TLS',
      looking: () => looping({ account: { smtpsecurity: 'starttls' } }),
      detail: 'TLS: 127.0.0.1 offers no TLS that can be used here',
    },
    {
      when: 'the SMTP server is gone',
      looking: async () => {
        const { out, ...rest } = await looping()
        await out.close()
        return rest
      },
      detail: 'not sent: connection refused by 127.0.0.1',
    },
  ],
  blind: [
    {
      when: 'there is no such account',
      looking: async () => ({ target: 'away', tools: { mail: toolsFor(undefined) } }),
      detail: 'there is no mail account away',
    },
    {
      when: 'the account has one side only',
      looking: async () => ({ target: 'home', tools: { mail: toolsFor(accountOf({ smtp: 25 })) } }),
      detail: 'the mail account home needs both an SMTP and an IMAP server for a loop',
    },
    {
      when: 'the IMAP server is gone',
      looking: async () => {
        const { box, ...rest } = await looping()
        await box.close()
        return rest
      },
      detail: '127.0.0.1 refuses connections',
    },
    {
      when: 'the mailbox refuses to be looked into after the mail was sent',
      looking: async () => {
        const { box, ...rest } = await looping({ arrivesIn: 'INBOX' })
        box.misbehave(
          ({ tag, verb, args, socket }) =>
            verb === 'UID FETCH' &&
            args.includes('ENVELOPE') &&
            socket.write(`${tag} NO [UNAVAILABLE] no\r\n`),
        )
        return rest
      },
      detail: /^sent, but the mailbox cannot be looked into: /,
    },
    {
      when: 'the only folder vanishes after the mail was sent',
      looking: async () => {
        const { box, target, ...looking } = await looping({ folders: ['Loop'], settings: { folder: 'Loop' } })
        const out = await startSmtp({}, () => void box.folders.delete('Loop'))
        const mail = toolsFor(accountOf({ smtp: out.port, imap: box.port }))
        return { target, ...looking, tools: { mail } }
      },
      detail: 'sent, but the mailbox cannot be looked into: there is no folder Loop any more',
    },
    {
      when: 'the only folder is not there',
      looking: () => looping({ settings: { folder: 'Nowhere' } }),
      detail: 'there is no folder Nowhere',
    },
  ],
})

it('removes its own mail, those of earlier runs, and nothing else', async () => {
  const { box, out, target, ...looking } = await looping({ arrivesIn: 'INBOX' })
  const old = 'a'.repeat(32)
  const left = (from: string, subject: string, age: number) =>
    box.deliver(`From: ${from}\nSubject: ${subject}\n\nx`, 'INBOX', new Date(AT - age))
  left(ME, `intvlm8r mail loop ${old}`, 3 * HOUR)
  left(ME, `intvlm8r mail loop ${old}`, HOUR) // Perhaps of another appliance, whose look is under way.
  left('other@example.org', `intvlm8r mail loop ${old}`, 3 * HOUR)
  left(ME, `Re: intvlm8r mail loop ${old}`, 3 * HOUR)
  left(ME, 'Holiday', 3 * HOUR)
  box.deliver(`From: ${ME}\nSubject: intvlm8r mail loop ${old}\n\nx`, 'Junk', new Date(AT - 3 * HOUR))
  expect((await look('mail-loop', target, looking)).answer).toBe('success')
  expect(box.mails().map(({ raw }) => headerOf(raw, 'From') + headerOf(raw, 'Subject'))).toEqual([
    `${ME}intvlm8r mail loop ${old}`,
    `other@example.orgintvlm8r mail loop ${old}`,
    `${ME}Re: intvlm8r mail loop ${old}`,
    `${ME}Holiday`,
  ])
  expect(box.mails('Junk')).toEqual([])
  expect(box.mails().every(({ flags }) => flags.size === 0)).toBe(true)
})

it('is not taken in by the mail of another look', async () => {
  const { box, target, ...looking } = await looping()
  box.deliver(`From: ${ME}\nSubject: intvlm8r mail loop ${'b'.repeat(32)}\n\nx`, 'INBOX', new Date(AT))
  expect(await look('mail-loop', target, looking)).toMatchObject({ answer: 'failure' })
})

it('sends to itself, and says that a program did so', async () => {
  const { out, target, ...looking } = await looping({ arrivesIn: 'INBOX' })
  await look('mail-loop', target, looking)
  expect(out.mails).toHaveLength(1)
  const [{ from, to, source = '' } = { from: '', to: [] }] = out.mails
  expect([from, to]).toEqual([ME, [ME]])
  expect(tokenIn(headerOf(source, 'Subject'))).toMatch(/^[0-9a-f]{32}$/)
  expect(headerOf(source, 'Auto-Submitted')).toBe('auto-generated')
})

it('warns of an arrival that took long', async () => {
  const { box, out: _out, target, ...looking } = await looping({ settings: { patience: '1m', slow: '1s' } })
  const out = await startSmtp({}, mail => void setTimeout(() => into(box)(mail), 1_100))
  const mail = toolsFor(accountOf({ smtp: out.port, imap: box.port }))
  const seen = await look('mail-loop', target, { ...looking, tools: { mail } })
  expect(seen).toMatchObject({
    answer: 'success',
    warning: expect.stringMatching(/^arrived only after \d+s$/),
  })
  expect(seen.took).toBeGreaterThan(1_000)
})

it('finds a mail in a folder whose UIDs became others meanwhile', async () => {
  const { box, target, ...looking } = await looping()
  box.deliver('Subject: one\n\nx')
  box.deliver('Subject: two\n\nx')
  const out = await startSmtp({}, mail => {
    box.mails().splice(0, 1)
    into(box)(mail)
    box.renew()
  })
  const mail = toolsFor(accountOf({ smtp: out.port, imap: box.port }))
  expect(await look('mail-loop', target, { ...looking, tools: { mail } })).toMatchObject({
    answer: 'success',
  })
})

it('looks where a folder for spam came into being with the mail', async () => {
  const { box, target, ...looking } = await looping({ folders: [] })
  const out = await startSmtp({}, mail => {
    box.folders.set('Bulk', { uidValidity: 1, uidNext: 1, mails: [], use: '\\Junk' })
    into(box, 'Bulk')(mail)
  })
  const mail = toolsFor(accountOf({ smtp: out.port, imap: box.port }))
  expect(await look('mail-loop', target, { ...looking, tools: { mail } })).toMatchObject({
    answer: 'failure',
    detail: expect.stringContaining('arrived in spam (Bulk)'),
  })
})

it('ends in time where IMAP is silent after the log-in', async () => {
  const { target, ...looking } = await looping({ interrupt: ({ verb }) => verb === 'LIST' })
  const seen = await look('mail-loop', target, { ...looking, signal: AbortSignal.timeout(500) })
  expect(seen.answer).toBe('blind')
})
