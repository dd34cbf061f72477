/** Answers another member of the group: with the news of this watch, as soon as there is some. */

import type { Greeting, GroupAnswer, GroupQuestion, Page } from '../../domain/peers/group'
import type { GroupCopies, GroupSettings } from '../../domain/peers/group-ports'
import type { Clock } from '../../domain/time/clock'
import type { ApplyPage } from './apply-page'
import { type GreetingPorts, greetingOf, noteDutyOf, noteHeard, wayOf } from './group-messages'
import { createPageAges } from './page-ages'

export interface AnswerPorts extends GreetingPorts {
  readonly settings: () => Promise<GroupSettings | undefined>
  readonly copies: Pick<GroupCopies, 'entries'>
  readonly apply: ApplyPage
  /** The log, with all checks that there are. */
  readonly log: () => Promise<{
    after(
      from: GroupQuestion['from'],
      most: number,
    ): Omit<Page, 'entries'> & { readonly ids: readonly string[] }
    changed(from: Page['next'], withinMs: number): Promise<void>
  }>
  readonly now: Clock
}

/**
 * Checks in one answer: some fifty kilobytes, and less than `GROUP_BODY_LIMIT` where all of them are down with output that
 * cannot be packed.
 */
export const PAGE_ENTRIES = 250
/** Milliseconds. A question waits no longer, whatever it wishes. */
const LONGEST_HOLD_MS = 60_000

interface Brought {
  readonly name: string
  readonly id: string
  /** By the machine's clock. */
  readonly arrived: number
  readonly push: Page
  readonly last: GroupQuestion['last'] | undefined
}

export type AnswerMember = (
  name: string,
  id: string,
  question: GroupQuestion,
) => Promise<GroupAnswer | undefined>

/** The returned function returns undefined for a peer that is no member. */
export function createAnswerMember(ports: AnswerPorts): AnswerMember {
  const { board, settings, copies, apply, log, machine, now } = ports
  const ages = createPageAges(machine)
  /** By members, what they said last of themselves, and when: a question whose news take long is noted after later ones. */
  const newest = new Map<string, { readonly greeting: Greeting; readonly at: number }>()

  async function pageAfter({ from, hold }: GroupQuestion): Promise<Page> {
    const known = await log()
    const end = machine() + Math.min(hold, LONGEST_HOLD_MS)
    let place = from
    for (;;) {
      const { ids, ...part } = known.after(place, PAGE_ENTRIES)
      const at = machine()
      const entries = await copies.entries(ids, now())
      if (entries.length > 0 || part.isMore || part.isFirst || machine() >= end)
        return { at, entries, ...part }
      place = part.next
      await known.changed(part.next, Math.max(1, end - machine()))
    }
  }

  /**
   * Takes a page that was brought. One that may have been on its way for long is not taken: its sender learns that by the
   * place, and brings it once more. Returns the moment at which this watch had all that the member has, where it is known.
   */
  async function takePush({ takeover }: GroupSettings, brought: Brought): Promise<number | undefined> {
    const { name, id, arrived, push, last } = brought
    const { epoch } = (await log()).after(undefined, 0).next
    // A page of another program of this watch may have been read by another machine's clock.
    const heard =
      last?.epoch === epoch && push.at !== undefined
        ? { own: last.at, theirs: push.at - last.ago }
        : undefined
    const age = ages.ageOf(name, push, { arrived, heard }, wayOf(takeover))
    if (age === undefined) return undefined
    await apply(id, push.entries, age)
    await board.noteCursor('in', name, push.next)
    return push.isMore ? undefined : machine() - age()
  }

  return async (name, id, question) => {
    const group = await settings()
    if (group === undefined || !group.members.some(member => member.name === name)) return undefined
    const { push, last, ...greeting } = question
    const heard = { greeting, at: machine() }
    newest.set(name, heard)
    await noteDutyOf(question, ports)
    const wholeAt = push && (await takePush(group, { name, id, arrived: heard.at, push, last }))
    const said = newest.get(name) ?? heard
    await noteHeard(ports, group, said.greeting, { way: 'in', name, id, at: said.at, wholeAt })
    const page = await pageAfter(question)
    const [own, yours] = await Promise.all([greetingOf(ports, group, name), board.cursor('in', name)])
    return { ...own, page, ...(yours && { yours }) }
  }
}
