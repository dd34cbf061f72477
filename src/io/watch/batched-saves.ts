/** Changes of checks on their way to Redis: those of the same moment go together. */
import type { Door } from '../../domain/watch/doors'
import { listsOf } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { ROOM } from '../../domain/watch/room'
import { WAITING } from '../../domain/watch/waiting'
import {
  acknowledged,
  isForRequests,
  leaveOn,
  namesOf,
  REQUEST_TIMEOUT_MS,
  type Redis,
  within,
} from '../redis/client'
import type { Names } from '../redis/keys'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import { ofShards } from '../redis/shards'
import { inBatches } from './batches'
import { addArgs, type LogEntry, type NextState } from './change-args'
import { createAfterSave } from './keep-past'
import { doorKeys } from './listening'
import saveStatesLua from './save-states.lua' with { type: 'text' }
import versionLua from './version.lua' with { type: 'text' }
import writeStateLua from './write-state.lua' with { type: 'text' }

/** Signals, bodies and flips that are kept of each check. Signals are cut back only every now and then. */
export const KEPT = { signals: 100, bodies: 5, flips: 100 } as const

const NONE: readonly string[] = []

/** Milliseconds for which the share of the memory counts as known. */
const SHARE_MS = 100

/** 1: stored; [plan, state]: as they are, since the version is another one; 0: there is no such check. */
export type SaveResult = 1 | 0 | [plan: string, state: string]

/** `before`: the check as it was read; where it has changed since, nothing is stored. */
export type Save = (before: Watched, next: NextState, entry?: LogEntry) => Promise<SaveResult>

/** The error of one change in a batch, named as the client names an error of Redis. */
class ReplyError extends Error {
  override name = 'ReplyError'
}

function refusalOf(connection: Redis, message: string): ReplyError {
  const error = new ReplyError(message)
  leaveOn(connection, error)
  return error
}

interface PendingSave {
  readonly before: Watched
  readonly next: NextState
  readonly entry: LogEntry | undefined
  /** The moment at which it was given, on the clock of `performance`. */
  readonly since: number
  resolve(result: SaveResult): void
  reject(error: Error): void
}

/** Whether the check is as this change has left it: a worker's command whose answer was lost with the connection is sent again. */
function isOwn(result: SaveResult, { version }: NextState): boolean {
  return Array.isArray(result) && result[1].startsWith(`${version}|`)
}

/** The keys of save-states.lua, and its arguments that stand before the changes. */
function inCommon({ watch, messages }: Names, { takers, heard }: ReturnType<typeof doorKeys>) {
  const { states, deadlines, outbox, plans, unpinged, pinged } = watch
  return {
    keys: [states, deadlines, outbox, plans, unpinged, pinged, takers, heard],
    args: [
      watch.log(''),
      watch.bodies(''),
      watch.flips(''),
      KEPT.signals,
      KEPT.bodies,
      KEPT.flips,
      WAITING.signals,
      WAITING.flips,
      ROOM.bodies,
      ROOM.history,
      ROOM.checkIns,
      messages.wake,
      messages.changed,
    ],
  }
}

/**
 * The changes of all checks, whether they are divided or not.
 *
 * @param taker the name of the process that takes check-ins of that part, while there are several; else empty
 */
export function openSaves(
  connection: Redis,
  taker: (shard: Redis) => string = () => '',
  door: Door = 'web',
): Save {
  const saves = ofShards(connection, shard => createSave(shard, () => taker(shard), door))
  const [only] = saves.all as [Save]
  return saves.all.length === 1 ? only : (before, ...rest) => saves.of(before.check.id)(before, ...rest)
}

/**
 * Each change stands or falls by itself, whatever it goes together with.
 *
 * @param taker the name of the process that takes these check-ins, while there are several; else empty
 */
export function createSave(connection: Redis, taker: () => string = () => '', door: Door = 'web'): Save {
  // A change that failed has the text of its error as its result.
  const run = defineScript<[share: string, ...results: (SaveResult | string)[]]>(
    connection,
    memoryShareLua + versionLua + writeStateLua + saveStatesLua,
  )
  const { watch } = namesOf(connection)
  const afterSave = createAfterSave(connection)
  const common = inCommon(namesOf(connection), doorKeys(connection, door))
  let share = { text: '', at: Number.NEGATIVE_INFINITY }
  const hasLimit = isForRequests(connection)
  const batches = inBatches(call)

  /** All of a batch have one timer, for the one that waits longest. */
  function inTime<T>([first]: readonly PendingSave[], sent: Promise<T>): Promise<T> {
    if (!hasLimit || first === undefined) return sent
    return within(REQUEST_TIMEOUT_MS - (performance.now() - first.since), sent)
  }

  /** The keys of the lists in which the place of its check changes. */
  function listsIn({ before: { check, state: before }, next: { state } }: PendingSave): readonly string[] {
    // It moves with its status only.
    const moves = state.status !== before.status || state.since !== before.since
    return moves ? listsOf(check).map(watch.list) : NONE
  }

  /** Adds the keys of its check alone that it writes: the script finds them by the id, and in a Cluster they have to be named all the same. */
  function addOwnKeys(keys: string[], { before: { check }, next: { flips }, entry }: PendingSave): void {
    if (entry?.signal) keys.push(watch.log(check.id))
    if (entry?.body) keys.push(watch.bodies(check.id))
    if (flips.length > 0) keys.push(watch.flips(check.id))
  }

  async function call(batch: readonly PendingSave[]): Promise<() => void> {
    try {
      const keys = [...common.keys]
      const heardAt = batch.reduce((latest, { entry }) => Math.max(latest, entry?.heardAt ?? 0), 0)
      const asked = performance.now()
      const recentShare = asked - share.at < SHARE_MS ? share.text : ''
      const args = [...common.args, taker(), heardAt > 0 ? `${heardAt}` : '', recentShare]
      for (const change of batch) {
        const lists = listsIn(change)
        addArgs(args, change.before, change.next, change.entry, [keys.length + 1, lists.length])
        keys.push(...lists)
        addOwnKeys(keys, change)
      }
      const [now, ...results] = await inTime(batch, acknowledged(connection, run(keys, args)))
      if (now !== '') share = { text: now, at: asked }
      return () => {
        batch.forEach(({ next, resolve, reject }, index) => {
          const result = results[index] ?? 0
          if (typeof result === 'string') reject(refusalOf(connection, result))
          else resolve(isOwn(result, next) ? 1 : result)
        })
      }
    } catch (error) {
      // The waiting ones fail, too: otherwise they would pile up behind a server that hangs, and be stored long after their senders gave up.
      const failed = [...batch, ...batches.withdraw()]
      return () => {
        for (const { reject } of failed) reject(error as Error)
      }
    }
  }

  return (before, next, entry) =>
    new Promise((resolve, reject) => {
      const settle = (result: SaveResult) => {
        if (result === 1) afterSave(before.check, next.state, next.flips, Boolean(entry?.signal))
        resolve(result)
      }
      batches.add({ before, next, entry, since: performance.now(), resolve: settle, reject })
    })
}
