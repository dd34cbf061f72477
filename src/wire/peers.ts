import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { lastGood } from '../config/settings/last-good'
import { withPeerKeys } from '../config/settings/peers'
import type { Identity } from '../domain/appliance/identity'
import { isDelivered, isOfPeer, type LastResult } from '../domain/heartbeat/result-line'
import { canonicalUrl } from '../domain/heartbeat/second-sender'
import type { HttpClient } from '../domain/net/http-client'
import type { JobAges } from '../domain/peers/own-state'
import { PEER_PATHS, type Peer, type PeerPath } from '../domain/peers/peer'
import type { ClaimId } from '../domain/peers/ports'
import type { PeerTools, SeenPeer } from '../domain/probes/look'
import type { Asked, PeerSelf } from '../domain/probes/peer-answer'
import { OPINION_MS, type OpinionQuestion, readOpinion } from '../domain/probes/second-opinion'
import { usable } from '../domain/settings/reading'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import type { DUTY_MS } from '../domain/time/limits'
import { placeOfHost } from '../io/net/host-reach'
import { createAddressOrder } from '../io/peers/address-order'
import { type AskStatePorts, createAskPeer, createAskState, type OwnHeart } from '../io/peers/ask-peer'
import { openInvitations } from '../io/peers/invitations'
import { openKeptState } from '../io/peers/kept-state'
import { machineBoot } from '../io/peers/machine-clock'
import { openPeerBoard } from '../io/peers/peer-board'
import { openPeerIds } from '../io/peers/peer-ids'
import { createRecognisePeer } from '../io/peers/recognise-peer'
import { markOf } from '../io/peers/signature'
import { createSendingMark, readJobAges } from '../io/peers/work-marks'
import type { Redis } from '../io/redis/client'
import { openMailLoops } from '../io/watch/mail-loops'
import type { Places } from './places'

/** The marks by which peers know this watch. */
export function peerSelf(
  { id }: Identity,
  { version, boot }: { readonly version: string; readonly boot: string },
): PeerSelf {
  return { id, boot: machineBoot(boot), version, name: hostname() }
}

/** Notes that a heartbeat is being sent, on a connection that is opened for the first one. */
export function openSendingMark(connect: () => Redis): (is: boolean) => Promise<void> {
  let mark: ReturnType<typeof createSendingMark> | undefined
  return async is => {
    mark ??= createSendingMark(connect())
    await mark(is)
  }
}

/** Milliseconds after which a worker that has not ended its sending has died. */
const SENDING_MS = 20_000

/** The heartbeats of this watch as a peer gets them. `last`: the last result, of hbresults.txt. */
export function openOwnHeart(
  settings: Pick<SettingsFile, 'read'>,
  last: () => Promise<LastResult | undefined>,
  now: Clock,
  connection?: Redis,
): OwnHeart {
  return async key => {
    const { frequency = 'Off', url = '', duty } = usable(await settings.read(), 'monitoring') ?? {}
    if (frequency === 'Off') return undefined
    const result = await last().catch(() => undefined)
    const { heart = Number.POSITIVE_INFINITY } = connection
      ? await readJobAges(connection).catch((): JobAges => ({}))
      : {}
    const isOwn = result !== undefined && isDelivered(result) && !isOfPeer(result)
    return {
      mark: markOf(key, canonicalUrl(url)),
      isShared: duty === 'group',
      ...(isOwn && { sentAgo: Math.max(0, now() - result.at) }),
      ...(heart < SENDING_MS && { isSending: true as const }),
    }
  }
}

/**
 * Asks all peers of the INI how they are, at the first address that answers. `answered`: the names of those that have just
 * answered; the others get the time of silent ones.
 */
export function openAskAll(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  ways: AskStatePorts,
  deadlines: typeof DUTY_MS,
) {
  const known = openKnownPeers(settings, where)
  const ask = createAskState(ways)
  const addresses = createAddressOrder()

  async function askOne(peer: Peer, ms: number): Promise<Asked> {
    const urls = addresses.of(peer)
    // Each address has its share of the time.
    const deadlineMs = Math.floor(ms / urls.length)
    let asked: Asked | undefined
    for (const url of urls) {
      asked = await ask(url, peer.key, { deadlineMs, signal: AbortSignal.timeout(deadlineMs) })
      if (asked.kind !== 'answer') continue
      addresses.note(peer, url)
      break
    }
    return asked ?? { kind: 'unknown', status: 404 }
  }

  return async (answered?: readonly string[]) =>
    await Promise.all(
      (await known()).map(async peer => {
        const wasSilent = answered !== undefined && !answered.includes(peer.name)
        return { name: peer.name, asked: await askOne(peer, wasSilent ? deadlines.silent : deadlines.first) }
      }),
    )
}

/** The way to peers for probes. Without a connection answers are noted nowhere. */
export function openPeerTools(ways: AskStatePorts, connection?: () => Redis): PeerTools {
  let board: ReturnType<typeof openPeerBoard> | undefined
  let last: Map<string, SeenPeer> | undefined

  /** With the moment since which the peer has answered so. */
  async function note(target: string, answer: SeenPeer): Promise<void> {
    if (connection === undefined) return
    board ??= openPeerBoard(connection())
    last ??= new Map(await board.answers())
    const before = last.get(target)
    const since = before?.words === answer.words ? (before.since ?? before.at) : answer.at
    last.set(target, { ...answer, since })
    await board.noteAnswer(target, { ...answer, since })
  }

  return {
    self: ways.self,
    ask: createAskState(ways),
    // An answer that cannot be noted is none the worse.
    note: (target, answer) => note(target, answer).catch(() => {}),
  }
}

/** Binds the ids of peers to their keys, on a connection that is opened for the first one. */
export function openClaimId(
  connect: () => Redis,
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  { id }: Pick<PeerSelf, 'id'>,
): ClaimId {
  let claim: ClaimId | undefined
  return async (key, shown) => {
    claim ??= openPeerIds(connect(), id, openKnownPeers(settings, where))
    return await claim(key, shown)
  }
}

/** The peers of the INI with their keys, read anew every time; none while it has never been usable. */
export function openKnownPeers(settings: Pick<SettingsFile, 'read'>, { ini }: Pick<Places, 'ini'>) {
  const peers = lastGood(settings, 'peers')
  return async () => await withPeerKeys(await peers().catch(() => []), dirname(ini))
}

/** A host's address, and whether all that it has are public ones. */
async function placeOf(host: string) {
  const { reach, ...place } = await placeOfHost(host)
  return { isPublic: reach === 'public', ...place }
}

interface AskingPorts {
  readonly http: HttpClient
  readonly now: Clock
  readonly self: PeerSelf
}

/** The peers of the INI, each with its answer to a question, from the first address with a signed one; undefined: none. */
function openAsking(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  { self, ...ways }: AskingPorts,
) {
  const known = openKnownPeers(settings, where)
  const ask = createAskPeer(ways)
  const addresses = createAddressOrder()
  return async () =>
    (await known()).map(peer => ({
      name: peer.name,
      answerTo: async (path: PeerPath, question: object, signal: AbortSignal): Promise<unknown> => {
        for (const url of addresses.of(peer)) {
          const message = { ...self, ...question }
          const deadlineMs = addresses.timeOf(peer, url, OPINION_MS)
          const answered = await ask({ url, key: peer.key, path, message, deadlineMs, signal })
          if (answered.kind === 'signed') {
            addresses.note(peer, url)
            return answered.value
          }
          addresses.noteSilence(peer, url)
        }
        return undefined
      },
    }))
}

/** For the worker: the peers as they are asked for their opinion. */
export function openOpinions(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  ways: AskingPorts,
) {
  const peers = openAsking(settings, where, ways)
  return {
    isPublic: async (host: string) => (await placeOf(host)).isPublic,
    peers: async () =>
      (await peers()).map(({ name, answerTo }) => ({
        name,
        opinionOn: async (look: OpinionQuestion, signal: AbortSignal) => {
          const value = await answerTo(PEER_PATHS.look, { look }, signal)
          return value === undefined ? undefined : readOpinion(name, value)
        },
      })),
  }
}

/** For the worker: whether a peer has opened the incident with that key. Peers that do not answer soon have not. */
export function openIncidentsOfPeers(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  ways: AskingPorts,
) {
  const peers = openAsking(settings, where, ways)
  return async (incident: string): Promise<boolean> => {
    const signal = AbortSignal.timeout(OPINION_MS)
    const hasOpened = async ({ answerTo }: Awaited<ReturnType<typeof peers>>[number]) =>
      Object(await answerTo(PEER_PATHS.incident, { incident }, signal)).opened === true
    return (await Promise.all((await peers()).map(hasOpened))).includes(true)
  }
}

/** The web app's side, and that of commands: who may ask, what is known of the own organs, and what peers answered. `connection`: one for requests. */
export function openPeers(
  connection: Redis,
  settings: SettingsFile,
  where: Pick<Places, 'ini' | 'home'>,
  now: Clock,
) {
  return {
    known: openKnownPeers(settings, where),
    placeOf,
    recognise: createRecognisePeer(now),
    board: openPeerBoard(connection),
    invitations: openInvitations(connection),
    kept: openKeptState(where.home),
    jobs: () => readJobAges(connection),
    mailLoops: openMailLoops(connection),
  }
}

/** For the command line: it asks a peer by a key that it has been given. */
export function openJoining(ways: AskStatePorts) {
  return { ask: createAskPeer(ways), askState: createAskState(ways) }
}
