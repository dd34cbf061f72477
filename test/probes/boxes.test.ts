/** Looks into a mailbox with tools of the test: what is asked, and how often. */
import { describe, expect, test } from 'vitest'
import type { MailAccount } from '../../src/domain/mail/account'
import { type Mailbox, MailboxError, type MailTrouble } from '../../src/domain/mail/mailbox'
import { AT, type Looking, look } from '../contracts/prober'

const ACCOUNT: MailAccount = { name: 'home', origin: 'ini', settings: { imaphost: 'imap.a', imapuser: 'u' } }
const TROUBLE: MailTrouble = { step: 'connection', detail: 'no answer' }

interface Box {
  readonly account?: MailAccount | undefined
  /** The ends of the openings, one after the other, the last one again and again. */
  readonly openings?: readonly (MailTrouble | 'open')[]
  readonly folders?: Awaited<ReturnType<Mailbox['folders']>>
  readonly exists?: boolean
  readonly error?: Error
}

async function looked(box: Box, looking: Looking = {}) {
  const { account = ACCOUNT, openings = ['open'], folders = [], exists = true, error } = box
  const pauses: number[] = []
  const opened: string[] = []
  const queries: object[] = []
  let opens = 0
  let closed = 0
  const mailbox = {
    folders: async () => folders,
    open: async (path: string) => {
      opened.push(path)
      if (error !== undefined) throw error
      return exists ? { path, uidValidity: '1', uidNext: 1, mails: 0 } : undefined
    },
    search: async (query: object) => {
      queries.push(query)
      return [1]
    },
    heads: async function* () {
      yield {
        uid: 1,
        subject: 'Done',
        from: [{ name: '', address: 'a@b' }],
        messageId: '',
        arrivedAt: AT - 60_000,
      }
    },
    close: async () => {
      closed++
    },
  } as unknown as Mailbox
  const mail = {
    account: async () => ('account' in box ? box.account : account),
    open: async () => {
      const end = openings[Math.min(opens++, openings.length - 1)]
      return end === 'open' || end === undefined ? mailbox : end
    },
    pause: async (ms: number) => void pauses.push(ms),
  } as never
  const settings = {
    subjects: 'Done',
    deliverytime: '00:00',
    checktime: '23:00',
    timezone: 'UTC',
    ...looking.settings,
  }
  const found = await look('inbox', 'home', { timeout: 300_000, ...looking, settings, tools: { mail } })
  return { found, pauses, opened, queries, opens, closed }
}

describe('an account', () => {
  test.each([
    [undefined, 'there is no mail account home'],
    [{ ...ACCOUNT, problem: 'its file is gone' }, 'its file is gone'],
    [{ ...ACCOUNT, settings: {} }, 'the mail account home has no IMAP server'],
  ])('%j makes the look blind', async (account, detail) => {
    const { found, opens } = await looked({ account })
    expect(found).toEqual({ answer: 'blind', detail })
    expect(opens).toBe(0)
  })
})

describe('a mailbox', () => {
  test('is looked into once, and closed', async () => {
    const { found, opens, closed, pauses } = await looked({})
    expect(found.answer).toBe('success')
    expect([opens, closed, pauses]).toEqual([1, 1, []])
  })

  test('that cannot be opened is tried three times, with pauses', async () => {
    const { found, opens, pauses } = await looked({ openings: [TROUBLE] })
    expect(found).toEqual({ answer: 'blind', detail: 'the mailbox could not be read: no answer' })
    expect([opens, pauses]).toEqual([3, [20_000, 20_000]])
    const later = await looked({ openings: [TROUBLE, 'open'] })
    expect([later.found.answer, later.opens]).toEqual(['success', 2])
  })

  test('that refuses the log-in is left alone for a minute', async () => {
    expect((await looked({ openings: [{ ...TROUBLE, refused: true }] })).pauses).toEqual([61_000, 61_000])
  })

  test('is not tried again where no time is left for it', async () => {
    expect((await looked({ openings: [TROUBLE] }, { timeout: 24_000 })).pauses).toEqual([])
    expect((await looked({ openings: [TROUBLE] }, { timeout: 26_000 })).pauses).toEqual([20_000, 20_000])
    expect((await looked({ openings: [TROUBLE] }, { signal: AbortSignal.abort() })).pauses).toEqual([])
  })

  test('without the folder is trouble, and closed each time', async () => {
    const { found, closed } = await looked({ exists: false }, { settings: { folder: 'Odd' } })
    expect(found).toEqual({
      answer: 'blind',
      detail: 'the mailbox could not be read: there is no folder Odd',
    })
    expect(closed).toBe(3)
  })

  test('that breaks is trouble, and another error is one', async () => {
    const { found, closed } = await looked({ error: new MailboxError(TROUBLE) })
    expect(found.detail).toBe('the mailbox could not be read: no answer')
    expect(closed).toBe(3)
    await expect(looked({ error: new TypeError('odd') })).rejects.toThrow('odd')
  })
})

describe('the folder', () => {
  const all = [
    { path: 'Everything', use: '\\All' },
    { path: 'Junk', use: '\\Junk' },
  ]
  test.each([
    [{}, [], 'INBOX'],
    [{}, all, 'Everything'],
    [{}, all.slice(1), 'INBOX'],
    [{ folder: 'Mine' }, all, 'Mine'],
  ] as const)('with %j and %j is %s', async (settings, folders, path) => {
    expect((await looked({ folders }, { settings })).opened).toEqual([path])
  })
})

describe('the question', () => {
  const from = Date.UTC(2026, 10, 20)
  test.each([
    [{}, {}],
    [{ senders: 'a@b, c' }, { from: ['a@b', 'c'] }],
    [{ senders: 'ü@b' }, {}],
  ])('with %j begins when mails count, with plain senders only', async (settings, more) => {
    expect((await looked({}, { settings })).queries).toEqual([{ since: from, ...more }])
  })
})
