/** Members of a group, each with names of its own in one real Redis, whose messages go by the real seals and no network. */

import { setTimeout as pause } from 'node:timers/promises'
import type { ArrivalsQuestion } from '../../src/domain/peers/arrivals'
import { WINDOW_NEWS } from '../../src/domain/peers/group'
import { readGroupAnswer, readGroupQuestion } from '../../src/domain/peers/group-message'
import type { GroupSettings } from '../../src/domain/peers/group-ports'
import { GROUP_NEWS } from '../../src/domain/peers/told'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { openGroupBoard } from '../../src/io/peers/group-board'
import { openGroupCopies } from '../../src/io/peers/group-copies'
import { machineClock } from '../../src/io/peers/machine-clock'
import { seal, unseal } from '../../src/io/peers/sealed'
import { connectStore, connectWorker } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { type AnswerMember, createAnswerMember } from '../../src/operations/peers/answer-member'
import { createApplyPage } from '../../src/operations/peers/apply-page'
import { createCountArrivals } from '../../src/operations/peers/count-arrivals'
import { createFollowMembers, type FollowPorts } from '../../src/operations/peers/follow-members'
import { idle } from '../../src/operations/peers/idle'
import { createKeepDuty } from '../../src/operations/peers/keep-duty'
import { createPageAges } from '../../src/operations/peers/page-ages'
import { createPermitAlert } from '../../src/operations/peers/permit-alert'
import { createPushNews } from '../../src/operations/peers/push-news'
import { createTakeOverIncident } from '../../src/operations/peers/take-over-incident'
import { openGroupLog } from '../../src/wire/peers/group'
import { PEER_KEY } from './peers'
import type { TestRedis } from './redis'

export type TestMember = Awaited<ReturnType<typeof openMember>>

/** The part of a member that others reach. */
interface Reachable {
  readonly self: string
  readonly answer: AnswerMember
  close(): Promise<void>
}

export interface TestGroup {
  readonly takeover: number
  /** By their names, with their ranks. */
  readonly ranks: Readonly<Record<string, number>>
  readonly members: Map<string, Reachable>
  /** Pairs of which the first does not reach the second: `a>b`; and those that do not reach each other: `a-b`. */
  readonly cuts: Set<string>
  /** Milliseconds from a question to the answer at the least. */
  way: number
  /** By how much a member's clock is ahead. */
  readonly ahead: Readonly<Record<string, number>>
}

export function newGroup(
  ranks: TestGroup['ranks'],
  takeover: number,
  ahead: TestGroup['ahead'] = {},
): TestGroup {
  return { takeover, ranks, members: new Map(), cuts: new Set(), way: 0, ahead }
}

/** Opens a member; opened again under its name, it has started anew with the same Redis. */
export async function openMember({ target }: TestRedis, group: TestGroup, name: string) {
  const own = { ...target, prefix: `group-${name}` }
  const [connection, storing] = [connectWorker(own), connectStore(own)]
  if (storing.status !== 'ready') await new Promise<void>(resolve => storing.once('ready', () => resolve()))
  const now = () => Date.now() + (group.ahead[name] ?? 0)
  const checks = openCheckStore(storing, openSchedules())
  const members = Object.keys(group.ranks)
    .filter(other => other !== name)
    .map(other => ({ name: other, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true }))
  const settings = async (): Promise<GroupSettings> => ({
    rank: group.ranks[name] ?? 0,
    takeover: group.takeover,
    members,
  })
  const self = `id-${name}`
  const board = openGroupBoard(connection, 'boot')
  const copies = openGroupCopies(connection, { self, schedules: openSchedules(), steady: machineClock, now })
  const store = openAlertStore(connection)
  const channels = { list: async () => [] }
  const apply = createApplyPage({
    self,
    copies,
    takeOverIncident: createTakeOverIncident({ self, copies, store, channels, now }),
    now,
    settings,
  })
  const common = { board, pingKey: () => checks.pingKey(), machine: machineClock, settings, copies, apply }
  const answer = createAnswerMember({
    ...common,
    log: openGroupLog(checks, connection, [GROUP_NEWS, WINDOW_NEWS]),
    now,
  })
  const isCut = (other: string) =>
    [`${name}-${other}`, `${other}-${name}`, `${name}>${other}`].some(cut => group.cuts.has(cut))
  const errors: Error[] = []
  const ask: FollowPorts['ask'] = async ({ name: other }, question) => {
    const member = group.members.get(other)
    if (member === undefined || isCut(other)) return undefined
    if (group.way > 0) await pause(group.way)
    const read = readGroupQuestion(unseal(PEER_KEY, seal(PEER_KEY, question)))
    const answered = read && (await member.answer(name, self, read))
    if (answered === undefined || isCut(other) || group.members.get(other) !== member) return undefined
    const whole = readGroupAnswer(unseal(PEER_KEY, seal(PEER_KEY, answered)))
    return whole && { id: member.self, answer: whole }
  }
  const onError = (error: Error) => void errors.push(error)
  const ages = createPageAges(machineClock)
  const following = createFollowMembers({ ...common, ask, ages, idle, onError })
  const pushing = createPushNews({
    ...common,
    ask,
    ages,
    idle,
    log: openGroupLog(checks, connection, [GROUP_NEWS, WINDOW_NEWS]),
    now,
    onError,
  })
  const keepDuty = createKeepDuty({
    board,
    machine: machineClock,
    self,
    settings,
    isAble: async () => true,
    isOffline: () => false,
    sending: () => permits.sending(),
    onChange: () => {},
  })
  const permits = createPermitAlert({
    self,
    state: keepDuty,
    sync: following.sync,
    copies,
    store,
    noteSending: async () => void (await keepDuty()),
    now,
    machine: machineClock,
  })
  let hasEnded = false
  const member = {
    name,
    /** At that moment. */
    arrivals: async (asker: string, question: ArrivalsQuestion, at: number) =>
      await createCountArrivals({ settings, checks, now: () => at })(asker, question),
    self,
    checks,
    copies,
    board,
    store,
    answer,
    permit: permits.permit,
    state: keepDuty,
    errors,
    now,
    /** Follows the others from now on, and decides from time to time. */
    run: async () => {
      await Promise.all([following.onSettings(), pushing.onSettings()])
      while (!hasEnded) {
        await keepDuty().catch(() => {})
        await new Promise(resolve => setTimeout(resolve, group.takeover / 20))
      }
    },
    sync: () => following.sync(machineClock()),
    close: async () => {
      hasEnded = true
      following.close()
      pushing.close()
      if (group.members.get(name) === member) group.members.delete(name)
      await checks.close()
      connection.disconnect()
    },
  }
  group.members.set(name, member)
  return member
}
