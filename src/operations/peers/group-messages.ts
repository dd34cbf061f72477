/** The part that both ends of a message between members share: what they say of themselves, and what they learn. */

import { type Greeting, type Member, silenceOf } from '../../domain/peers/group'
import type { ContactWay, GroupBoard, GroupSettings } from '../../domain/peers/group-ports'
import { contactAfter, memberOf } from '../../domain/peers/members'

export interface GreetingPorts {
  readonly board: GroupBoard
  readonly pingKey: () => Promise<string>
  /** Milliseconds of the machine's clock that nobody sets, the same in all of its programs. */
  readonly machine: () => number
}

/** Milliseconds beyond the time for which an answer may wait. */
const WAY_MS = { shortest: 1_500, longest: 5_000 } as const

/** Milliseconds that a question and its answer may take, beside the time for which it may wait. */
export const wayOf = (takeover: number): number =>
  Math.min(Math.max(takeover / 4, WAY_MS.shortest), WAY_MS.longest)

/** A worker that has not noted its state for so long is not able to deliver. Milliseconds. */
export const MARK_MS = 15_000

export async function greetingOf(
  { board, pingKey, machine }: GreetingPorts,
  { rank }: Pick<GroupSettings, 'rank'>,
  name: string,
): Promise<Greeting> {
  const [own, duty, key, contacts] = await Promise.all([
    board.own(),
    board.duty(),
    pingKey(),
    board.contacts(),
  ])
  const isFresh = own !== undefined && machine() - own.at < MARK_MS
  const out = contacts.get(name)?.out
  return {
    rank,
    pingKey: key,
    state: own?.state ?? 'catching up',
    isAble: isFresh && own.isAble,
    ...(duty && { duty }),
    ...(out && { got: machine() - out.at }),
    ...(isFresh && own.sending !== undefined && { sending: own.sending }),
  }
}

interface Heard {
  readonly way: ContactWay
  readonly name: string
  readonly id: string
  readonly at: number
  readonly wholeAt?: number | undefined
  readonly took?: number | undefined
}

/** Notes the duty ahead of the news that comes with it, some of which the member on duty alone is to tell. */
export async function noteDutyOf(
  { duty }: Pick<Greeting, 'duty'>,
  { board }: Pick<GreetingPorts, 'board'>,
): Promise<void> {
  if (duty) await board.noteDuty(duty)
}

/**
 * Notes a message of a member. By its question alone it is not known to get the answers: it says when it got one last.
 */
export async function noteHeard(
  { board }: Pick<GreetingPorts, 'board'>,
  { takeover }: Pick<GroupSettings, 'takeover'>,
  greeting: Greeting,
  { way, name, ...heard }: Heard,
): Promise<void> {
  await board.notePingKey(heard.id, greeting.pingKey)
  if (way === 'in' && (greeting.got ?? Number.POSITIVE_INFINITY) >= silenceOf(takeover)) return
  const before = (await board.contacts()).get(name) ?? {}
  await board.noteContact(way, name, contactAfter(before, way, greeting, { ...heard, takeover }))
}

export async function membersOf(
  { board, machine }: Pick<GreetingPorts, 'board' | 'machine'>,
  { members, takeover }: GroupSettings,
): Promise<readonly Member[]> {
  const contacts = await board.contacts()
  return members.map(({ name }) => memberOf(name, contacts.get(name) ?? {}, machine(), takeover))
}
