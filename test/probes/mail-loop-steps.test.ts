/** The steps of a loop of a mail, with servers and a clock of the test. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { MailAccount } from '../../src/domain/mail/account'
import { type Mailbox, MailboxError, type MailHead, type MailTrouble } from '../../src/domain/mail/mailbox'
import type { MailSent, OutgoingMail } from '../../src/domain/mail/sending'
import { AT, look } from '../contracts/prober'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const ACCOUNT: MailAccount = {
  name: 'home',
  origin: 'ini',
  settings: { from: 'Me <me@example.org>', smtphost: 'smtp.a', imaphost: 'imap.a' },
}
const HOUR = 3_600_000
const SENT: MailSent = { ok: true, detail: 'taken' }
const TROUBLE: MailTrouble = { step: 'connection', detail: 'no answer' }
const failed = (fault: Extract<MailSent, { ok: false }>['fault'], permanent = false): MailSent => ({
  ok: false,
  permanent,
  fault,
  detail: fault,
})

interface World {
  readonly account?: MailAccount
  /** The ends of sending, one after the other, the last one again and again. */
  readonly sends?: readonly MailSent[]
  /** Milliseconds after which the mail is in that folder; absent: never. */
  readonly arrival?: { readonly folder: string; readonly after: number }
  /** The folders by their paths, with their use. */
  readonly folders?: Readonly<Record<string, string | undefined>>
  /** Mails of the folders that are there before. */
  readonly mails?: Readonly<Record<string, readonly Partial<MailHead>[]>>
  /** The troubles of openings, one after the other, and of none. */
  readonly openings?: readonly (MailTrouble | undefined)[]
  /** UIDVALIDITY after the mail was sent. */
  readonly renumbered?: boolean
  readonly aborts?: number
}

async function looping(world: World, settings: Readonly<Record<string, string>> = {}) {
  const {
    account = ACCOUNT,
    sends = [SENT],
    arrival,
    folders = { INBOX: undefined },
    mails = {},
    openings = [],
  } = world
  const controller = new AbortController()
  const pauses: number[] = []
  const messages: OutgoingMail[] = []
  const removed: Record<string, number[]> = {}
  const asked: unknown[] = []
  let opens = 0
  let closes = 0
  let sentAt: number | undefined
  const hasArrived = (path: string) =>
    arrival?.folder === path && sentAt !== undefined && performance.now() - sentAt >= arrival.after
  const headsOf = (path: string): Partial<MailHead>[] => [
    ...(mails[path] ?? []),
    ...(hasArrived(path) ? [{ uid: 99, subject: messages.at(-1)?.subject ?? '' }] : []),
  ]
  const mailbox = (): Mailbox => {
    let open = ''
    return {
      folders: async () =>
        Object.entries(folders).map(([path, use]) => ({ path, ...(use !== undefined && { use }) })),
      open: async (path: string) => {
        open = path
        const exists = path in folders
        const uidValidity = world.renumbered && sentAt !== undefined ? '2' : '1'
        return exists ? { path, uidValidity, uidNext: 50, mails: 0 } : undefined
      },
      search: async (query: object) => {
        asked.push(query)
        return []
      },
      heads: async function* (uids: unknown) {
        asked.push(uids)
        for (const head of headsOf(open))
          yield {
            uid: 1,
            from: [{ name: '', address: 'ME@example.org' }],
            messageId: '',
            subject: '',
            ...head,
          }
      },
      remove: async (uids: readonly number[]) => {
        removed[open] = [...(removed[open] ?? []), ...uids]
      },
      close: async () => {
        closes++
      },
    } as unknown as Mailbox
  }
  const mail = {
    account: async () => account,
    send: async (_account: unknown, message: OutgoingMail) => {
      messages.push(message)
      const end = sends[Math.min(messages.length, sends.length) - 1] ?? SENT
      if (end.ok || end.fault === 'unanswered') sentAt = performance.now()
      return end
    },
    open: async () => openings[opens++] ?? mailbox(),
    pause: async (ms: number) => {
      pauses.push(ms)
      vi.advanceTimersByTime(ms)
      if (pauses.length === world.aborts) controller.abort()
    },
  } as never
  const found = await look('mail-loop', 'home', {
    timeout: 10 * HOUR,
    signal: controller.signal,
    settings: { patience: '10m', ...settings },
    tools: { mail },
  })
  return { found, pauses, messages, removed, asked, opens, closes }
}

describe('an account', () => {
  test.each([
    [{ ...ACCOUNT, problem: 'its file is gone' }, 'its file is gone'],
    [
      { ...ACCOUNT, settings: { imaphost: 'imap.a' } },
      'the mail account home needs both an SMTP and an IMAP server for a loop',
    ],
    [
      { ...ACCOUNT, settings: { smtphost: 'smtp.a' } },
      'the mail account home needs both an SMTP and an IMAP server for a loop',
    ],
  ])('%j makes the look blind', async (account, detail) => {
    const { found, opens } = await looping({ account })
    expect([found, opens]).toEqual([{ answer: 'blind', detail }, 0])
  })
})

describe('a mail that arrives', () => {
  test('is found, removed and told, and the mailbox is closed', async () => {
    const { found, messages, removed, closes, pauses } = await looping({
      arrival: { folder: 'INBOX', after: 0 },
    })
    expect(found).toMatchObject({ answer: 'success', detail: 'arrived in INBOX after 1s' })
    expect(removed).toEqual({ INBOX: [99] })
    expect([messages.length, closes, pauses]).toEqual([1, 1, []])
    const token = messages[0]?.subject.slice('intvlm8r mail loop '.length) ?? ''
    expect(token).toMatch(/^[0-9a-f]{32}$/)
    expect(messages[0]).toEqual({
      from: { name: 'intvlm8r', address: 'me@example.org' },
      to: [{ name: '', address: 'me@example.org' }],
      subject: `intvlm8r mail loop ${token}`,
      text: 'This mail was sent by intvlm8r to see whether mails of this account arrive. It removes it by itself.\n',
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Intvlm8r-Loop': token,
      },
    })
  })

  test('is waited for with growing pauses', async () => {
    const { found, pauses } = await looping({ arrival: { folder: 'INBOX', after: 20_000 } })
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(found).toMatchObject({ answer: 'success', detail: 'arrived in INBOX after 31s' })
    expect(found).not.toHaveProperty('warning')
  })

  test('late is a warning', async () => {
    const world = { arrival: { folder: 'INBOX', after: 20_000 } }
    expect((await looping(world, { slow: '31s' })).found.warning).toBe('arrived only after 31s')
    expect((await looping(world, { slow: '32s' })).found).not.toHaveProperty('warning')
  })

  test.each([
    ['Junk', '\\Junk', 'failure', 'arrived in spam (Junk) after 1s'],
    ['Bin', '\\Trash', 'success', 'arrived in Bin after 1s'],
    ['[Gmail]/Trash', undefined, 'success', 'arrived in [Gmail]/Trash after 1s'],
  ])('in %s (%s) is a %s', async (folder, use, answer, detail) => {
    const { found, removed } = await looping({
      folders: { INBOX: undefined, [folder]: use, Other: '\\Sent' },
      arrival: { folder, after: 0 },
    })
    expect(found).toMatchObject({ answer, detail })
    expect(removed).toEqual({ INBOX: [], [folder]: [99] })
  })

  test('is looked for in the only folder that is named', async () => {
    const folders = { INBOX: undefined, Loop: undefined, Junk: '\\Junk' }
    const there = await looping({ folders, arrival: { folder: 'Loop', after: 0 } }, { folder: 'Loop' })
    expect(there.found.detail).toBe('arrived in Loop after 1s')
    const { found } = await looping({ folders, arrival: { folder: 'INBOX', after: 0 } }, { folder: 'Loop' })
    expect(found).toEqual({ answer: 'failure', detail: 'sent, but not arrived within 10m (looked in Loop)' })
  })

  test('is asked for by the numbers that come next, or by its words where those were counted anew', async () => {
    const { asked } = await looping({ arrival: { folder: 'INBOX', after: 0 } })
    expect(asked).toContainEqual({ from: 50 })
    const { asked: anew, messages } = await looping({
      arrival: { folder: 'INBOX', after: 0 },
      renumbered: true,
    })
    expect(anew).not.toContainEqual({ from: 50 })
    expect(anew).toContainEqual({ subject: messages[0]?.subject })
    expect(anew).toContainEqual({ subject: 'intvlm8r mail loop' })
  })
})

describe('a mail that does not arrive', () => {
  test('is missing at the end of the patience, to the second', async () => {
    const { found, pauses } = await looping(
      { folders: { INBOX: undefined, Junk: '\\Junk' } },
      { patience: '5s' },
    )
    expect(pauses).toEqual([1_000, 2_000, 2_000])
    expect(found).toEqual({
      answer: 'failure',
      detail: 'sent, but not arrived within 5s (looked in INBOX, Junk)',
    })
  })

  test('before the look is cut leaves it open', async () => {
    expect((await looping({ aborts: 2 })).found).toEqual({
      answer: 'blind',
      detail: 'sent, but this look ended before it could arrive',
    })
  })
})

describe('sending', () => {
  test.each([
    [failed('login', true), 'failure', 'log-in refused: login'],
    [failed('tls'), 'failure', 'TLS: tls'],
    [failed('ours'), 'blind', 'ours'],
    [failed('refused', true), 'failure', 'not sent: refused'],
  ])('that ends with %j is final', async (end, answer, detail) => {
    const { found, pauses } = await looping({ sends: [end] })
    expect([found, pauses]).toEqual([{ answer, detail }, []])
  })

  test('to a server that is not reached is tried once more', async () => {
    const { found, pauses, messages } = await looping({ sends: [failed('unreached')] })
    expect(found).toEqual({ answer: 'failure', detail: 'not sent: unreached' })
    expect([pauses, messages.length]).toEqual([[10_000], 2])
    const later = await looping({
      sends: [failed('unreached'), SENT],
      arrival: { folder: 'INBOX', after: 0 },
    })
    expect(later.found.answer).toBe('success')
  })

  test('that is refused for now is tried with growing pauses, as long as an arrival is waited for', async () => {
    const { found, pauses } = await looping({ sends: [failed('refused')] }, { patience: '4m' })
    expect(found).toEqual({ answer: 'failure', detail: 'not sent: refused' })
    expect(pauses).toEqual([15_000, 30_000, 60_000, 60_000, 60_000])
    expect((await looping({ sends: [failed('refused')] }, { patience: '20s' })).pauses).toEqual([
      5_000, 5_000, 5_000, 5_000,
    ])
    expect((await looping({ sends: [failed('refused')], aborts: 1 })).pauses).toEqual([15_000])
  })
})

describe('a mail that the server did not confirm', () => {
  test('is looked for, and not sent again', async () => {
    const { found, messages } = await looping({
      sends: [failed('unanswered')],
      arrival: { folder: 'INBOX', after: 5_000 },
    })
    expect([found, messages.length]).toMatchObject([
      { answer: 'success', detail: 'arrived in INBOX after 7s' },
      1,
    ])
  })

  test('may never have been taken, where it does not arrive', async () => {
    const { found } = await looping({ sends: [failed('unanswered')] }, { patience: '1s' })
    expect(found).toEqual({
      answer: 'failure',
      detail: 'sent, but not arrived within 1s (looked in INBOX); unanswered',
    })
  })
})

describe('a mailbox', () => {
  test('that cannot be opened before is told, and nothing is sent', async () => {
    const of = async (trouble: MailTrouble) => await looping({ openings: [trouble] })
    const { found, messages } = await of(TROUBLE)
    expect([found, messages]).toEqual([{ answer: 'blind', detail: 'no answer' }, []])
    expect((await of({ step: 'login', detail: 'no', refused: true })).found.answer).toBe('failure')
    expect((await of({ step: 'tls', detail: 'no' })).found).toEqual({ answer: 'failure', detail: 'TLS: no' })
  })

  test('without the only folder is told, and nothing is sent', async () => {
    const { found, messages } = await looping({}, { folder: 'Odd' })
    expect([found, messages]).toEqual([{ answer: 'blind', detail: 'there is no folder Odd' }, []])
  })

  test('may lack one of several folders', async () => {
    const folders = { Junk: '\\Junk' }
    const { found, messages } = await looping({ folders }, { patience: '1s' })
    expect(messages).toHaveLength(1)
    expect(found.detail).toBe(
      'sent, but the mailbox cannot be looked into: there is no folder INBOX any more',
    )
  })
})

describe('mails that earlier runs left behind', () => {
  const old = (more: Partial<MailHead> = {}): Partial<MailHead> => ({
    uid: 7,
    subject: `[List] intvlm8r mail loop ${'a'.repeat(32)}`,
    arrivedAt: AT - 2 * HOUR - 1,
    ...more,
  })
  test.each([
    [old(), [7]],
    [old({ arrivedAt: AT - 2 * HOUR }), []],
    [old({ from: [{ name: '', address: 'you@example.org' }] }), []],
    [old({ subject: 'intvlm8r mail loop abc' }), []],
    [old({ subject: 'other' }), []],
  ])('%j are removed: %j', async (mail, uids) => {
    const { removed } = await looping({ mails: { INBOX: [mail] }, arrival: { folder: 'INBOX', after: 0 } })
    expect(removed.INBOX).toEqual([...uids, ...uids, 99])
  })

  test('decide nothing', async () => {
    const { found } = await looping({ mails: { INBOX: [old()] } }, { patience: '1s' })
    expect(found.detail).toBe('sent, but not arrived within 1s (looked in INBOX)')
  })
})

test('another error is no trouble of a mailbox', async () => {
  expect(new MailboxError(TROUBLE).message).toBe('no answer')
  const mail = {
    account: async () => ACCOUNT,
    open: async () => Promise.reject(new TypeError('odd')),
  } as never
  await expect(look('mail-loop', 'home', { tools: { mail } })).rejects.toThrow('odd')
})
