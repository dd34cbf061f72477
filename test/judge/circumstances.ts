/** Who was able to do what, and when. Pure. */
import type { History, Span } from './history'

/** Milliseconds. */
const STEP = 1_000

export interface Circumstances {
  /** Whether all parts of the member worked all that time. */
  worked(member: string, from: number, to: number): boolean
  /** Whether a strike on the member overlaps that time. */
  isStruck(member: string, from: number, to: number): boolean
  /** Whether one of the two could not reach the other at some moment of that time. */
  isCut(one: string, other: string, from: number, to: number): boolean
  /** Whether neither could learn of the other all that time, by way of other members either. */
  isApart(one: string, other: string, from: number, to: number): boolean
  /** Whether nobody was struck and nothing was cut anew in that time. */
  isCalm(from: number, to: number): boolean
  /** The moments from which on members know what that one learned, if they have `copied` milliseconds together for it. */
  spread(member: string, at: number, copied: number): ReadonlyMap<string, number>
}

const overlaps = (span: Span, from: number, to: number) => span.from <= to && span.to >= from

export function circumstancesOf({ members, strikes, cuts, run }: History): Circumstances {
  const isStruck = (member: string, from: number, to: number) =>
    strikes.some(strike => strike.member === member && overlaps(strike, from, to))

  const between = (one: string, other: string) =>
    cuts.filter(
      ({ source, target }) => (source === one && target === other) || (source === other && target === one),
    )

  const isCut = (one: string, other: string, from: number, to: number) =>
    between(one, other).some(span => overlaps(span, from, to))

  function isApart(one: string, other: string, from: number, to: number): boolean {
    const dead = members.filter(member =>
      isCovered(
        strikes.filter(strike => strike.member === member),
        from,
        to,
      ),
    )
    const reached = new Set([one])
    for (const known of reached)
      for (const next of members)
        if (!dead.includes(next) && !isCovered(between(known, next), from, to)) reached.add(next)
    return !reached.has(other)
  }

  const areTogether = (one: string, other: string, from: number, to: number) =>
    !isStruck(one, from, to) && !isStruck(other, from, to) && !isCut(one, other, from, to)

  function spread(member: string, at: number, copied: number): ReadonlyMap<string, number> {
    const known = new Map([[member, at]])
    for (let now = at + copied; now <= run.to && known.size < members.length; now += STEP)
      for (const [one, since] of [...known])
        for (const other of members)
          if (!known.has(other) && since <= now - copied && areTogether(one, other, now - copied, now))
            known.set(other, now)
    return known
  }

  return {
    worked: (member, from, to) => !isStruck(member, from, to),
    isStruck,
    isCut,
    isApart,
    isCalm: (from, to) => ![...strikes, ...cuts].some(event => event.from >= from && event.from <= to),
    spread,
  }
}

/** Whether these spans leave no moment of that time. */
function isCovered(spans: readonly Span[], from: number, to: number): boolean {
  let open = from
  for (const span of [...spans].sort((a, b) => a.from - b.from))
    if (span.from <= open && span.to > open) open = span.to
  return open > to || (spans.length > 0 && open >= to)
}
