/** Brings news to the members that cannot ask for them: one direction between two of them is enough. */

import { type Cursor, silenceOf } from '../../domain/peers/group'
import type { GroupCopies, GroupSettings } from '../../domain/peers/group-ports'
import type { Peer } from '../../domain/peers/peer'
import type { Clock } from '../../domain/time/clock'
import { type AnswerPorts, PAGE_ENTRIES } from './answer-member'
import { againOf, createFollowEach } from './follow-each'
import type { FollowPorts } from './follow-members'
import { greetingOf, wayOf } from './group-messages'

export interface PushPorts
  extends Pick<
    FollowPorts,
    'board' | 'pingKey' | 'machine' | 'settings' | 'ask' | 'ages' | 'onError' | 'idle'
  > {
  readonly copies: Pick<GroupCopies, 'entries'>
  /** The log of this program. */
  readonly log: AnswerPorts['log']
  readonly now: Clock
}

export function createPushNews(ports: PushPorts) {
  const { board, machine, settings, ask, ages, copies, log, now, onError, idle } = ports

  /** Whether the member answers, and has not asked although it had the time to. */
  async function isOneWay({ takeover }: GroupSettings, { name }: Peer): Promise<boolean> {
    const { in: asked, out: answered } = (await board.contacts()).get(name) ?? {}
    const silence = silenceOf(takeover)
    const isFresh = (moment: number | undefined) => moment !== undefined && machine() - moment < silence
    return isFresh(answered?.at) && !isFresh(answered?.since) && !isFresh(asked?.at)
  }

  /** Returns the place up to which the member has the log then; undefined: it did not answer. */
  async function push(
    group: GroupSettings,
    member: Peer,
    from: Cursor | undefined,
  ): Promise<Cursor | undefined> {
    const { ids, ...part } = (await log()).after(from, PAGE_ENTRIES)
    const [at, last] = [machine(), ages.last(member.name)]
    const entries = await copies.entries(ids, now())
    const [greeting, place] = await Promise.all([
      greetingOf(ports, group, member.name),
      board.cursor('out', member.name),
    ])
    const question = {
      ...greeting,
      hold: 0,
      ...(place && { from: place }),
      push: { at, entries, ...part },
      ...(last && { last }),
    }
    return (await ask(member, question, wayOf(group.takeover)))?.answer.yours
  }

  return createFollowEach({ settings, onError, idle }, () => {
    let place: Cursor | undefined
    return async (group, member) => {
      const again = againOf(group.takeover)
      const from = place
      place = undefined
      if (!(await isOneWay(group, member))) {
        await idle(again)
        return
      }
      if (from !== undefined) {
        const news = await log()
        await news.changed(from, again)
        if (news.after(from, 1).ids.length === 0) {
          place = from
          return
        }
      }
      place = await push(group, member, from)
      if (place === undefined) await idle(again)
    }
  })
}
