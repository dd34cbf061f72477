/** The past of checks beyond their last records, summed up before these go: a write for many records, and none at rest. */
import { localDayOf, startOfDay } from '../../domain/time/local-days'
import type { Check } from '../../domain/watch/check'
import type { Flip } from '../../domain/watch/flip'
import type { HourOfTimes } from '../../domain/watch/response-times'
import { ROOM } from '../../domain/watch/room'
import type { CheckState } from '../../domain/watch/state'
import { SUMMED_EVERY, withFlips } from '../../domain/watch/status-days'
import { LEVELS, NO_TIMES, summedUp, type TookTime, withTimes } from '../../domain/watch/time-levels'
import { namesOf, type Redis } from '../redis/client'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import { readAway } from './away'
import { decodeSignal } from './codec'
import keepPastLua from './keep-past.lua' with { type: 'text' }
import { decodeDays, decodeTimes, encodeDays, encodeTimes } from './past-codec'

/** Of a log of a hundred signals so many are summed up at once. */
export const TIMES_SUMMED_EVERY = 40

/** Stores under a key, unless another number than the expected one stands there. Returns whether it was stored. */
type Keep = (key: string, expected: number | undefined, value: Buffer) => Promise<boolean>

export function createKeep(connection: Redis): Keep {
  const run = defineScript<0 | 1>(connection, memoryShareLua + keepPastLua)
  return async (key, expected, value) => (await run([key], [`${expected ?? ''}`, value, ROOM.history])) === 1
}

/** Adds times, by their rising numbers, to those that are kept under a key. */
export async function addTimes(
  connection: Redis,
  keep: Keep,
  key: string,
  times: readonly (TookTime & { readonly n: number })[],
): Promise<void> {
  const kept = decodeTimes(await connection.getBuffer(key))
  const fresh = times.filter(({ n }) => n > (kept?.cursor ?? 0))
  if (fresh.length === 0) return
  const cursor = Math.max(...fresh.map(({ n }) => n))
  const levels = withTimes(kept?.levels ?? NO_TIMES, fresh)
  await keep(key, kept?.cursor, encodeTimes({ cursor, levels }))
}

/**
 * Adds the days of a probe's hours that are over, each once.
 *
 * @param today see `localDayOf`
 */
export async function addDays(
  connection: Redis,
  keep: Keep,
  key: string,
  hours: readonly HourOfTimes[],
  today: number,
): Promise<void> {
  const kept = decodeTimes(await connection.getBuffer(key))
  const dayOf = ({ at }: HourOfTimes) => localDayOf(at)
  const fresh = hours.filter(hour => dayOf(hour) > (kept?.cursor ?? 0) && dayOf(hour) < today)
  if (fresh.length === 0) return
  const days = summedUp(
    fresh.map(hour => ({ ...hour, count: 1 })),
    at => startOfDay(localDayOf(at)),
  )
  const coarse = [...(kept?.levels.coarse ?? []), ...days]
  const first = (days.at(-1)?.at ?? 0) - LEVELS.coarse.keptMs
  const levels = { ...NO_TIMES, coarse: coarse.filter(({ at }) => at >= first) }
  await keep(key, kept?.cursor, encodeTimes({ cursor: Math.max(...fresh.map(dayOf)), levels }))
}

/** Sees each stored change of a check. */
export type AfterSave = (check: Check, state: CheckState, flips: readonly Flip[], isLogged: boolean) => void

/**
 * Sums up, one check after the other, while nobody waits for it. What a dead process or a lost connection leaves undone is
 * done with the next records: the last hundred are still there.
 */
export function createAfterSave(connection: Redis): AfterSave {
  const { watch } = namesOf(connection)
  const keep = createKeep(connection)
  const due = new Map<string, () => Promise<unknown>>()
  let isWorking = false

  async function sumUpTimes({ id }: Check): Promise<void> {
    const log = await connection.lrange(watch.log(id), 0, -1)
    const signals = log.map(decodeSignal).reverse()
    const times = signals.flatMap(({ n, at, duration }) =>
      duration === undefined ? [] : [{ n, at, took: duration }],
    )
    await addTimes(connection, keep, watch.runTimes(id), times)
  }

  async function sumUpDays(check: Check, state: CheckState): Promise<void> {
    const key = watch.statusDays(check.id)
    const [stored, texts, away] = await Promise.all([
      connection.getBuffer(key),
      connection.lrange(watch.flips(check.id), 0, -1),
      readAway(connection, check, state),
    ])
    const kept = decodeDays(stored)
    const flips = texts.map(text => JSON.parse(text) as Flip)
    const next = withFlips(kept, flips, check.createdAt, away)
    if (next !== undefined && next !== kept) await keep(key, kept?.seq, encodeDays(next))
  }

  async function work(): Promise<void> {
    isWorking = true
    for (const [name, sumUp] of due) {
      due.delete(name)
      await sumUp().catch(() => {}) // The connection reports its own troubles.
    }
    isWorking = false
  }

  return (check, state, flips, isLogged) => {
    if (check.waits) return
    if (flips.some(({ seq }) => seq % SUMMED_EVERY === 0))
      due.set(`days ${check.id}`, () => sumUpDays(check, state))
    const hasTimes = check.probe === undefined && state.lastDuration !== undefined
    if (isLogged && hasTimes && state.signals % TIMES_SUMMED_EVERY === 0)
      due.set(`times ${check.id}`, () => sumUpTimes(check))
    if (due.size > 0 && !isWorking) setImmediate(() => isWorking || void work())
  }
}
