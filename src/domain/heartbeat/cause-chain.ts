/** The cause chain: every organ that a heartbeat passes, with its state. Pure; the page and the shell show it. */

import { faultText, isOff } from '../settings/reading'
import { ATTEMPT_MS, TICK_LATE_MS } from '../time/limits'
import { SLOT_MS } from '../time/slot'
import { span } from '../time/time-words'
import { missesOf, type Overdue, overdueHeartbeat } from './alive'
import { answerFinding, networkFindings } from './attempt-findings'
import { type ChainInput, type Finding, type Link, ORGAN_NAMES, type Organ } from './chain-link'
import { gateWords, withheldReason } from './gates'
import { newestHeartbeat, wasQueued } from './heartbeat'
import { recogniseReceiver } from './receivers/index'
import { timerTrouble } from './timer'

/** Beyond this a tick is missing, not only late. */
const TICK_OVERDUE = 2 * SLOT_MS + TICK_LATE_MS
/** Beyond this a waiting heartbeat is in no worker's hands: an attempt takes half as long at most. */
const WAITING_TOO_LONG = 2 * ATTEMPT_MS

/** The links in the order in which a heartbeat passes them. */
export function causeChain(input: ChainInput): readonly Link[] {
  const findings: (readonly [Organ, Finding])[] = [
    ['tick', tickFinding(input)],
    ['ini', iniFinding(input)],
    ['disk', diskFinding(input)],
    ['web', webFinding(input)],
    ['redis', redisFinding(input)],
    ['worker', workerFinding(input)],
    ...gatesFinding(input),
    ...networkFindings(input),
    ['answer', answerFinding(input)],
  ]
  const { now, reading, lastResult, tick, queue } = input
  const misses = missesOf(tick, queue.reached ? queue.history : [])
  const overdue = overdueHeartbeat(now, reading, lastResult, misses)
  const stuckAt = overdue && organBefore(input, overdue)
  return findings.map(([organ, finding]) => {
    const link = { organ, name: ORGAN_NAMES[organ], ...finding }
    return overdue && organ === stuckAt ? withOverdue(link, overdue) : link
  })
}

/** The organ that an overdue heartbeat has reached, and not passed. */
function organBefore({ tick, queue }: ChainInput, { at }: Overdue): Organ {
  if (tick === undefined || tick.at < at || tick.end === 'nothing') return 'tick'
  if (tick.end !== 'queued') return tick.end
  return queue.reached ? 'worker' : 'redis'
}

/** While it may still go out, nothing is known to be broken. */
function withOverdue(link: Link, overdue: Overdue): Link {
  const state = overdue.late && link.state !== 'bad' ? 'warn' : 'bad'
  return { ...link, state, overdue }
}

/** The first broken link, at which heartbeats stop. */
export function brokenLink(chain: readonly Link[]): Link | undefined {
  return chain.find(({ state }) => state === 'bad')
}

function tickFinding({ now, tick, timer, web }: ChainInput): Finding {
  const trouble = timerTrouble(timer, web.up)
  if (trouble?.state === 'bad') return { ...trouble, ...(tick && { at: tick.at }) }
  if (tick === undefined) {
    const waited = web.up ? now - (web.since ?? now) : 0
    return waited > TICK_OVERDUE
      ? { state: 'bad', detail: `no tick for ${span(waited)}: the timer does not run` }
      : { state: 'unknown', detail: 'no tick yet; one comes every five minutes' }
  }
  const { at, line } = tick
  if (at > now + SLOT_MS)
    return { state: 'warn', detail: `the last tick lies ${span(at - now)} ahead: the clock was set back`, at }
  if (now - at > TICK_OVERDUE)
    return { state: 'bad', detail: `no tick for ${span(now - at)}: the timer does not run`, at }
  if (trouble) return { ...trouble, at }
  return { state: 'ok', detail: line, at }
}

function iniFinding({ reading, tick }: ChainInput): Finding {
  if (reading.kind === 'unreadable') return { state: 'bad', detail: reading.reason }
  if (reading.kind === 'faulty') {
    const [first] = reading.faults
    const words = first ? faultText(first) : 'it has faults'
    const more = reading.faults.length - 1
    return { state: 'bad', detail: more > 0 ? `${words} (and ${more} more)` : words }
  }
  const { frequency, url } = reading.settings.monitoring
  const at = reading.changedAt
  if (tick?.end === 'ini' && tick.at > at)
    return { state: 'bad', detail: `the last tick could not use it: ${tick.line}`, at: tick.at }
  if (frequency === 'Off') return { state: 'warn', detail: 'heartbeating is Off', at }
  return { state: 'ok', detail: `every ${frequency} minutes to ${recogniseReceiver(url).name}`, at }
}

function diskFinding({ disk, tick, now }: ChainInput): Finding {
  if (disk !== undefined) return { state: 'bad', ...disk, at: now }
  if (tick?.end === 'disk')
    return { state: 'warn', detail: `it works now; the last tick: ${tick.line}`, at: tick.at }
  return { state: 'ok', detail: 'nothing is known against it' }
}

function webFinding({ web, tick, now }: ChainInput): Finding {
  if (!web.up) return { state: 'bad', detail: web.reason }
  const { since, closed } = web
  if (closed !== undefined) return { state: 'warn', detail: `it runs, but ${closed}`, at: now }
  if (since === undefined)
    return tick?.end === 'web'
      ? { state: 'warn', detail: 'it answers now; the last tick could not reach it', at: now }
      : { state: 'ok', detail: 'it answers', at: now }
  if (tick?.end !== 'web') return { state: 'ok', detail: 'running, started', at: since }
  return tick.at > since
    ? { state: 'bad', detail: `the last tick got no heartbeat from it: ${tick.line}`, at: tick.at }
    : { state: 'warn', detail: 'running again; the last tick could not reach it', at: since }
}

function redisFinding({ now, queue, tick }: ChainInput): Finding {
  if (!queue.reached) return { state: 'bad', detail: queue.reason, at: now }
  const { server, refuses, faults = [] } = queue.pulse
  if (refuses !== undefined)
    return { state: 'bad', detail: `${server} takes no heartbeats: ${refuses}`, at: now }
  if (tick?.end === 'redis')
    return { state: 'warn', detail: 'it answers now, but took no heartbeat of the last tick', at: tick.at }
  if (faults.length > 0)
    return { state: 'warn', detail: `${server} ${faults.join('; it ')}`, subject: server, at: now }
  return { state: 'ok', detail: server, subject: server, at: now }
}

/** No link where no check is a gate. */
function gatesFinding({ gates = [], now }: ChainInput): readonly (readonly [Organ, Finding])[] {
  if (gates.length === 0) return []
  const reason = withheldReason(gates)
  if (reason !== undefined)
    return [['gates', { state: 'bad', detail: `heartbeats are withheld: ${reason}`, at: now }]]
  const doubtful = gates.filter(({ status }) => status !== 'up')
  if (doubtful.length > 0)
    return [
      ['gates', { state: 'warn', detail: `open, though ${doubtful.map(gateWords).join(', ')}`, at: now }],
    ]
  return [['gates', { state: 'ok', detail: `open: ${gates.map(({ name }) => name).join(', ')}`, at: now }]]
}

function workerFinding({ now, queue, reading }: ChainInput): Finding {
  if (!queue.reached) return { state: 'unknown', detail: 'not known while Redis cannot be reached' }
  const { workers, waitingSince, workerStillFor, workerSilentFor, sweepStillFor } = queue.pulse
  const last = newestHeartbeat(queue.history)
  // An interrupted heartbeat waits until it is taken over; a worker that ends others meanwhile does not hang.
  const workedAt = Math.max(...queue.history.map(record => (wasQueued(record) ? record.finishedAt : 0)))
  const waits = waitingSince === undefined ? 0 : now - Math.max(waitingSince, workedAt)
  const waiting = `a heartbeat has been waiting for ${span(waits)}`
  if (workers === 0) {
    const none =
      workerStillFor === undefined ? 'no worker is running' : standsStill('the worker', workerStillFor)
    return { state: 'bad', detail: waits > 0 ? `${none}; ${waiting}` : none, at: now }
  }
  if (waits > WAITING_TOO_LONG)
    return { state: 'bad', detail: `${waiting}: the worker hangs or is gone`, at: now }
  if (last?.outcome === 'missed' && !isOff(reading))
    return { state: 'bad', detail: `the last heartbeat was not sent: ${last.reason}`, at: last.finishedAt }
  const detail = workers === 1 ? 'running' : `${workers} are running`
  if (workerSilentFor !== undefined) {
    const silent = (what: string) => doesNotAnswer(what, workerSilentFor)
    const words = workers === 1 ? silent('the worker') : `${detail}; ${silent('one of them')}`
    return { state: 'warn', detail: words, at: now }
  }
  if (workerStillFor !== undefined)
    return { state: 'warn', detail: `${detail}; ${standsStill('another', workerStillFor)}`, at: now }
  if (sweepStillFor !== undefined)
    return {
      state: 'warn',
      detail: `${detail}, but ${standsStill('the sweep of the checks', sweepStillFor)}`,
      at: now,
    }
  return { state: 'ok', detail, ...(last && { at: last.finishedAt }) }
}

function doesNotAnswer(what: string, forMs: number): string {
  return `${what} does not answer: nothing has come from it for ${span(forMs)}`
}

function standsStill(what: string, forMs: number): string {
  return `${what} stands still: nothing has come from it for ${span(forMs)}`
}
