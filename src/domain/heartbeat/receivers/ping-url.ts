/**
 * The rule for heartbeat URLs; the page in the browser, the server and the INI share it. Pure. It knows the addresses of
 * known receivers that people paste in place of a ping URL, and stands apart from the receivers' own conventions, since
 * the tick loads it.
 */

import { heartbeatUrlProblem } from '../../net/web-url'
import { UUID } from '../../uuid'

/** The fault of a heartbeat URL, as a sentence for the person who typed it: no web address, or one that cannot be a ping URL. */
export function pingUrlProblem(url: string): string | undefined {
  return heartbeatUrlProblem(url) ?? wrongAddress(new URL(url))
}

/** A sentence about a valid URL that may not do what its owner expects. It is a warning: heartbeats go out all the same. */
export function pingUrlDoubt(url: string): string | undefined {
  if (pingUrlProblem(url) !== undefined) return undefined
  const { hostname, pathname } = new URL(url)
  const path = pathname.replace(/(?<!\/)\/+$/, '')
  const service = serviceOf(hostname)
  const known = service ?? (canBeHealthchecks({ hostname }) ? OWN_HEALTHCHECKS : undefined)
  const [, end = ''] = /\/([^/]+)$/.exec(path) ?? []
  if (known?.ends && /^0+$/.test(end) && known.ping.test(withoutZero(path)))
    return `/${end} at the end reports the same as no exit code at all; leave it out.`
  if (service !== undefined) return undefined
  if (/^(fail|failure|start|log)$/i.test(end))
    return `The URL ends with /${end}: make sure that it reports a success.`
  if (/^(dashboard|log-?in|sign-?in|details)$/i.test(end))
    return 'This looks like a page for people: make sure that it is the ping URL.'
  return undefined
}

/** A known service: its hosts, its ping URLs, and the words for what to copy instead of another address. */
interface Service {
  readonly name: string
  readonly host: RegExp
  /** Of the path without a final slash. */
  readonly ping: RegExp
  /** The words that the service appends to the path of a ping URL. */
  readonly ends?: RegExp
  readonly copy: string
}

const SLUG = '[^/]+/[^/]+'
/** A ping key has 22 characters. */
const KEY_AND_SLUG = '[\\w-]{22}/[^/]+'
const OUTCOME = /\/(start|fail|log|\d{1,3})$/i

/** The first row with the host counts. Each service's own documentation shows these addresses. */
const SERVICES: readonly Service[] = [
  {
    name: 'Healthchecks',
    host: /^hc-ping\.com$/,
    ping: new RegExp(`^/(${UUID}|(?!${UUID}/)${SLUG})$`),
    ends: OUTCOME,
    copy: 'a ping URL has the UUID of the check after https://hc-ping.com/, or a ping key and a slug',
  },
  {
    name: 'Healthchecks',
    host: /(^|\.)healthchecks\.io$/,
    ping: new RegExp(`^/ping/(${UUID}|(?!${UUID}/)${SLUG})$`),
    ends: OUTCOME,
    copy: 'copy the ping URL of the check, which begins with https://hc-ping.com/',
  },
  {
    name: "Dead Man's Snitch",
    host: /^nosnch\.in$/,
    ping: /^\/./,
    copy: 'the token of the snitch is missing after https://nosnch.in/',
  },
  {
    name: "Dead Man's Snitch",
    host: /(^|\.)deadmanssnitch\.com$/,
    ping: /$^/,
    copy: 'copy the unique URL of the snitch, which begins with https://nosnch.in/',
  },
  {
    name: 'Better Stack',
    host: /(^|\.)better(stack|uptime)\.com$/,
    ping: /^\/api\/v1\/heartbeat\/[^/]+$/,
    ends: /\/(fail|\d{1,3})$/i,
    copy: 'copy the secret URL of the heartbeat, with /api/v1/heartbeat/ in it',
  },
  {
    name: 'Cronitor',
    host: /^cronitor\.link$/,
    ping: /^\/(p(ing)?\/[^/]+\/[^/]+|(?!p(ing)?(\/|$))[^/]+)(\/(complete|ok))?$/,
    ends: /\/(run|fail|pause|start)$/i,
    copy: 'a telemetry URL has an API key and the key of the monitor after https://cronitor.link/p/',
  },
  {
    name: 'Cronitor',
    host: /(^|\.)cronitor\.io$/,
    ping: /^\/p(ing)?\/[^/]+\/[^/]+(\/(complete|ok))?$/,
    ends: /\/(run|fail|pause)$/i,
    copy: 'copy the telemetry URL of the monitor, which begins with https://cronitor.link/p/',
  },
  {
    name: 'UptimeRobot',
    host: /^heartbeat\.uptimerobot\.com$/,
    ping: /^\/./,
    copy: 'the token of the monitor is missing after https://heartbeat.uptimerobot.com/',
  },
  {
    name: 'UptimeRobot',
    host: /(^|\.)uptimerobot\.com$/,
    ping: /$^/,
    copy: 'copy the URL of the heartbeat monitor, which begins with https://heartbeat.uptimerobot.com/',
  },
  {
    name: 'Sentry',
    host: /(^|\.)sentry\.io$/,
    ping: /\/api\/[^/]+\/cron\/[^/]+\/[^/]+$/,
    copy: 'copy the check-in URL of the cron monitor, with /cron/ in it',
  },
  {
    name: 'Checkly',
    host: /^(app|www)\.checklyhq\.com$|^checklyhq\.com$/,
    ping: /$^/,
    copy: 'copy the ping URL of the heartbeat, which begins with https://ping.checklyhq.com/',
  },
  {
    name: 'Cronhub',
    host: /^(www\.)?cronhub\.io$/,
    ping: new RegExp(`^/(ping|finish)/${UUID}$`),
    copy: 'copy the ping URL of the monitor, which begins with https://cronhub.io/ping/',
  },
]

/** Services whose `/ping/<uuid>` has another convention than that of Healthchecks. */
const NOT_HEALTHCHECKS = /(^|\.)(checklyhq\.com|cronhub\.io|cronitor\.(io|link)|cronping\.dev)$/

export function canBeHealthchecks({ hostname }: Pick<URL, 'hostname'>): boolean {
  return !NOT_HEALTHCHECKS.test(hostname)
}

/** Healthchecks on a server of one's own. */
const OWN_HEALTHCHECKS = {
  ping: new RegExp(`/ping/(${UUID}|${KEY_AND_SLUG})$`),
  ends: OUTCOME,
} as const

/** Pages of servers of one's own that nothing else has in this form. */
const PAGES: readonly (readonly [path: RegExp, words: string])[] = [
  [
    new RegExp(`/checks/${UUID}(/\\w+)?$`),
    'This is the page of a check: copy its ping URL instead, with /ping/ in it.',
  ],
  [
    /\/dashboard\/\d+$/,
    'This is a page of Uptime Kuma: copy the Push URL of the monitor instead, with /api/push/ in it.',
  ],
  [
    /\/api\/badge\/\d+\/\w+/,
    'This is a badge of Uptime Kuma: copy the Push URL of the monitor instead, with /api/push/ in it.',
  ],
  [/\/api\/push$/, 'The token of the monitor is missing after /api/push/.'],
]

function wrongAddress({ hostname, pathname, searchParams }: URL): string | undefined {
  const path = pathname.replace(/(?<!\/)\/+$/, '')
  const service = serviceOf(hostname)
  if (service === undefined) {
    const own = canBeHealthchecks({ hostname }) ? outcome(path, OWN_HEALTHCHECKS) : undefined
    return own ?? PAGES.find(([page]) => page.test(path))?.[1]
  }
  const { name, ping, ends, copy } = service
  const reported = outcome(path, service)
  if (reported !== undefined) return reported
  if (!ping.test(ends ? withoutZero(path) : path)) return `This is no ping URL of ${name}: ${copy}.`
  return hostname === 'nosnch.in' ? exitStatus(searchParams) : undefined
}

function serviceOf(hostname: string): Service | undefined {
  return SERVICES.find(({ host }) => host.test(hostname))
}

/** A ping URL with something appended that reports no success. */
function outcome(path: string, { ping, ends }: Pick<Service, 'ping' | 'ends'>): string | undefined {
  const [suffix = '', end = ''] = ends?.exec(path) ?? []
  if (suffix === '' || Number(end) === 0 || !ping.test(path.slice(0, -suffix.length))) return undefined
  const effect = /^(start|run)$/i.test(end)
    ? 'only the start of a run'
    : /^(log|pause)$/i.test(end)
      ? 'no success'
      : 'a failure'
  return `With ${suffix} at its end, the URL reports ${effect}: remove ${suffix}.`
}

/** The exit code 0 is a success. */
function withoutZero(path: string): string {
  return path.replace(/\/0+$/, '')
}

function exitStatus(query: URLSearchParams): string | undefined {
  const status = query.get('s') ?? ''
  if (status === '' || Number(status) === 0) return undefined
  return 'With s= in its query, the URL reports a failure: remove it.'
}
