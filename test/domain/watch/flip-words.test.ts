import { describe, expect, test } from 'vitest'
import { dedupKey, type Flip, type FlipReason } from '../../../src/domain/watch/flip'
import {
  FLIP_WORDS,
  flipSentence,
  flipWords,
  lookBehind,
  lookBehindFlip,
} from '../../../src/domain/watch/flip-words'
import type { KeptSignal } from '../../../src/domain/watch/signal'
import { excerptOf, lookSentence, storedExcerpt } from '../../../src/domain/watch/signal-excerpt'

const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
const LOOK = { why: 'no route to it' }

describe('a flip in words', () => {
  test.each<[FlipReason, words: string]>([
    ['success', 'it checked in'],
    ['failure', 'it reported a failure'],
    ['silence', 'no signal came in time'],
    ['blind', 'it could not be looked at'],
    ['overrun', 'a run took too long'],
    ['too-frequent', 'it checked in too often'],
    ['paused', 'it was paused'],
    ['resumed', 'it was resumed'],
    ['replanned', 'its plan was changed'],
    ['unheard', 'the watch that gets its signals does not answer'],
  ])('by the reason %s: %s', (reason, words) => {
    const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
    expect([flipWords(reason, undefined), flipSentence(reason, undefined)]).toEqual([words, sentence])
    expect(FLIP_WORDS[reason]).toEqual([words, sentence])
    if (reason !== 'success' && reason !== 'failure') expect(flipWords(reason, LOOK)).toBe(words)
  })

  test('by a look names what was seen, as far as that is kept', () => {
    expect([flipWords('failure', LOOK), flipSentence('failure', LOOK)]).toEqual([
      'the look failed: no route to it',
      'The look failed: no route to it.',
    ])
    expect([flipWords('failure', {}), flipSentence('failure', {})]).toEqual([
      'the look failed',
      'The look failed.',
    ])
    expect([flipWords('success', LOOK), flipSentence('success', LOOK)]).toEqual([
      'it was looked at, and is well',
      'It was looked at, and is well.',
    ])
  })

  test('has the sentence of its look in one line, of a length that can be read', () => {
    expect([lookBehind(undefined), lookBehind(''), lookBehind('refused')]).toEqual([
      {},
      {},
      { why: 'refused' },
    ])
    expect(lookBehind('a\nb').why).not.toContain('\n')
    expect(lookBehind('x'.repeat(1_000)).why?.length).toBeLessThanOrEqual(300)
    expect(lookBehind('x'.repeat(1_000)).why?.length).toBeGreaterThan(290)
  })
})

describe('the look behind a flip', () => {
  const flip = (to: Flip['to']): Flip => ({
    check: 'x',
    seq: 1,
    from: 'new',
    to,
    reason: 'success',
    at: 5_000,
    due: 5_000,
  })
  const signal = (given: Partial<KeptSignal> = {}): KeptSignal => ({
    n: 7,
    kind: 'fail',
    at: 5_000,
    bodySize: 1,
    detail: { via: 'probe' },
    ...given,
  })
  const bodies = [
    { n: 6, kind: 'fail', at: 4_000, body: 'older' },
    { n: 7, kind: 'fail', at: 5_000, body: 'refused\n\noutput' },
  ] as const

  test.each([
    ['has its sentence', flip('down'), [signal({ n: 6, at: 4_000 }), signal()], {}, { why: 'refused' }],
    ['has none where its body is gone', flip('down'), [signal({ n: 8 })], {}, {}],
    [
      'is none of a check-in',
      flip('down'),
      [signal({ detail: { via: 'api' } })],
      { probe: PROBE },
      undefined,
    ],
    ['is a success where the check is up', flip('up'), [signal(), signal({ n: 9, kind: 'success' })], {}, {}],
    [
      'is taken for one where its signal is gone, and the check has a probe',
      flip('down'),
      [],
      { probe: PROBE },
      {},
    ],
    ['is none where its signal is gone, and the check has no probe', flip('down'), [], {}, undefined],
    ['is none of another kind at that moment', flip('down'), [signal({ kind: 'success' })], {}, undefined],
  ])('%s', (_what, of, history, check, look) => {
    expect(lookBehindFlip(of, check, { history, bodies })).toEqual(look)
  })
})

test.each<[to: Flip['to'], ends: number | undefined, key: string | undefined]>([
  ['down', undefined, 'intvlm8r-x-5'],
  ['blind', undefined, 'intvlm8r-x-5'],
  ['down', 3, 'intvlm8r-x-3'],
  ['up', 3, 'intvlm8r-x-3'],
  ['up', 0, 'intvlm8r-x-0'],
  ['up', undefined, undefined],
  ['late', undefined, undefined],
])('a flip to %s that ends the trouble of %s has the key %s', (to, ends, key) => {
  const flip = { check: 'x', seq: 1, from: 'new', to, reason: 'success', at: 9, due: 5 } as const
  expect(dedupKey({ ...flip, ...(ends !== undefined && { ends }) })).toBe(key)
})

describe('the excerpt of a signal', () => {
  const of = (detail: Parameters<typeof excerptOf>[0]['detail'], duration?: number) =>
    excerptOf({ kind: 'fail', at: 5_000, detail }, duration)
  const BARE = { kind: 'fail', at: 5_000 }

  test('has what its sender sent, as far as there is something', () => {
    expect(of({})).toEqual(BARE)
    expect(of({ body: ' \n' })).toEqual(BARE)
    expect(of({ body: 'no disk', exitCode: 0 }, 0)).toEqual({
      ...BARE,
      words: 'no disk',
      exitCode: 0,
      duration: 0,
    })
  })

  test('has the end of a body that is longer', () => {
    expect(of({ body: 'x'.repeat(2_000) })).toEqual({ ...BARE, words: 'x'.repeat(2_000) })
    expect(of({ body: `a${'x'.repeat(2_000)}` })).toEqual({
      ...BARE,
      words: 'x'.repeat(2_000),
      isCut: true,
    })
    expect(of({ body: 'the beginning', ending: 'the end' })).toEqual({
      ...BARE,
      words: 'the end',
      isCut: true,
    })
  })

  test('of a look ends with its sentence, which no limit takes away', () => {
    expect(of({ via: 'probe', body: 'refused\n\none\n\ntwo' })).toEqual({
      ...BARE,
      words: 'one\n\ntwo\n\nrefused',
      why: 'refused',
    })
    expect(of({ via: 'probe' })).toEqual({ ...BARE, why: '' })
    expect([lookSentence('refused\n\none'), lookSentence('refused'), lookSentence('')]).toEqual([
      'refused',
      'refused',
      '',
    ])
  })

  test('of one that is kept has its body where that is kept as well', () => {
    const kept = { n: 7, kind: 'fail', at: 5_000, bodySize: 9, duration: 5, detail: { exitCode: 1 } } as const
    expect(storedExcerpt(kept, undefined)).toEqual({ ...BARE, duration: 5, exitCode: 1 })
    const body = { n: 7, kind: 'fail', at: 5_000, body: 'no disk' } as const
    expect(storedExcerpt(kept, body)).toEqual({ ...BARE, duration: 5, exitCode: 1, words: 'no disk' })
  })
})
