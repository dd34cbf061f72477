/** A peer: another watch, as a section [peer.NAME] of the INI names it. Shapes and words only. */

import type { PeerSelf } from '../probes/peer-answer'

export interface Peer {
  readonly name: string
  /** The key that both have, or `@file`; a secret. */
  readonly key: string
  /** Of its pages: the first, and perhaps one over another network. */
  readonly urls: readonly string[]
  /** The kinds of probes that it may have looked at here; public addresses, and the hosts of these names. */
  readonly looks: readonly string[]
  readonly lookHosts: readonly string[]
  /** Whether it is a member of the same group. */
  readonly isMember: boolean
}

/** The key of the check that a section [peer.NAME] makes. */
export const peerCheckKey = (name: string): string => `peer.${name}`

/** The doors for peers, all by POST. */
export const PEER_PATHS = {
  arrivals: '/peer/arrivals',
  ask: '/peer/ask',
  edit: '/peer/edit',
  group: '/peer/group',
  incident: '/peer/incident',
  join: '/peer/join',
  look: '/peer/look',
} as const
export type PeerPath = (typeof PEER_PATHS)[keyof typeof PEER_PATHS]

/** Whether the messages of that door are sealed, since they hold checks. */
export const isSealed = (path: PeerPath): boolean => SEALED.includes(path)

const SEALED: readonly PeerPath[] = [PEER_PATHS.arrivals, PEER_PATHS.edit, PEER_PATHS.group]

/** The header of signed questions and answers. */
export const PEER_HEADER = 'X-Intvlm8r-Peer'

/** Bytes of a message at most. */
export const PEER_BODY_LIMIT = 16 * 1024
/** The same of one between members of a group, which has a page of their checks. */
export const GROUP_BODY_LIMIT = 1024 * 1024

/** A peer that asked, as it is stored. */
export interface AskingPeer extends PeerSelf {
  /** Epoch milliseconds of its last question. */
  readonly at: number
  /** The name of another peer, or `this watch`: the id that it showed belongs to that one, and it was refused. */
  readonly passesFor?: string
}

/** A key that was offered to a peer, and waits for it to join. */
export interface Invitation {
  readonly key: string
  /** The name under which the peer is to stand in the INI here; empty: the name that it gives itself. */
  readonly name: string
  /** The channel or address for alerts about it; empty: the default channels. */
  readonly contact: string
}
