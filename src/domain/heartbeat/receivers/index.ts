import { mayPass } from '../../net/retry'
import { firstCharacters } from '../../shorten'
import { healthchecks } from './healthchecks'
import type { Receiver } from './receiver'
import { appendOutcome, failed, get, mergeQuery, post } from './request'
import { uptimeKuma } from './uptime-kuma'
import { judgeStatus } from './verdict'

/** The first row that matches a URL counts; the last one matches every URL. */
export const RECEIVERS: readonly [Receiver, ...Receiver[]] = [
  {
    id: 'dead-mans-snitch',
    takesFailures: true,
    name: "Dead Man's Snitch",
    hint: 'any 2xx answer counts; after missed heartbeats, a note about them is added.',
    matches: url => url.hostname === 'nosnch.in',
    request: (url, report) =>
      get(
        mergeQuery(url, {
          ...(report.message === undefined ? {} : { m: firstCharacters(report.message, 256) }),
          ...(failed(report) ? { s: String(report.exitCode || 1) } : {}),
        }),
      ),
    judge: answer => judgeStatus(answer),
  },
  healthchecks,
  uptimeKuma,
  {
    id: 'cronitor',
    takesFailures: true,
    name: 'Cronitor',
    hint: 'any 2xx answer counts. Check the key: Cronitor makes a new monitor for one it does not know.',
    matches: url => /^cronitor\.(link|io)$/.test(url.hostname) && /^\/p(ing)?\/./.test(url.pathname),
    request: (url, report) =>
      get(
        mergeQuery(url, {
          state: failed(report) ? 'fail' : 'complete',
          ...(report.message === undefined ? {} : { message: firstCharacters(report.message, 2_000) }),
        }),
      ),
    judge: answer =>
      judgeStatus(answer, status => status >= 400 && status < 500 && !mayPass(status, 'cronitor')),
  },
  {
    id: 'better-stack',
    takesFailures: true,
    name: 'Better Stack',
    hint: 'any 2xx answer counts; after missed heartbeats, a note about them is sent along.',
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
    takesFailures: true,
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
    anyAddress: true,
    matches: () => true,
    request: url => get(url),
    judge: answer => judgeStatus(answer),
  },
]

/** The receiver of a heartbeat URL; a plain web address for one that no other row matches. */
export function recogniseReceiver(url: string): Receiver {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const plain = RECEIVERS[RECEIVERS.length - 1]!
  return parsed === undefined ? plain : (RECEIVERS.find(receiver => receiver.matches(parsed)) ?? plain)
}
