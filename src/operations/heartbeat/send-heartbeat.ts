import { type ReadGates, withheldReason } from '../../domain/heartbeat/gates'
import {
  type Attempt,
  HEARTBEATS_KEPT,
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatRecord,
  type Occasion,
} from '../../domain/heartbeat/heartbeat'
import { type MissedHeartbeats, missedBefore, missedMessage } from '../../domain/heartbeat/missed'
import type { SendContext, SendResult, SendStep } from '../../domain/heartbeat/ports'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { judgeExchange } from '../../domain/heartbeat/receivers/judge-exchange'
import { bodyLimitOf, type Report } from '../../domain/heartbeat/receivers/request'
import type { ReceiverVerdict } from '../../domain/heartbeat/receivers/verdict'
import { BY_PEER } from '../../domain/heartbeat/result-line'
import { targetOf } from '../../domain/heartbeat/target'
import type { Exchange } from '../../domain/net/exchange'
import type { HttpClient } from '../../domain/net/http-client'
import { readingProblem } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { STAND_BY } from '../../domain/time/limits'
import { localMinute } from '../../domain/time/local-time'
import { lastDueSlot, slotStart } from '../../domain/time/slot'

export interface SendHeartbeatPorts {
  readonly now: Clock
  readonly settings: SettingsFile
  readonly http: HttpClient
  /** Records the missed slots before this heartbeat, which reports them. */
  readonly noticeMissed: () => Promise<void>
  /** The gates that the INI names; fails when the checks cannot be read. */
  readonly gates: ReadGates
  /**
   * Whether a peer that shares the URL sends the heartbeat of the slot that began then; asked only with heartbeatduty = group.
   * `answered`: the `sharing` of a question right before; the other peers get less time.
   */
  readonly duty?: AskPeers
  /** Notes for the peers that a heartbeat is being sent, or no more. */
  readonly noteSending?: (is: boolean) => Promise<void>
  /** Milliseconds before the one retry, unless the receiver names a longer time. */
  readonly retryDelay: () => number
}

/** The number of finished heartbeats to read first; all of them are read only while heartbeats do not arrive. */
const RECENT = 3

/** The occasions at which the receiver is told that a gate is closed: once as it closes, then once in each due slot. */
const TELLING: readonly Occasion[] = ['gate', 'due']

/** The occasions that are shared with peers. After a boot, and by the button, each sends its own. */
const SHARED: readonly Occasion[] = ['due', 'catch-up']

type AskPeers = (slotStart: number, answered?: readonly string[]) => Promise<Duty>

/** `sharing`: the names of the peers that have answered and share the URL. */
export type Duty =
  | { readonly kind: 'sent'; readonly peer: string }
  | { readonly kind: 'underway'; readonly isFirst?: true; readonly sharing: readonly string[] }
  | { readonly kind: 'own'; readonly sharing: readonly string[] }

/** Makes one attempt at a heartbeat; returns its end, or when to retry. */
export function createSendHeartbeat({
  now,
  settings,
  http,
  noticeMissed,
  gates,
  duty,
  noteSending = async () => {},
  retryDelay,
}: SendHeartbeatPorts): SendStep {
  return async (heartbeat, context) => {
    const { attempts, attemptsLeft, standBys = 0, leaseMs } = context
    const begun = now()
    const late = begun - heartbeat.notAfter
    if (late >= 0) return missed(tooLate(heartbeat, late, attempts), attempts)
    if (attemptsLeft < 1)
      return done({ outcome: 'failed', attempts, reason: 'the worker died while sending', receiver: '' })

    const reading = await settings.read()
    if (reading.kind !== 'ok') return missed(`the INI cannot be used: ${readingProblem(reading)}`, attempts)
    const { monitoring } = reading.settings
    const { frequency } = monitoring
    if (frequency === 'Off') return missed('heartbeating was switched off', attempts)

    if (wasPressedForOthers(heartbeat, monitoring)) return missed(PRESSED_FOR_OTHERS, attempts)

    const receiver = recogniseReceiver(monitoring.url)
    // The heartbeat is worth more than its report; the next call for the slot's end fails in the same way, and is logged.
    if (attempts.length === 0) await noticeMissed().catch(() => {})
    const notAfter = Math.min(heartbeat.notAfter, begun + leaseMs)
    const withhold = () => closedGate(gates, reading.settings)

    async function send(content: Report, options: SendLimits): Promise<SendResult | Tried> {
      const asked = receiver.request(monitoring.url, content)
      const exchange = await http.send({ ...asked, sameHost: true, toOthers: true }, options)
      if (exchange.kind === 'broken' && exchange.breakdown === 'stale') {
        // Thrown: by now the queue has given the heartbeat to another worker, whose result counts.
        if (exchange.at < heartbeat.notAfter)
          throw new Error('stood still while sending; another worker takes over')
        return missed('its time was over before it could be sent', attempts)
      }
      if (exchange.kind === 'broken' && exchange.breakdown === 'withheld')
        return await withheld(exchange.detail)
      const verdict = judgeExchange(receiver, exchange)
      const attempt = attemptOf(exchange, verdict, targetOf(monitoring))
      const left = attemptsLeft > 1 ? heartbeat.notAfter - exchange.at : 0
      return {
        kind: 'tried',
        trail: { attempts: [...attempts, attempt], reason: verdict.detail, receiver: receiver.name },
        retryInMs: retryIn(verdict, retryDelay(), left),
        delivered: verdict.delivered,
      }
    }

    /** Sends no heartbeat; tells the receiver why, where the INI wants that and the receiver takes it. */
    async function withheld(reason: string): Promise<SendResult> {
      const end = { outcome: 'withheld', attempts, reason, receiver: '' } as const
      const tells = monitoring.gateFails && receiver.takesFailures && TELLING.includes(heartbeat.occasion)
      if (!tells) return done(end)
      const told = await send({ outcome: 'fail', message: `Heartbeat withheld: ${reason}` }, { notAfter })
      if (told.kind !== 'tried') return told
      const { trail, retryInMs } = told
      if (retryInMs !== undefined) return { kind: 'retry', trail: { ...trail, reason }, retryInMs }
      return done({ ...end, attempts: trail.attempts, receiver: trail.receiver })
    }

    /** Leaves the heartbeat to the peer that has delivered it; waits for the one on duty while that answers. */
    async function standBy(askPeers: AskPeers, answered?: readonly string[]): Promise<StandBy> {
      const due = lastDueSlot(heartbeat.slot, frequency) ?? heartbeat.slot
      const whose = await askPeers(slotStart(due), answered).catch(
        () => ({ kind: 'own', sharing: [] }) as const,
      )
      if (whose.kind === 'own') return whose
      const { name } = receiver
      if (whose.kind === 'sent') {
        const attempt: Attempt = {
          at: now(),
          delivered: true,
          result: BY_PEER,
          detail: `was called by the peer ${whose.peer}, which has the duty`,
          phases: { total: 0 },
          target: targetOf(monitoring),
        }
        const end = { attempts: [...attempts, attempt], reason: attempt.detail, receiver: name }
        return { result: done({ ...end, outcome: 'delivered' }) }
      }
      const hasTime = standBys < STAND_BY.most && heartbeat.notAfter - now() > 4 * STAND_BY.ms
      if (!hasTime) return whose
      const trail = { attempts, reason: 'waits for the peer that has the duty', receiver: name }
      // Peers that do not answer make the question long, and the wait no longer.
      const untilNext = Math.max(STAND_BY.first, begun + STAND_BY.ms - now())
      const retryInMs = whose.isFirst ? STAND_BY.first : untilNext
      return { result: { kind: 'retry', trail, retryInMs, standBys: standBys + 1 } }
    }

    const closed = await withhold()
    if (closed !== undefined) return await withheld(closed)
    if (heartbeat.occasion === 'gate')
      return done({ outcome: 'withheld', attempts, reason: OPEN_AGAIN, receiver: '' })

    // Peers that have the same URL may send it as well.
    const shared = monitoring.duty === 'group' && SHARED.includes(heartbeat.occasion) ? duty : undefined
    if (shared !== undefined) {
      const { result: standsBy, sharing } = await standBy(shared)
      if (standsBy !== undefined) return standsBy
      // Peers learn of it before it is sent, and who began at the same moment gives way. Those that were silent get little time:
      // it is taken from that in which this worker may send.
      await noteSending(true).catch(() => {})
      const { result: givesWay } = await standBy(shared, sharing)
      if (givesWay !== undefined) {
        await noteSending(false).catch(() => {})
        return givesWay
      }
    }
    const end = await sendNow()
    // The note of one that was delivered ends by itself, when its record is there.
    const isDelivered = end.kind === 'done' && end.end.outcome === 'delivered'
    if (shared !== undefined && !isDelivered) await noteSending(false).catch(() => {})
    return end

    async function sendNow(): Promise<SendResult> {
      const past = await recentHistory(context.history)
      const missing = missedBefore({ slot: heartbeat.slot, frequency, history: past })
      const tried = await send(report(missing, past), { notAfter, withhold })
      if (tried.kind !== 'tried') return tried
      const { trail, retryInMs, delivered } = tried
      if (delivered) return done({ ...trail, outcome: 'delivered' })
      return retryInMs === undefined
        ? done({ ...trail, outcome: 'failed' })
        : { kind: 'retry', trail, retryInMs }
    }
  }
}

/** Why a closed gate withholds the heartbeat. Gates that cannot be read are closed. */
async function closedGate(gates: ReadGates, { monitoring, checks }: Settings): Promise<string | undefined> {
  if (monitoring.gates.length === 0) return undefined
  try {
    return withheldReason(await gates(monitoring.gates, checks))
  } catch (error) {
    return `the gates cannot be read: ${(error as Error).message}`
  }
}

/**
 * Whether the button was pressed for another URL or frequency than those of now: the press does not ask for a heartbeat to
 * an address that was saved after it. The other heartbeats follow the settings.
 */
function wasPressedForOthers({ occasion, target }: Heartbeat, monitoring: Settings['monitoring']): boolean {
  return occasion === 'now' && target !== undefined && target !== targetOf(monitoring)
}

const PRESSED_FOR_OTHERS =
  'the URL or the frequency was changed after the press; press again for the saved ones'

/** Of a report about a gate; no heartbeat was due, so that none was missed. */
const OPEN_AGAIN = 'a gate was closed for a moment, and is open again'

interface StandBy {
  /** Where the heartbeat is left to a peer, for now or for good. */
  readonly result?: SendResult
  /** Where it is not: the names of the peers that share it and have answered. */
  readonly sharing?: readonly string[]
}

type SendLimits = Parameters<HttpClient['send']>[1]

/** An attempt that was written to the receiver, or failed on the way. `retryInMs`: where another one is worth it. */
interface Tried {
  readonly kind: 'tried'
  readonly trail: Omit<HeartbeatEnd, 'outcome'>
  readonly retryInMs: number | undefined
  readonly delivered: boolean
}

function attemptOf(exchange: Exchange, verdict: ReceiverVerdict, target: string): Attempt {
  const bodyLimit = exchange.kind === 'answer' ? bodyLimitOf(exchange) : undefined
  return {
    at: exchange.at,
    delivered: verdict.delivered,
    result: verdict.result,
    detail: verdict.detail,
    phases: exchange.phases,
    target,
    ...(verdict.delivered && verdict.webPage && { webPage: true }),
    ...(bodyLimit !== undefined && { bodyLimit }),
  }
}

/** Milliseconds until another attempt is worth it, at least `delay`; undefined where none is within the `left` ones. */
function retryIn(verdict: ReceiverVerdict, delay: number, left: number): number | undefined {
  if (verdict.delivered || !verdict.retry) return undefined
  const wait = Math.max(delay, verdict.retryAfter ?? 0)
  return wait < left ? wait : undefined
}

/** The newest finished heartbeats, down to the last delivered one. */
async function recentHistory(history: SendContext['history']): Promise<readonly HeartbeatRecord[]> {
  const recent = await history(RECENT)
  const settled = recent.length < RECENT || recent.some(record => record.outcome === 'delivered')
  return settled ? recent : await history(HEARTBEATS_KEPT)
}

/** The content of the heartbeat: the missed ones before it, and the figures of the last delivered one. */
function report(missing: MissedHeartbeats | undefined, past: readonly HeartbeatRecord[]): Report {
  const last = past.find(record => record.outcome === 'delivered')?.attempts.at(-1)
  return {
    ...(missing && { message: missedMessage(missing) }),
    ...(last && { roundTrip: last.phases.total }),
    ...(last?.bodyLimit !== undefined && { bodyLimit: last.bodyLimit }),
  }
}

function tooLate({ notAfter }: Heartbeat, late: number, attempts: readonly Attempt[]): string {
  const seconds = Math.ceil(late / 1000)
  const before = attempts.at(-1)
  const first = before?.result
  return `taken ${seconds} s after ${localMinute(notAfter)}, when its time was over${first === undefined ? '' : `; the first attempt ended with ${first}`}`
}

function missed(reason: string, attempts: readonly Attempt[]): SendResult {
  return done({ outcome: 'missed', attempts, reason, receiver: '' })
}

function done(end: HeartbeatEnd): SendResult {
  return { kind: 'done', end }
}
