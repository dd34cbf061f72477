/** The answer of a peer about itself: its shape, and how it is read. Pure. */

import type { Broken } from '../net/exchange'
import { visibleText } from '../visible-text'

/** The parts of a watch that may fail while it still answers, the worst first. */
export const PEER_TROUBLES = ['store', 'mail', 'jobs', 'heart'] as const
export type PeerTrouble = (typeof PEER_TROUBLES)[number]

/** Each trouble as an answer in few words, and as a sentence with a place for the peer. */
export const TROUBLE_WORDS: Readonly<Record<PeerTrouble, readonly [answer: string, sentence: string]>> = {
  store: ["can't store", '{host} can store nothing'],
  mail: ["can't mail", '{host} cannot mail'],
  jobs: ['no jobs', '{host} runs no jobs'],
  heart: ['heart late', '{host} sends its heartbeats late or not at all'],
}

/** A watch, by the marks that it shows with every message. */
export interface PeerSelf {
  /** The appliance's id. */
  readonly id: string
  /** Of the machine's present boot. */
  readonly boot: string
  readonly version: string
  /** The machine's name. */
  readonly name: string
}

/** The heartbeats of a watch, as its peers get them. */
export interface PeerHeart {
  /** The same for the same URL, under the key of both; the URL cannot be read from it. */
  readonly mark: string
  /** Whether it shares that URL on purpose (`heartbeatduty = group`). */
  readonly isShared: boolean
  /** Milliseconds since it has delivered one itself; absent where the last one was not. */
  readonly sentAgo?: number
  /** It is sending one just now. */
  readonly isSending?: true
}

export interface PeerAnswer extends PeerSelf {
  /** Empty: it is fine. */
  readonly troubles: readonly PeerTrouble[]
  /** Two machines ask with the asker's id. */
  readonly isTwin: boolean
  /** Absent where it sends none. */
  readonly heart?: PeerHeart
}

/** The end of a question. */
export type Asked =
  | {
      readonly kind: 'answer'
      readonly answer: PeerAnswer
      /** Milliseconds from the question to the answer. */
      readonly took: number
      /** Milliseconds that the peer's clock is ahead of ours, and by which that may be wrong. */
      readonly offset: number
      readonly doubt: number
      /** Another machine with the peer's id answered before. */
      readonly isTwin: boolean
      /** Both send their heartbeats to one URL: on purpose, or not. */
      readonly hearts?: 'shared' | 'doubled'
    }
  /** The peer showed the id of another one; or it refuses this watch, which shows that of another peer there. */
  | { readonly kind: 'passes'; readonly passesFor: string }
  | { readonly kind: 'refused'; readonly passesFor: string }
  /** `unknown`: it knows no peer with this key; `unproven`: the answer is not signed with the key; `unreadable`: it is of no known form. */
  | { readonly kind: 'unknown' | 'unproven' | 'unreadable'; readonly status: number }
  | Broken

const MOST_TEXT = 100

/** Reads the body of an answer, or of a question, whose sender has shown the key; undefined for one of another form. */
export function readSelf(value: unknown): PeerSelf | undefined {
  const { id, boot, version, name } = Object(value) as Record<string, unknown>
  const texts = [id, boot, version, name]
  if (!texts.every(text => typeof text === 'string' && text !== '' && text.length <= MOST_TEXT))
    return undefined
  const [shownId = '', shownBoot = '', shownVersion = '', shownName = ''] = texts.map(text =>
    visibleText(String(text)).replace(/\s+/g, ' '),
  )
  return { id: shownId, boot: shownBoot, version: shownVersion, name: shownName }
}

/** The name in a refusal of this watch for its id. */
export function readPassesFor(value: unknown): string | undefined {
  const { passesFor } = Object(value) as Record<string, unknown>
  return typeof passesFor === 'string' ? visibleText(passesFor).slice(0, MOST_TEXT) : undefined
}

/** Unknown troubles of a later version are left out, unless nothing else is left: then it is not known to be well. */
export function readAnswer(value: unknown): PeerAnswer | undefined {
  const self = readSelf(value)
  const { troubles, isTwin } = Object(value) as Record<string, unknown>
  if (self === undefined || !Array.isArray(troubles)) return undefined
  const known = PEER_TROUBLES.filter(one => troubles.includes(one))
  if (known.length === 0 && troubles.length > 0) return undefined
  const heart = readHeart(Object(value).heart)
  return { ...self, troubles: known, isTwin: isTwin === true, ...(heart && { heart }) }
}

function readHeart(value: unknown): PeerHeart | undefined {
  const { mark, isShared, sentAgo, isSending } = Object(value) as Record<string, unknown>
  if (typeof mark !== 'string' || mark === '') return undefined
  const isAge = typeof sentAgo === 'number' && sentAgo >= 0
  return {
    mark,
    isShared: isShared === true,
    ...(isAge && { sentAgo }),
    ...(isSending === true && { isSending }),
  }
}

/** Whether both send to one URL. */
export function heartsOf(
  one: PeerHeart | undefined,
  other: PeerHeart | undefined,
): 'shared' | 'doubled' | undefined {
  if (one === undefined || other === undefined || one.mark !== other.mark) return undefined
  return one.isShared && other.isShared ? 'shared' : 'doubled'
}
