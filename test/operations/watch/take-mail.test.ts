import { beforeEach, describe, expect, it } from 'vitest'
import type { WholeMail } from '../../../src/domain/mail/mailbox'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import type { KeptSignal, Signal } from '../../../src/domain/watch/signal'
import { createTakeMail } from '../../../src/operations/watch/take-mail'

const NOW = 1_000_000
const ACCOUNT = { name: 'office', origin: 'ini', settings: { smtpuser: 'me@example.org' } } as const
const [A, B, C] = ['a', 'b', 'c'].map(one => `${one}0000000-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
]
const MAIL: WholeMail = {
  ...{ uid: 7, subject: 'Backup done', messageId: '<1@example.org>', sentAt: 900_000, arrivedAt: 950_000 },
  ...{
    from: [{ name: 'Bob', address: 'bob@example.org' }],
    recipients: [`me+${A}@example.org`],
    text: 'all well',
  },
}

let all: Watched[]
let history: Map<string, KeptSignal[]>
let taken: Set<string>
let recorded: [string, Signal][]

const watched = (id: string, more: Partial<Check> = {}, state: object = {}): Watched => ({
  check: {
    ...planOf({ name: `check ${id[0]}`, slug: `slug-${id[0]}` }),
    id,
    origin: 'page',
    createdAt: 0,
    ...more,
  },
  state: { ...newState(0), ...state },
  version: '1',
})

beforeEach(() => {
  all = [watched(A), watched(B), watched(C)]
  history = new Map()
  taken = new Set()
  recorded = []
})

const take = (mail: Partial<WholeMail> = {}, place = 'office 1 7') =>
  createTakeMail({
    checks: {
      get: async (id: string) => all.find(({ check }) => check.id === id),
      findBySlug: async (slug: string) => all.filter(({ check }) => check.slug === slug),
      pingKey: async () => 'PingKey0123456789abcde',
      history: async (id: string) => history.get(id) ?? [],
      record: async ({ id }: { id: string }, signal: Signal) => void recorded.push([id, signal]),
      lists: {
        each: async function* (selection: object, now: number) {
          expect([selection, now]).toEqual([{ only: 'bySubject' }, NOW])
          yield all.slice(0, 1)
          yield all.slice(1)
        },
      },
    } as never,
    memory: { isTaken: async (account: string, mark: string) => taken.has(`${account} ${mark}`) },
    matchInTime: (pattern: RegExp, text: string) => pattern.test(text),
    now: () => NOW,
  } as never)(ACCOUNT as never, { ...MAIL, ...mail }, place)

const ids = () => recorded.map(([id]) => id)

describe('a mail for a check', () => {
  it('is a signal with its sender, its text and the moment at which it arrived', async () => {
    const marks = await take()
    const [[id, signal] = []] = recorded
    expect(id).toBe(A)
    const agent = signal?.detail.agent ?? ''
    expect(agent).toMatch(/^mail [\w-]{22}$/)
    expect(signal).toEqual({
      ...{ kind: 'success', at: 950_000 },
      detail: { via: 'mail', agent, body: expect.stringContaining('all well'), from: 'bob@example.org' },
    })
    expect(signal?.detail.body).toContain('Backup done')
    expect(marks).toEqual([`${agent} ${A}`])
  })

  it.each<[string, Partial<WholeMail>, object, number]>([
    ['of now, where the server does not say when it came', { arrivedAt: undefined as never }, {}, NOW],
    ['of now, where the server’s clock is ahead', { arrivedAt: NOW + 5 }, {}, NOW],
    ['of the check’s last signal, where that came later', {}, { lastSignalAt: 960_000 }, 960_000],
    ['of its own, where the last signal came earlier', {}, { lastSignalAt: 940_000 }, 950_000],
    ['of now, where the last signal lies ahead', {}, { lastSignalAt: NOW + 5 }, NOW],
  ])('has the moment %s', async (_what, mail, state, at) => {
    all = [watched(A, {}, state)]
    await take(mail)
    expect(recorded.map(([, signal]) => signal.at)).toEqual([at])
  })

  it('without a sender has none', async () => {
    await take({ from: [] })
    expect(recorded[0]![1].detail).not.toHaveProperty('from')
  })

  it('is for each that its recipients name, by id, by slug, and by slug behind the key', async () => {
    const key = 'pingkey0123456789abcde'
    await take({ recipients: [`me+${A}@example.org`, 'me+slug-b@example.org', `${key}+slug-c@example.org`] })
    expect(ids()).toEqual([A, B, C])
  })

  it('is for none by the slug behind the key of another watch', async () => {
    expect(await take({ recipients: ['otherkey0123456789abcd+slug-c@example.org'] })).toEqual([])
    expect(ids()).toEqual([])
  })

  it('is for none by a wrong key, or a slug that two have', async () => {
    all = [watched(A, { slug: 'slug-b' }), watched(B)]
    expect(
      await take({ recipients: ['xingkey0123456789abcde+slug-b@example.org', 'me+slug-b@example.org'] }),
    ).toEqual([])
    expect(recorded).toEqual([])
  })

  it('is for those by its subject only where no recipient names a check', async () => {
    all = [watched(A), watched(B, { mailSubject: '/^backup/i' }), watched(C, { mailSubject: 'other' })]
    await take()
    expect(ids()).toEqual([A])
    await take({ recipients: ['me@example.org'] })
    expect(ids()).toEqual([A, B])
  })

  it.each<[string, Partial<WholeMail>]>([
    ['an alert', { subject: '[DOWN] Backup', messageId: `<intvlm8r-${B}-900000@example.org>` }],
    [
      'its end',
      { subject: '[UP] Backup', messageId: '<1@x>', inReplyTo: `<intvlm8r-${B}-900000@example.org>` },
    ],
    [
      'one whose Message-ID a relay replaced',
      { subject: '[DOWN] Backup', messageId: '<1@ses.example>', alertKey: `intvlm8r-${B}-900000` },
    ],
    ['an answer to it', { subject: 'Re: [DOWN] Backup', inReplyTo: `<intvlm8r-${B}-900000@example.org>` }],
  ])('is none by the subject of %s, but it is by its recipient', async (_what, mail) => {
    all = [watched(A), watched(B, { mailSubject: 'Backup' })]
    await take({ recipients: ['me@example.org'], ...mail })
    expect(ids()).toEqual([])
    await take({ recipients: [`me+${B}@example.org`], ...mail })
    expect(ids()).toEqual([B])
  })

  it('may be the report of a week, or an answer to another mail', async () => {
    all = [watched(B, { mailSubject: 'Backup' })]
    await take({ recipients: [], messageId: '<intvlm8r-week-mail-900000@example.org>' })
    await take({ recipients: [], messageId: '<1@x>', alertKey: 'intvlm8r-week-mail-900000' })
    await take({ recipients: [], inReplyTo: '<2@example.org>' })
    expect(ids()).toEqual([B, B, B])
  })

  it('is nothing to a check that looks by itself', async () => {
    all = [
      watched(A, { probe: { kind: 'http', target: 'https://example.org', every: 60_000, settings: {} } }),
    ]
    expect(await take()).toEqual([])
    expect(recorded).toEqual([])
  })

  it('is of the kind that its words make it, and no signal without any of them', async () => {
    all = [watched(A, { mailFail: 'FAILED', mailOther: 'ignore' })]
    expect(await take()).toEqual([])
    await take({ text: 'it has FAILED' })
    expect(recorded.map(([, { kind }]) => kind)).toEqual(['fail'])
  })
})

describe('a mail that comes twice', () => {
  it('counts once, by the check’s history or by what was noted', async () => {
    const [mark = ''] = await take()
    taken.add(`office ${mark}`)
    expect(await take()).toEqual([])
    taken.clear()
    taken.add(`other ${mark}`)
    history.set(A, [{ n: 1, kind: 'success', at: 1, detail: { agent: 'mail of another' }, bodySize: 0 }])
    expect(await take()).toEqual([mark])
    const agent = recorded[0]?.[1].detail.agent ?? ''
    history.set(A, [
      { n: 2, kind: 'success', at: 1, detail: {}, bodySize: 0 },
      { n: 1, kind: 'success', at: 1, detail: { agent }, bodySize: 0 },
    ])
    expect(await take()).toEqual([])
  })

  it('is named by its own id and moment, and by its place where it has none', async () => {
    const nameOf = async (mail: Partial<WholeMail>, place?: string) => (await take(mail, place))[0]
    const name = await nameOf({})
    expect(await nameOf({ uid: 8, subject: 'changed' }, 'other 1 8')).toBe(name)
    expect(await nameOf({ sentAt: 900_001 })).not.toBe(name)
    expect(await nameOf({ messageId: '<2@example.org>' })).not.toBe(name)
    const placed = await nameOf({ messageId: '' })
    expect(await nameOf({ messageId: '', sentAt: 5 })).toBe(placed)
    expect(await nameOf({ messageId: '' }, 'office 1 8')).not.toBe(placed)
    expect(await nameOf({ sentAt: undefined as never })).not.toBe(name)
  })
})
