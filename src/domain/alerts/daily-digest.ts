/** The daily digest of a check, or of the checks of a tag: how much of what was due in a day arrived. Pure. */

import { localMinute } from '../time/local-time'
import { meets } from '../watch/expectation'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import { type DueAfter, dueAfterOf } from '../watch/schedule'
import type { KeptSignal } from '../watch/signal'
import { quotedName } from './quote'
import { type AlertText, lines } from './text'

export const DAY = 86_400_000
const MOST_COUNTED = 10_000

export interface DigestGroup {
  /** The tag, or the name of the check. */
  readonly name: string
  /** The same for whoever computes it. */
  readonly key: string
  /** Epoch milliseconds: the moment of the digest. */
  readonly at: number
  readonly checks: readonly Watched[]
}

/** The digests whose moment lies in `from < at <= to`. Checks with the same time, channels and first tag share one. */
export function dueDigests(all: readonly Watched[], from: number, to: number): readonly DigestGroup[] {
  const groups = new Map<string, DigestGroup>()
  for (const watched of all) {
    const { digest, tags, channels, name, id } = watched.check
    const at = digest === undefined ? undefined : digestAfter(digest)(from)
    if (at === undefined || at > to) continue
    const [tag] = tags
    const key = `${at} ${tag ?? id} ${channels.join(' ')}`
    const group = groups.get(key)
    if (group) groups.set(key, { ...group, checks: [...group.checks, watched] })
    else groups.set(key, { name: tag ?? name, key, at, checks: [watched] })
  }
  return [...groups.values()]
}

/** The next moment of any digest; undefined where there is none. */
export function nextDigest(all: readonly Watched[], now: number): number | undefined {
  const times = new Set(all.flatMap(({ check: { digest } }) => digest ?? []))
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

/**
 * Counts how much of a check was due in the day before `to`, and arrived. A check that was up all day missed nothing; of another one
 * the signals are counted that its history still has.
 */
export function dayOf(
  { check, state }: Watched,
  { history, flips }: { readonly history: readonly KeptSignal[]; readonly flips: readonly Flip[] },
  to: number,
): DayOfCheck {
  const from = to - DAY
  const seen = history.filter(({ kind, at }) => meets(check, kind) && at > from && at <= to).length
  const today = flips.filter(({ at }) => at > from && at <= to)
  if (check.schedule.kind === 'period') {
    const missed = today.filter(({ to, reason }) => to === 'down' && reason === 'silence').length
    return { expected: seen + missed, arrived: seen }
  }
  const dueAfter = dueAfterOf(check.schedule)
  let expected = 0
  for (let at = dueAfter(from); at !== undefined && at <= to && expected < MOST_COUNTED; at = dueAfter(at))
    expected++
  const isOpen = state.due !== undefined && state.due <= to
  if (today.length === 0 && state.status === 'up' && !isOpen) return { expected, arrived: expected }
  return { expected, arrived: Math.min(seen, isOpen ? Math.max(0, expected - 1) : expected) }
}

export interface DigestLine extends DayOfCheck, Watched {}

export function digestText(name: string, found: readonly DigestLine[]): AlertText {
  const sum = (of: (line: DigestLine) => number) => found.reduce((total, line) => total + of(line), 0)
  const expected = sum(line => line.expected)
  const arrived = sum(line => line.arrived)
  const last = Math.max(...found.map(({ state }) => state.lastSuccessAt ?? 0))
  const isWell = arrived === expected && found.every(({ state }) => state.status === 'up')
  const when = last === 0 ? '' : `, last at ${localMinute(last)}`
  return {
    kind: 'digest',
    status: isWell ? 'up' : 'mixed',
    subject: `${isWell ? '[ALL IS WELL]' : '[NOT ALL IS WELL]'} ${quotedName(name)}: ${arrived} of ${expected} arrived${when}`,
    text: lines(`${arrived} of ${expected} arrived in the last 24 hours${when}.`, ...found.map(lineOf)),
  }
}

function lineOf({ check, state, expected, arrived }: DigestLine): string {
  const last = state.lastSuccessAt === undefined ? 'never yet' : `last at ${localMinute(state.lastSuccessAt)}`
  const trouble = state.status !== 'up' ? `; it is ${state.status}` : ''
  return `${quotedName(check.name)}: ${arrived} of ${expected}, ${last}${trouble}`
}
