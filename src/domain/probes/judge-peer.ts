/** The judgement of what a peer answered. Pure. */

import type { Broken } from '../net/exchange'
import { span } from '../time/time-words'
import type { Look } from './look'
import { type Asked, type PeerSelf, TROUBLE_WORDS } from './peer-answer'

/**
 * A look at a peer, from what became of the question at one of its addresses.
 *
 * @param host the address, for people
 * @param limit milliseconds that both clocks may differ
 */
export function judgePeer(
  asked: Exclude<Asked, Broken>,
  { self, host, limit }: { readonly self: PeerSelf; readonly host: string; readonly limit: number },
): Look {
  const failure = (detail: string): Look => ({ answer: 'failure', detail })
  if (asked.kind === 'passes') return failure(`${host} is not this peer: ${passesForWords(asked.passesFor)}`)
  if (asked.kind === 'refused')
    return failure(
      `${host} refuses this watch, which has the identity of ${asked.passesFor === 'this watch' ? 'the peer itself' : `its peer ${asked.passesFor}`}: one's card is a copy of the other's; ${NEW_IDENTITY}`,
    )
  if (asked.kind !== 'answer') return failure(UNPROVEN[asked.kind](host, asked.status))
  const { answer, offset, doubt } = asked
  if (answer.id === self.id)
    return failure(
      answer.boot === self.boot
        ? `${host} leads to this watch itself`
        : `${host} is a twin of this watch: one's card is a copy of the other's, and both run; ${NEW_IDENTITY}`,
    )
  const isOff = Math.abs(offset) - doubt > limit
  const found = [
    ...(asked.isTwin || answer.isTwin ? [twinWords(asked.isTwin, host)] : []),
    ...answer.troubles.map(trouble => TROUBLE_WORDS[trouble][1].replace('{host}', () => host)),
    ...(isOff
      ? [`its clock is ${span(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'} the one here`]
      : []),
  ]
  const took = { took: asked.took }
  if (found.length > 0) return { ...failure(found.join('; ')), ...took }
  const doubled = asked.hearts === 'doubled' && { warning: TWO_SENDERS }
  return { answer: 'success', detail: `${host} is fine`, ...doubled, ...took }
}

const TWO_SENDERS =
  'both send heartbeats to one URL, so that nobody notices the silence of one: set heartbeatduty = group on both, or give each a URL of its own'

const UNPROVEN = {
  unknown: host => `${host} knows no peer with this key`,
  unproven: (host, status) => `the answer of ${host} (${status}) is not signed with the key of this peer`,
  unreadable: host => `the answer of ${host} is of no form that is known here`,
} as const satisfies Record<string, (host: string, status: number) => string>

function twinWords(isTheirs: boolean, host: string): string {
  return isTheirs
    ? `two machines answer with the identity of ${host}: one's card is a copy of the other's; ${NEW_IDENTITY}`
    : `${host} is asked by two machines with the identity of this one: its card was copied; ${NEW_IDENTITY}`
}

const NEW_IDENTITY = 'remove identity.json, identity.copy.json and redis/ in the state folder of the copy'

/** `it has the identity of barn, ...` */
export function passesForWords(name: string): string {
  return `it has the identity of ${name === 'this watch' ? name : `the peer ${name}`}: one's card is a copy of the other's, or somebody passes for it; ${NEW_IDENTITY}`
}

/** The answer in few words, for lists: `fine`, `can't mail`, `clock off by 3 minutes`. */
export function answerWords(
  asked: Asked,
  { self, limit }: { readonly self: Pick<PeerSelf, 'id'>; readonly limit: number },
): string {
  if (asked.kind === 'passes') return `passes for ${asked.passesFor}`
  if (asked.kind === 'refused') return 'refuses this watch'
  if (asked.kind !== 'answer')
    return asked.kind === 'broken' ? 'no answer' : `no answer of a peer (${asked.kind})`
  const { answer, offset, doubt, isTwin } = asked
  const words = [
    ...(isTwin || answer.isTwin || answer.id === self.id ? ['twin'] : []),
    ...answer.troubles.map(trouble => TROUBLE_WORDS[trouble][0]),
    ...(asked.hearts === 'doubled' ? ['two senders on one URL'] : []),
    ...(Math.abs(offset) - doubt > limit ? [`clock off by ${span(Math.abs(offset))}`] : []),
  ]
  return words.length === 0 ? 'fine' : words.join(', ')
}
