/** The heartbeats' round trips of a year: those of the history, and what was summed up of the ones before. */
import { HEARTBEATS_KEPT } from '../../domain/heartbeat/heartbeat'
import { roundTripsOf } from '../../domain/heartbeat/round-trips'
import { slotStart } from '../../domain/time/slot'
import type { PastTimes } from '../../domain/watch/past'
import { NO_TIMES, withTimes } from '../../domain/watch/time-levels'
import { namesOf, type Redis } from '../redis/client'
import { addTimes, createKeep } from '../watch/keep-past'
import { decodeTimes } from '../watch/past-codec'
import type { ReadHistory } from './history'

/** Slots: six hours. The history holds a day and more. */
const SUMMED_EVERY = 72

/** Returns a function that notes the slot of each heartbeat, and sums the ended ones up a few times a day. */
export function createRoundTrips(connection: Redis, history: ReadHistory): (slot: number) => Promise<void> {
  const keep = createKeep(connection)
  const key = namesOf(connection).heartbeats.roundTrips
  let last: number | undefined
  return async slot => {
    const period = Math.floor(slot / SUMMED_EVERY)
    if (period === last) return
    last = period
    const kept = decodeTimes(await connection.getBuffer(key))
    if (kept !== undefined && kept.cursor >= slotStart(period * SUMMED_EVERY)) return
    const trips = roundTripsOf(await history(HEARTBEATS_KEPT))
    await addTimes(
      connection,
      keep,
      key,
      trips.map(trip => ({ ...trip, n: trip.at })),
    )
  }
}

export async function readRoundTrips(
  connection: Redis,
  history: ReadHistory,
  now: number,
): Promise<PastTimes> {
  const [stored, records] = await Promise.all([
    connection.getBuffer(namesOf(connection).heartbeats.roundTrips),
    history(HEARTBEATS_KEPT),
  ])
  const kept = decodeTimes(stored)
  const trips = roundTripsOf(records)
  const levels = withTimes(
    kept?.levels ?? NO_TIMES,
    trips.filter(({ at }) => at > (kept?.cursor ?? 0)),
  )
  const since = (days: number) => (each: { readonly at: number }) =>
    each.at > now - days * 86_400_000 && each.at <= now
  const single = trips.map(({ at, took }) => ({ at, count: 1, min: took, median: took, max: took }))
  return {
    day: single.filter(since(1)),
    month: levels.middle.filter(since(30)),
    year: levels.coarse.filter(since(366)),
  }
}
