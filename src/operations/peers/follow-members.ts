/** Follows the logs of the other members: each is asked for its news, and answers when it has some. */

import { type Cursor, type GroupAnswer, type GroupQuestion, holdOf, isSilent } from '../../domain/peers/group'
import type { GroupCopies, GroupSettings } from '../../domain/peers/group-ports'
import { type LogWalk, walkedOn } from '../../domain/peers/log-walk'
import type { Peer } from '../../domain/peers/peer'
import type { ApplyPage } from './apply-page'
import { againOf, createFollowEach, type EachPorts } from './follow-each'
import { type GreetingPorts, greetingOf, membersOf, noteDutyOf, noteHeard, wayOf } from './group-messages'
import type { PageAges } from './page-ages'

export interface FollowPorts extends GreetingPorts, EachPorts {
  /** The answer, and the id of the answerer; undefined: none in time. */
  readonly ask: (
    member: Peer,
    question: GroupQuestion,
    deadlineMs: number,
  ) => Promise<{ readonly id: string; readonly answer: GroupAnswer } | undefined>
  readonly copies: Pick<GroupCopies, 'copiesOf' | 'read' | 'remove'>
  readonly apply: ApplyPage
  readonly ages: PageAges
}

/** A page that was asked for before the one that stands before it was taken. */
interface Ahead {
  asked?: {
    readonly from: Cursor
    readonly began: number
    readonly answered: ReturnType<FollowPorts['ask']>
  }
}

export function createFollowMembers(ports: FollowPorts) {
  const { board, settings, ask, copies, apply, ages, machine, onError, idle } = ports
  /** By members, while their logs are followed from the beginning. */
  const walks = new Map<string, LogWalk>()
  /** By members, their last answers: one whose news take long is noted after later ones. */
  const newest = new Map<string, GroupAnswer>()
  let last: { readonly began: number; readonly done: Promise<ReadonlySet<string>> } | undefined

  /**
   * Sends a question, and takes the answer. Returns whether it has to be asked again at once; undefined: no answer.
   *
   * @param ahead where the next page is asked for while this one is taken
   */
  async function exchange(
    group: GroupSettings,
    member: Peer,
    hold: number,
    ahead?: Ahead,
  ): Promise<boolean | undefined> {
    const { name } = member
    const [greeting, from] = await Promise.all([greetingOf(ports, group, name), board.cursor('out', name)])
    const question = { ...greeting, hold, ...(from && { from }) }
    const asking = (one: GroupQuestion) => ({
      began: machine(),
      answered: ask(member, one, one.hold + wayOf(group.takeover)).then(answered => {
        if (answered) newest.set(name, answered.answer)
        return answered
      }),
    })
    const early = isSamePlace(ahead?.asked?.from, from) ? ahead?.asked : undefined
    const { began, answered: answering } = early ?? asking(question)
    if (ahead) delete ahead.asked
    const answered = await answering
    if (answered === undefined) return undefined
    const arrived = machine()
    const { id, answer } = answered
    await noteDutyOf(answer, ports)
    const { at: read, entries, next, isMore } = answer.page
    const heard = read === undefined ? undefined : { own: began, theirs: read }
    const age = ages.ageOf(name, answer.page, { arrived, heard }, wayOf(group.takeover))
    if (age === undefined) {
      await noteHeard(ports, group, answer, { way: 'out', name, id, at: arrived })
      return true
    }
    if (ahead && isMore) {
      const { began: at, answered: coming } = asking({ ...question, hold: 0, from: next })
      // It may be that nobody waits for it.
      ahead.asked = { from: next, began: at, answered: coming.catch(() => undefined) }
    }
    await apply(id, entries, age)
    const walk = walkedOn(walks.get(name), from, answer.page)
    if (walk) walks.set(name, walk)
    if (walk && !isMore) {
      walks.delete(name)
      await forgetOthers(id, walk)
    }
    if (!isSamePlace(from, next)) await board.noteCursor('out', name, next)
    const at = machine()
    await noteHeard(ports, group, newest.get(name) ?? answer, {
      way: 'out',
      name,
      id,
      at,
      wholeAt: isMore ? undefined : hold === 0 ? began : at,
      // Another answer has waited, for news or for the page before it.
      took: hold === 0 && early === undefined ? at - began : undefined,
    })
    return isMore
  }

  /** Removes copies of checks that the member, their home, no longer has: its whole log was followed from its beginning. */
  async function forgetOthers(id: string, { ids }: LogWalk): Promise<void> {
    // A member that lost its data has none to show, and may get them back.
    if (ids.size === 0) return
    const gone = (await copies.copiesOf(id)).filter(one => !ids.has(one))
    for (const { watched } of (await copies.read(gone)).values()) if (watched) await copies.remove(watched)
  }

  const each = createFollowEach({ settings, onError, idle }, () => {
    let hold = 0
    const ahead: Ahead = {}
    return async (group, member) => {
      const held = hold
      hold = 0
      const more = await exchange(group, member, held, ahead)
      if (more === false) hold = holdOf(group.takeover)
      if (more === undefined) await idle(againOf(group.takeover))
    }
  })

  /** Silent members are asked only where all are silent: they would be waited for in vain, and their loops ask them anyway. */
  async function syncAll(group: GroupSettings): Promise<ReadonlySet<string>> {
    const end = machine() + wayOf(group.takeover)
    const whole = new Set<string>()
    const known = await membersOf(ports, group)
    const alive = known.flatMap(member => (isSilent(member, group.takeover) ? [] : [member.name]))
    const asked = group.members.filter(({ name }) => alive.length === 0 || alive.includes(name))
    await Promise.all(
      asked.map(async member => {
        // Each answer has at most a page.
        for (let more: boolean | undefined = true; more && machine() < end; ) {
          more = await exchange(group, member, 0).catch(() => undefined)
          if (more === false) whole.add(member.name)
        }
      }),
    )
    return whole
  }

  return {
    ...each,
    /**
     * Has all that the members that answer had at that moment (of the machine's clock). Ends in time, and returns the names of
     * these members.
     */
    sync: async (since: number): Promise<ReadonlySet<string>> => {
      const group = await settings()
      if (group === undefined) return new Set()
      if (last === undefined || last.began < since) last = { began: machine(), done: syncAll(group) }
      return await last.done
    },
  }
}

function isSamePlace(one: Cursor | undefined, other: Cursor | undefined): boolean {
  return one?.epoch === other?.epoch && one?.seq === other?.seq
}
