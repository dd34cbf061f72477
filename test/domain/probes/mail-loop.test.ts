import { describe, expect, it, test } from 'vitest'
import {
  arrivedLook,
  missingLook,
  pauseAfter,
  subjectOf,
  tokenIn,
  unseenLook,
  unsentLook,
} from '../../../src/domain/probes/mail-loop'

test('looks for a mail follow each other ever more slowly, up to a minute, and never beyond the end', () => {
  expect([0, 1, 5, 6, 99].map(looks => pauseAfter(looks, 1e9))).toStrictEqual([
    1_000, 2_000, 32_000, 60_000, 60_000,
  ])
  expect([pauseAfter(0, 999), pauseAfter(0, -1)]).toStrictEqual([999, 0])
})

test('a test mail is known by its subject, also behind a mark of a server', () => {
  const token = '0123456789abcdef0123456789abcdef'
  expect(subjectOf(token)).toBe(`intvlm8r mail loop ${token}`)
  for (const subject of [subjectOf(token), ` ${subjectOf(token)}\n`, `[SPAM] ${subjectOf(token)}`])
    expect(tokenIn(subject)).toBe(token)
  for (const subject of [
    '',
    token,
    subjectOf(token.slice(1)),
    `Re: ${subjectOf(token)}`,
    `${subjectOf(token)}0`,
  ])
    expect(tokenIn(subject)).toBeUndefined()
})

test.each([
  ['ours', { answer: 'blind', detail: 'why' }],
  ['login', { answer: 'failure', detail: 'log-in refused: why' }],
  ['tls', { answer: 'failure', detail: 'TLS: why' }],
  ['server', { answer: 'failure', detail: 'not sent: why' }],
] as const)('a mail that was not sent by a fault of the kind %s', (fault, look) => {
  expect(unsentLook({ ok: false, fault, detail: 'why' } as Parameters<typeof unsentLook>[0])).toStrictEqual(
    look,
  )
})

test.each([
  ['login', true, false, { answer: 'failure', detail: 'why' }],
  ['login', false, false, { answer: 'blind', detail: 'why' }],
  ['tls', false, true, { answer: 'failure', detail: 'TLS: why' }],
  ['connect', true, false, { answer: 'blind', detail: 'why' }],
  ['connect', false, true, { answer: 'blind', detail: 'sent, but the mailbox cannot be looked into: why' }],
] as const)('a mailbox that failed at %s (refused: %s), the mail sent: %s', (step, refused, isSent, look) => {
  expect(
    unseenLook({ step, refused, detail: 'why' } as Parameters<typeof unseenLook>[0], isSent),
  ).toStrictEqual(look)
})

describe('a mail that arrived', () => {
  const arrival = { folder: 'INBOX', isSpam: false, after: 1_499 }

  it('is a success with its time, in whole seconds and at least one', () => {
    expect(arrivedLook(arrival, 1_500)).toStrictEqual({
      answer: 'success',
      detail: 'arrived in INBOX after 1s',
      took: 1_499,
    })
    expect(arrivedLook({ ...arrival, after: 0 }, 1_500).detail).toBe('arrived in INBOX after 1s')
  })

  it('is a success with a warning where that was slow', () => {
    expect(arrivedLook({ ...arrival, after: 1_500 }, 1_500)).toStrictEqual({
      answer: 'success',
      detail: 'arrived in INBOX after 2s',
      took: 1_500,
      warning: 'arrived only after 2s',
    })
  })

  it('is a failure in the spam', () => {
    expect(arrivedLook({ ...arrival, folder: 'Junk', isSpam: true }, 1)).toStrictEqual({
      answer: 'failure',
      detail: 'arrived in spam (Junk) after 1s',
    })
  })

  it('in time, or not', () => {
    expect(missingLook(['INBOX', 'Junk'], 300_000)).toStrictEqual({
      answer: 'failure',
      detail: 'sent, but not arrived within 5m (looked in INBOX, Junk)',
    })
  })
})
