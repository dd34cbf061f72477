import { lastGood } from '../../config/settings/last-good'
import type { AlertStore } from '../../domain/alerts/ports'
import type { HttpClient } from '../../domain/net/http-client'
import type { GroupAnswer, GroupQuestion } from '../../domain/peers/group'
import { readGroupAnswer, readGroupQuestion } from '../../domain/peers/group-message'
import type { GroupSettings } from '../../domain/peers/group-ports'
import { PEER_PATHS, type Peer } from '../../domain/peers/peer'
import { type PeerSelf, readSelf } from '../../domain/probes/peer-answer'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import { openAlertStore } from '../../io/alerts/alert-store'
import { createAskPeer } from '../../io/peers/ask-peer'
import { openGroupBoard } from '../../io/peers/group-board'
import { openGroupCopies } from '../../io/peers/group-copies'
import { createGroupLog, type GroupLog } from '../../io/peers/group-log'
import { machineClock } from '../../io/peers/machine-clock'
import { seal, unseal } from '../../io/peers/sealed'
import type { Redis } from '../../io/redis/client'
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
}

/** The parts that web app and worker of a member have in common. */
export function openGroup({ connection, settings, where, checks, self }: GroupParts) {
  return {
    self: self.id,
    settings: openGroupSettings(settings, where),
    board: openGroupBoard(connection),
    copies: openGroupCopies(connection, { self: self.id, schedules: openSchedules(), steady: machineClock }),
    store: openAlertStore(connection) satisfies AlertStore,
    pingKey: () => checks.pingKey(),
    machine: machineClock,
  }
}

/** The worker's questions to other members, at the first address with an answer. */
export function openAskMember({
  http,
  now,
  self,
}: {
  readonly http: HttpClient
  readonly now: Clock
  readonly self: PeerSelf
}) {
  const ask = createAskPeer({ http, now })
  return async ({ key, urls }: Peer, question: GroupQuestion, deadlineMs: number) => {
    for (const url of urls) {
      const signal = AbortSignal.timeout(deadlineMs)
      const message = { ...self, sealed: seal(key, question) }
      const answered = await ask({ url, key, path: PEER_PATHS.group, message, deadlineMs, signal })
      if (answered.kind !== 'signed' || answered.status !== 200) continue
      const other = readSelf(answered.value)
      const sealed: unknown = Object(answered.value).sealed
      const answer = typeof sealed === 'string' ? readGroupAnswer(unseal(key, sealed)) : undefined
      // A card that was copied answers with this watch's own id.
      if (other !== undefined && answer !== undefined && other.id !== self.id) return { id: other.id, answer }
    }
    return undefined
  }
}

/** The web app's side of the messages. */
export const sealedMessages = {
  read: (key: string, sealed: unknown): GroupQuestion | undefined =>
    typeof sealed === 'string' ? readGroupQuestion(unseal(key, sealed)) : undefined,
  write: (key: string, answer: GroupAnswer): string => seal(key, answer),
}

/** The log of the group's checks, which is begun when it is read first. `rest`: the ids of what is no check. */
export function openGroupLog(
  checks: Pick<CheckStore, 'scan' | 'onChange'>,
  connection: Redis,
  rest: readonly string[],
) {
  let begun: Promise<GroupLog> | undefined

  async function noteAll(log: GroupLog): Promise<void> {
    for (const id of rest) log.note(id)
    for await (const some of checks.scan()) for (const { check } of some) log.note(check.id)
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
