/** Judges a run of members that share their checks by what the test itself saw. Pure. */
import { circumstancesOf } from './circumstances'
import { BOUND, type Coverage, coverageOf, seconds } from './coverage'
import type { History, SentCheck } from './history'
import { sureOutages } from './model'
import { falseAlarms, keyFaults, orderFaults, type Proof, repeatsOf } from './repeats'
import { type Told, toldOf } from './told'
import { unheardFaults } from './unheard'

export interface Judgement extends Pick<Coverage, 'owed' | 'delays'> {
  /** A sentence for each fault. */
  readonly faults: readonly string[]
  readonly proved: readonly Proof[]
  /** Messages that a check is down by members which could not know of its signals. */
  readonly ofOneSide: number
}

export function judge(history: History): Judgement {
  const circumstances = circumstancesOf(history)
  const told = new Map(history.checks.map(check => [check, toldOf(check, history.messages)]))
  const coverage = coverageOf(history, circumstances, told)
  const repeats = repeatsOf(history, circumstances)
  const faults = [...coverage.faults, ...repeats.faults, ...unheardFaults(history, circumstances)]
  let ofOneSide = 0
  for (const [check, messages] of told) {
    const alarms = falseAlarms(check, messages, history, circumstances)
    ofOneSide += alarms.ofOneSide
    faults.push(
      ...alarms.faults,
      ...keyFaults(check, messages, history, circumstances),
      ...orderFaults(check, messages, history, circumstances),
      ...endFaults(check, messages, history),
      ...lossFaults(check, history),
    )
  }
  return { faults, proved: repeats.proved, ofOneSide, owed: coverage.owed, delays: coverage.delays }
}

/** Whether the check is down in the end; undefined where its last signal leaves that open. */
function isDownAtEnd(check: SentCheck, { rules, run }: History): boolean | undefined {
  if (sureOutages(check, rules, run.to).some(({ to }) => to === run.to)) return true
  const last = check.attempts.at(-1)
  const isFresh = last?.kind === 'success' && last.acknowledgedAt !== undefined
  return isFresh && last.at > run.to - rules.period ? false : undefined
}

/** Incidents that nobody resolved, and members that show something else than what is. */
function endFaults(check: SentCheck, told: readonly Told[], history: History): string[] {
  const isDown = isDownAtEnd(check, history)
  if (isDown === undefined) return []
  const faults: string[] = []
  for (const channel of history.channels) {
    const mine = told.filter(message => message.channel === channel && !message.isLine)
    if (mine.length < told.filter(message => message.channel === channel).length) continue
    const open = new Set(
      mine
        .filter(
          ({ key, says }) => says === 'down' && !mine.some(other => other.key === key && other.says === 'up'),
        )
        .map(({ key }) => key),
    )
    if (open.size > (isDown ? 1 : 0))
      faults.push(`${check.name}: never resolved on ${channel}: ${[...open].join(', ')}`)
  }
  for (const { member, status } of shownOf(check, history))
    if (!(isDown ? ['down'] : ['up', 'late']).includes(status))
      faults.push(`${check.name}: ${status} on ${member}, and it is ${isDown ? 'down' : 'up'}`)
  return faults
}

/** Clocks of members differ by some milliseconds, and stamps are those of the members. */
const CLOCK_MS = 2_000

/** Check-ins that were acknowledged: those which the member took are in its record, and all members know the last one. */
function lossFaults(check: SentCheck, history: History): string[] {
  const copied = history.run.to - BOUND.copied
  const acknowledged = check.attempts.filter(
    ({ acknowledgedAt = Number.POSITIVE_INFINITY }) => acknowledgedAt <= copied,
  )
  const last = acknowledged.at(-1)
  return shownOf(check, history).flatMap(({ member, rids, lastSignalAt }) => {
    const faults: string[] = []
    const kept = new Set(rids)
    const lost = acknowledged.filter(one => one.member === member && !kept.has(one.rid))
    const [first] = lost
    if (first)
      faults.push(
        `${check.name}: ${member} lost ${lost.length} acknowledged check-ins, the first of ${seconds(first.at, history)}`,
      )
    if (last && lastSignalAt < last.at - CLOCK_MS)
      faults.push(
        `${check.name}: ${member} lost the last acknowledged check-in, of ${seconds(last.at, history)} at ${last.member}; it has one of ${seconds(lastSignalAt, history)}`,
      )
    return faults
  })
}

function shownOf({ id, name }: SentCheck, { members, shown }: History) {
  return members.map(
    member =>
      shown.find(one => one.check === id && one.member === member) ?? {
        member,
        check: name,
        status: 'unknown',
        rids: [],
        lastSignalAt: 0,
      },
  )
}
