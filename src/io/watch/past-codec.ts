/**
 * The format of what is kept of a check's past: a number as text that names the last record in it, a bar, and numbers of
 * seven bits a byte (the eighth: more follow). A time takes two bytes: eleven bits and a power of two, exact up to two
 * seconds and to a thousandth beyond. A year of hourly runs takes 5 kB, one of daily runs 1.7 kB.
 */
import { localDayOf, startOfDay } from '../../domain/time/local-days'
import type { KeptDays } from '../../domain/watch/status-days'
import { type Figures, LEVELS, type Level, type TimeLevels } from '../../domain/watch/time-levels'

/** Levels, and the number of the last record that is in them. */
export interface KeptTimes {
  readonly cursor: number
  readonly levels: TimeLevels
}

const MANTISSA = 2_048
const NAMES = Object.keys(LEVELS) as Level[]
const UNITS: Readonly<Record<Exclude<Level, 'coarse'>, number>> = { fine: 900_000, middle: 10_800_000 }

export function encodeTimes({ cursor, levels }: KeptTimes): Buffer {
  const bytes: number[] = []
  for (const name of NAMES) {
    const spans = levels[name]
    addNumber(bytes, spans.length)
    let last = 0
    for (const { at, count, min, median, max } of spans) {
      const slot = name === 'coarse' ? localDayOf(at) : Math.floor(at / UNITS[name])
      addNumber(bytes, slot - last)
      last = slot
      addNumber(bytes, count)
      for (const took of count === 1 ? [median] : [min, median, max]) addTime(bytes, took)
    }
  }
  return Buffer.concat([Buffer.from(`${cursor}|`), Buffer.from(bytes)])
}

export function decodeTimes(stored: Buffer | null): KeptTimes | undefined {
  const reader = readerOf(stored)
  if (reader === undefined) return undefined
  const levels = { fine: [] as Figures[], middle: [] as Figures[], coarse: [] as Figures[] }
  for (const name of NAMES) {
    let slot = 0
    for (let left = reader.number(); left > 0; left--) {
      slot += reader.number()
      const at = name === 'coarse' ? startOfDay(slot) : slot * UNITS[name]
      const count = reader.number()
      const [first, median = first, max = first] =
        count === 1 ? [reader.time()] : [reader.time(), reader.time(), reader.time()]
      levels[name].push({ at, count, min: first, median, max })
    }
  }
  return { cursor: reader.cursor, levels }
}

/** Seconds are exact enough for days; the beginning and the end of what is known are milliseconds. */
export function encodeDays({ seq, from, until, days }: KeptDays): Buffer {
  const bytes: number[] = []
  for (const number of [Math.max(0, from), Math.max(0, until - from), days.length]) addNumber(bytes, number)
  let last = 0
  for (const { day, down, unknown, outages } of days) {
    for (const number of [day - last, Math.round(down / 1_000), Math.round(unknown / 1_000), outages])
      addNumber(bytes, number)
    last = day
  }
  return Buffer.concat([Buffer.from(`${seq}|`), Buffer.from(bytes)])
}

export function decodeDays(stored: Buffer | null): KeptDays | undefined {
  const reader = readerOf(stored)
  if (reader === undefined) return undefined
  const from = reader.number()
  const until = from + reader.number()
  let day = 0
  const days = Array.from({ length: reader.number() }, () => {
    day += reader.number()
    return { day, down: reader.number() * 1_000, unknown: reader.number() * 1_000, outages: reader.number() }
  })
  return { seq: reader.cursor, from, until, days }
}

function addNumber(bytes: number[], number: number): void {
  let rest = Math.max(0, Math.floor(number))
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  bytes.push(rest)
}

function addTime(bytes: number[], took: number): void {
  let rest = Math.max(0, Math.round(took))
  let power = 0
  for (; rest >= MANTISSA; power++) rest = Math.round(rest / 2)
  const word = Math.min(31, power) * MANTISSA + rest
  bytes.push(word % 256, Math.floor(word / 256))
}

/** Undefined where nothing is stored, or nothing of this format. Behind the end all numbers are 0. */
function readerOf(stored: Buffer | null) {
  const bar = stored?.indexOf('|') ?? -1
  if (stored === null || bar < 1) return undefined
  const cursor = Number(stored.subarray(0, bar).toString())
  if (!Number.isSafeInteger(cursor)) return undefined
  let at = bar + 1
  const byte = () => stored[at++] ?? 0
  return {
    cursor,
    number: () => {
      let sum = 0
      for (let factor = 1; ; factor *= 128) {
        const next = byte()
        sum += (next % 128) * factor
        if (next < 128) return sum
      }
    },
    time: () => {
      const word = byte() + byte() * 256
      return (word % MANTISSA) * 2 ** Math.floor(word / MANTISSA)
    },
  }
}
