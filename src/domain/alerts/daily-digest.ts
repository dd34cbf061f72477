/** The daily digest of a check, or of the checks of a tag: how much of what was due in a day arrived. Pure. */

import { mark, t, tStored } from '../language/text'
import { localMinute } from '../time/local-time'
import type { Check } from '../watch/check'
import { isRetired, meets } from '../watch/expectation'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import { type DueAfter, dueAfterOf } from '../watch/schedule'
import type { KeptSignal } from '../watch/signal'
import { quotedName } from './quote'
import { type AlertText, lines } from './text'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** More than a day with the end of summer time in it. */
const LONG_DAY = 26 * HOUR
const MOST_COUNTED = 10_000

export interface Digest {
  /** The tag, or the name of the check. */
  readonly name: string
  /** The same for whoever computes it. */
  readonly key: string
  /** Epoch milliseconds: the moment of the digest before, a day ago: 23 or 25 hours where the clock was changed. */
  readonly from: number
  /** Epoch milliseconds: the moment of the digest. */
  readonly at: number
}

/** The digest of a check whose moment lies in `from < at <= to`. Checks with the same time, channels and first tag share one. */
export function dueDigest(
  { digest, tags, channels, name, id }: Check,
  from: number,
  to: number,
): Digest | undefined {
  if (digest === undefined) return undefined
  const times = digestAfter(digest)
  const at = times(from)
  if (at === undefined || at > to) return undefined
  const [tag] = tags
  return {
    name: tag ?? name,
    key: `${at} ${tag ?? id} ${channels.join(' ')}`,
    from: times(at - LONG_DAY) ?? at - DAY,
    at,
  }
}

/** The next moment of a digest at one of these times (`07:00`); undefined where there is none. */
export function nextDigest(times: Iterable<string>, now: number): number | undefined {
  const moments = [...times].map(time => digestAfter(time)(now)).filter(moment => moment !== undefined)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

function digestAfter(time: string): DueAfter {
  const [hour, minute] = time.split(':').map(Number)
  return dueAfterOf({ kind: 'cron', expression: `${minute} ${hour} * * *`, zone: '' })
}

export interface DayOfCheck {
  readonly expected: number
  readonly arrived: number
}

/** Counts the signals after `from`, up to `to`, that the check expects. */
export function arrivedIn(
  check: Pick<Check, 'expect'>,
  history: readonly KeptSignal[],
  from: number,
  to: number,
): number {
  return history.filter(({ kind, at }) => meets(check, kind) && at > from && at <= to).length
}

/**
 * Counts how much of a check was due in the day of a digest, and arrived. A check that was up all day, and was excused from
 * nothing, missed nothing; of another one the signals are counted that its history still has.
 *
 * @param elsewhere signals that arrived at other members of the group
 */
export function dayOf(
  { check, state }: Watched,
  { history, flips }: { readonly history: readonly KeptSignal[]; readonly flips: readonly Flip[] },
  { from, at: to }: Pick<Digest, 'from' | 'at'>,
  elsewhere = 0,
): DayOfCheck {
  const seen = arrivedIn(check, history, from, to) + elsewhere
  const today = flips.filter(({ at }) => at > from && at <= to)
  const { excusedAt = 0, lastSuccessAt = 0 } = state
  const isOpen = state.due !== undefined && state.due <= to
  const isExcused = excusedAt > from && excusedAt <= to
  if (isRetired(check, state)) {
    const once = Math.min(seen, 1)
    return { expected: once, arrived: once }
  }
  if (check.schedule.kind === 'period') {
    const missed = today.filter(({ to, reason }) => to === 'down' && reason === 'silence').length
    // A time that ran out without a flip may be one that could not be judged yet.
    const isAwaited =
      (isOpen && missed === 0 && state.status !== 'paused') || (isExcused && lastSuccessAt <= excusedAt)
    return { expected: seen + missed + (isAwaited ? 1 : 0), arrived: seen }
  }
  const dueAfter = dueAfterOf(check.schedule)
  let expected = 0
  for (let at = dueAfter(from); at !== undefined && at <= to && expected < MOST_COUNTED; at = dueAfter(at))
    expected++
  if (today.length === 0 && state.status === 'up' && !isOpen && !isExcused)
    return { expected, arrived: expected }
  return { expected, arrived: Math.min(seen, isOpen ? Math.max(0, expected - 1) : expected) }
}

export interface DigestLine extends DayOfCheck, Watched {}

/** The sum of a digest over all its checks. */
export interface DigestSum extends DayOfCheck {
  readonly isWell: boolean
  /** The last success of any. */
  readonly last: number
  /** Lines of some of them: of all those that are not well, if they are not too many. */
  readonly lines: readonly string[]
  /** How many have no line. */
  readonly more: number
}

export const NO_CHECK_YET: DigestSum = { expected: 0, arrived: 0, isWell: true, last: 0, lines: [], more: 0 }
/** A message with more lines is read by nobody. */
const MOST_LINES = 100

export function withLine(sum: DigestSum, line: DigestLine): DigestSum {
  const { state, expected, arrived } = line
  const isWell = state.status === 'up' && arrived === expected
  const isFull = sum.lines.length >= (isWell ? MOST_LINES : 2 * MOST_LINES)
  return {
    expected: sum.expected + expected,
    arrived: sum.arrived + arrived,
    isWell: sum.isWell && isWell,
    last: Math.max(sum.last, state.lastSuccessAt ?? 0),
    lines: isFull ? sum.lines : [...sum.lines, lineOf(line)],
    more: sum.more + (isFull ? 1 : 0),
  }
}

/** @param silent names of members of the group that did not answer */
export function digestText(
  { name, from, at }: Pick<Digest, 'name' | 'from' | 'at'>,
  { expected, arrived, isWell, last, lines: found, more }: DigestSum,
  silent: readonly string[] = [],
): AlertText {
  const hours = Math.round((at - from) / HOUR)
  const sums = { name: quotedName(name), arrived, expected, hours, last: localMinute(last) }
  const subject = isWell
    ? last === 0
      ? mark('[ALL IS WELL] {name}: {arrived} of {expected} arrived')
      : mark('[ALL IS WELL] {name}: {arrived} of {expected} arrived, last at {last}')
    : last === 0
      ? mark('[NOT ALL IS WELL] {name}: {arrived} of {expected} arrived')
      : mark('[NOT ALL IS WELL] {name}: {arrived} of {expected} arrived, last at {last}')
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: t(subject, sums),
    text: lines(
      last === 0
        ? t('{arrived} of {expected} arrived in the last {hours} hours.', sums)
        : t('{arrived} of {expected} arrived in the last {hours} hours, last at {last}.', sums),
      ...found,
      ...silent.map(member =>
        t('What arrived at {name} alone is not counted: it does not answer.', { name: member }),
      ),
      more === 0 ? '' : t('and {more} more, which are counted above', { more }),
    ),
  }
}

function lineOf({ check, state, expected, arrived }: DigestLine): string {
  const { status, lastSuccessAt } = state
  const name = quotedName(check.name)
  const last =
    lastSuccessAt === undefined ? t('never yet') : t('last at {last}', { last: localMinute(lastSuccessAt) })
  return status === 'up'
    ? t('{name}: {arrived} of {expected}, {last}', { name, arrived, expected, last })
    : t('{name}: {arrived} of {expected}, {last}; it is {status}', {
        name,
        arrived,
        expected,
        last,
        status: tStored(status),
      })
}
