/** The findings of the last attempt at sending: on the network and the receiver. Pure. */

import { isOff } from '../settings/reading'
import type { ChainInput, Finding, Organ, QueueView } from './chain-link'
import { type Attempt, newestHeartbeat } from './heartbeat'
import { BY_PEER, isDelivered, type LastResult } from './result-line'

/** The newest attempt at sending a heartbeat, where it is known. */
function lastAttempt(queue: QueueView): { attempt: Attempt; receiver: string } | undefined {
  const record = queue.reached ? queue.history.find(({ attempts }) => attempts.length > 0) : undefined
  const attempt = record?.attempts.at(-1)
  return record && attempt && { attempt, receiver: record.receiver }
}

/** Whether the last heartbeat was delivered, but answered with a page for people. One without an attempt was not. */
export function wasAnsweredWithPage(queue: QueueView): boolean {
  const last = queue.reached ? newestHeartbeat(queue.history) : undefined
  return last?.attempts.at(-1)?.webPage === true
}

/** While no heartbeat is due, an old failure is no fault. */
const OFF: Finding = { state: 'unknown', detail: 'not in use while heartbeating is Off' }

/** DNS, TCP, TLS and HTTP: the last attempt got as far as the first of them that is bad. */
export function networkFindings({ queue, reading, lastResult }: ChainInput): [Organ, Finding][] {
  const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
  const secure = !url.startsWith('http:')
  const organs: readonly Organ[] = secure ? ['dns', 'tcp', 'tls', 'http'] : ['dns', 'tcp', 'http']
  if (isOff(reading)) return organs.map(organ => [organ, OFF])
  const last = lastAttempt(queue)
  if (last === undefined) {
    const finding = queue.reached
      ? withoutHistory(lastResult)
      : ({ state: 'unknown', detail: 'not known while Redis cannot be reached' } as const)
    return organs.map(organ => [organ, finding])
  }
  const { phases, detail, at, result } = last.attempt
  if (result === BY_PEER)
    return organs.map(organ => [organ, { state: 'ok', detail: 'not needed: a peer has the duty', at }])
  // A proxy with a number for its address looks up nothing here.
  const isWithoutLookup = isAddress(url) || (phases.dns === undefined && result === 'Conn. error')
  const reached = { dns: phases.dns, tcp: phases.tcp, tls: phases.tls, http: phases.answer }
  const done = organs.map(organ => reached[organ as keyof typeof reached] !== undefined)
  const farthest = Math.max(done.lastIndexOf(true), isWithoutLookup ? organs.indexOf('dns') : -1)
  return organs.map((organ, index) => {
    const ms = reached[organ as keyof typeof reached]
    if (ms !== undefined) return [organ, { state: 'ok', detail: `done after ${Math.round(ms)} ms`, at }]
    // An address needs no lookup, and a plain connection no encryption.
    if (index <= farthest) return [organ, { state: 'ok', detail: 'not needed', at }]
    if (index === farthest + 1) return [organ, { state: 'bad', detail, at }]
    return [organ, { state: 'unknown', detail: 'not reached' }]
  })
}

/** The finding where only hbresults.txt has the last heartbeat, as after a loss of the history. */
function withoutHistory(last: LastResult | undefined): Finding {
  if (last === undefined) return { state: 'unknown', detail: 'no heartbeat was sent yet' }
  return isDelivered(last)
    ? { state: 'ok', detail: 'the last heartbeat passed it', at: last.at }
    : { state: 'unknown', detail: 'not known of the last heartbeat' }
}

/** Whether the URL's host is an address, which needs no lookup. */
function isAddress(url: string): boolean {
  return URL.canParse(url) && /^\[|^[\d.]+$/.test(new URL(url).hostname)
}

export function answerFinding({ queue, lastResult, reading }: ChainInput): Finding {
  if (isOff(reading)) return OFF
  const last = lastAttempt(queue)
  if (last !== undefined) {
    const { delivered, phases, detail, at } = last.attempt
    const words = { detail: `${last.receiver} ${detail}`.trim(), subject: last.receiver, at }
    if (delivered) return { state: 'ok', ...words }
    return phases.answer === undefined
      ? { state: 'unknown', detail: 'not reached' }
      : { state: 'bad', ...words }
  }
  if (lastResult === undefined) return { state: 'unknown', detail: 'no heartbeat was sent yet' }
  const { result, at } = lastResult
  if (result === 'Gate') return { state: 'unknown', detail: 'nothing was sent: a gate was closed', at }
  return { state: isDelivered(lastResult) ? 'ok' : 'bad', detail: `the last result was ${result}`, at }
}
