import { t } from '../../domain/language/text'
import { durationWords } from './duration-words'
import { pair } from './times-plot'

const HEIGHT = 16
/** Units between two points. */
const STEP = 4

/** A small line of a check's last times, for a list. */
export interface Sparkline {
  readonly width: number
  readonly height: number
  readonly path: string
  /** `24 times, 2 ms to 9 ms`: the picture in words. */
  readonly words: string
}

/** Undefined for fewer than two times. */
export function sparklineOf(times: readonly number[]): Sparkline | undefined {
  if (times.length < 2) return undefined
  const [least, most] = [Math.min(...times), Math.max(...times)]
  // Times that hardly differ are a flat line: a picture of noise would alarm.
  const span = Math.max(most - least, most / 4, 1)
  const height = (took: number) => HEIGHT - 1 - Math.round(((took - least) / span) * (HEIGHT - 2))
  const heights = times.map(height)
  const steps = heights.slice(1).map((at, index) => pair(STEP, at - (heights[index] ?? 0)))
  return {
    width: (times.length - 1) * STEP,
    height: HEIGHT,
    path: `M0 ${heights[0]}l${steps.join(' ')}`,
    words: t('last {n} times, {least} to {most}', {
      n: times.length,
      least: durationWords(least),
      most: durationWords(most),
    }),
  }
}
