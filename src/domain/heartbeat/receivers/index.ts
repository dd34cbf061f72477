import type { Answer, Breakdown, Exchange, OutgoingRequest } from '../../net/exchange'
import { mayPass } from '../../net/retry'
import { UUID } from '../../uuid'
import { appendOutcome, characters, failed, get, mergeQuery, post, type Report } from './request'
import { delivered, isSuccess, judgeStatus, refused, type Verdict } from './verdict'

export { bodyLimitOf, type Report } from './request'
export type { Verdict } from './verdict'

/** One kind of receiver: how it is recognised, what it is sent, and what it calls success. */
export interface Receiver {
  readonly id: string
  readonly name: string
  /** One line for the page, shown after the name and a colon as the URL is typed. */
  readonly hint: string
  matches(url: URL): boolean
  request(url: string, report: Report): OutgoingRequest
  judge(answer: Answer): Verdict
}

const HEALTHCHECKS_HOSTED = new RegExp(`^/(?:${UUID}|[^/]+/[^/]+)/?$`, 'i')
/** On a foreign host only what cannot be anything else: a UUID, or a ping key, which has 22 characters. */
const HEALTHCHECKS_ANYWHERE = new RegExp(`/ping/(?:${UUID}|[\\w-]{22}/[^/]+)/?$`, 'i')

/** Recognised from top to bottom; the last one takes every URL. */
export const RECEIVERS: readonly [Receiver, ...Receiver[]] = [
  {
    id: 'dead-mans-snitch',
    name: "Dead Man's Snitch",
    hint: 'any 2xx answer counts; after a gap, a note about it is added.',
    matches: url => url.hostname === 'nosnch.in',
    request: (url, report) =>
      get(
        mergeQuery(url, {
          ...(report.message === undefined ? {} : { m: characters(report.message, 256) }),
          ...(failed(report) ? { s: String(report.exitCode || 1) } : {}),
        }),
      ),
    judge: answer => judgeStatus(answer),
  },
  {
    id: 'healthchecks',
    name: 'Healthchecks',
    hint: 'only the answer "OK" counts; after a gap, a note about it is sent along.',
    matches: ({ hostname, pathname }) =>
      (hostname === 'hc-ping.com' && HEALTHCHECKS_HOSTED.test(pathname)) ||
      HEALTHCHECKS_ANYWHERE.test(pathname),
    // Always POST: a check that is set to POST only answers "OK" to a GET, and ignores it.
    request: (url, report) => post(appendOutcome(url, report), report),
    judge: judgeHealthchecks,
  },
  {
    id: 'uptime-kuma',
    name: 'Uptime Kuma',
    hint: 'status, msg and ping are filled in for you; only "ok": true counts.',
    matches: url => /\/api\/push\/[^/]+\/?$/.test(url.pathname),
    // GET, because version 1 takes nothing else.
    request: (url, report) =>
      get(
        mergeQuery(url, {
          status: failed(report) ? 'down' : 'up',
          msg: characters(report.message ?? 'OK', 250),
          ping:
            report.roundTrip === undefined ? undefined : String(Math.max(0, Math.round(report.roundTrip))),
        }),
      ),
    judge: judgeKuma,
  },
  {
    id: 'cronitor',
    name: 'Cronitor',
    hint: 'any 2xx answer counts. Check the key: Cronitor makes a new monitor for one it does not know.',
    matches: url => /^cronitor\.(link|io)$/.test(url.hostname) && /^\/p(ing)?\/./.test(url.pathname),
    request: (url, report) =>
      get(
        mergeQuery(url, {
          state: failed(report) ? 'fail' : 'complete',
          ...(report.message === undefined ? {} : { message: characters(report.message, 2_000) }),
        }),
      ),
    judge: answer =>
      judgeStatus(answer, status => status >= 400 && status < 500 && !mayPass(status, 'cronitor')),
  },
  {
    id: 'better-stack',
    name: 'Better Stack',
    hint: 'any 2xx answer counts; after a gap, a note about it is sent along.',
    matches: url =>
      /(^|\.)better(stack|uptime)\.com$/.test(url.hostname) && /^\/api\/v1\/heartbeat\/./.test(url.pathname),
    request: (url, report) =>
      report.message === undefined
        ? get(appendOutcome(url, report))
        : post(appendOutcome(url, report), report),
    judge: answer => judgeStatus(answer),
  },
  {
    id: 'sentry',
    name: 'Sentry crons',
    hint: 'any 2xx answer counts. Sentry takes at most six check-ins a minute.',
    matches: url => /\/api\/[^/]+\/cron\/[^/]+\/[^/]+\/?$/.test(url.pathname),
    request: (url, report) => get(mergeQuery(url, { status: failed(report) ? 'error' : 'ok' })),
    judge: answer => judgeStatus(answer),
  },
  {
    id: 'uptimerobot',
    name: 'UptimeRobot',
    hint: 'any 2xx answer counts.',
    matches: url => url.hostname === 'heartbeat.uptimerobot.com',
    request: url => get(url),
    judge: answer => judgeStatus(answer),
  },
  {
    id: 'plain',
    name: 'Web address',
    hint: 'it is fetched with GET, and any 2xx answer counts.',
    matches: () => true,
    request: url => get(url),
    judge: answer => judgeStatus(answer),
  },
]

/** The receiver that a heartbeat URL belongs to; a plain web address when it is none that we know. */
export function recogniseReceiver(url: string): Receiver {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const plain = RECEIVERS[RECEIVERS.length - 1]!
  return parsed === undefined ? plain : (RECEIVERS.find(receiver => receiver.matches(parsed)) ?? plain)
}

const BREAKDOWN_RESULTS: Record<Breakdown, string> = {
  timeout: 'Timeout error',
  connection: 'Conn. error',
  redirect: 'Redir error',
  dns: 'DNS error',
  tls: 'TLS error',
  stale: 'Missed',
}

/** What an exchange means. Everything that broke is worth a retry, except what came too late. */
export function judgeExchange(receiver: Receiver, exchange: Exchange): Verdict {
  if (exchange.kind === 'answer') return receiver.judge(exchange)
  const { breakdown, detail } = exchange
  return { delivered: false, result: BREAKDOWN_RESULTS[breakdown], detail, retry: breakdown !== 'stale' }
}

function judgeHealthchecks(answer: Answer): Verdict {
  const { status } = answer
  const body = answer.body.trim()
  if ((status === 200 && body === 'OK') || (status === 201 && body === 'Created')) return delivered(answer)
  // As hc/api/views.py answers: a malformed ping, an unknown check, an ambiguous slug. None heals within seconds.
  if (status === 404 || body === 'OK (not found)') return refused(answer, 'there is no such check', false)
  if (status === 409) return refused(answer, 'several checks have this slug', false)
  if (status === 400) return refused(answer, 'it does not accept this URL', false)
  if (body === 'OK (rate limited)') return refused(answer, 'too many pings for this check')
  return refused(answer, status < 300 ? 'this is not the "OK" of Healthchecks' : undefined)
}

function judgeKuma(answer: Answer): Verdict {
  const { ok, msg } = parseObject(answer.body)
  if (isSuccess(answer.status) && ok === true) return delivered(answer)
  // Its 404 also comes from a race of two pushes (a unique constraint), so it is worth the retry.
  if (typeof msg === 'string') return refused(answer, readable(msg))
  return refused(answer, isSuccess(answer.status) ? 'this is not the {"ok": true} of Uptime Kuma' : undefined)
}

/** The fields of a JSON object; none for any other text. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // not JSON: whoever asks finds no field, and says so
  }
}

/** A foreign text in one short line. */
function readable(text: string): string {
  return characters(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), 100)
}
