import type { IncomingMessage, ServerResponse } from 'node:http'
import { readIncidentKey } from '../../domain/alerts/incident-key'
import {
  GROUP_BODY_LIMIT,
  isSealed,
  PEER_BODY_LIMIT,
  PEER_HEADER,
  PEER_PATHS,
  type PeerPath,
} from '../../domain/peers/peer'
import type { PeerQuestion } from '../../domain/peers/ports'
import { passesForWords } from '../../domain/probes/judge-peer'
import { type PeerSelf, readSelf } from '../../domain/probes/peer-answer'
import { type Opinion, readOpinionQuestion } from '../../domain/probes/second-opinion'
import { networkOf } from '../net/addresses'
import { BARE_HEADERS } from '../net/bare-headers'
import type { BodyRoom } from '../net/body-room'
import { failureLog } from '../pages/failure-log'
import type { AppPorts } from '../ports'
import { readBody } from '../watch/check-ins/body'
import { createJoin, type PeerReply } from './join-peer'
import { createStrangerLimit } from './stranger-limit'

/** Answers a request if it is of a peer; returns whether it is. */
export type PeerDoor = (request: IncomingMessage, response: ServerResponse) => boolean

const PATHS: readonly string[] = Object.values(PEER_PATHS)

/**
 * The questions of peers, ahead of Express. A stranger's costs a look at its header: no body is read, nothing is written, and
 * no answer is signed. Plain http is answered where pages ask for TLS, and under any name: the signature covers path and
 * body, the key is never sent, and an answer says little.
 */
export function peerDoor(ports: AppPorts, room: BodyRoom): PeerDoor {
  const { peers, now, log } = ports
  const { recognise } = peers
  const join = createJoin(ports)
  const noteFailure = failureLog(ports, 'peers get no answer')
  const strangers = createStrangerLimit()
  /** The ids of keys by which genuine questions came. */
  const peerIds = new Set<string>()
  /** Names of peers that are refused for their id, which is logged once. */
  const refused = new Set<string>()

  async function answer(question: PeerQuestion, path: PeerPath, message: unknown): Promise<PeerReply> {
    const asker = readSelf(message)
    if (asker === undefined) return { status: 400, value: { error: 'the question is of no known form' } }
    const passesFor = await peers.claimId(question.key, asker.id).catch(noTrouble)
    if (path === PEER_PATHS.join) return await join(question, asker, message, passesFor)
    if (passesFor !== undefined) return refuseId(question, asker, passesFor)
    const { isTwin, isCopy } = recognise.twinsOf(question, asker)
    if (isCopy && path !== PEER_PATHS.ask)
      return {
        status: 409,
        value: { error: 'another machine had this identity before', passesFor: question.name },
      }
    if (isSealed(path)) return await member(path, question, asker, message)
    if (path === PEER_PATHS.look) return { status: 200, value: await opinion(question, message) }
    if (path === PEER_PATHS.incident) {
      const incident = readIncidentKey(Object(message).incident)
      const opened = incident !== undefined && (await peers.hasOpened(incident))
      return { status: 200, value: { opened } }
    }
    refused.delete(question.name)
    // Without Redis the answer says so, and is worth more than the note.
    peers.board.noteQuestion(question.name, { ...asker, at: now() }).catch(() => {})
    const [troubles, heart] = await Promise.all([peers.ownState(), peers.heart(question.key)])
    return { status: 200, value: { ...peers.self, troubles, isTwin, ...(heart && { heart }) } }
  }

  /** The answer to a peer whose id is that of another one: its card is a copy, or it only says so. */
  function refuseId({ name }: PeerQuestion, asker: PeerSelf, passesFor: string): PeerReply {
    peers.board.noteQuestion(name, { ...asker, at: now(), passesFor }).catch(() => {})
    if (!refused.has(name)) log.warn(`the peer ${name} is refused: ${passesForWords(passesFor)}`)
    refused.add(name)
    return { status: 409, value: { error: passesForWords(passesFor), passesFor } }
  }

  /** The answer to another member of the group, sealed as its question is. */
  async function member(
    path: PeerPath,
    { name, key }: PeerQuestion,
    { id }: PeerSelf,
    message: unknown,
  ): Promise<PeerReply> {
    const { sealed } = Object(message)
    const answered =
      path === PEER_PATHS.edit
        ? await peers.edit({ name, key }, sealed)
        : path === PEER_PATHS.arrivals
          ? await peers.arrivals({ name, key }, sealed)
          : await peers.group({ name, key, id }, sealed)
    return answered === undefined
      ? { status: 404, value: { error: 'this watch is in no group with this peer' } }
      : { status: 200, value: { ...peers.self, sealed: answered } }
  }

  /** The look of this watch at what the peer's message names. */
  async function opinion(
    { key }: PeerQuestion,
    message: unknown,
  ): Promise<Pick<Opinion, 'answer' | 'detail'>> {
    const asked = readOpinionQuestion(Object(message).look)
    const peer = (await peers.known()).find(one => one.key === key)
    if (asked === undefined || peer === undefined)
      return { answer: 'blind', detail: 'this is nothing to look at' }
    return await peers.lookFor(peer, asked)
  }

  async function take(path: PeerPath, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const header = request.headers[PEER_HEADER.toLowerCase()]
    const text = typeof header === 'string' ? header : undefined
    const network = networkOf(request.socket.remoteAddress ?? '')
    // A peer behind the same address is not kept out by a stranger there.
    const isPeers = peerIds.has(recognise.keyIdIn(text) ?? '')
    if (!isPeers && (await strangers.isOver(network)))
      return refuse(response, 429, 'too many questions with unknown keys; wait for a minute')
    const question = await questionOf(path, text)
    if (question === undefined) {
      await strangers.count(network)
      return refuse(response, 404, 'this watch knows no peer with this key')
    }
    const held = room.begin(network, () => request.destroy())
    const limit = isSealed(path) ? GROUP_BODY_LIMIT : PEER_BODY_LIMIT
    const { text: posted, whole } = await readBody(request, limit, held, undefined, room.pace)
    if (!whole) return refuse(response, 413, 'the question is too long')
    const verdict = recognise.judge(question, path, posted)
    if (verdict === 'forged') {
      await strangers.count(network)
      return refuse(response, 403, 'the question is not signed with the key')
    }
    peerIds.add(question.head.keyId)
    const reply: PeerReply =
      verdict === 'stale'
        ? { status: 401, value: { error: 'ask again, with this challenge' } }
        : await answer(question, path, parsed(posted))
    const body = JSON.stringify(reply.value)
    send(response, reply.status, body, { [PEER_HEADER]: recognise.sign(question, reply.status, body) })
  }

  /** Only a peer that joins may have a key that was no more than offered yet. */
  async function questionOf(path: PeerPath, header: string | undefined): Promise<PeerQuestion | undefined> {
    const keyId = recognise.keyIdIn(header)
    if (keyId === undefined) return undefined
    const known = recognise.known(header, await peers.known())
    if (known !== undefined || path !== PEER_PATHS.join) return known
    const invitation = await peers.invitations.find(keyId)
    return invitation && recognise.known(header, [invitation])
  }

  return (request, response) => {
    const path = PATHS.find(one => one === request.url) as PeerPath | undefined
    if (path === undefined) return false
    if (request.method !== 'POST') {
      send(response, 405, JSON.stringify({ error: 'POST only' }), { Allow: 'POST' })
      return true
    }
    take(path, request, response).catch(error => {
      if (request.destroyed && !request.complete) return // The asker hung up.
      noteFailure(error)
      if (!response.headersSent) refuse(response, 503, 'the question cannot be answered now')
    })
    return true
  }
}

/** Without Redis nothing is known of ids. */
const noTrouble = () => undefined

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Without a signature: it proves nothing, and the rest of the request is not read. */
function refuse(response: ServerResponse, status: number, error: string): void {
  send(response, status, JSON.stringify({ error }), { Connection: 'close' })
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.sendDate = false
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...BARE_HEADERS,
    ...headers,
  })
  response.end(body)
}
