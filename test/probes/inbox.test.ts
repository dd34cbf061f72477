import { expect, it, onTestFinished } from 'vitest'
import { itIsAProber, type Looking, look } from '../contracts/prober'
import { type ImapOptions, startImap } from '../support/imap-server'
import { accountOf, toolsFor } from '../support/mail'

const NOW = Date.parse('2026-11-28T09:00:00Z')

interface Letter {
  readonly from?: string
  readonly subject: string
  /** The header as it stands; null: none. */
  readonly date?: string | null
  readonly arrived?: string
}

interface Case extends ImapOptions {
  readonly mails?: readonly Letter[]
  readonly settings?: Record<string, string>
  readonly account?: Record<string, string>
  readonly now?: number
  readonly into?: string
}

/** A mailbox with these mails, which is looked into at nine o'clock for those of since three. */
async function mailbox({ mails = [], settings, account, now = NOW, into = 'INBOX', ...options }: Case = {}) {
  const box = await startImap(options)
  onTestFinished(box.close)
  for (const { from = 'a@example.org', subject, date, arrived } of mails) {
    const header = date === null ? '' : `Date: ${date ?? 'Sat, 28 Nov 2026 03:30:00 +0000'}\n`
    const at = new Date(arrived ?? '2026-11-28T08:30:00Z')
    box.deliver(`From: ${from}\nSubject: ${subject}\n${header}\nx`, into, at)
  }
  const pauses: number[] = []
  const tools = toolsFor(accountOf({ imap: box.port }, account), {
    pause: async ms => void pauses.push(ms),
  })
  const looking: Looking = {
    settings: { subjects: 'Great', deliverytime: '03:00', checktime: '09:00', timezone: 'UTC', ...settings },
    now,
    tools: { mail: tools },
  }
  return { box, pauses, target: 'home', ...looking }
}

/** The answer about a mail with that subject and date. */
const answerTo = async (letter: Letter, more: Case = {}) => {
  const { target, ...looking } = await mailbox({ mails: [letter], ...more })
  return (await look('inbox', target, looking)).answer
}

itIsAProber('inbox', {
  success: [
    {
      when: 'the mail came',
      looking: () => mailbox({ mails: [{ subject: 'Great' }] }),
      detail: 'came: "Great" at 03:30',
    },
    {
      when: 'each of several subjects came from another of the senders',
      looking: () =>
        mailbox({
          mails: [
            { from: 'a@example.org', subject: 'One' },
            { from: 'Bob <b@example.org>', subject: 'Two' },
          ],
          settings: { senders: 'a@example.org, b@example.org', subjects: 'One | Two' },
        }),
      detail: 'came: "One" at 03:30, "Two" at 03:30',
    },
    {
      when: 'it is among all mails',
      looking: () =>
        mailbox({
          folders: ['[Gmail]/All Mail \\All'],
          into: '[Gmail]/All Mail',
          mails: [{ subject: 'Great' }],
        }),
      detail: 'came: "Great" at 03:30',
    },
  ],
  failure: [
    {
      when: 'one of the subjects did not come',
      looking: () => mailbox({ mails: [{ subject: 'One' }], settings: { subjects: 'One | Two' } }),
      detail: 'not received since 03:00: "Two"; came: "One" at 03:30',
    },
    {
      when: 'it came from somebody else',
      looking: () =>
        mailbox({
          mails: [{ subject: 'Great', from: 'xa@example.org' }],
          settings: { senders: 'a@example.org' },
        }),
      detail: 'not received since 03:00: "Great"',
    },
  ],
  blind: [
    {
      when: 'the log-in is refused, after another attempt a minute later',
      looking: () => mailbox({ account: { imappassword: 'wrong' } }),
      detail: 'the mailbox could not be read: log-in refused by 127.0.0.1 (IMAP): check user and password',
    },
    {
      when: 'the search is refused, which is not the same as no mail',
      looking: () =>
        mailbox({
          interrupt: ({ tag, verb, socket }) => verb === 'UID SEARCH' && socket.write(`${tag} NO no\r\n`),
        }),
      detail: 'the mailbox could not be read: 127.0.0.1 refused the search',
    },
    {
      when: 'there is no such folder',
      looking: () => mailbox({ settings: { folder: 'Reports' } }),
      detail: 'the mailbox could not be read: there is no folder Reports',
    },
    {
      when: 'there is no such account',
      looking: async () => ({ target: 'away', tools: { mail: toolsFor(undefined) } }),
      detail: 'there is no mail account away',
    },
  ],
  silent: () => mailbox({ interrupt: () => true }),
  silence: 'blind',
})

const NEW_YORK = { settings: { timezone: 'America/New_York' }, now: Date.parse('2026-11-28T14:00:00Z') }

it('takes the Date with its own offset', async () => {
  const subject = 'Great'
  expect(await answerTo({ subject, date: '28 Nov 2026 03:01:00 -0500' }, NEW_YORK)).toBe('success')
  expect(await answerTo({ subject, date: 'Sat, 28 Nov 2026 03:05:00 +0200' })).toBe('failure')
  expect(await answerTo({ subject, date: 'Sat, 28 Nov 2026 05:05:00 +0200 (EET)' })).toBe('success')
  expect(await answerTo({ subject, date: 'Sat, 28 Nov 2026 03:05 GMT' })).toBe('success')
})

it('counts a mail exactly at the time, and none a second before it', async () => {
  expect(await answerTo({ subject: 'Great', date: 'Sat, 28 Nov 2026 03:00:00 +0000' })).toBe('success')
  expect(await answerTo({ subject: 'Great', date: 'Sat, 28 Nov 2026 02:59:59 +0000' })).toBe('failure')
})

it.each([
  ['is missing', null],
  ['cannot be read', 'yesterday'],
  ['lies far after the arrival', 'Sat, 28 Nov 2037 03:30:00 +0000'],
  ['lies far before it', 'Thu, 01 Jan 1970 00:00:00 +0000'],
])('takes the arrival where the Date %s', async (_what, date) => {
  expect(await answerTo({ subject: 'Great', date })).toBe('success')
  expect(await answerTo({ subject: 'Great', date, arrived: '2026-11-28T02:00:00Z' })).toBe('failure')
})

it('decodes subjects, and compares them as it is told to', async () => {
  const greeting = { settings: { subjects: 'Grüße' } }
  expect(await answerTo({ subject: '=?utf-8?B?R3LDvMOfZQ==?=' }, greeting)).toBe('success')
  expect(await answerTo({ subject: '=?iso-8859-1?Q?Gr=FC=DFe?=' }, greeting)).toBe('success')
  expect(
    await answerTo(
      { subject: 'A long subject\n that is folded' },
      { settings: { subjects: 'A long subject that is folded' } },
    ),
  ).toBe('success')
  expect(await answerTo({ subject: 'great' })).toBe('failure')
  expect(await answerTo({ subject: 'great' }, { settings: { ignorecase: 'on' } })).toBe('success')
  expect(await answerTo({ subject: 'Re: Great' })).toBe('failure')
  expect(await answerTo({ subject: 'Re: Great' }, { settings: { match: 'contains' } })).toBe('success')
  const pattern = { settings: { match: 'pattern', subjects: '^Report \\d+$ | ^Sum(s|mary)$' } }
  expect(await answerTo({ subject: 'Report 7' }, pattern)).toBe('failure')
  const { target, ...both } = await mailbox({
    mails: [{ subject: 'Report 7' }, { subject: 'Sums' }],
    ...pattern,
  })
  expect((await look('inbox', target, both)).answer).toBe('success')
})

it('gives a subject on which a pattern loses itself a moment, and does not know then', async () => {
  const mails = [{ subject: `${'a'.repeat(40)}!` }, { subject: `${'a'.repeat(41)}!` }]
  const { target, ...slow } = await mailbox({ mails, settings: { match: 'pattern', subjects: '^(a+)+$' } })
  expect(await look('inbox', target, slow)).toMatchObject({
    answer: 'blind',
    detail: 'a mail came for whose subject "^(a+)+$" takes too long; simplify it',
  })
})

/** A look at this moment, and the answers for mails with these dates. */
const TIMES: readonly (readonly [
  string,
  { readonly at: string; readonly arrived: string },
  Record<string, string>,
  Record<string, string>,
])[] = [
  [
    'knows the night over midnight',
    { at: '2026-11-28T00:10:00Z', arrived: '2026-11-27T23:55:00Z' },
    { deliverytime: '23:50', checktime: '00:10' },
    { 'Fri, 27 Nov 2026 23:55:00 +0000': 'success', 'Fri, 27 Nov 2026 23:49:59 +0000': 'failure' },
  ],
  [
    // 02:30 does not exist: 03:30 in summer time is the same moment by the old clock.
    'knows a time of delivery that the clocks skip in spring',
    { at: '2026-03-29T07:00:00Z', arrived: '2026-03-29T02:00:00Z' },
    { timezone: 'Europe/Berlin', deliverytime: '02:30' },
    { 'Sun, 29 Mar 2026 03:30:00 +0200': 'success', 'Sun, 29 Mar 2026 03:29:59 +0200': 'failure' },
  ],
  [
    // 02:30 comes twice: the first one counts.
    'knows a time of delivery that comes twice in autumn',
    { at: '2026-10-25T08:00:00Z', arrived: '2026-10-25T02:00:00Z' },
    { timezone: 'Europe/Berlin', deliverytime: '02:30' },
    { 'Sun, 25 Oct 2026 02:30:00 +0200': 'success', 'Sun, 25 Oct 2026 02:29:59 +0200': 'failure' },
  ],
]

it.each(TIMES)('%s', async (_name, { at, arrived }, settings, answers) => {
  const now = Date.parse(at)
  const seen: Record<string, string> = {}
  for (const date of Object.keys(answers)) {
    seen[date] = await answerTo({ subject: 'Great', date, arrived }, { settings, now })
  }
  expect(seen).toEqual(answers)
})

it('searches on the server, a day wider, and fetches heads alone of a mailbox that it does not write to', async () => {
  const { box, target, ...looking } = await mailbox({
    mails: [{ subject: 'Great' }, { subject: 'Old', arrived: '2026-11-20T00:00:00Z' }],
    settings: { senders: 'a@example.org, b@example.org' },
  })
  expect((await look('inbox', target, looking)).answer).toBe('success')
  const found = (verb: string) =>
    box.commands.filter(command => command.verb === verb).map(({ args }) => args)
  expect(found('UID SEARCH')).toEqual(['SINCE 27-Nov-2026 OR FROM a@example.org FROM b@example.org'])
  expect(found('UID FETCH')).toEqual(['1 (UID ENVELOPE INTERNALDATE)'])
  expect(found('SELECT')).toEqual([])
  expect(box.mails().every(({ flags }) => flags.size === 0)).toBe(true)
})

it('costs as much in a mailbox of 100,000 mails as in one of ten', async () => {
  const cost = async (old: number) => {
    const { box, target, ...looking } = await mailbox({ mails: [{ subject: 'Great' }] })
    const arrived = new Date('2026-01-01T00:00:00Z')
    for (let mail = 0; mail < old; mail++)
      box.deliver('From: a@example.org\nSubject: Great\n\nx', 'INBOX', arrived)
    expect((await look('inbox', target, { ...looking, timeout: 30_000 })).answer).toBe('success')
    return box.commands.map(({ verb, args }) => `${verb} ${args}`)
  }
  const commands = await cost(10)
  expect(commands).toContain('UID FETCH 1 (UID ENVELOPE INTERNALDATE)')
  expect(await cost(100_000)).toEqual(commands)
})

it('tries again before it says that the mailbox could not be read', async () => {
  let logins = 0
  const { pauses, target, ...looking } = await mailbox({
    mails: [{ subject: 'Great' }],
    interrupt: ({ tag, verb, socket }) =>
      verb === 'AUTHENTICATE' && ++logins < 3 && socket.write(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`),
  })
  expect(await look('inbox', target, { ...looking, timeout: 240_000 })).toMatchObject({ answer: 'success' })
  expect(pauses).toEqual([61_000, 61_000])
})

it('counts from a delivery time of another zone, on the day of the check (R2)', async () => {
  const of = async (date: string) => {
    const { target, ...looking } = await mailbox({
      mails: [{ subject: 'Great', date }],
      settings: {
        timezone: 'UTC',
        deliveryzone: 'America/New_York',
        deliverytime: '03:00',
        checktime: '09:00',
      },
    })
    return await look('inbox', target, looking)
  }
  expect(await of('Sat, 28 Nov 2026 03:01:00 -0500')).toMatchObject({
    answer: 'success',
    detail: 'came: "Great" at 03:01',
  })
  expect(await of('Sat, 28 Nov 2026 02:59:59 -0500')).toMatchObject({
    answer: 'failure',
    detail: 'not received since 03:00: "Great"',
  })
})
