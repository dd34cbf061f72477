/** The ports to peers; io/peers implements them. Types only. */

import type { SeenPeer } from '../probes/look'
import type { PeerHeart, PeerSelf, PeerTrouble } from '../probes/peer-answer'
import type { Opinion, OpinionQuestion } from '../probes/second-opinion'
import type { GroupView } from './group-view'
import type { AskingPeer, Invitation, Peer } from './peer'

export interface KnownKey {
  readonly name: string
  readonly key: string
}

export interface QuestionHead {
  readonly keyId: string
  readonly nonce: string
  /** The asker's clock, epoch milliseconds. */
  readonly at: number
  /** The last ones of the answerer, with commas between them; `-` where none is known. */
  readonly challenge: string
}

/** A question whose key is known; its signature covers the body, which has not been read yet. */
export interface PeerQuestion extends KnownKey {
  readonly head: QuestionHead & { readonly mac: string }
}

/** `stale`: the challenge is an old one, or the question came before; the asker needs the new one. */
export type PeerVerdict = 'genuine' | 'forged' | 'stale'

export interface RecognisePeer {
  /** The key that the header names, by its id; undefined for a header of another form. */
  keyIdIn(header: string | undefined): string | undefined
  /** Undefined for strangers: their body need not be read. */
  known(header: string | undefined, keys: readonly KnownKey[]): PeerQuestion | undefined
  judge(question: PeerQuestion, path: string, body: string): PeerVerdict
  /** The header of the answer. */
  sign(question: PeerQuestion, status: number, body: string): string
  /** Whether two machines ask with this identity, and whether this is the one that came later. */
  twinsOf(question: PeerQuestion, self: PeerSelf): { readonly isTwin: boolean; readonly isCopy: boolean }
}

/**
 * Binds the id of a watch to the key by which it is shown. Returns the name of the other peer that it belongs to, or `this
 * watch`; undefined: it is the peer's own. Fails when Redis does not answer within two seconds.
 */
export type ClaimId = (key: string, id: string) => Promise<string | undefined>

/** Every call fails with `StoreUnavailable` when Redis does not answer within two seconds. */
export interface PeerBoard {
  /** The answer of the peer with these addresses. */
  noteAnswer(target: string, answer: SeenPeer): Promise<void>
  noteQuestion(name: string, asking: AskingPeer): Promise<void>
  answers(): Promise<ReadonlyMap<string, SeenPeer>>
  questions(): Promise<ReadonlyMap<string, AskingPeer>>
}

export interface Invitations {
  /** Draws a key that a peer may join with, once, within a day. */
  offer(given: Omit<Invitation, 'key'>): Promise<Invitation>
  find(keyId: string): Promise<Invitation | undefined>
  end(invitation: Invitation): Promise<void>
}

/** The web app's side. */
export interface PeerPorts {
  readonly self: PeerSelf
  /** The peers of the INI, with their keys as they are in files; none while it has never been usable. */
  readonly known: () => Promise<readonly Peer[]>
  readonly recognise: RecognisePeer
  readonly board: PeerBoard
  readonly claimId: ClaimId
  readonly invitations: Invitations
  /** The heartbeats of this watch, for the peer with that key; undefined where it sends none. */
  readonly heart: (key: string) => Promise<PeerHeart | undefined>
  /** The troubles of this watch; none: it is fine. */
  readonly ownState: () => Promise<readonly PeerTrouble[]>
  /** Whether this watch, or another on its Redis, has opened the incident with that key. */
  readonly hasOpened: (incident: string) => Promise<boolean>
  /** The sealed answer to a sealed question of another member of the group; undefined for a peer that is none. */
  readonly group: (
    asker: { readonly name: string; readonly key: string; readonly id: string },
    sealed: unknown,
  ) => Promise<string | undefined>
  /** The sealed answer to a sealed change of a check of this watch; undefined for a peer that is no member. */
  readonly edit: (
    asker: { readonly name: string; readonly key: string },
    sealed: unknown,
  ) => Promise<string | undefined>
  /** The sealed answer to a sealed question how much of some checks arrived here; undefined for a peer that is no member. */
  readonly arrivals: (
    asker: { readonly name: string; readonly key: string },
    sealed: unknown,
  ) => Promise<string | undefined>
  /** Of the other members of the group. */
  readonly pingKeys: () => Promise<readonly string[]>
  /** Undefined where there is no group. */
  readonly showGroup: () => Promise<GroupView | undefined>
  /** Looks once for a peer, where it may; ends in time. */
  readonly lookFor: (peer: Peer, question: OpinionQuestion) => Promise<Pick<Opinion, 'answer' | 'detail'>>
}
