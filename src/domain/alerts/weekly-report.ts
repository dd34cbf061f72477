/** The report of a week: what was down for how long, and what is not known. Pure; times are local times of the process's zone. */

import { counted } from '../counted'
import { localDate } from '../time/local-time'
import { span } from '../time/time-words'
import { isSilenced } from '../watch/check-list'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { DueAfter } from '../watch/schedule'
import type { DeafSpan } from '../watch/state'
import { statusAt } from '../watch/status-at'
import { percentWords, uptimeOf } from '../watch/uptime'
import { quotedName } from './quote'
import { type AlertText, lines } from './text'

const EIGHT_DAYS = 8 * 86_400_000

/** The last week that is due and was not dealt with up to `after`; undefined where none is. */
export function dueWeek(
  times: DueAfter,
  after: number,
  now: number,
): { readonly from: number; readonly to: number } | undefined {
  // After a long absence only the last week is reported.
  const to = lastBefore(times, Math.max(after, now - EIGHT_DAYS), now + 1)
  return to === undefined ? undefined : { from: lastBefore(times, to - EIGHT_DAYS, to) ?? to, to }
}

/** The last moment in `after < at < before`. */
function lastBefore(times: DueAfter, after: number, before: number): number | undefined {
  let last: number | undefined
  for (let at = times(after); at !== undefined && at < before; at = times(at)) last = at
  return last
}

/** Epoch milliseconds. */
export interface Week {
  readonly from: number
  readonly to: number
}

export interface CheckOfWeek {
  readonly name: string
  readonly up: number
  readonly down: number
  readonly outages: number
  /** It is down or blind, paused, new, or silenced, at the moment of the report. */
  readonly now?: string
  /** The flips that are kept do not reach back to the beginning of the week. */
  readonly isPartly?: true
  /** Spans of the week in which the watch could not have seen it. */
  readonly away: readonly DeafSpan[]
}

/**
 * A check in the week. Time in which the watch was away is neither up nor down: it is not known.
 *
 * @param flips newest first, as the store returns them
 */
export function weekOf(
  { check, state }: Watched,
  { flips, away }: { readonly flips: readonly Flip[]; readonly away: readonly DeafSpan[] },
  { from, to }: Week,
  now: number,
): CheckOfWeek {
  const begin = Math.max(from, check.createdAt)
  const { up, down, outages } = uptimeOf(flips, state, { createdAt: check.createdAt, away }, begin, to)
  const oldest = flips.at(-1)
  const status = statusAt({ check, state }, now)
  const words = [
    ...(status === 'up' || status === 'late'
      ? []
      : [status === 'new' ? 'has not signalled' : `is ${status}`]),
    ...(isSilenced(state, now) ? ['is silenced'] : []),
  ]
  return {
    name: check.name,
    up,
    down,
    outages,
    ...(words.length > 0 && { now: words.join(', ') }),
    ...(oldest !== undefined && oldest.seq > 1 && oldest.due > begin && { isPartly: true }),
    away: away
      .map(gap => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
      .filter(gap => gap.to > gap.from),
  }
}

export interface WeekSum {
  readonly checks: number
  readonly up: number
  readonly down: number
  readonly wereDown: number
  /** The worst, the longest down first. */
  readonly worst: readonly CheckOfWeek[]
  /** Lines on checks that are not as they should be at the moment of the report; `more` counts the others. */
  readonly present: readonly string[]
  readonly more: number
  /** Checks whose flips do not reach back to the beginning of the week. */
  readonly partly: number
  /** Spans in which the watch was away, without overlaps, oldest first. */
  readonly away: readonly DeafSpan[]
}

export const NO_WEEK_YET: WeekSum = {
  checks: 0,
  up: 0,
  down: 0,
  wereDown: 0,
  worst: [],
  present: [],
  more: 0,
  partly: 0,
  away: [],
}

const MOST_WORST = 10
const MOST_PRESENT = 50
const MOST_GAPS = 5

export function withCheck(sum: WeekSum, check: CheckOfWeek): WeekSum {
  const wasDown = check.down > 0 || check.outages > 0
  const worst = wasDown
    ? [...sum.worst, check].sort((a, b) => b.down - a.down).slice(0, MOST_WORST)
    : sum.worst
  const isFull = sum.present.length >= MOST_PRESENT
  const line = check.now === undefined ? [] : [`${quotedName(check.name)} ${check.now}`]
  return {
    checks: sum.checks + 1,
    up: sum.up + check.up,
    down: sum.down + check.down,
    wereDown: sum.wereDown + (wasDown ? 1 : 0),
    worst,
    present: isFull ? sum.present : [...sum.present, ...line],
    more: sum.more + (isFull ? line.length : 0),
    partly: sum.partly + (check.isPartly ? 1 : 0),
    away: united([...sum.away, ...check.away]),
  }
}

export function weekText(sum: WeekSum, { from, to }: Week): AlertText {
  const gaps = sum.away
  const lost = gaps.reduce((all, gap) => all + gap.to - gap.from, 0)
  const isWell = sum.wereDown === 0 && sum.present.length === 0 && gaps.length === 0 && sum.checks > 0
  const percent =
    sum.up + sum.down === 0 ? 'nothing is known' : `${percentWords(sum.up / (sum.up + sum.down))} up`
  const down =
    sum.wereDown === 0 ? 'nothing was down' : `${sum.wereDown} of ${counted(sum.checks, 'check')} were down`
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: `[WEEK] ${sum.checks === 0 ? 'no check' : `${down}, ${percent}`}${gaps.length > 0 ? '; the watch was away' : ''}`,
    text: lines(
      `The week from ${localDate(from)} to ${localDate(to)}: ${counted(sum.checks, 'check')}, ${percent}.`,
      ...(gaps.length === 0
        ? []
        : [
            `The watch itself was away ${counted(gaps.length, 'time')}, for ${span(lost)} in all. What happened then is not known, and counts neither as up nor as down:`,
            ...gaps.slice(0, MOST_GAPS).map(gap => `- from ${localDate(gap.from)} to ${localDate(gap.to)}`),
            gaps.length > MOST_GAPS ? `- and ${gaps.length - MOST_GAPS} more` : '',
          ]),
      ...(sum.worst.length === 0
        ? [sum.checks === 0 ? '' : 'Nothing was down, as far as is known.']
        : [
            sum.wereDown > sum.worst.length ? 'The worst were down:' : 'These were down:',
            ...sum.worst.map(worstLine),
          ]),
      ...(sum.present.length === 0 ? [] : ['Now:', ...sum.present.map(line => `- ${line}`)]),
      sum.more === 0 ? '' : `- and ${sum.more} more`,
      sum.partly === 0
        ? ''
        : `Of ${counted(sum.partly, 'check')} the whole week is not known: they changed so often that their history does not reach back.`,
    ),
  }
}

/** The same time in spans without overlaps, oldest first. */
function united(spans: readonly DeafSpan[]): readonly DeafSpan[] {
  const all: DeafSpan[] = []
  for (const next of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last === undefined || next.from > last.to) all.push(next)
    else if (next.to > last.to) all.splice(-1, 1, { from: last.from, to: next.to })
  }
  return all
}

function worstLine({ name, down, up, outages, isPartly }: CheckOfWeek): string {
  const known = isPartly ? ', as far as is known' : ''
  const share = up + down === 0 ? '' : `, ${percentWords(up / (up + down))} up`
  const times = outages === 0 ? 'since before' : counted(outages, 'time')
  return `- ${quotedName(name)}: ${times}, ${span(down)} in all${share}${known}`
}
