/** Has a check changed where it may be: here, or at its home, another member of the group, whose answer counts here at once. */

import { type Edit, HomeTrouble } from '../../domain/peers/edit'
import type { AskedHome } from '../../domain/peers/group-ports'
import type { Check } from '../../domain/watch/check'
import type { Changed, CheckStore, Watched } from '../../domain/watch/ports'
import type { ApplyPage } from './apply-page'

/** The part of the store that changes checks. */
export type CheckEdits = Pick<
  CheckStore,
  'update' | 'updateUnless' | 'remove' | 'pause' | 'resume' | 'silence' | 'acknowledge'
>

export interface EditPorts {
  /** The checks of this watch. */
  readonly checks: CheckEdits & Pick<CheckStore, 'get'>
  /** Sends the change to the member with that id; ends in time. */
  readonly ask: (home: string, question: { readonly id: string; readonly edit: Edit }) => Promise<AskedHome>
  readonly apply: ApplyPage
  /** Removes a copy here alone. False: somebody was faster. */
  readonly forget: (copy: Watched) => Promise<boolean>
}

const MOST_RACES = 5

/** The end of the question to the home that is enough for a change here alone; absent: only an answer is. */
type Needs = 'no member' | 'nothing'

/**
 * A plan is changed at the home of its check alone; a copy whose home is a member no more can be removed here. Pauses, silences and acknowledgements are made there, too, so that all is
 * in one order; while the home does not answer they are made here, and get there by the log.
 *
 * @throws HomeTrouble of the calls: the home refuses a change of the plan, or does not answer
 */
export function createEditAtHome({ checks, ask, apply, forget }: EditPorts): CheckEdits {
  /** Undefined: it is changed here. */
  async function copyOf(id: string): Promise<(Watched & { readonly home: string }) | undefined> {
    const watched = await checks.get(id)
    const home = watched?.check.home
    return watched?.check.origin === 'peer' && home !== undefined ? { ...watched, home } : undefined
  }

  /** The answer of the home, already taken here; undefined: there is none, and that is as much as is needed. */
  async function atHome(
    { check, home }: { readonly check: Check; readonly home: string },
    edit: Edit,
    needs?: Needs,
  ): Promise<'done' | 'taken' | undefined> {
    const asked = await ask(home, { id: check.id, edit })
    if (asked.kind !== 'answer') {
      if (needs === 'nothing' || (needs === 'no member' && asked.kind === 'unknown')) return undefined
      throw asked.kind === 'silent' ? silentHome(asked.name) : unknownHome(home)
    }
    const { answer, name } = asked
    if (answer.kind === 'refused')
      throw new HomeTrouble(
        `this check stays as it was: ${name}, its home in the group, refuses the change: ${answer.reason}`,
        false,
      )
    await apply(home, [answer.entry])
    return answer.kind
  }

  async function changedHere(id: string, before: Watched): Promise<Changed> {
    // A check that is shared no more has no copy here.
    return { kind: 'changed', ...((await checks.get(id)) ?? before) }
  }

  async function touch(id: string, edit: Edit, here: () => Promise<Changed>): Promise<Changed> {
    const copy = await copyOf(id)
    if (copy === undefined || (await atHome(copy, edit, 'nothing')) === undefined) return await here()
    return await changedHere(id, copy)
  }

  return {
    update: async (id, changes, now) => {
      const copy = await copyOf(id)
      if (copy === undefined) return await checks.update(id, changes, now)
      await atHome(copy, { act: 'update', changes })
      return await changedHere(id, copy)
    },

    updateUnless: async (isTaken, id, changes, now) => {
      for (let race = 0; race < MOST_RACES; race++) {
        const copy = await copyOf(id)
        if (copy === undefined) return await checks.updateUnless(isTaken, id, changes, now)
        if (isTaken(copy.check)) return { kind: 'taken', ...copy }
        // With the options that this version does not know.
        const edit = { act: 'update', changes, expected: copy.check } as const
        if ((await atHome(copy, edit)) === 'done') return await changedHere(id, copy)
      }
      throw busyCheck()
    },

    remove: async id => {
      for (let race = 0; race < MOST_RACES; race++) {
        const copy = await copyOf(id)
        if (copy === undefined) return race === 0 ? await checks.remove(id) : 'removed'
        const answer = await atHome(copy, { act: 'remove' }, 'no member')
        if (answer !== undefined || (await forget(copy))) return 'removed'
      }
      throw busyCheck()
    },

    pause: (id, now) => touch(id, { act: 'pause' }, () => checks.pause(id, now)),
    resume: (id, now) => touch(id, { act: 'resume' }, () => checks.resume(id, now)),
    silence: (id, until) =>
      touch(id, { act: 'silence', ...(until !== undefined && { until }) }, () => checks.silence(id, until)),
    acknowledge: (id, by, now) =>
      touch(id, { act: 'acknowledge', ...(by !== undefined && { by }) }, () =>
        checks.acknowledge(id, by, now),
      ),
  }
}

function busyCheck(): HomeTrouble {
  return new HomeTrouble(
    'this check stays as it was: it is being changed at its home all the while; try again',
    true,
  )
}

function silentHome(name: string): HomeTrouble {
  return new HomeTrouble(
    `this check stays as it was: ${name}, its home in the group, does not answer, and it can be changed there alone; try again when ${name} answers, as the page Peers shows`,
    true,
  )
}

function unknownHome(home: string): HomeTrouble {
  return new HomeTrouble(
    `this check stays as it was: its home, the watch with the id ${home}, is no member of the group here, or has not answered since this watch started, and it can be changed there alone; change it there, or look at the page Peers`,
    false,
  )
}
