/** Signed questions to peers. */

import type { Broken, HttpAnswer } from '../../domain/net/exchange'
import type { HttpClient } from '../../domain/net/http-client'
import {
  GROUP_BODY_LIMIT,
  isSealed,
  PEER_BODY_LIMIT,
  PEER_HEADER,
  PEER_PATHS,
  type PeerPath,
} from '../../domain/peers/peer'
import type { ClaimId } from '../../domain/peers/ports'
import { afterBoot, type Boots, hasTwin } from '../../domain/probes/boots'
import {
  type Asked,
  heartsOf,
  type PeerHeart,
  type PeerSelf,
  readAnswer,
  readPassesFor,
} from '../../domain/probes/peer-answer'
import type { Clock } from '../../domain/time/clock'
import { drawToken, keyIdOf, NO_CHALLENGE, readAnswerHead, signQuestion } from './signature'

/** A signed answer, the answer of somebody without the key, or none. */
export type Answered =
  | {
      readonly kind: 'signed'
      readonly status: number
      readonly value: unknown
      readonly at: number
      readonly exchange: HttpAnswer
      /** By the own clock: the moment before the question, and the milliseconds up to the answer. */
      readonly began: number
      readonly elapsed: number
    }
  | { readonly kind: 'unsigned'; readonly status: number }
  | Broken

interface Question {
  readonly url: string
  readonly key: string
  readonly path: PeerPath
  readonly message: object
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

/** An address may lead to several web apps of one watch, each with a challenge of its own. */
const MOST_CHALLENGES = 4

/** Asks with the challenges that the same peer gave last, and again with a new one where it wants that. */
export function createAskPeer({ http, now }: { readonly http: HttpClient; readonly now: Clock }) {
  /** By key and address. */
  const challenges = new Map<string, readonly string[]>()

  async function askOnce({ url, key, path, message, deadlineMs, signal }: Question): Promise<Answered> {
    const place = `${keyIdOf(key)} ${url}`
    const nonce = drawToken()
    const body = JSON.stringify(message)
    const began = now()
    const head = {
      keyId: keyIdOf(key),
      nonce,
      at: began,
      challenge: challenges.get(place)?.join() ?? NO_CHALLENGE,
    }
    const exchange = await http.send(
      {
        method: 'POST',
        url: pageOf(url) + path,
        headers: { 'Content-Type': 'application/json', [PEER_HEADER]: signQuestion(key, head, path, body) },
        body,
        redirects: 0,
        bodyLimit: isSealed(path) ? GROUP_BODY_LIMIT : PEER_BODY_LIMIT,
        // The signature proves who answers, and the body is no secret: most peers have a certificate of their own making.
        anyCertificate: true,
      },
      { notAfter: Number.POSITIVE_INFINITY, deadlineMs, signal },
    )
    const elapsed = now() - began
    if (exchange.kind === 'broken') return exchange
    const { status, headers } = exchange
    const answered = readAnswerHead(key, headers[PEER_HEADER.toLowerCase()], nonce, status, exchange.body)
    if (answered === undefined) return { kind: 'unsigned', status }
    const others = (challenges.get(place) ?? []).filter(one => one !== answered.challenge)
    challenges.set(place, [...others, answered.challenge].slice(-MOST_CHALLENGES))
    return { kind: 'signed', status, value: parsed(exchange.body), at: answered.at, exchange, began, elapsed }
  }

  return async (question: Question): Promise<Answered> => {
    let answered = await askOnce(question)
    for (let more = MOST_CHALLENGES; more > 0 && isStale(answered); more--) answered = await askOnce(question)
    return answered
  }
}

function isStale(answered: Answered): boolean {
  return answered.kind === 'signed' && answered.status === 401
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface AskStatePorts {
  readonly http: HttpClient
  readonly now: Clock
  readonly self: PeerSelf
  /** The heartbeats of this watch, for the peer with that key; absent where nothing is said of them. */
  readonly heart?: OwnHeart
  /** Binds ids to keys; absent where nothing is stored. */
  readonly claimId?: ClaimId
}

export type OwnHeart = (key: string) => Promise<PeerHeart | undefined>

/** The question how a peer is, and what became of it. */
export function createAskState({ http, now, self, heart: ownHeart, claimId }: AskStatePorts) {
  const ask = createAskPeer({ http, now })
  /** By key and id. */
  const boots = new Map<string, Boots>()

  return async (
    url: string,
    key: string,
    options: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): Promise<Asked> => {
    const heart = await ownHeart?.(key)
    const message = { ...self, ...(heart && { heart }) }
    const answered = await ask({ url, key, path: PEER_PATHS.ask, message, ...options })
    if (answered.kind === 'broken') return answered
    if (answered.kind === 'unsigned')
      return { kind: answered.status === 404 ? 'unknown' : 'unproven', status: answered.status }
    const { status, value, at, began, elapsed, exchange } = answered
    const refused = status === 409 ? readPassesFor(value) : undefined
    if (refused !== undefined) return { kind: 'refused', passesFor: refused }
    const answer = status === 200 ? readAnswer(value) : undefined
    if (answer === undefined) return { kind: 'unreadable', status }
    // That it is this watch itself is judged later. Without Redis nothing is known of ids.
    const passesFor =
      answer.id === self.id ? undefined : await claimId?.(key, answer.id).catch(() => undefined)
    if (passesFor !== undefined) return { kind: 'passes', passesFor }
    const who = `${keyIdOf(key)} ${answer.id}`
    const known = afterBoot(boots.get(who) ?? { seen: [] }, answer.boot, began)
    boots.set(who, known)
    const hearts = heartsOf(heart, answer.heart)
    const { tls, tcp, answer: end = exchange.phases.total, total } = exchange.phases
    const sent = tls ?? tcp ?? 0
    // The program may have been busy before the exchange began, or after it.
    const last = end + Math.max(0, elapsed - total)
    return {
      kind: 'answer',
      answer,
      took: total,
      // The peer read its clock between these two moments.
      offset: Math.round(at - (began + (sent + last) / 2)),
      doubt: Math.ceil((last - sent) / 2) + 1,
      isTwin: hasTwin(known, began),
      ...(hearts && { hearts }),
    }
  }
}

/** The address without the slashes at its end. */
function pageOf(url: string): string {
  return url.endsWith('/') ? pageOf(url.slice(0, -1)) : url
}
