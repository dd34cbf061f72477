/** Whether each outage was told in time, as long as a member lived that could. Pure. */
import type { Circumstances } from './circumstances'
import type { History, SentCheck } from './history'
import { type Outage, sureOutages } from './model'
import { type Told, tellsUnheard } from './told'

/** Milliseconds. */
export const BOUND = {
  /** After `takeover`, until a message has to be there. */
  slack: 10_000,
  /** A member that has been together with another one for so long knows what that one knew. */
  copied: 10_000,
  /** From the start of a member until it can be expected to work. */
  start: 10_000,
  /** A way to a service that was cut is tried again at growing intervals. */
  backoff: 60_000,
  step: 1_000,
} as const

export interface Coverage {
  readonly faults: readonly string[]
  /** Outages that had to be told, counted for each channel. */
  readonly owed: number
  /** Milliseconds from the later of an outage's beginning and the last death or cut to its message. */
  readonly delays: readonly number[]
}

export function coverageOf(
  history: History,
  circumstances: Circumstances,
  told: ReadonlyMap<SentCheck, readonly Told[]>,
): Coverage {
  const faults: string[] = []
  const delays: number[] = []
  let owed = 0
  for (const [check, messages] of told)
    for (const outage of sureOutages(check, history.rules, history.run.to))
      for (const channel of history.channels) {
        const ofChannel = messages.filter(message => message.channel === channel)
        const deadline = deadlineOf(outage, channel, history, circumstances)
        const first = ofChannel.find(({ says, at }) => says === 'down' && at >= outage.last.at)
        if (deadline === undefined) continue
        owed++
        const isOpen = ofChannel.findLast(({ at }) => at <= deadline)?.says === 'down'
        if (first && first.at <= deadline) delays.push(delayOf(outage, first.at, history))
        else if (!isOpen && !isNamedUnheard(outage, deadline, history))
          faults.push(
            `${check.name}: not told on ${channel} by ${seconds(deadline, history)} (${words(outage, history)})`,
          )
      }
  return { faults, owed, delays: delays.sort((a, b) => a - b) }
}

/**
 * The moment by which it has to be told: `takeover` and the slack after the first moment since which nobody died and nothing was
 * cut, while a member lived that knew of it and could deliver. Undefined where there was no such time before its end.
 */
function deadlineOf(
  { from, to, last }: Outage,
  channel: string,
  { rules, members, refusals }: History,
  { worked, isCut, isCalm, spread }: Circumstances,
): number | undefined {
  const within = rules.takeover + BOUND.slack
  const warm = rules.period + rules.grace + BOUND.start
  const knownSince = spread(last.member, last.acknowledgedAt ?? last.at, BOUND.copied)
  for (let since = from; since + within <= to; since += BOUND.step) {
    const until = since + within
    if (!isCalm(since + 1, until)) continue
    if (refusals.some(({ at, ...one }) => one.channel === channel && at > since && at <= until)) continue
    const isAble = members.some(
      member =>
        (knownSince.get(member) ?? Number.POSITIVE_INFINITY) <= since &&
        worked(member, since - warm, until) &&
        !isCut(member, 'channels', since - BOUND.backoff, until),
    )
    if (isAble) return until
  }
  return undefined
}

/** Whether a message said in place of that that the member which heard the check last is away. */
function isNamedUnheard({ last }: Outage, deadline: number, { messages, strikes, cuts }: History): boolean {
  const away = [
    ...strikes.filter(({ member }) => member === last.member),
    ...cuts.filter(({ source, target }) => source === last.member || target === last.member),
  ].filter(({ from, to }) => from <= deadline && to >= last.at)
  return messages.some(
    message =>
      tellsUnheard(message, last.member) &&
      message.at <= deadline &&
      away.some(({ from }) => message.at >= from),
  )
}

function delayOf({ from }: Outage, at: number, { strikes, cuts }: History): number {
  const before = [...strikes, ...cuts].map(event => event.from).filter(moment => moment <= at)
  return Math.max(0, at - Math.max(from, ...before))
}

export const seconds = (at: number, { run }: History) => `${((at - run.from) / 1000).toFixed(1)} s`

const words = ({ because, from, last }: Outage, history: History) =>
  `${because} from ${seconds(from, history)} on, last heard by ${last.member}`
