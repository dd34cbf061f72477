/** The plots of run times, response times and round trips, as paths of an SVG that the page draws inline. */

import { mark, t, tn } from '../../domain/language/text'
import { localStamp } from '../../domain/time/local-time'
import type { PastTimes } from '../../domain/watch/past'
import {
  hourTicks,
  monthTicks,
  type PlotSpan,
  roundedUp,
  type Tick,
  weekTicks,
} from '../../domain/watch/plot-scale'
import { figuresOf } from '../../domain/watch/response-times'
import type { DeafSpan } from '../../domain/watch/state'
import { type Figures, summedUp } from '../../domain/watch/time-levels'
import { durationWords } from './duration-words'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Units of a plot's height; its width counts spans. */
const HEIGHT = 100
/** Gaps that are named. */
const NAMED = 3

export interface TimesPlot {
  readonly name: string
  readonly isRuns: boolean
  /** `Lowest 9 ms, middle 12 ms, greatest 310 ms, in 1440 minutes`: the plot in words. */
  readonly words: string
  /** Sentences about the longest gaps. */
  readonly gapWords: readonly string[]
  readonly width: number
  readonly height: number
  /** Spans without a time. */
  readonly gaps: string
  /** From the lowest to the greatest time of each span. */
  readonly band: string
  /** The middle time of each span. */
  readonly line: string
  /** The times at the upper edge and in the middle of the height. */
  readonly top: string
  readonly half: string
  readonly ticks: readonly Tick[]
}

/** How often times are expected: by an interval (milliseconds), whose lack is a gap, or whenever a run or a heartbeat ends. */
export type Expected =
  | { readonly kind: 'interval'; readonly interval: number; readonly away: readonly DeafSpan[] }
  | { readonly kind: 'runs' | 'heartbeats'; readonly away: readonly DeafSpan[] }

/** The noun of the count: for one, and for all other numbers. */
const UNITS = {
  minute: [mark('{n} minute'), mark('{n} minutes')],
  hour: [mark('{n} hour'), mark('{n} hours')],
  day: [mark('{n} day'), mark('{n} days')],
  run: [mark('{n} run'), mark('{n} runs')],
  heartbeat: [mark('{n} heartbeat'), mark('{n} heartbeats')],
} as const

type Unit = keyof typeof UNITS

interface Picture extends PlotSpan {
  readonly name: string
  readonly unit: Unit
  /** Milliseconds of a span. */
  readonly span: number
  readonly ticks: readonly Tick[]
}

/** The plots of the last 24 hours, 30 days and year; those without a time are left out. */
export function timesPlots(past: PastTimes, expected: Expected, now: number): TimesPlot[] {
  const isRuns = expected.kind !== 'interval'
  const each = expected.kind === 'heartbeats' ? 'heartbeat' : 'run'
  // A span holds at least one look, so that the looks of a rare probe are no row of dots.
  const spanOf = (unit: number, least: number) =>
    unit * (isRuns ? least : Math.max(least, Math.ceil(expected.interval / unit)))
  const picture = (
    name: string,
    days: number,
    unit: Unit,
    span: number,
    ticks: (of: PlotSpan) => readonly Tick[],
  ) => {
    const of = { since: now - days * DAY, now }
    return { ...of, name, unit, span, ticks: ticks(of) }
  }
  return [
    ...plotOf(
      picture(t('24 hours'), 1, isRuns ? each : 'minute', spanOf(MINUTE, 3), hourTicks),
      past.day,
      expected,
    ),
    ...plotOf(
      picture(t('30 days'), 30, isRuns ? each : 'hour', spanOf(HOUR, 2), weekTicks),
      past.month,
      expected,
    ),
    ...plotOf(
      picture(t('1 year'), 365, isRuns ? each : 'day', spanOf(DAY, 1), monthTicks),
      past.year,
      expected,
    ),
  ]
}

function plotOf(picture: Picture, times: readonly Figures[], expected: Expected): TimesPlot[] {
  const { name, unit, span, since, now } = picture
  const figures = figuresOf(times)
  if (figures === undefined) return []
  const first = Math.floor(since / span)
  const width = Math.floor(now / span) - first + 1
  const top = roundedUp(figures.max)
  const height = (took: number) => Math.round((1 - took / top) * HEIGHT)
  const steps = summedUp(times, at => Math.floor(at / span) * span).map(({ at, min, median, max }) => ({
    x: Math.max(0, at / span - first),
    low: height(min),
    middle: height(median),
    high: height(max),
  }))
  const gaps = gapsOf(steps, { first, span, width }, picture, expected)
  const { min, median, max } = figures
  const count = times.reduce((sum, each) => sum + each.count, 0)
  const [one, others] = UNITS[unit]
  return [
    {
      name,
      isRuns: expected.kind !== 'interval',
      words: t('Lowest {least}, middle {middle}, greatest {most}, in {words}', {
        least: durationWords(min),
        middle: durationWords(median),
        most: durationWords(max),
        words: tn(expected.kind !== 'interval' ? count : times.length, one, others),
      }),
      gapWords: gapWords(gaps, expected),
      width,
      height: HEIGHT,
      gaps: gaps.map(gap => rectangle(gap, { first, span, width })).join(''),
      ...(expected.kind !== 'interval' ? dots(steps) : lines(steps)),
      top: durationWords(top),
      half: durationWords(top / 2),
      ticks: picture.ticks,
    },
  ]
}

interface Grid {
  readonly first: number
  readonly span: number
  readonly width: number
}

/** Spans in which nothing is known: nobody looked or had an answer; of runs, the watch itself was away. */
function gapsOf(
  steps: readonly Step[],
  { first, span, width }: Grid,
  { since, now }: PlotSpan,
  expected: Expected,
): readonly DeafSpan[] {
  const away = expected.away
    .filter(gap => gap.to > since && gap.from < now && gap.to - gap.from >= span)
    .map(gap => ({ from: Math.max(since, gap.from), to: Math.min(now, gap.to) }))
  if (expected.kind !== 'interval') return away
  const gaps: DeafSpan[] = []
  // The last span is not over, and of the one before it the figures may still come.
  const places = [...steps.map(({ x }) => x), width - 1]
  places.forEach((x, index) => {
    const before = index === 0 ? undefined : places[index - 1]
    if (before === undefined || x - before <= 3) return
    gaps.push({ from: (first + before + 1) * span, to: (first + x) * span })
  })
  return gaps
}

/** The longest gaps in words, in the order of time. */
function gapWords(gaps: readonly DeafSpan[], { kind }: Expected): readonly string[] {
  if (gaps.length === 0) return []
  const longest = [...gaps].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, NAMED)
  const named = longest
    .sort((a, b) => a.from - b.from)
    .map(gap => ({ from: minuteOf(gap.from), to: minuteOf(gap.to) }))
    .map(gap =>
      kind !== 'interval'
        ? t('Unknown, since the watch was away, from {from} to {to}.', gap)
        : t('No times from {from} to {to}.', gap),
    )
  const others = gaps.length - named.length
  return others === 0 ? named : [...named, tn(others, 'And {n} shorter gap.', 'And {n} shorter gaps.')]
}

/** `2026/11/28 12:05` */
function minuteOf(at: number): string {
  return localStamp(at).slice(0, 16)
}

function rectangle({ from, to }: DeafSpan, { first, span, width }: Grid): string {
  const [begin, end] = [from, to].map(at => Math.min(width, Math.max(0, at / span - first)))
  const [x, wide] = [round(begin ?? 0), round((end ?? 0) - (begin ?? 0))]
  return `M${x} 0h${wide}v${HEIGHT}h${-wide}z`
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}

interface Step {
  readonly x: number
  readonly low: number
  readonly middle: number
  readonly high: number
}

type Paths = Pick<TimesPlot, 'band' | 'line'>

/** A point for each span; runs have nothing between them. Moves are relative, which is shorter. */
function dots(steps: readonly Step[]): Paths {
  let [x, y] = [0, 0]
  let line = ''
  for (const step of steps) {
    line += `m${pair(step.x - x, step.middle - y)}h0`
    x = step.x
    y = step.middle
  }
  ;[x, y] = [0, 0]
  let band = ''
  for (const { x: at, low, high } of steps) {
    if (low <= high) continue
    band += `m${pair(at - x, low - y)}v${high - low}`
    x = at
    y = high
  }
  return { band, line }
}

/** Two numbers of a path: a minus sign parts them as well as a blank. */
export function pair(a: number, b: number): string {
  return b < 0 ? `${a}${b}` : `${a} ${b}`
}

function lines(steps: readonly Step[]): Paths {
  const rows = unbroken(steps)
  return {
    band: rows.map(bandOf).join(''),
    line: rows
      .map(row => `M${row[0]?.x} ${row[0]?.middle}${stairs(row.map(({ middle }) => middle))}`)
      .join(''),
  }
}

/** Divides the steps where spans without a time lie between them. */
function unbroken(steps: readonly Step[]): readonly (readonly Step[])[] {
  const rows: Step[][] = []
  for (const step of steps) {
    const last = rows.at(-1)
    if (last?.at(-1)?.x === step.x - 1) last.push(step)
    else rows.push([step])
  }
  return rows
}

function bandOf(row: readonly Step[]): string {
  const [first] = row
  if (first === undefined) return ''
  const back = row.map(({ low }) => low).reverse()
  const end = row.at(-1)
  const down = (end?.low ?? 0) - (end?.high ?? 0)
  return `M${first.x} ${first.high}${stairs(row.map(({ high }) => high))}${down === 0 ? '' : `v${down}`}${stairs(back, -1)}z`
}

/** A step to the side for each height; equal ones are drawn as one. */
function stairs(heights: readonly number[], side: 1 | -1 = 1): string {
  let path = ''
  let run = 0
  heights.forEach((at, index) => {
    run += side
    const next = heights[index + 1]
    if (next === at) return
    path += `h${run}`
    run = 0
    if (next !== undefined) path += `v${next - at}`
  })
  return path
}
