/**
 * How long something took, summed up at three widths: what is kept of run times and round trips once the records of single
 * ones go. Shapes, bounds and sums. Pure.
 */

import { localDayOf, startOfDay } from '../time/local-days'
import type { HourOfTimes } from './response-times'

const QUARTER = 900_000
const THREE_HOURS = 12 * QUARTER

/** A span: when it began (epoch milliseconds), how many there were in it, and their times in milliseconds. */
export interface Figures extends HourOfTimes {
  readonly count: number
}

/** Spans with something in them, oldest first. */
export interface TimeLevels {
  /** By quarters of an hour, of a day. */
  readonly fine: readonly Figures[]
  /** By three hours, of 30 days. */
  readonly middle: readonly Figures[]
  /** By local days, of a year. */
  readonly coarse: readonly Figures[]
}

export type Level = keyof TimeLevels

interface Width {
  /** Spans that began earlier before the newest one are given up. */
  readonly keptMs: number
  beginning(at: number, zone: string): number
}

const DAY = 96 * QUARTER

export const LEVELS: Readonly<Record<Level, Width>> = {
  fine: { keptMs: DAY, beginning: at => Math.floor(at / QUARTER) * QUARTER },
  middle: { keptMs: 30 * DAY, beginning: at => Math.floor(at / THREE_HOURS) * THREE_HOURS },
  coarse: { keptMs: 366 * DAY, beginning: (at, zone) => startOfDay(localDayOf(at, zone), zone) },
}

export const NO_TIMES: TimeLevels = { fine: [], middle: [], coarse: [] }

/** Something that ended at that moment and took so many milliseconds. */
export interface TookTime {
  readonly at: number
  readonly took: number
}

/**
 * The levels with these times as well, the last of which is the newest. Spans that begin a day after that are of a clock that
 * was ahead, and would keep all others out.
 */
export function withTimes(levels: TimeLevels, times: readonly TookTime[], zone = ''): TimeLevels {
  const newest = times.at(-1)
  if (newest === undefined) return levels
  const single = times.map(({ at, took }) => ({ at, count: 1, min: took, median: took, max: took }))
  const level = (name: Level) => {
    const { keptMs, beginning } = LEVELS[name]
    const all = summedUp([...levels[name], ...single], at => beginning(at, zone)).filter(
      ({ at }) => at <= newest.at + DAY,
    )
    const first = (all.at(-1)?.at ?? 0) - keptMs
    return all.filter(({ at }) => at >= first)
  }
  return { fine: level('fine'), middle: level('middle'), coarse: level('coarse') }
}

/** Figures by the spans that `beginning` returns. The middle of sums is that of their middles, each by its number. */
export function summedUp(figures: readonly Figures[], beginning: (at: number) => number): readonly Figures[] {
  const spans = new Map<number, Figures[]>()
  for (const each of figures) {
    const at = beginning(each.at)
    const within = spans.get(at)
    if (within) within.push(each)
    else spans.set(at, [each])
  }
  return [...spans].sort(([a], [b]) => a - b).map(([at, within]) => ({ ...sumOf(within), at }))
}

function sumOf(within: readonly Figures[]): Omit<Figures, 'at'> {
  const sorted = [...within].sort((a, b) => a.median - b.median)
  const count = sorted.reduce((sum, each) => sum + each.count, 0)
  return {
    count,
    min: Math.min(...within.map(({ min }) => min)),
    median: middleOf(sorted, count),
    max: Math.max(...within.map(({ max }) => max)),
  }
}

function middleOf(sorted: readonly Figures[], count: number): number {
  let passed = 0
  for (const each of sorted) {
    passed += each.count
    if (passed >= count / 2) return each.median
  }
  return 0
}
