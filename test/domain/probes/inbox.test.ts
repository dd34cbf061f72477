import { describe, expect, it, test } from 'vitest'
import type { MailHead } from '../../../src/domain/mail/mailbox'
import {
  countsFrom,
  createSieve,
  isFromOneOf,
  momentOfMail,
  sendersOf,
} from '../../../src/domain/probes/inbox'

const utc = (text: string) => Date.parse(`${text}Z`)
const DAY = 86_400_000
const HOUR = 3_600_000

test('senders stand between commas', () => {
  expect(sendersOf({})).toStrictEqual([])
  expect(sendersOf({ senders: ' a@x.org, ,Backup of b,' })).toStrictEqual(['a@x.org', 'Backup of b'])
})

test.each<[what: string, settings: Record<string, string>, now: string, from: string]>([
  [
    'from the delivery of today',
    { deliverytime: '03:00', checktime: '07:00' },
    '2026-11-20T07:00',
    '2026-11-20T03:00',
  ],
  [
    'from the delivery of today, from its moment on',
    { deliverytime: '03:00', checktime: '07:00' },
    '2026-11-20T03:00',
    '2026-11-20T03:00',
  ],
  [
    'from that of yesterday before it',
    { deliverytime: '03:00', checktime: '07:00' },
    '2026-11-20T02:59',
    '2026-11-19T03:00',
  ],
  ['over the night', { deliverytime: '22:00', checktime: '07:00' }, '2026-11-20T23:00', '2026-11-19T22:00'],
  ['over a whole day', { deliverytime: '07:00', checktime: '07:00' }, '2026-11-20T07:00', '2026-11-19T07:00'],
  ['from midnight, where no time is set', {}, '2026-11-20T07:00', '2026-11-19T00:00'],
  [
    'by the zone',
    { deliverytime: '03:00', checktime: '07:00', timezone: 'Europe/Berlin' },
    '2026-11-20T06:00',
    '2026-11-20T02:00',
  ],
  [
    'by the zone of the delivery, whose moment decides alone',
    { deliverytime: '22:00', checktime: '07:00', timezone: 'UTC', deliveryzone: 'Asia/Tokyo' },
    '2026-11-20T14:00',
    '2026-11-20T13:00',
  ],
  [
    'by the zone of the delivery, before it',
    { deliverytime: '22:00', checktime: '07:00', timezone: 'UTC', deliveryzone: 'Asia/Tokyo' },
    '2026-11-20T07:00',
    '2026-11-19T13:00',
  ],
])('mails count %s', (_what, settings, now, from) => {
  expect(countsFrom({ timezone: 'UTC', ...settings }, utc(now))).toBe(utc(from))
})

test.each([
  [5, undefined, 5],
  [undefined, 6, 6],
  [undefined, undefined, undefined],
  [40 * DAY, 40 * DAY - 24 * HOUR, 40 * DAY],
  [40 * DAY, 40 * DAY - 24 * HOUR - 1, 40 * DAY - 24 * HOUR - 1],
  [40 * DAY, 71 * DAY, 40 * DAY],
  [40 * DAY, 71 * DAY + 1, 71 * DAY + 1],
])('a mail of %s that arrived at %s counts for %s', (sentAt, arrivedAt, moment) => {
  const head = { ...(sentAt !== undefined && { sentAt }), ...(arrivedAt !== undefined && { arrivedAt }) }
  expect(momentOfMail(head)).toBe(moment)
})

test.each([
  [[], true],
  [['me@x.org'], true],
  [['ME@X.ORG'], true],
  [['e@x.org'], false],
  [['@x.org'], true],
  [['x.org'], true],
  [['backup'], true],
  [['up of'], true],
  [['other', 'backup'], true],
  [['other'], false],
])('senders %j take a mail of "Backup of nas" <Me@x.org>: %s', (senders, is) => {
  const head = { from: [{ name: 'Backup of nas', address: 'Me@x.org' }] } as unknown as MailHead
  expect(isFromOneOf(senders, head)).toBe(is)
})

describe('the subjects that are expected', () => {
  const FROM = utc('2026-11-20T03:00')
  const head = (subject: string, sentAt = FROM): MailHead =>
    ({ subject, sentAt, messageId: '', from: [{ name: '', address: 'me@x.org' }] }) as unknown as MailHead
  const sieve = (settings: Record<string, string>, heads: readonly MailHead[], inTime = true) => {
    const { take, look } = createSieve({ timezone: 'UTC', ...settings }, FROM, (pattern, text) =>
      inTime ? pattern.test(text) : undefined,
    )
    for (const each of heads) take(each)
    return look()
  }

  it('are there with their first moments, or missing since the delivery', () => {
    const settings = { subjects: 'Backup done | Disk ok | Log' }
    expect(
      sieve(settings, [head('Disk ok', FROM + 2 * HOUR), head('Disk ok', FROM + HOUR), head('Disk')]),
    ).toStrictEqual({
      answer: 'failure',
      detail: 'not received since 03:00: "Backup done", "Log"; came: "Disk ok" at 04:00',
      findings: { 'Backup done': 'not received', 'Disk ok': 'ok', Log: 'not received' },
    })
    expect(sieve(settings, []).detail).toBe('not received since 03:00: "Backup done", "Disk ok", "Log"')
    expect(sieve({ subjects: 'Log' }, [head('Log')])).toStrictEqual({
      answer: 'success',
      detail: 'came: "Log" at 03:00',
      findings: { Log: 'ok' },
    })
    expect(sieve({}, [])).toStrictEqual({ answer: 'success', detail: '', findings: {} })
  })

  it('are shown by the zone of the delivery, else that of the check', () => {
    const came = (zones: Record<string, string>) => sieve({ subjects: 'Log', ...zones }, [head('Log')]).detail
    expect(came({ deliveryzone: 'Asia/Tokyo' })).toBe('came: "Log" at 12:00')
    expect(came({ timezone: 'Europe/Berlin' })).toBe('came: "Log" at 04:00')
  })

  it('do not come by a mail from before, of another sender, or of no moment', () => {
    const settings = { subjects: 'Log', senders: 'me@x.org' }
    const { sentAt: _none, ...timeless } = head('Log')
    expect(sieve(settings, [head('Log', FROM - 1), timeless as MailHead]).answer).toBe('failure')
    expect(sieve({ ...settings, senders: 'you@x.org' }, [head('Log')]).answer).toBe('failure')
    expect(sieve(settings, [head('Log')]).answer).toBe('success')
  })

  it('do not come by an alert of ours, nor by an answer to it, which name them as well', () => {
    const settings = { subjects: 'Log', match: 'contains' }
    const alert = { ...head('[DOWN] Log'), messageId: '<intvlm8r-c-900000@example.org>' }
    const answer = { ...head('Re: [DOWN] Log'), messageId: '<1@x>', inReplyTo: alert.messageId }
    expect(sieve(settings, [alert, answer]).detail).toBe('not received since 03:00: "Log"')
    const week = { ...head('Log of the week'), messageId: '<intvlm8r-week-mail-900000@example.org>' }
    expect(sieve(settings, [week]).answer).toBe('success')
  })

  it.each([
    [{}, 'Log', 'Log', true],
    [{}, 'Log', 'log', false],
    [{}, 'Log', 'Log 2', false],
    [{}, 'Lög', 'Lo\u0308g', true],
    [{ ignorecase: 'on' }, 'Log', 'lOG', true],
    [{ match: 'contains' }, 'Log', 'the Log 2', true],
    [{ match: 'contains' }, 'Log', 'the log 2', false],
    [{ match: 'contains', ignorecase: 'on' }, 'LOG', 'the log 2', true],
    [{ match: 'pattern' }, '^Log \\d+$', 'Log 27', true],
    [{ match: 'pattern' }, '^Log \\d+$', 'log 27', false],
    [{ match: 'pattern', ignorecase: 'on' }, '^Log \\d+$', 'log 27', true],
    [{ match: 'pattern' }, 'a\\|b', 'a|b', true],
    [{}, 'a \\| b', 'a | b', true],
    [{ match: 'contains' }, 'x', `${'y'.repeat(999)}x`, true],
    [{ match: 'contains' }, 'x', `${'y'.repeat(1_000)}x`, false],
  ])('%j match %j with %j: %s', (settings, wanted, subject, is) => {
    expect(sieve({ subjects: wanted, ...settings }, [head(subject)]).answer).toBe(is ? 'success' : 'failure')
  })

  it('are not known where a pattern takes too long', () => {
    expect(sieve({ subjects: 'a | b', match: 'pattern' }, [head('x')], false)).toStrictEqual({
      answer: 'blind',
      detail: 'a mail came for whose subject "a", "b" takes too long; simplify it',
    })
  })
})
