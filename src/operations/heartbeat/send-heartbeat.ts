import {
  type Attempt,
  HEARTBEATS_KEPT,
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatRecord,
} from '../../domain/heartbeat/heartbeat'
import { type MissedHeartbeats, missedBefore, missedMessage } from '../../domain/heartbeat/missed'
import type { SendContext, SendResult, SendStep } from '../../domain/heartbeat/ports'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { judgeExchange } from '../../domain/heartbeat/receivers/judge-exchange'
import { bodyLimitOf, type Report } from '../../domain/heartbeat/receivers/request'
import { targetOf } from '../../domain/heartbeat/target'
import type { HttpClient } from '../../domain/net/http-client'
import { readingProblem } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { localMinute } from '../../domain/time/local-time'

export interface SendHeartbeatPorts {
  readonly now: Clock
  readonly settings: SettingsFile
  readonly http: HttpClient
  /** Records the missed slots before this heartbeat, which reports them. */
  readonly noticeMissed: () => Promise<void>
  /** Milliseconds before the one retry, unless the receiver names a longer time. */
  readonly retryDelay: () => number
}

/** The number of finished heartbeats to read first; all of them are read only while heartbeats do not arrive. */
const RECENT = 3

/** Makes one attempt at a heartbeat; returns its end, or when to retry. */
export function createSendHeartbeat({
  now,
  settings,
  http,
  noticeMissed,
  retryDelay,
}: SendHeartbeatPorts): SendStep {
  return async (heartbeat, { attempts, attemptsLeft, leaseMs, history }) => {
    const begun = now()
    const late = begun - heartbeat.notAfter
    if (late >= 0) return missed(tooLate(heartbeat, late, attempts), attempts)
    if (attemptsLeft < 1)
      return done({ outcome: 'failed', attempts, reason: 'the worker died while sending', receiver: '' })

    const reading = await settings.read()
    if (reading.kind !== 'ok') return missed(`the INI cannot be used: ${readingProblem(reading)}`, attempts)
    const { monitoring } = reading.settings
    if (monitoring.frequency === 'Off') return missed('heartbeating was switched off', attempts)

    const receiver = recogniseReceiver(monitoring.url)
    // The heartbeat is worth more than its report; the next call for the slot's end fails in the same way, and is logged.
    if (attempts.length === 0) await noticeMissed().catch(() => {})
    const past = await recentHistory(history)
    const { frequency } = monitoring
    const missing = missedBefore({ slot: heartbeat.slot, frequency, history: past })
    const asked = receiver.request(monitoring.url, report(missing, past))
    const request = { ...asked, sameHost: true, toOthers: true }
    const notAfter = Math.min(heartbeat.notAfter, begun + leaseMs)
    const exchange = await http.send(request, { notAfter })
    const verdict = judgeExchange(receiver, exchange)
    if (exchange.kind === 'broken' && exchange.breakdown === 'stale') {
      // Thrown: by now the queue has given the heartbeat to another worker, whose result counts.
      if (exchange.at < heartbeat.notAfter)
        throw new Error('stood still while sending; another worker takes over')
      return missed('its time was over before it could be sent', attempts)
    }

    const bodyLimit = exchange.kind === 'answer' ? bodyLimitOf(exchange) : undefined
    const attempt: Attempt = {
      at: exchange.at,
      delivered: verdict.delivered,
      result: verdict.result,
      detail: verdict.detail,
      phases: exchange.phases,
      target: targetOf(monitoring),
      ...(verdict.delivered && verdict.webPage && { webPage: true }),
      ...(bodyLimit !== undefined && { bodyLimit }),
    }
    const trail = { attempts: [...attempts, attempt], reason: verdict.detail, receiver: receiver.name }
    if (verdict.delivered) return done({ ...trail, outcome: 'delivered' })

    const retryInMs = Math.max(retryDelay(), verdict.retryAfter ?? 0)
    const retries = verdict.retry && attemptsLeft > 1 && exchange.at + retryInMs < heartbeat.notAfter
    return retries ? { kind: 'retry', trail, retryInMs } : done({ ...trail, outcome: 'failed' })
  }
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
    outcome: 'success',
    ...(missing && { message: missedMessage(missing) }),
    ...(last && { roundTrip: last.phases.total }),
    ...(last?.bodyLimit !== undefined && { bodyLimit: last.bodyLimit }),
  }
}

function tooLate({ notAfter }: Heartbeat, late: number, attempts: readonly Attempt[]): string {
  const seconds = Math.ceil(late / 1000)
  const before = attempts.at(-1)
  const first = before === undefined ? '' : `; the first attempt ended with ${before.result}`
  return `taken ${seconds} s after ${localMinute(notAfter)}, when its time was over${first}`
}

function missed(reason: string, attempts: readonly Attempt[]): SendResult {
  return done({ outcome: 'missed', attempts, reason, receiver: '' })
}

function done(end: HeartbeatEnd): SendResult {
  return { kind: 'done', end }
}
