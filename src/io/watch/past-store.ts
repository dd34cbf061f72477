/** The past of checks, from their last records and from what was summed up of those before. */
import { localDayOf, startOfDay } from '../../domain/time/local-days'
import type { Check } from '../../domain/watch/check'
import { figuresIn, type Past, type PastTimes } from '../../domain/watch/past'
import { NO_TIMES, summedUp, withTimes } from '../../domain/watch/time-levels'
import { forRequest, namesOf, type Redis } from '../redis/client'
import { shardOf } from '../redis/shards'
import { readAway } from './away'
import { decodeSignal } from './codec'
import { decodeDays, decodeTimes } from './past-codec'
import { readTimes } from './time-rings'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Points of a small picture, and the signals that are read for them: a run may send more than one. */
const FEW = { points: 24, signals: 60 } as const

const startOfLocalDay = (at: number) => startOfDay(localDayOf(at))

export function openPast(connection: Redis): Past {
  /** The part of the check, and the names in it. */
  function placeOf(id: string) {
    const part = shardOf(connection, id)
    return { part, watch: namesOf(part).watch }
  }

  /** The runs among the last signals. */
  async function runsOf(id: string, signals?: number) {
    const { part, watch } = placeOf(id)
    const log = await part.lrange(watch.log(id), 0, signals === undefined ? -1 : signals - 1)
    return log
      .map(decodeSignal)
      .reverse()
      .flatMap(({ n, at, duration }) => (duration === undefined ? [] : [{ n, at, took: duration }]))
  }

  async function ofRuns(id: string, now: number): Promise<PastTimes> {
    const { part, watch } = placeOf(id)
    const [stored, runs] = await Promise.all([part.getBuffer(watch.runTimes(id)), runsOf(id)])
    const kept = decodeTimes(stored)
    const { fine, middle, coarse } = withTimes(
      kept?.levels ?? NO_TIMES,
      runs.filter(({ n }) => n > (kept?.cursor ?? 0)),
    )
    const single = runs.map(({ at, took }) => ({ at, count: 1, min: took, median: took, max: took }))
    // Spans before the single ones; the quarter of an hour in which these begin has some of both.
    const before = fine.filter(({ at }) => at + HOUR / 4 <= (runs[0]?.at ?? Number.POSITIVE_INFINITY))
    return since({ day: [...before, ...single], month: middle, year: coarse }, now)
  }

  async function ofProbe(id: string, now: number): Promise<PastTimes> {
    const { part, watch } = placeOf(id)
    const [stored, times] = await Promise.all([
      part.getBuffer(watch.runTimes(id)),
      readTimes(connection, id, now),
    ])
    const kept = decodeTimes(stored)
    const { minutes, hours } = figuresIn(times)
    const fresh = hours.filter(({ at }) => localDayOf(at) > (kept?.cursor ?? 0))
    const year = [...(kept?.levels.coarse ?? []), ...summedUp(fresh, startOfLocalDay)]
    return since({ day: minutes, month: hours, year }, now)
  }

  async function recentOf({ id, probe }: Check, now: number): Promise<readonly number[]> {
    if (probe === undefined) return (await runsOf(id, FEW.signals)).slice(-FEW.points).map(({ took }) => took)
    const { minutes } = figuresIn(await readTimes(connection, id, now))
    return summedUp(minutes, at => Math.floor(at / HOUR) * HOUR)
      .slice(-FEW.points)
      .map(({ median }) => median)
  }

  return {
    times: ({ check: { id, probe } }, now) =>
      forRequest(connection, () => (probe === undefined ? ofRuns(id, now) : ofProbe(id, now))),
    statuses: ({ check, state }) =>
      forRequest(connection, async () => {
        const { part, watch } = placeOf(check.id)
        const [stored, away] = await Promise.all([
          part.getBuffer(watch.statusDays(check.id)),
          readAway(part, check, state),
        ])
        return { kept: decodeDays(stored), away }
      }),
    recent: (watched, now) =>
      forRequest(connection, () =>
        Promise.all(
          watched.map(({ check, state }) => (state.lastDuration === undefined ? [] : recentOf(check, now))),
        ),
      ),
  }
}

function since({ day, month, year }: PastTimes, now: number): PastTimes {
  const from = (span: number) => (each: { readonly at: number }) => each.at >= now - span && each.at <= now
  return {
    day: day.filter(from(DAY)),
    month: month.filter(from(30 * DAY)),
    year: year.filter(from(366 * DAY)),
  }
}
