/** Signatures of peers, whose versions may differ: what one signs, the other has to accept. */
import { describe, expect, it } from 'vitest'
import {
  drawKey,
  drawToken,
  isSignedQuestion,
  keyIdOf,
  markOf,
  readAnswerHead,
  readQuestion,
  signAnswer,
  signQuestion,
} from '../../../src/io/peers/signature'

const KEY = 'k'.repeat(43)
const NONCE = 'AbCd-_1234567890'
const ASKED = { keyId: keyIdOf(KEY), nonce: NONCE, at: 1_795_867_200_000, challenge: '-' }
const QUESTION = signQuestion(KEY, ASKED, '/peer/ask', '{"a":1}')
const ANSWERED = { at: 1_795_867_200_001, challenge: 'challenge-of-sixteen' }
const ANSWER = signAnswer(KEY, ANSWERED, NONCE, 200, '{"b":2}')

it('the id of a key, a mark and the signatures are those of every version', () => {
  expect(keyIdOf(KEY)).toBe('15fbb03491cf70f2')
  expect(markOf(KEY, 'text')).toBe('W8TRZDhvjRFCS6rFitGkhd')
  expect(QUESTION).toBe(
    '1 15fbb03491cf70f2 AbCd-_1234567890 1795867200000 - bPTtPE1ih5vWpkqRiP31BcjAkeS98gpLqYnXGNoKxL8',
  )
  expect(ANSWER).toBe('1 1795867200001 challenge-of-sixteen u1SGN2ENGYo9RO4XyYAOvgQIwx9W5EXWMsklTpr8oBc')
})

it('tokens and keys are drawn anew each time, long enough to be guessed by nobody', () => {
  expect([drawToken(), drawKey()]).toEqual([
    expect.stringMatching(/^[\w-]{16}$/),
    expect.stringMatching(/^[\w-]{43}$/),
  ])
  expect(new Set([drawToken(), drawToken()]).size).toBe(2)
  expect(new Set([drawKey(), drawKey()]).size).toBe(2)
})

describe('a question', () => {
  it('is read as it was asked', () => {
    const read = readQuestion(QUESTION)
    expect(read).toEqual({ ...ASKED, mac: expect.stringMatching(/^[\w-]{43}$/) })
    expect(isSignedQuestion(KEY, read!, '/peer/ask', '{"a":1}')).toBe(true)
  })

  it('is signed with its key, its path, its body and each of its fields', () => {
    const read = readQuestion(QUESTION)!
    expect(isSignedQuestion('x'.repeat(43), read, '/peer/ask', '{"a":1}')).toBe(false)
    expect(isSignedQuestion(KEY, read, '/peer/join', '{"a":1}')).toBe(false)
    expect(isSignedQuestion(KEY, read, '/peer/ask', '{"a":2}')).toBe(false)
    for (const change of [
      { keyId: '0123456789abcdef' },
      { nonce: 'AbCd-_1234567891' },
      { at: 1_795_867_200_001 },
      { challenge: 'other' },
      { mac: '' },
      { mac: `${read.mac}x` },
    ])
      expect(isSignedQuestion(KEY, { ...read, ...change }, '/peer/ask', '{"a":1}')).toBe(false)
  })

  it.each([
    undefined,
    '',
    QUESTION.replace(/^1 /, '2 '),
    QUESTION.replace(/^1 ./, '1 g'),
    QUESTION.replace(/^1 ./, '1 '),
    QUESTION.replace(/^1 /, '1 a'),
    QUESTION.replace(NONCE, NONCE.slice(1)),
    QUESTION.replace(NONCE, `${NONCE}${'x'.repeat(28)}`),
    QUESTION.replace(NONCE, `+${NONCE.slice(1)}`),
    QUESTION.replace(NONCE, `${NONCE.slice(1)}+`),
    QUESTION.replace(' 1795867200000 ', ' 1795867200000x '),
    QUESTION.replace(' 1795867200000 ', ' x1795867200000 '),
    QUESTION.replace(' 1795867200000 ', ' 1795867200000000 '),
    QUESTION.replace(' 1795867200000 ', '  '),
    `${QUESTION} more`,
    ` ${QUESTION}`,
  ])('is none in another form: %s', header => {
    expect(readQuestion(header)).toBeUndefined()
  })

  it('may have a nonce of up to 43 characters, and a moment of up to 15 digits', () => {
    const head = { ...ASKED, nonce: 'n'.repeat(43), at: 123_456_789_012_345, challenge: 'c' }
    expect(readQuestion(signQuestion(KEY, head, '/x', ''))).toMatchObject(head)
  })
})

describe('an answer', () => {
  it('is read by who asked', () => {
    expect(readAnswerHead(KEY, ANSWER, NONCE, 200, '{"b":2}')).toEqual(ANSWERED)
  })

  it('is signed with its key, the nonce of its question, its status, its body and each of its fields', () => {
    expect(readAnswerHead('x'.repeat(43), ANSWER, NONCE, 200, '{"b":2}')).toBeUndefined()
    expect(readAnswerHead(KEY, ANSWER, `${NONCE}x`, 200, '{"b":2}')).toBeUndefined()
    expect(readAnswerHead(KEY, ANSWER, NONCE, 201, '{"b":2}')).toBeUndefined()
    expect(readAnswerHead(KEY, ANSWER, NONCE, 200, '{"b":3}')).toBeUndefined()
    for (const changed of [
      ANSWER.replace('200001', '200002'),
      ANSWER.replace('challenge-of', 'challenge_of'),
      ANSWER.replace(/^1 /, '2 '),
      ANSWER.slice(0, -1),
      `${ANSWER} more`,
      ` ${ANSWER}`,
      '',
      undefined,
    ])
      expect(readAnswerHead(KEY, changed, NONCE, 200, '{"b":2}')).toBeUndefined()
  })

  it.each([
    ['a moment that is no number', { at: Number.NaN, challenge: 'c'.repeat(16) }],
    ['a moment with a fraction', { at: 1.5, challenge: 'c'.repeat(16) }],
    ['a moment before the beginning of all time', { at: -1, challenge: 'c'.repeat(16) }],
    ['a short challenge', { at: 1, challenge: 'c'.repeat(15) }],
    ['a long challenge', { at: 1, challenge: 'c'.repeat(44) }],
    ['an odd challenge', { at: 1, challenge: `${'c'.repeat(16)}+` }],
  ])('is none with %s, although it is signed', (_what, head) => {
    expect(readAnswerHead(KEY, signAnswer(KEY, head, NONCE, 200, ''), NONCE, 200, '')).toBeUndefined()
  })

  it('is no question, and a question is no answer, although both have one key', () => {
    const mac = QUESTION.split(' ').at(-1) ?? ''
    expect(ANSWER).not.toContain(mac)
    expect(readQuestion(ANSWER)).toBeUndefined()
    expect(readAnswerHead(KEY, QUESTION, NONCE, 200, '')).toBeUndefined()
  })
})
