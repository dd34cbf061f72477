/** Whole checks, with their plans: created, changed and removed in one step each, unless somebody was faster. */
import { looksAtTheSame } from '../../domain/probes/probe'
import { belongsInBackup, type Check } from '../../domain/watch/check'
import { newState } from '../../domain/watch/check-state'
import { replan } from '../../domain/watch/interventions'
import { BY_NAME, entryOf, listsOf } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { ROOM } from '../../domain/watch/room'
import type { DueAfter } from '../../domain/watch/schedule'
import { searchEntryOf } from '../../domain/watch/search-text'
import { type Change, type CheckState, deadlineHere } from '../../domain/watch/state'
import { WAITING } from '../../domain/watch/waiting'
import { acknowledged, namesOf, type Redis } from '../redis/client'
import type { Names } from '../redis/keys'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import revisionLua from '../redis/revision.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import { KEPT } from './batched-saves'
import { type NextState, nextVersion } from './change-args'
import { encodeState } from './codec'
import eraseCheckLua from './erase-check.lua' with { type: 'text' }
import { registriesOf } from './list-keys'
import listsLua from './lists.lua' with { type: 'text' }
import { requestReview } from './outbox'
import removeCheckLua from './remove-check.lua' with { type: 'text' }
import savePlanLua from './save-plan.lua' with { type: 'text' }
import slugsLua from './slugs.lua' with { type: 'text' }
import versionLua from './version.lua' with { type: 'text' }
import waitingLua from './waiting.lua' with { type: 'text' }
import writeStateLua from './write-state.lua' with { type: 'text' }

export interface PlanSaves {
  /** Undefined when somebody was faster, or when a condition does not hold. */
  create(check: Check, now: number, condition?: CreateCondition): Promise<Watched | undefined>
  /** Counts the changes of plans, in the part of this id, and of what else the copy outside Redis has. */
  revision(id: string): Promise<string>
  /** Undefined when somebody was faster. */
  replace(
    before: Watched,
    check: Check,
    now: number,
    dueAfterOf: (check: Check) => DueAfter,
  ): Promise<Watched | undefined>
  /** False when somebody was faster. */
  remove(watched: Watched): Promise<boolean>
}

/** Holds in the same step in which the check is created. */
export interface CreateCondition {
  readonly slugMustBeFree?: true
  /** The state in which it begins; absent: a new one. */
  readonly begun?: Change
  /** No plan in its part was created or changed since this was the revision. */
  readonly revisionBefore?: string
}

/** Of a part of the checks, where they are divided. */
export interface Division {
  readonly shards: number
  /** Called with checks that had to go for others: the index of slugs is not theirs alone. */
  onErased(erased: readonly { readonly id: string; readonly slug: string }[]): void
}

/** Stands before every script that can remove checks. */
export const ERASING_LUA = versionLua + slugsLua + eraseCheckLua + waitingLua

/** The keys and the first arguments of such a script. */
export function erasing({ watch, messages }: Names) {
  const { states, deadlines, plans, slugs, waiting, unpinged, pinged, waitingAccount } = watch
  return {
    keys: [states, deadlines, plans, slugs, waiting, unpinged, pinged, waitingAccount],
    args: [watch.log(''), watch.bodies(''), watch.flips(''), watch.times(''), messages.changed],
  }
}

/** Ids and slugs in turns, as scripts return them. */
export function erasedIn(flat: readonly string[]): { readonly id: string; readonly slug: string }[] {
  return flat.flatMap((id, at) => (at % 2 === 0 ? [{ id, slug: flat[at + 1] ?? '' }] : []))
}

/** The keys of these checks alone. Scripts find them by the ids; in a Cluster they have to be named all the same, behind the others. */
export function keysOfChecks({ watch }: Names, ids: readonly string[]): string[] {
  const { log, bodies, flips, times, runTimes, statusDays, notes, noted } = watch
  const lists = [log, bodies, flips, times, runTimes, statusDays, notes]
  return ids.flatMap(id => [...lists.map(key => key(id)), noted])
}

/** The word of save-plan.lua for a check that waits no more. */
function adopted({ status }: CheckState): string {
  return status === 'down' ? 'adopted down' : 'adopted'
}

/** Checks that a new one which waits may push out at once. */
const PUSHED_OUT = 50

export function createPlanSaves(connection: Redis, division?: Division): PlanSaves {
  const names = namesOf(connection)
  const { messages, backup, backupChanged } = names
  const { outbox, list } = names.watch
  const erased = erasing(names)
  const registries = registriesOf(names)
  const runSave = defineScript<1 | string[] | null>(
    connection,
    ERASING_LUA + memoryShareLua + listsLua + writeStateLua + revisionLua + savePlanLua,
  )
  const runRemove = defineScript<1 | null>(connection, ERASING_LUA + listsLua + revisionLua + removeCheckLua)

  /** The checks that may have to go for a new one that waits. */
  async function replaceable(now: number): Promise<readonly string[]> {
    const { unpinged, pinged } = names.watch
    const found = await Promise.all([
      connection.zrangebyscore(unpinged, '-inf', now - WAITING.unpingedMs),
      connection.zrange(unpinged, '0', `${PUSHED_OUT}`),
      connection.zrange(pinged, '0', `${PUSHED_OUT}`),
    ])
    return [...new Set(found.flat())]
  }

  /** Without `before` the check is new. */
  async function save(
    check: Check,
    { version, state, flips }: NextState,
    now: number,
    { before, slugMustBeFree, revisionBefore = '' }: CreateCondition & { readonly before?: Watched } = {},
  ): Promise<Watched | undefined> {
    const { id, slug, waits } = check
    const isNew = before === undefined
    const left = before === undefined ? [] : listsOf(before.check)
    const joined = listsOf(check)
    const others = waits && isNew ? await replaceable(now) : []
    const keys = [
      ...erased.keys,
      outbox,
      backup.mark,
      ...registries.keys,
      list(BY_NAME),
      ...[...left, ...joined].map(list),
    ]
    const sent = runSave(
      [...keys, ...keysOfChecks(names, [...others, id])],
      [
        ...erased.args,
        messages.wake,
        KEPT.flips,
        id,
        before?.version ?? '',
        encodeState(version, state),
        `${deadlineHere(state) ?? ''}`,
        JSON.stringify(check),
        // Where checks are divided, the index of slugs is kept apart.
        division ? '' : slug,
        division ? '' : (before?.check.slug ?? ''),
        slugMustBeFree ? '1' : '',
        ROOM.history,
        waits && isNew ? WAITING.held : '',
        WAITING.budget / (division?.shards ?? 1),
        now,
        WAITING.unpingedMs,
        waits ? 'waits' : before?.check.waits ? adopted(state) : '',
        belongsInBackup(check) ? backupChanged : '',
        revisionBefore,
        check.probe || before?.check.probe ? messages.probes : '',
        before && !looksAtTheSame(before.check.probe, check.probe) ? '1' : '',
        messages.plans,
        before === undefined ? '' : entryOf(before),
        entryOf({ check, state }),
        before === undefined || before.check.waits ? '' : searchEntryOf(before.check),
        waits ? '' : searchEntryOf(check),
        left.length,
        joined.length,
        ...registries.starts,
        division ? '1' : '',
        ...flips.map(flip => JSON.stringify(flip)),
      ],
    )
    const saved = await acknowledged(connection, sent)
    if (saved === null) return undefined
    if (division && Array.isArray(saved)) division.onErased(erasedIn(saved))
    return { check, state, version }
  }

  return {
    create: (check, now, condition) => {
      // The version begins at the time: a check that is created again under its old id never repeats one.
      const fresh = { version: `${now}`, ...(condition?.begun ?? { state: newState(now, check), flips: [] }) }
      return save(check, fresh, now, condition)
    },

    revision: async () => (await connection.hget(backup.mark, 'revision')) ?? '0',

    replace: async (before, check, now, dueAfterOf) => {
      const { state, flips } = replan(before, check, now, dueAfterOf(check))
      const next = { version: nextVersion(before.version), state, flips }
      const saved = await save(check, next, now, { before })
      // A channel that a check gets while it is down is notified of the incident.
      if (saved && state.status === 'down') await requestReview(connection, check.id)
      return saved
    },

    remove: async ({ check, state, version }) => {
      const probes = check.probe ? messages.probes : ''
      const lists = listsOf(check).map(list)
      const fixed = [...erased.keys, outbox, backup.mark, ...registries.keys, list(BY_NAME)]
      const keys = [...fixed, ...lists, ...keysOfChecks(names, [check.id])]
      const counted = belongsInBackup(check) ? backupChanged : ''
      const place = [entryOf({ check, state }), searchEntryOf(check), ...registries.starts]
      const args = [...erased.args, check.id, version, division ? '' : check.slug, counted, probes, ...place]
      return (await acknowledged(connection, runRemove(keys, args))) === 1
    },
  }
}
