/** Whether a member that is away, with checks that can be heard nowhere else, was named in time, and once. Pure. */
import type { Circumstances } from './circumstances'
import { BOUND, seconds } from './coverage'
import type { History, Message, Strike } from './history'
import { proofOf } from './repeats'
import { tellsUnheard } from './told'

export function unheardFaults(history: History, circumstances: Circumstances): string[] {
  const away = history.strikes.filter(({ part }) => part === 'all')
  return away.flatMap(strike => {
    const deadline = deadlineOf(strike, history, circumstances)
    return history.channels.flatMap(channel => {
      const named = history.messages
        .filter(message => message.channel === channel && tellsUnheard(message, strike.member))
        .sort((a, b) => a.at - b.at)
      const faults: string[] = []
      if (
        deadline !== undefined &&
        !isOpen(named, deadline, history) &&
        !isRefused(channel, strike, deadline, history)
      )
        faults.push(
          `${strike.member}: its checks are unheard, and it is not named on ${channel} by ${seconds(deadline, history)}`,
        )
      const [first, second] = named.filter(({ at }) => at >= strike.from && at <= strike.to)
      if (
        first &&
        second &&
        first.key !== second.key &&
        !proofOf(first, second, history.rules, circumstances)
      )
        faults.push(
          `${strike.member}: named as unheard twice on ${channel} (${seconds(first.at, history)}, ${seconds(second.at, history)})`,
        )
      return faults
    })
  })
}

/** The moment by which it has to be named; undefined where nothing of it is unheard, or nobody could. */
function deadlineOf(
  { member, from, to }: Strike,
  { rules, members, checks }: History,
  { worked, isCut, isCalm, spread }: Circumstances,
): number | undefined {
  const within = rules.takeover + BOUND.slack
  const warm = rules.takeover + BOUND.start
  const others = members.filter(other => other !== member)
  for (let since = from; since + within <= to; since += BOUND.step) {
    const until = since + within
    if (!isCalm(since + 1, until)) continue
    const able = others.filter(
      other => worked(other, from - warm, until) && !isCut(other, 'channels', since - BOUND.backoff, until),
    )
    const isOwed = checks.some(({ route, attempts }) => {
      const heard = attempts.find(({ acknowledgedAt }) => acknowledgedAt !== undefined)
      if (route.length > 1 || route[0] !== member || heard?.acknowledgedAt === undefined) return false
      const known = spread(member, heard.acknowledgedAt, BOUND.copied)
      return able.some(other => (known.get(other) ?? Number.POSITIVE_INFINITY) < from)
    })
    if (isOwed) return until
  }
  return undefined
}

/** It was named before that moment, and not named as back. */
function isOpen(named: readonly Message[], deadline: number, { messages }: History): boolean {
  return named.some(
    ({ at, key, channel }) =>
      at <= deadline &&
      !messages.some(
        other =>
          other.key === key && other.channel === channel && other.kind === 'resolve' && other.at < deadline,
      ),
  )
}

const isRefused = (channel: string, { from }: Strike, deadline: number, { refusals }: History) =>
  refusals.some(refusal => refusal.channel === channel && refusal.at >= from && refusal.at <= deadline)
