/** Where a heartbeat stops: every organ that it passes, with what is known of it. Pure; the page and the shell show it. */

import { faultText, type Reading } from '../settings/reading'
import { SLOT_MS } from '../time/slot'
import { span } from '../time/time-words'
import type { Attempt, HeartbeatRecord } from './heartbeat'
import type { QueuePulse } from './ports'
import { recogniseReceiver } from './receivers/index'
import { isDelivered, type LastResult } from './result-line'
import type { LastTick } from './tick'

/** Two ticks and a minute: one late tick is none that is missing. */
const TICK_OVERDUE = 2 * SLOT_MS + 60_000
/** An attempt takes ten seconds at most; what waits for twice that is not being worked on. */
const WAITING_TOO_LONG = 20_000

const NAMES = {
  tick: 'Timer',
  ini: 'Settings (INI)',
  web: 'Web app',
  redis: 'Redis',
  worker: 'Worker',
  dns: 'Name lookup (DNS)',
  tcp: 'Connection (TCP)',
  tls: 'Encryption (TLS)',
  http: 'Request (HTTP)',
  answer: "Receiver's answer",
} as const

export type Organ = keyof typeof NAMES

export interface Link {
  readonly organ: Organ
  /** For people: `Name lookup (DNS)`. */
  readonly name: string
  readonly state: 'ok' | 'bad' | 'warn' | 'unknown'
  /** What is known, for people; holds no secret. */
  readonly detail: string
  /** Epoch milliseconds of what `detail` tells. */
  readonly at?: number
}

/** What the queue said, or why it said nothing. */
export type QueueView =
  | { readonly reached: true; readonly pulse: QueuePulse; readonly history: readonly HeartbeatRecord[] }
  | { readonly reached: false; readonly reason: string }

export interface ChainInput {
  /** Epoch milliseconds, as all times here. */
  readonly now: number
  readonly reading: Reading
  readonly tick: LastTick | undefined
  /** What systemd says of intvlm8r-tick.timer (`active`, `inactive`, ...), where it was asked and knows it. */
  readonly timer?: string | undefined
  /** `since`: its start. */
  readonly web:
    | { readonly up: true; readonly since: number }
    | { readonly up: false; readonly reason: string }
  readonly queue: QueueView
  /** What hbresults.txt says; it is known without Redis too. */
  readonly lastResult: LastResult | undefined
}

type Finding = Pick<Link, 'state' | 'detail' | 'at'>

/** The links in the order in which a heartbeat passes them. */
export function causeChain(input: ChainInput): readonly Link[] {
  const findings: [Organ, Finding][] = [
    ['tick', tickFinding(input)],
    ['ini', iniFinding(input)],
    ['web', webFinding(input)],
    ['redis', redisFinding(input)],
    ['worker', workerFinding(input)],
    ...networkFindings(input),
    ['answer', answerFinding(input)],
  ]
  return findings.map(([organ, finding]) => ({ organ, name: NAMES[organ], ...finding }))
}

/** The first link that is broken: where heartbeats stop. */
export function brokenLink(chain: readonly Link[]): Link | undefined {
  return chain.find(({ state }) => state === 'bad')
}

function tickFinding({ now, tick, timer, web }: ChainInput): Finding {
  if (timer !== undefined && timer !== 'active')
    return { state: 'bad', detail: `intvlm8r-tick.timer is ${timer}` }
  if (tick === undefined) {
    const late = web.up && now - web.since > TICK_OVERDUE
    return late
      ? { state: 'bad', detail: `no tick for ${span(now - web.since)}: the timer does not run` }
      : { state: 'unknown', detail: 'no tick yet; one comes every five minutes' }
  }
  const { at, line } = tick
  if (at > now + SLOT_MS)
    return { state: 'warn', detail: `the last tick lies ${span(at - now)} ahead: the clock was set back`, at }
  if (now - at > TICK_OVERDUE)
    return { state: 'bad', detail: `no tick for ${span(now - at)}: the timer does not run`, at }
  return { state: 'ok', detail: line, at }
}

function iniFinding({ reading, tick }: ChainInput): Finding {
  if (reading.kind === 'unreadable') return { state: 'bad', detail: reading.reason }
  if (reading.kind === 'faulty') {
    const [first] = reading.faults
    const more = reading.faults.length > 1 ? ` (and ${reading.faults.length - 1} more)` : ''
    return { state: 'bad', detail: `${first ? faultText(first) : 'it has faults'}${more}` }
  }
  const { frequency, url } = reading.settings.monitoring
  const at = reading.changedAt
  if (tick?.end === 'ini' && tick.at > at)
    return { state: 'bad', detail: `the last tick could not use it: ${tick.line}`, at: tick.at }
  if (frequency === 'Off') return { state: 'warn', detail: 'heartbeating is Off', at }
  return { state: 'ok', detail: `every ${frequency} minutes to ${recogniseReceiver(url).name}`, at }
}

function webFinding({ web, tick }: ChainInput): Finding {
  if (!web.up) return { state: 'bad', detail: web.reason }
  const { since } = web
  if (tick?.end !== 'web') return { state: 'ok', detail: 'running, started', at: since }
  return tick.at > since
    ? { state: 'bad', detail: `the last tick got no heartbeat from it: ${tick.line}`, at: tick.at }
    : { state: 'warn', detail: 'running again; the last tick could not reach it', at: since }
}

function redisFinding({ now, queue, tick }: ChainInput): Finding {
  if (!queue.reached) return { state: 'bad', detail: queue.reason, at: now }
  const { server, refuses } = queue.pulse
  if (refuses !== undefined)
    return { state: 'bad', detail: `${server} takes no heartbeats: ${refuses}`, at: now }
  if (tick?.end === 'redis')
    return { state: 'warn', detail: 'it answers now, but took no heartbeat of the last tick', at: tick.at }
  return { state: 'ok', detail: server, at: now }
}

function workerFinding({ now, queue }: ChainInput): Finding {
  if (!queue.reached) return { state: 'unknown', detail: 'not known while Redis cannot be reached' }
  const { workers, waitingSince } = queue.pulse
  const waits = waitingSince === undefined ? 0 : now - waitingSince
  const waiting = `a heartbeat has been waiting for ${span(waits)}`
  if (workers === 0) {
    const detail = waits > 0 ? `no worker is running; ${waiting}` : 'no worker is running'
    return { state: 'bad', detail, at: now }
  }
  if (waits > WAITING_TOO_LONG)
    return { state: 'bad', detail: `${waiting}: the worker hangs or is gone`, at: now }
  const [last] = queue.history
  if (last?.outcome === 'missed')
    return { state: 'bad', detail: `the last heartbeat was not sent: ${last.reason}`, at: last.finishedAt }
  const detail = workers === 1 ? 'running' : `${workers} are running`
  return { state: 'ok', detail, ...(last && { at: last.finishedAt }) }
}

/** The newest attempt at sending a heartbeat, where it is known. */
function lastAttempt(queue: QueueView): { attempt: Attempt; receiver: string } | undefined {
  const record = queue.reached ? queue.history.find(({ attempts }) => attempts.length > 0) : undefined
  const attempt = record?.attempts.at(-1)
  return record && attempt && { attempt, receiver: record.receiver }
}

/** DNS, TCP, TLS and HTTP, from how far the last attempt got. */
function networkFindings({ queue, reading }: ChainInput): [Organ, Finding][] {
  const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
  const secure = !url.startsWith('http:')
  const organs: readonly Organ[] = secure ? ['dns', 'tcp', 'tls', 'http'] : ['dns', 'tcp', 'http']
  const last = lastAttempt(queue)
  if (last === undefined) {
    const detail = queue.reached ? 'no heartbeat was sent yet' : 'not known while Redis cannot be reached'
    return organs.map(organ => [organ, { state: 'unknown', detail }])
  }
  const { phases, detail, at } = last.attempt
  const reached = { dns: phases.dns, tcp: phases.tcp, tls: phases.tls, http: phases.answer }
  const done = organs.map(organ => reached[organ as keyof typeof reached] !== undefined)
  const farthest = Math.max(done.lastIndexOf(true), isAddress(url) ? organs.indexOf('dns') : -1)
  return organs.map((organ, index) => {
    const ms = reached[organ as keyof typeof reached]
    if (ms !== undefined) return [organ, { state: 'ok', detail: `done after ${Math.round(ms)} ms`, at }]
    // An address needs no lookup, and a plain connection no encryption.
    if (index <= farthest) return [organ, { state: 'ok', detail: 'not needed', at }]
    if (index === farthest + 1) return [organ, { state: 'bad', detail, at }]
    return [organ, { state: 'unknown', detail: 'not reached' }]
  })
}

/** Whether the URL's host is an address, which nobody has to look up. */
function isAddress(url: string): boolean {
  return URL.canParse(url) && /^\[|^[\d.]+$/.test(new URL(url).hostname)
}

function answerFinding({ queue, lastResult }: ChainInput): Finding {
  const last = lastAttempt(queue)
  if (last !== undefined) {
    const { delivered, phases, detail, at } = last.attempt
    const words = `${last.receiver} ${detail}`.trim()
    if (delivered) return { state: 'ok', detail: words, at }
    return phases.answer === undefined
      ? { state: 'unknown', detail: 'not reached' }
      : { state: 'bad', detail: words, at }
  }
  if (lastResult === undefined) return { state: 'unknown', detail: 'no heartbeat was sent yet' }
  const { result, at } = lastResult
  return { state: isDelivered(lastResult) ? 'ok' : 'bad', detail: `the last result was ${result}`, at }
}
