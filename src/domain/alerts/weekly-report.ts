/** The report of a week: what was down for how long, and what is not known. Pure; times are local times of the process's zone. */

import { t, tn, tStored } from '../language/text'
import { localDate } from '../time/local-date'
import { shownSpan } from '../time/shown-time'
import { isSilenced } from '../watch/check-list'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { DueAfter } from '../watch/schedule'
import type { DeafSpan } from '../watch/state'
import { statusAt } from '../watch/status-at'
import { knownWords, percentWords, uptimeOf } from '../watch/uptime'
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
  /**
   * Of a part of the week it is not known how it was, though the watch was there: it was new, paused or blind, or the flips
   * that are kept do not reach back to the beginning.
   */
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
  const { createdAt } = check
  const begin = Math.max(from, createdAt)
  const { up, down, outages } = uptimeOf(flips, state, { createdAt, away }, begin, to)
  const seen = uptimeOf(flips, state, { createdAt }, begin, to)
  const status = statusAt({ check, state }, now)
  const words = [
    ...(status === 'up' || status === 'late'
      ? []
      : [status === 'new' ? t('has not signalled') : t('is {status}', { status: tStored(status) })]),
    ...(isSilenced(state, now) ? [t('is silenced')] : []),
  ]
  return {
    name: check.name,
    up,
    down,
    outages,
    ...(words.length > 0 && { now: words.join(', ') }),
    ...(seen.unknown > 0 && knownWords(seen) !== undefined && { isPartly: true }),
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
  /** Checks of which the whole week is not known. */
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

export function weekText(sum: WeekSum, week: Week): AlertText {
  const { checks, wereDown, present, partly, away } = sum
  const isWell = checks > 0 && wereDown === 0 && present.length === 0 && partly === 0 && away.length === 0
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: subjectOf(sum),
    text: lines(
      t('The week from {from} to {to}: {checks}, {percent}.', {
        ...shown(week),
        checks: checksOf(checks),
        percent: shareOf(sum),
      }),
      ...gapLines(away),
      ...worstLines(sum),
      ...(present.length === 0 ? [] : [t('Now:'), ...present.map(line => `- ${line}`)]),
      andMore(sum.more),
      partly === 0
        ? ''
        : t(
            'Of {checks} the whole week is not known: they were new, paused or blind in it, or changed so often that their history does not reach back.',
            { checks: checksOf(partly) },
          ),
    ),
  }
}

function subjectOf(sum: WeekSum): string {
  const { wereDown, checks, away } = sum
  const down =
    wereDown === 0
      ? t('nothing was down')
      : t('{n} of {checks} were down', { n: wereDown, checks: checksOf(checks) })
  const words = checks === 0 ? t('no check') : `${down}, ${shareOf(sum)}`
  return away.length > 0 ? t('[WEEK] {words}; the watch was away', { words }) : t('[WEEK] {words}', { words })
}

const checksOf = (n: number) => tn(n, '{n} check', '{n} checks')
const andMore = (more: number) => (more === 0 ? '' : t('- and {more} more', { more }))
const shown = ({ from, to }: Week) => ({ from: localDate(from), to: localDate(to) })

function shareOf({ up, down, partly }: Pick<WeekSum, 'up' | 'down' | 'partly'>): string {
  if (up + down === 0) return t('nothing is known')
  const share = t('{percent} up', { percent: percentWords(up / (up + down)) })
  return partly === 0 ? share : `${share}, ${t('as far as is known')}`
}

/** Lines on the time in which the watch was away. */
function gapLines(gaps: readonly DeafSpan[]): readonly string[] {
  if (gaps.length === 0) return []
  const lost = gaps.reduce((all, gap) => all + gap.to - gap.from, 0)
  return [
    t(
      'The watch itself was away {times}, for {span} in all. What happened then is not known, and counts neither as up nor as down:',
      { times: timesOf(gaps.length), span: shownSpan(lost) },
    ),
    ...gaps.slice(0, MOST_GAPS).map(gap => t('- from {from} to {to}', shown(gap))),
    andMore(Math.max(0, gaps.length - MOST_GAPS)),
  ]
}

const timesOf = (n: number) => tn(n, '{n} time', '{n} times')

function worstLines({ checks, wereDown, worst }: WeekSum): readonly string[] {
  if (worst.length === 0) return checks === 0 ? [] : [t('Nothing was down, as far as is known.')]
  const head = wereDown > worst.length ? t('The worst were down:') : t('These were down:')
  return [head, ...worst.map(worstLine)]
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
  const words = t('- {name}: {times}, {span} in all', {
    name: quotedName(name),
    times: outages === 0 ? t('since before') : timesOf(outages),
    span: shownSpan(down),
  })
  return up + down === 0 ? words : `${words}, ${shareOf({ up, down, partly: isPartly ? 1 : 0 })}`
}
