import { lastGood } from '../../config/settings/last-good'
import type { AlertStore } from '../../domain/alerts/ports'
import type { HttpClient } from '../../domain/net/http-client'
import {
  type Arrivals,
  type ArrivalsQuestion,
  arrivalsMessage,
  readArrivalsQuestion,
} from '../../domain/peers/arrivals'
import {
  type EditAnswer,
  type EditQuestion,
  editMessage,
  readEditAnswer,
  readEditQuestion,
} from '../../domain/peers/edit'
import type { GroupAnswer, GroupQuestion } from '../../domain/peers/group'
import { readGroupAnswer, readGroupQuestion } from '../../domain/peers/group-message'
import type { AskedHome, GroupBoard, GroupSettings } from '../../domain/peers/group-ports'
import { PEER_PATHS, type Peer } from '../../domain/peers/peer'
import type { ClaimId } from '../../domain/peers/ports'
import { type PeerSelf, readSelf } from '../../domain/probes/peer-answer'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import { openAlertStore } from '../../io/alerts/alert-store'
import { createAddressOrder } from '../../io/peers/address-order'
import { createAskPeer } from '../../io/peers/ask-peer'
import { openGroupBoard } from '../../io/peers/group-board'
import { openGroupCopies, readToldIds } from '../../io/peers/group-copies'
import { createGroupLog, type GroupLog } from '../../io/peers/group-log'
import { machineClock } from '../../io/peers/machine-clock'
import { readPeerIds } from '../../io/peers/peer-ids'
import { seal, unseal } from '../../io/peers/sealed'
import type { Redis } from '../../io/redis/client'
import { scanIds } from '../../io/watch/read-checks'
import { openSchedules } from '../../io/watch/schedules'
import { openKnownPeers } from '../peers'
import type { Places } from '../places'

/** The group as the INI has it; undefined without a rank, or without another member. */
export function openGroupSettings(settings: Pick<SettingsFile, 'read'>, where: Pick<Places, 'ini'>) {
  const known = openKnownPeers(settings, where)
  const section = lastGood(settings, 'group')
  return async (): Promise<GroupSettings | undefined> => {
    const { rank, takeover } = await section().catch(() => ({ rank: 0, takeover: 0 }))
    if (rank === 0) return undefined
    const members = (await known()).filter(({ isMember }) => isMember)
    return members.length === 0 ? undefined : { rank, takeover, members }
  }
}

export interface GroupParts {
  /** A connection for this alone, made as a worker's: it waits for Redis. */
  readonly connection: Redis
  readonly settings: Pick<SettingsFile, 'read'>
  readonly where: Pick<Places, 'ini'>
  readonly checks: CheckStore
  readonly self: PeerSelf
  readonly now: Clock
}

/** The parts that web app and worker of a member have in common. */
export function openGroup({ connection, settings, where, checks, self, now }: GroupParts) {
  return {
    self: self.id,
    settings: openGroupSettings(settings, where),
    board: openGroupBoard(connection, self.boot),
    copies: openGroupCopies(connection, {
      ...{ self: self.id, schedules: openSchedules() },
      ...{ steady: machineClock, now },
    }),
    store: openAlertStore(connection) satisfies AlertStore,
    pingKey: () => checks.pingKey(),
    idsOf: (peers: readonly Peer[]) => readPeerIds(connection, peers),
    machine: machineClock,
  }
}

/** The worker's questions to other members, at the first address with an answer. */
export function openAskMember({
  http,
  now,
  self,
  claimId,
}: {
  readonly http: HttpClient
  readonly now: Clock
  readonly self: PeerSelf
  readonly claimId: ClaimId
}) {
  const ask = createAskPeer({ http, now })
  const addresses = createAddressOrder()
  return async (member: Peer, question: GroupQuestion, deadlineMs: number) => {
    const { key } = member
    for (const url of addresses.of(member)) {
      const signal = AbortSignal.timeout(deadlineMs)
      const message = { ...self, sealed: seal(key, question) }
      const answered = await ask({ url, key, path: PEER_PATHS.group, message, deadlineMs, signal })
      if (answered.kind !== 'signed' || answered.status !== 200) continue
      const other = readSelf(answered.value)
      const sealed: unknown = Object(answered.value).sealed
      const answer = typeof sealed === 'string' ? readGroupAnswer(unseal(key, sealed)) : undefined
      if (other === undefined || answer === undefined) continue
      addresses.note(member, url)
      // A card that was copied answers with the id of another member, or with this watch's own.
      if ((await claimId(key, other.id)) === undefined) return { id: other.id, answer }
    }
    return undefined
  }
}

/** Sends changes of checks to their homes, at the first address with an answer. `board`: where members are known by their ids. */
export function openAskHome(
  {
    settings,
    board,
  }: { readonly settings: () => Promise<GroupSettings | undefined>; readonly board: GroupBoard },
  { http, now, self }: { readonly http: HttpClient; readonly now: Clock; readonly self: PeerSelf },
) {
  const ask = createAskPeer({ http, now })
  const addresses = createAddressOrder()
  /** By home: when it was found to be silent, by the machine's clock. */
  const silent = new Map<string, number>()

  /** The member with that id; after a restart of Redis, those whose ids are not known yet. */
  async function membersWith(home: string): Promise<readonly Peer[]> {
    const [group, contacts] = await Promise.all([settings(), board.contacts()])
    const idsOf = ({ name }: Peer) => Object.values(contacts.get(name) ?? {}).map(contact => contact.id)
    const members = group?.members ?? []
    const known = members.filter(member => idsOf(member).includes(home))
    return known.length > 0 ? known : members.filter(member => idsOf(member).length === 0)
  }

  async function askMember(member: Peer, home: string, question: EditQuestion): Promise<AskedHome> {
    const { name, key } = member
    for (const url of addresses.of(member)) {
      const signal = AbortSignal.timeout(EDIT_MS)
      const message = { ...self, sealed: seal(key, editMessage(question)) }
      const answered = await ask({ url, key, path: PEER_PATHS.edit, message, deadlineMs: EDIT_MS, signal })
      // It refuses whoever passes for another watch, or is the copy of one.
      if (answered.kind !== 'signed' || answered.status === 409) continue
      if (readSelf(answered.value)?.id !== home) return { kind: 'unknown' }
      const sealed: unknown = Object(answered.value).sealed
      const answer = typeof sealed === 'string' ? readEditAnswer(unseal(key, sealed)) : undefined
      if (answer === undefined) continue
      addresses.note(member, url)
      return { kind: 'answer', name, answer }
    }
    return { kind: 'silent', name }
  }

  return async (home: string, question: EditQuestion): Promise<AskedHome> => {
    const members = await membersWith(home)
    const [first] = members
    if (first === undefined) return { kind: 'unknown' }
    // Of many changes at once each would wait.
    if (machineClock() - (silent.get(home) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS)
      return { kind: 'silent', name: first.name }
    const asked = await Promise.all(members.map(member => askMember(member, home, question)))
    const found = asked.find(({ kind }) => kind === 'answer') ?? asked.find(({ kind }) => kind === 'silent')
    if (found?.kind === 'silent') silent.set(home, machineClock())
    return found ?? { kind: 'unknown' }
  }
}

/** Milliseconds for an answer to a change, and after a silence until the next attempt. */
const EDIT_MS = 3_000
const AGAIN_MS = 2_000

/** The web app's side of the messages. */
export const sealedMessages = {
  readArrivalsQuestion: (key: string, sealed: unknown): ArrivalsQuestion | undefined =>
    typeof sealed === 'string' ? readArrivalsQuestion(unseal(key, sealed)) : undefined,
  writeArrivals: (key: string, arrivals: Arrivals): string => seal(key, arrivalsMessage(arrivals)),
  readEdit: (key: string, sealed: unknown): EditQuestion | undefined =>
    typeof sealed === 'string' ? readEditQuestion(unseal(key, sealed)) : undefined,
  writeEdit: (key: string, answer: EditAnswer): string => seal(key, answer),
  read: (key: string, sealed: unknown): GroupQuestion | undefined =>
    typeof sealed === 'string' ? readGroupQuestion(unseal(key, sealed)) : undefined,
  write: (key: string, answer: GroupAnswer): string => seal(key, answer),
}

/** The log of the group's checks, which is begun when it is read first. `rest`: the ids of what is no check. */
export function openGroupLog(
  checks: Pick<CheckStore, 'onChange'>,
  connection: Redis,
  rest: readonly string[],
) {
  let begun: Promise<GroupLog> | undefined

  async function noteAll(log: GroupLog): Promise<void> {
    // Others may not know yet how the alerts of checks that are gone have ended.
    for (const id of [...rest, ...(await readToldIds(connection))]) log.note(id)
    for await (const ids of scanIds(connection)) for (const id of ids) log.note(id)
  }

  async function begin(): Promise<GroupLog> {
    const log = createGroupLog()
    await checks.onChange(log.note)
    await noteAll(log)
    // Changes while the connection was away came to nobody.
    connection.on('ready', () => void noteAll(log).catch(() => {}))
    return log
  }

  return async (): Promise<GroupLog> => {
    begun ??= begin().catch(error => {
      begun = undefined
      throw error
    })
    return await begun
  }
}
