/** Whether messages of one incident are there once, in order, under one key, and about something. Pure. */
import type { Circumstances } from './circumstances'
import { BOUND, seconds } from './coverage'
import type { History, Message, SentCheck, Span } from './history'
import { PATIENCE, possibleOutages } from './model'
import type { Told } from './told'

/** Milliseconds around the moment at which a service took a message in which its sender's end leaves it unrecorded. */
const UNRECORDED = { before: 5_000, after: 10_000 } as const

/** Milliseconds that a member takes until it has read what waited for it. */
const LATE = 5_000

/** Why a message is there twice. */
export type Proof = 'split' | 'its sender died or stood still' | 'the answer was cut'

/** The proof that the second message could not be avoided; undefined where it could. */
export function proofOf(
  first: Message,
  second: Message,
  { takeover }: History['rules'],
  { isStruck, isCut }: Circumstances,
): Proof | undefined {
  const { before, after } = UNRECORDED
  if (!first.answered || isCut(first.member, 'channels', first.at, first.at + after))
    return 'the answer was cut'
  if (isStruck(first.member, first.at - before, first.at + after)) return 'its sender died or stood still'
  const from = first.at - takeover - BOUND.slack
  if (first.member !== second.member && isCut(first.member, second.member, from, second.at)) return 'split'
  return undefined
}

export interface Repeats {
  readonly faults: readonly string[]
  readonly proved: readonly Proof[]
}

/** Messages of the same kind and key on the same channel. */
export function repeatsOf(history: History, circumstances: Circumstances): Repeats {
  const faults: string[] = []
  const proved: Proof[] = []
  const first = new Map<string, Message>()
  for (const message of [...history.messages].sort((a, b) => a.at - b.at)) {
    const identity = `${message.kind} ${message.key} on ${message.channel}`
    const before = first.get(identity)
    first.set(identity, message)
    if (before === undefined) continue
    const proof = proofOf(before, message, history.rules, circumstances)
    if (proof) proved.push(proof)
    else
      faults.push(
        `${identity}: doubled (${before.member} ${seconds(before.at, history)}, ${message.member} ${seconds(message.at, history)})`,
      )
  }
  return { faults, proved }
}

export interface Alarms {
  /** A sentence for each that need not have been. */
  readonly faults: readonly string[]
  /** Those of members that could not know. */
  readonly ofOneSide: number
}

/**
 * Triggers about nothing. A message may be late by as much as an outage may be told late. A member cannot know of signals to
 * members that are apart from it since.
 */
export function falseAlarms(
  check: SentCheck,
  told: readonly Told[],
  history: History,
  circumstances: Circumstances,
): Alarms {
  const spans = possibleOutages(check, history.rules, history.run.to, circumstances)
  const late = history.rules.takeover + BOUND.slack
  const alarms = told.filter(
    ({ says, at }) => says === 'down' && !spans.some(({ from, to }) => from <= at && to >= at - late),
  )
  const avoidable = alarms.filter(alarm => !isApartFromHearers(check, alarm, history, circumstances))
  return {
    faults: avoidable.map(
      ({ channel, member, at }) =>
        `${check.name}: false alarm on ${channel} by ${member} at ${seconds(at, history)}`,
    ),
    ofOneSide: alarms.length - avoidable.length,
  }
}

/**
 * Several keys for one outage, but where members had heard different last signals, and where a check-in in between was taken
 * late: its member stood still, and its sender had long gone.
 */
export function keyFaults(
  check: SentCheck,
  told: readonly Told[],
  history: History,
  circumstances: Circumstances,
): string[] {
  const outages = merged(possibleOutages(check, history.rules, history.run.to, circumstances))
  const triggers = told.filter(({ says, isLine }) => says === 'down' && !isLine)
  const firsts = new Map<Span, Told>()
  const faults: string[] = []
  for (const trigger of triggers) {
    const outage = outages.findLast(({ from }) => from <= trigger.at)
    const isLate = triggers.some(({ key, at }) => key === trigger.key && at < (outage?.from ?? 0))
    if (outage === undefined || isLate || trigger.at > outage.to) continue
    const first = firsts.get(outage)
    if (first === undefined) firsts.set(outage, trigger)
    else if (
      first.key !== trigger.key &&
      !heardDifferently(check, first, trigger, circumstances) &&
      !isTakenLate(check, first.at, trigger.at, history)
    )
      faults.push(`${check.name}: two keys for one outage, ${first.key} and ${trigger.key}`)
  }
  return faults
}

/**
 * Whether the sender had failed or was silent by all that its member could know: it called only members that were apart since.
 * One that got the last signal has to be there: else its checks are unheard, and not down.
 */
function isApartFromHearers(
  { attempts }: SentCheck,
  { member, at }: Told,
  { rules: { period, grace, takeover } }: History,
  { isApart, isStruck }: Circumstances,
): boolean {
  const heard = attempts.filter(({ acknowledgedAt = Number.POSITIVE_INFINITY }) => acknowledgedAt <= at)
  const last = heard.findLast(
    ({ member: hearer, at: sentAt, acknowledgedAt = sentAt }) => !isApart(member, hearer, acknowledgedAt, at),
  )
  if (last === undefined) return false
  if (last.kind === 'fail') return true
  const due = last.at + period + grace
  const isThere =
    !isStruck(last.member, due, due) &&
    (last.member === member || !isApart(member, last.member, due - takeover / 2, due))
  return due <= at && isThere
}

/** Whether a success that nobody acknowledged may have been taken in that time, when its member went on after a standstill. */
function isTakenLate({ attempts }: SentCheck, from: number, to: number, { strikes }: History): boolean {
  return strikes.some(
    strike =>
      strike.how === 'still' &&
      strike.to > from - LATE &&
      strike.to < to &&
      attempts.some(
        ({ kind, member, at, acknowledgedAt }) =>
          kind === 'success' &&
          member === strike.member &&
          acknowledgedAt === undefined &&
          at >= strike.from - PATIENCE &&
          at <= strike.to,
      ),
  )
}

function heardDifferently(
  { attempts }: SentCheck,
  one: Told,
  other: Told,
  { spread }: Circumstances,
): boolean {
  // The same member may have learnt later of a signal that another one had.
  const isSame = one.member === other.member
  const by = isSame ? one.at : other.at
  const heard = attempts.filter(({ acknowledgedAt = Number.POSITIVE_INFINITY }) => acknowledgedAt <= by)
  return heard.slice(-5).some(({ member, acknowledgedAt = 0 }) => {
    const knownSince = spread(member, acknowledgedAt, BOUND.copied)
    const tellers = isSame ? [one] : [one, other]
    return tellers.some(told => (knownSince.get(told.member) ?? Number.POSITIVE_INFINITY) > told.at)
  })
}

function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && span.from <= last.to) all[all.length - 1] = { ...last, to: Math.max(last.to, span.to) }
    else all.push(span)
  }
  return all
}

/** Resolves before their triggers, triggers after their resolves, and incidents that begin before the one before has ended. */
export function orderFaults(
  check: SentCheck,
  told: readonly Told[],
  history: History,
  circumstances: Circumstances,
): string[] {
  const faults: string[] = []
  for (const channel of history.channels) {
    const mine = told.filter(message => message.channel === channel)
    // A line of a digest has no key, so it cannot be told which incident it is about.
    const alone = mine.some(({ isLine }) => isLine) ? [] : mine
    for (const [index, message] of alone.entries()) {
      const before = alone.slice(0, index)
      const fault = (words: string) =>
        faults.push(
          `${check.name}: ${words} on ${channel} by ${message.member} at ${seconds(message.at, history)}`,
        )
      const same = before.filter(({ key }) => key === message.key)
      const ended = same.find(({ says }) => says === 'up')
      const following = alone.slice(index).find(({ key, says }) => key === message.key && says === 'down')
      // A trigger that was over before it could go out is left out. A member that was cut off then may tell it later, and its end after that.
      const isApart = following && proofOf(message, following, history.rules, circumstances) === 'split'
      if (message.says === 'up' && same.length === 0 && following && !isApart)
        fault('resolve before its trigger, out of order')
      if (message.says === 'up') continue
      if (ended && !proofOf(ended, message, history.rules, circumstances))
        fault('trigger after its resolve, out of order')
      const open = before.find(
        ({ key, says }) =>
          says === 'down' &&
          key !== message.key &&
          !before.some(other => other.key === key && other.says === 'up'),
      )
      const isExcused =
        open &&
        (heardDifferently(check, open, message, circumstances) ||
          proofOf(open, message, history.rules, circumstances))
      if (open && !isExcused) fault('trigger before the resolve of the incident before it, out of order')
    }
  }
  return faults
}
