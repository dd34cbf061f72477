import { describe, expect, it } from 'vitest'
import { afterBoot, type Boots, hasTwin } from '../../../src/domain/probes/boots'
import { answerWords, judgePeer } from '../../../src/domain/probes/judge-peer'
import {
  type Asked,
  heartsOf,
  type PeerAnswer,
  type PeerTrouble,
  readAnswer,
} from '../../../src/domain/probes/peer-answer'

const SELF = { id: 'a0a0a0a0a0a0', boot: 'boot-a', version: '1.2.3', name: 'attic' }
const OFFICE = { id: 'b0b0b0b0b0b0', boot: 'boot-b', version: '1.2.3', name: 'office' }

const WITHIN = { self: SELF, limit: 10_000 }

const answered = (answer: Partial<PeerAnswer>, more: Partial<Extract<Asked, { kind: 'answer' }>> = {}) => ({
  kind: 'answer' as const,
  answer: { ...OFFICE, troubles: [], isTwin: false, ...answer },
  took: 20,
  offset: 0,
  doubt: 5,
  isTwin: false,
  ...more,
})
const judged = (asked: Parameters<typeof judgePeer>[0]) =>
  judgePeer(asked, { self: SELF, host: 'office:8080', limit: 10_000 })

describe('a peer', () => {
  it('is fine when it has no trouble', () => {
    expect(judged(answered({}))).toEqual({ answer: 'success', detail: 'office:8080 is fine', took: 20 })
    expect(answerWords(answered({}), WITHIN)).toBe('fine')
  })

  it.each<[PeerTrouble, string, string]>([
    ['mail', "can't mail", 'office:8080 cannot mail'],
    ['jobs', 'no jobs', 'office:8080 runs no jobs'],
    ['store', "can't store", 'office:8080 can store nothing'],
    ['heart', 'heart late', 'office:8080 sends its heartbeats late or not at all'],
  ])('with the trouble %s is not well, in words of its own', (trouble, words, detail) => {
    const asked = answered({ troubles: [trouble] })
    expect(judged(asked)).toEqual({ answer: 'failure', detail, took: 20 })
    expect(answerWords(asked, WITHIN)).toBe(words)
  })

  it('has every trouble named', () => {
    expect(judged(answered({ troubles: ['mail', 'heart'] })).detail).toBe(
      'office:8080 cannot mail; office:8080 sends its heartbeats late or not at all',
    )
  })

  it('whose clock is off is told with the span, either way', () => {
    expect(judged(answered({}, { offset: 185_000 })).detail).toBe(
      'its clock is 3 minutes ahead of the one here',
    )
    expect(judged(answered({}, { offset: -40_000 })).detail).toBe('its clock is 40 s behind the one here')
    expect(answerWords(answered({}, { offset: -40_000 }), WITHIN)).toBe('clock off by 40 s')
  })

  it('is not blamed for a difference that a slow answer may have made', () => {
    expect(judged(answered({}, { offset: 13_000, doubt: 4_000 })).answer).toBe('success')
    expect(judged(answered({}, { offset: 14_001, doubt: 4_000 })).answer).toBe('failure')
  })

  it('with the identity of this watch is this watch, or a twin', () => {
    expect(judged(answered({ id: SELF.id, boot: SELF.boot })).detail).toBe(
      'office:8080 leads to this watch itself',
    )
    expect(judged(answered({ id: SELF.id, boot: 'another' })).detail).toMatch(
      /^office:8080 is a twin of this watch/,
    )
  })

  it('is named as a twin where two machines answer, or ask, with one identity', () => {
    expect(judged(answered({}, { isTwin: true })).detail).toMatch(
      /^two machines answer with the identity of office:8080/,
    )
    expect(judged(answered({ isTwin: true })).detail).toMatch(/^office:8080 is asked by two machines/)
    expect(answerWords(answered({ isTwin: true }), WITHIN)).toBe('twin')
  })

  it('that sends heartbeats to the same URL, and not on purpose, is named with the remedy', () => {
    const doubled = answered({}, { hearts: 'doubled' })
    expect(judged(doubled)).toMatchObject({
      answer: 'success',
      warning: expect.stringContaining('set heartbeatduty = group on both'),
    })
    expect(answerWords(doubled, WITHIN)).toBe('two senders on one URL')
    expect(judged(answered({}, { hearts: 'shared' })).warning).toBeUndefined()
  })

  it.each([
    [true, true, 'm', 'shared'],
    [true, false, 'm', 'doubled'],
    [false, false, 'm', 'doubled'],
    [true, true, 'n', undefined],
  ] as const)('shares its URL %j and ours %j, by the mark %s: %s', (theirs, ours, mark, hearts) => {
    expect(heartsOf({ mark, isShared: theirs }, { mark: 'm', isShared: ours })).toBe(hearts)
    expect(heartsOf(undefined, { mark: 'm', isShared: ours })).toBeUndefined()
  })

  it.each([
    ['unknown', 'office:8080 knows no peer with this key'],
    ['unproven', 'the answer of office:8080 (418) is not signed with the key of this peer'],
    ['unreadable', 'the answer of office:8080 is of no form that is known here'],
  ] as const)('whose answer is %s is not well', (kind, detail) => {
    expect(judged({ kind, status: 418 })).toEqual({ answer: 'failure', detail })
  })
})

describe('the body of an answer', () => {
  it('is taken with its known troubles, in one order', () => {
    expect(readAnswer({ ...OFFICE, troubles: ['heart', 'mail', 'later'], more: 1 })).toEqual({
      ...OFFICE,
      troubles: ['mail', 'heart'],
      isTwin: false,
    })
  })

  it.each([
    ['only troubles that nobody knows here', { ...OFFICE, troubles: ['later'] }],
    ['no troubles', OFFICE],
    ['an id that is no text', { ...OFFICE, id: 7, troubles: [] }],
    ['a name without an end', { ...OFFICE, name: 'x'.repeat(101), troubles: [] }],
    ['nothing', undefined],
    ['a text', 'True'],
  ])('with %s is none', (_what, value) => {
    expect(readAnswer(value)).toBeUndefined()
  })

  it('has its heartbeats, where it sends some', () => {
    const heart = { mark: 'm', isShared: true, sentAgo: 5 }
    expect(readAnswer({ ...OFFICE, troubles: [], heart })?.heart).toEqual(heart)
    expect(readAnswer({ ...OFFICE, troubles: [], heart: { mark: 7 } })!.heart).toBeUndefined()
    expect(readAnswer({ ...OFFICE, troubles: [], heart: { mark: 'm', sentAgo: -1 } })?.heart).toEqual({
      mark: 'm',
      isShared: false,
    })
  })

  it('cannot change a terminal by its texts', () => {
    expect(readAnswer({ ...OFFICE, name: 'a\u001b[2J\nb', troubles: [] })?.name).toBe('a\\u001b[2J b')
  })
})

describe('two machines with one identity', () => {
  const after = (boots: string) =>
    [...boots].reduce<Boots>((known, boot, at) => afterBoot(known, boot, at * 1_000), { seen: [] })

  it.each(['aaaa', 'ab', 'aabbbccc', 'abcdefghijklm'])(
    'are not seen in the boots %s of one machine',
    boots => {
      expect(hasTwin(after(boots), boots.length * 1_000)).toBe(false)
    },
  )

  it.each(['aba', 'abba', 'abcb'])('are seen in the boots %s', boots => {
    expect(hasTwin(after(boots), boots.length * 1_000)).toBe(true)
  })

  it('are one again a quarter of an hour after one of them has gone', () => {
    const seen = after('aba')
    expect(hasTwin(seen, 2_000 + 899_999)).toBe(true)
    expect(hasTwin(seen, 2_000 + 900_000)).toBe(false)
  })
})
