/** The plots of a probe's response times, as paths of an SVG that the page draws inline. */

import { intervalOf, type Probe } from '../../domain/probes/probe'
import { figuresOf, type HourOfTimes, inSpans, type ResponseTimes } from '../../domain/watch/response-times'
import { durationWords } from './duration-words'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Units of a plot's height; its width counts spans. */
const HEIGHT = 100

export interface TimesPlot {
  readonly name: string
  /** `Lowest 9 ms, middle 12 ms, greatest 310 ms, in 1440 minutes`: the plot in words. */
  readonly words: string
  readonly width: number
  readonly height: number
  /** From the lowest to the greatest time of each span. */
  readonly band: string
  /** The middle time of each span. */
  readonly line: string
  /** The time at the upper edge. */
  readonly top: string
}

/** The plots of the last 24 hours and 30 days; those without a time are left out. */
export function timesPlots({ minutes, hours }: ResponseTimes, probe: Probe, now: number): TimesPlot[] {
  const everyMinute = minutes.map(({ at, took }) => ({ at, min: took, median: took, max: took }))
  // A span holds at least one look, so that the looks of a rare probe are no row of dots.
  const spanOf = (unit: number, least: number) => unit * Math.max(least, Math.ceil(intervalOf(probe) / unit))
  return [
    ...plotOf('24 hours', 'minutes', everyMinute, { span: spanOf(MINUTE, 3), since: now - DAY, now }),
    ...plotOf('30 days', 'hours', hours, { span: spanOf(HOUR, 2), since: now - 30 * DAY, now }),
  ]
}

function plotOf(
  name: string,
  unit: string,
  times: readonly HourOfTimes[],
  { span, since, now }: { readonly span: number; readonly since: number; readonly now: number },
): TimesPlot[] {
  const figures = figuresOf(times)
  if (figures === undefined) return []
  const first = Math.floor(since / span)
  const top = roundedUp(figures.max)
  const height = (took: number) => Math.round((1 - took / top) * HEIGHT)
  const steps = inSpans(times, span).map(({ at, min, median, max }) => ({
    x: Math.max(0, at / span - first),
    low: height(min),
    middle: height(median),
    high: height(max),
  }))
  const rows = unbroken(steps)
  const { min, median, max } = figures
  return [
    {
      name,
      words: `Lowest ${durationWords(min)}, middle ${durationWords(median)}, greatest ${durationWords(max)}, in ${times.length} ${unit}`,
      width: Math.floor(now / span) - first + 1,
      height: HEIGHT,
      band: rows.map(bandOf).join(''),
      line: rows
        .map(row => `M${row[0]?.x} ${row[0]?.middle}${stairs(row.map(({ middle }) => middle))}`)
        .join(''),
      top: durationWords(top),
    },
  ]
}

interface Step {
  readonly x: number
  readonly low: number
  readonly middle: number
  readonly high: number
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

/** 1, 2 or 5 times a power of ten, and no less than the time. */
function roundedUp(took: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, took)))
  return power * ([1, 2, 5].find(factor => factor * power >= took) ?? 10)
}
