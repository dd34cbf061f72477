/** Response times in Redis: small, bounded, and written a few times an hour. */
import { looksAtTheSame, type Probe } from '../../domain/probes/probe'
import { localDayOf } from '../../domain/time/local-days'
import {
  medianOf,
  type ResponseTimes,
  TIMES_KEPT,
  timeOfWord,
  wordOfTime,
} from '../../domain/watch/response-times'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { ofShards, shardOf } from '../redis/shards'
import keepLooksLua from './keep-looks.lua' with { type: 'text' }
import { addDays, createKeep } from './keep-past'

const NONE: Quiet = { has: () => false, isOver: true }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Bytes before the minutes: the number of the last one as text. */
const HEADER = 8
const HOURS_AT = HEADER + TIMES_KEPT.minutes * 2

export interface Quiet {
  has(id: string): boolean
  /** Their times are to be on the disk now. */
  readonly isOver: boolean
}

export interface TimeRings {
  /** Notes a time in this process's memory; `flush` writes it. Those of a probe that looked at something else are forgotten. */
  note(id: string, probe: Probe, at: number, took: number): void
  /** Returns the checks that have times to be written. */
  pending(): string[]
  /**
   * Writes all that was noted, and the states of checks as Redis' memory has them, with one sync of the disk.
   *
   * @param isPresent whether the check still looks at the same as this probe; otherwise its times are forgotten
   * @param states the ids of these checks
   * @param quiet the checks whose times go to Redis' memory alone, and those whose times did before
   */
  flush(
    isPresent: (id: string, probe: Probe) => boolean,
    states?: readonly string[],
    quiet?: Quiet,
  ): Promise<void>
}

export function openTimeRings(connection: Redis): TimeRings {
  const rings = ofShards(connection, openRingsOfShard)
  const [only] = rings.all as [TimeRings]
  if (rings.all.length === 1) return only
  return {
    note: (id, probe, at, took) => rings.of(id).note(id, probe, at, took),
    pending: () => rings.all.flatMap(each => each.pending()),
    flush: async (isPresent, states = [], quiet = NONE) =>
      void (await Promise.all(
        rings.all.map(each => {
          const own = states.filter(id => rings.of(id) === each)
          return each.flush(isPresent, own, quiet)
        }),
      )),
  }
}

function openRingsOfShard(connection: Redis): TimeRings {
  const runKeep = defineScript<1>(connection, keepLooksLua)
  const keep = createKeep(connection)
  /** The last day on which days of the check were added. */
  const added = new Map<string, number>()
  let noted = new Map<string, { readonly probe: Probe; readonly minutes: Map<number, number[]> }>()

  /** Once a day: the hours go after 30 days, and a day may have been missed. */
  async function addDaysOf(id: string, at: number): Promise<void> {
    const today = localDayOf(at)
    if (added.get(id) === today) return
    const { hours } = await readTimes(connection, id, at)
    await addDays(connection, keep, namesOf(connection).watch.runTimes(id), hours, today)
    added.set(id, today)
  }

  async function write(
    mode: 'memory' | 'disk' | 'whole',
    written: readonly (readonly [string, { readonly minutes: Map<number, number[]> }])[],
    states: readonly string[],
  ): Promise<void> {
    const times = written.flatMap(([, { minutes }]) => {
      const entries = [...minutes].sort(([a], [b]) => a - b)
      return [entries.length, ...entries.flatMap(([minute, all]) => [minute, wordOfTime(medianOf(all) ?? 0)])]
    })
    const { watch } = namesOf(connection)
    await runKeep(
      [watch.states, watch.deadlines, ...written.map(([id]) => watch.times(id))],
      [mode, TIMES_KEPT.minutes, TIMES_KEPT.hours, states.length, ...states, ...times],
    )
  }

  return {
    note: (id, probe, at, took) => {
      const before = noted.get(id)
      const minutes = before && looksAtTheSame(before.probe, probe) ? before.minutes : new Map()
      const minute = Math.floor(at / MINUTE)
      minutes.set(minute, [...(minutes.get(minute) ?? []), took])
      noted.set(id, { probe, minutes })
    },

    pending: () => [...noted.keys()],

    flush: async (isPresent, states = [], quiet = NONE) => {
      const written = [...noted].filter(([id, { probe }]) => isPresent(id, probe))
      noted = new Map()
      if (states.length === 0 && written.length === 0) return
      const [loud, silent] = [false, true].map(isQuiet =>
        written.filter(([id]) => quiet.has(id) === isQuiet),
      ) as [typeof written, typeof written]
      if (states.length > 0 || loud.length > 0) await write('disk', loud, states)
      if (silent.length > 0) await write(quiet.isOver ? 'whole' : 'memory', silent, [])
      for (const [id, { minutes }] of quiet.isOver ? written : loud)
        await addDaysOf(id, Math.max(...minutes.keys()) * MINUTE)
    },
  }
}

/** Reads the times of a check up to now. */
export async function readTimes(connection: Redis, id: string, now: number): Promise<ResponseTimes> {
  const shard = shardOf(connection, id)
  const rings = await shard.getBuffer(namesOf(shard).watch.times(id))
  if (rings === null) return { minutes: [], hours: [] }
  const last = Number(rings.subarray(0, HEADER).toString())
  const present = Math.floor(now / MINUTE)
  const from = Math.max(0, present - TIMES_KEPT.minutes + 1, last - TIMES_KEPT.minutes + 1)
  const lastHour = Math.floor(last / 60)
  const firstHour = Math.max(0, Math.floor(present / 60) - TIMES_KEPT.hours + 1, lastHour - TIMES_KEPT.hours)
  return {
    minutes: between(from, last).flatMap(minute => {
      const took = timeAt(rings, HEADER + (minute % TIMES_KEPT.minutes) * 2)
      return took === 0 ? [] : [{ at: minute * MINUTE, took }]
    }),
    // The hour that is not over has no figures yet.
    hours: between(firstHour, lastHour - 1).flatMap(hour => {
      const at = HOURS_AT + (hour % TIMES_KEPT.hours) * 6
      const [min, median, max] = [0, 2, 4].map(offset => timeAt(rings, at + offset)) as [
        number,
        number,
        number,
      ]
      return median === 0 ? [] : [{ at: hour * HOUR, min, median, max }]
    }),
  }
}

function between(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

/** The text is as long as its farthest written place. */
function timeAt(rings: Buffer, at: number): number {
  return at + 2 > rings.length ? 0 : timeOfWord(rings.readUInt16LE(at))
}
