import { beforeEach, expect, it } from 'vitest'
import type { PeerQuestion, RecognisePeer } from '../../../src/domain/peers/ports'
import { createRecognisePeer } from '../../../src/io/peers/recognise-peer'
import { drawToken, keyIdOf, readAnswerHead, signQuestion } from '../../../src/io/peers/signature'

const [KEY, OTHER] = ['k'.repeat(43), 'o'.repeat(43)]
const KEYS = [
  { name: 'cellar', key: OTHER },
  { name: 'attic', key: KEY },
]
const START = 1_795_867_200_000
const NONCE = 'nonce-of-sixteen'
const PATH = '/peer/ask'

let now = START
let peers: RecognisePeer
beforeEach(() => {
  now = START
  peers = createRecognisePeer(() => now)
})

const headerOf = (challenge: string, nonce = drawToken(), key = KEY) =>
  signQuestion(key, { keyId: keyIdOf(key), nonce, at: START, challenge }, PATH, 'body')

function ask(challenge: string, nonce = drawToken(), key = KEY): PeerQuestion {
  const known = peers.known(headerOf(challenge, nonce, key), KEYS)
  if (known === undefined) throw new Error('the peer is a stranger')
  return known
}

/** The challenge that the answer to this question has. */
function challengeFor(question: PeerQuestion): string {
  const header = peers.sign(question, 200, 'answer')
  return readAnswerHead(question.key, header, question.head.nonce, 200, 'answer')?.challenge ?? ''
}

it('a question is known by the id of its key, and brings the name and the key of its peer', () => {
  const header = headerOf('-', NONCE)
  const [, , , , , mac] = header.split(' ')
  const head = { keyId: keyIdOf(KEY), nonce: NONCE, at: START, challenge: '-', mac }
  expect(peers.keyIdIn(header)).toBe(keyIdOf(KEY))
  expect(peers.known(header, KEYS)).toEqual({ name: 'attic', key: KEY, head })
  expect(peers.known(headerOf('-', NONCE, OTHER), KEYS)).toMatchObject({ name: 'cellar', key: OTHER })
})

it('strangers, and headers of another form, are known by nobody', () => {
  expect(peers.known(headerOf('-', NONCE, 's'.repeat(43)), KEYS)).toBeUndefined()
  expect(peers.known(headerOf('-'), [])).toBeUndefined()
  for (const header of [undefined, '', 'something else']) {
    expect(peers.keyIdIn(header)).toBeUndefined()
    expect(peers.known(header, KEYS)).toBeUndefined()
  }
})

it('a question is forged where its body or its path is another one, also one with an old challenge', () => {
  const question = ask('-')
  expect(peers.judge(question, PATH, 'another')).toBe('forged')
  expect(peers.judge(question, '/peer/join', 'body')).toBe('forged')
  expect(peers.judge({ ...question, key: OTHER }, PATH, 'body')).toBe('forged')
})

it('a question counts once, with the challenge of an earlier answer, alone or among others', () => {
  const first = ask('-')
  expect(peers.judge(first, PATH, 'body')).toBe('stale')
  const challenge = challengeFor(first)
  const second = ask(challenge)
  expect(peers.judge(second, PATH, 'body')).toBe('genuine')
  expect(peers.judge(second, PATH, 'body')).toBe('stale')
  expect(peers.judge(ask(`older-challenges,${challenge}`), PATH, 'body')).toBe('genuine')
  expect(peers.judge(ask(`${challenge}x`), PATH, 'body')).toBe('stale')
  expect(peers.judge(ask('older-challenges'), PATH, 'body')).toBe('stale')
})

it('two peers may draw the same nonce', () => {
  const challenge = challengeFor(ask('-'))
  expect(peers.judge(ask(challenge, NONCE), PATH, 'body')).toBe('genuine')
  expect(peers.judge(ask(challenge, NONCE, OTHER), PATH, 'body')).toBe('genuine')
  expect(peers.judge(ask(challenge, NONCE), PATH, 'body')).toBe('stale')
})

it('after 4,096 questions the challenge is a new one, and none of the old ones counts again', () => {
  const challenge = challengeFor(ask('-'))
  for (let asked = 1; asked < 4_096; asked++) {
    const nonce = `nonce-of-${asked}`.padEnd(16, '-')
    const mac = headerOf(challenge, nonce).split(' ').at(-1) ?? ''
    const head = { keyId: keyIdOf(KEY), nonce, at: START, challenge, mac }
    peers.judge({ name: 'attic', key: KEY, head }, PATH, 'body')
  }
  expect(challengeFor(ask(challenge))).toBe(challenge)
  const last = ask(challenge, NONCE)
  expect(peers.judge(last, PATH, 'body')).toBe('genuine')
  const next = challengeFor(last)
  expect(next).not.toBe(challenge)
  expect(peers.judge(last, PATH, 'body')).toBe('stale')
  expect(peers.judge(ask(challenge), PATH, 'body')).toBe('stale')
  expect(peers.judge(ask(next, NONCE), PATH, 'body')).toBe('genuine')
})

it('an answer has the moment of this clock, and is bound to its question and to what it says', () => {
  now = START + 7
  const question = ask('-', NONCE)
  const header = peers.sign(question, 401, 'answer')
  expect(readAnswerHead(KEY, header, NONCE, 401, 'answer')).toEqual({
    at: START + 7,
    challenge: expect.stringMatching(/^[\w-]{16}$/),
  })
  expect(readAnswerHead(KEY, header, NONCE, 200, 'answer')).toBeUndefined()
  expect(readAnswerHead(KEY, header, 'another-of-sixteen', 401, 'answer')).toBeUndefined()
  expect(readAnswerHead(OTHER, header, NONCE, 401, 'answer')).toBeUndefined()
})

it('a boot that comes back after another one shows twins, of whom the later one is the copy, for a quarter of an hour', () => {
  const [question, self] = [ask('-'), { id: 'c0', version: '1', name: 'attic' }]
  const twins = (boot: string, asked = question, id = self.id) => peers.twinsOf(asked, { ...self, id, boot })
  const [alone, first, copy] = [
    { isTwin: false, isCopy: false },
    { isTwin: true, isCopy: false },
    { isTwin: true, isCopy: true },
  ]
  expect(twins('one')).toEqual(alone)
  expect(twins('two')).toEqual(alone)
  // Of another key, or another id, each is a watch of its own.
  expect(twins('one', ask('-', NONCE, OTHER))).toEqual(alone)
  expect(twins('one', question, 'd0')).toEqual(alone)
  now += 1_000
  expect(twins('one')).toEqual(first)
  expect(twins('two')).toEqual(copy)
  now += 15 * 60_000 - 1
  expect(twins('two')).toEqual(copy)
  now += 1
  expect(twins('two')).toEqual(alone)
})
