/**
 * The signatures of messages between peers: HMAC-SHA256 with the key that both have, which itself is never sent. A question
 * is bound to the answerer by its challenge, and an answer to its question by the nonce: an old one of either is none. The
 * words at the beginning keep questions and answers apart, since both sides have the same key.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { QuestionHead } from '../../domain/peers/ports'

const FORM = '1'
const TOKEN = /^[\w-]{16,43}$/

/** Names a key without showing it. */
export function keyIdOf(key: string): string {
  return createHash('sha256').update(`intvlm8r peer key ${key}`).digest('hex').slice(0, 16)
}

/** The same for the same text under one key; the text cannot be read from it. */
export function markOf(key: string, text: string): string {
  return createHmac('sha256', key).update(`intvlm8r peer mark\n${text}`).digest('base64url').slice(0, 22)
}

/** 96 bits: enough for a nonce, as for the id of a run of the door. */
export function drawToken(): string {
  return randomBytes(12).toString('base64url')
}

/** A key for a new pair of peers. */
export function drawKey(): string {
  return randomBytes(32).toString('base64url')
}

export interface AnswerHead {
  /** The answerer's clock, epoch milliseconds. */
  readonly at: number
  /** For the next question. */
  readonly challenge: string
}

export const NO_CHALLENGE = '-'

export function signQuestion(key: string, head: QuestionHead, path: string, body: string): string {
  return [...questionFields(head), macOf(key, 'question', [...questionFields(head), path], body)].join(' ')
}

/** The head of a question as it was sent; whether it is genuine, `isSigned` tells. Undefined for another form. */
export function readQuestion(
  header: string | undefined,
): (QuestionHead & { readonly mac: string }) | undefined {
  const [form, keyId = '', nonce = '', at = '', challenge = '', mac = '', ...more] = (header ?? '').split(' ')
  const isWhole =
    form === FORM &&
    /^[0-9a-f]{16}$/.test(keyId) &&
    TOKEN.test(nonce) &&
    /^\d{1,15}$/.test(at) &&
    more.length === 0
  return isWhole ? { keyId, nonce, at: Number(at), challenge, mac } : undefined
}

export function isSignedQuestion(
  key: string,
  { mac, ...head }: QuestionHead & { readonly mac: string },
  path: string,
  body: string,
): boolean {
  return isSame(mac, macOf(key, 'question', [...questionFields(head), path], body))
}

/** @param nonce of the question */
export function signAnswer(
  key: string,
  head: AnswerHead,
  nonce: string,
  status: number,
  body: string,
): string {
  const fields = answerFields(head)
  return [...fields, macOf(key, 'answer', [...fields, nonce, String(status)], body)].join(' ')
}

/** The head of the answer to that question; undefined where it is not signed with the key. */
export function readAnswerHead(
  key: string,
  header: string | undefined,
  nonce: string,
  status: number,
  body: string,
): AnswerHead | undefined {
  const [form, at = '', challenge = '', mac = '', ...more] = (header ?? '').split(' ')
  if (form !== FORM || !/^\d{1,15}$/.test(at) || !TOKEN.test(challenge) || more.length > 0) return undefined
  const head = { at: Number(at), challenge }
  return isSame(mac, macOf(key, 'answer', [...answerFields(head), nonce, String(status)], body))
    ? head
    : undefined
}

function questionFields({ keyId, nonce, at, challenge }: QuestionHead): readonly string[] {
  return [FORM, keyId, nonce, String(at), challenge]
}

function answerFields({ at, challenge }: AnswerHead): readonly string[] {
  return [FORM, String(at), challenge]
}

function macOf(key: string, kind: 'question' | 'answer', fields: readonly string[], body: string): string {
  const bodyHash = createHash('sha256').update(body).digest('base64url')
  return createHmac('sha256', key)
    .update(['intvlm8r peer', kind, ...fields, bodyHash].join('\n'))
    .digest('base64url')
}

/** Takes the same time wherever they differ. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(one ?? Buffer.alloc(0), other ?? Buffer.alloc(1))
}
