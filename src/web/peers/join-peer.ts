import { heartbeatUrlProblem } from '../../domain/net/web-url'
import { peerNameFor } from '../../domain/peers/invitation-line'
import type { Invitation } from '../../domain/peers/peer'
import type { PeerQuestion } from '../../domain/peers/ports'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import { usable } from '../../domain/settings/reading'
import type { AppPorts } from '../ports'

/** The answer to a genuine question. */
export interface PeerReply {
  readonly status: number
  readonly value: object
}

/**
 * Takes a peer that joins into the INI: by a key that was offered to it, or, when the answer to that was lost, by the same
 * key again.
 */
export function createJoin({ settings, peers, log }: Pick<AppPorts, 'settings' | 'peers' | 'log'>) {
  return async function take(
    question: PeerQuestion,
    asker: PeerSelf,
    message: unknown,
    passesFor: string | undefined,
  ): Promise<PeerReply> {
    const { key, head } = question
    const { url } = Object(message) as Record<string, unknown>
    if (typeof url !== 'string' || heartbeatUrlProblem(url) !== undefined)
      return { status: 400, value: { error: 'the address of the peer is of no use here' } }
    if (asker.id === peers.self.id) return { status: 409, value: { error: ITSELF } }
    if (passesFor !== undefined) return { status: 409, value: { error: knownWords(passesFor) } }
    const reading = await settings.read()
    const known = usable(reading, 'peers')
    if (known === undefined || reading.kind === 'unreadable')
      return { status: 503, value: { error: 'the INI of the peer has faults, and takes nobody' } }
    const again = (await peers.known()).find(one => one.key === key)
    const invitation: Invitation | undefined = await peers.invitations.find(head.keyId)
    const name =
      again?.name ??
      peerNameFor(invitation?.name || asker.name, taken => known.some(one => one.name === taken))
    const contact = again === undefined ? invitation?.contact : undefined
    const section = `peer.${name}`
    const edits = [
      { section, key: 'url', value: url },
      // A key in a file stays there.
      ...(again === undefined ? [{ section, key: 'key', value: key }] : []),
      ...(contact ? [{ section, key: 'contact', value: contact }] : []),
    ]
    const outcome = await settings.edit(edits, reading.revision)
    // Another peer that joined at the same moment may have taken the name.
    if (outcome.kind === 'conflict') return await take(question, asker, message, passesFor)
    if (outcome.kind === 'refused') {
      log.error(`the peer ${name} could not join: ${outcome.reason}`)
      return { status: 503, value: { error: 'the INI of the peer could not be written' } }
    }
    if (invitation) await peers.invitations.end(invitation)
    log.info(`the peer ${name} has joined, and stands in the INI as [${section}]`)
    return { status: 200, value: { ...peers.self, joinedAs: name } }
  }
}

const knownWords = (name: string) =>
  `an appliance with this identity is the peer ${name} there already: take [peer.${name}] out of the INI there first; or where one's card is a copy of the other's, remove identity.json, identity.copy.json and redis/ in the state folder of the copy`

const ITSELF =
  "this line was made by this very appliance, or by one whose card is a copy of this one's; type it on the other one"
