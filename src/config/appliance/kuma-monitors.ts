/** Monitors of Uptime Kuma as probes and check-ins. */
import { LONGEST_TIMEOUT, type Probe, SHORTEST_EVERY } from '../../domain/probes/probe'
import type { Reminders } from '../../domain/watch/plan-fields'
import { isOn, type Kuma, type KumaMonitor, type Row } from './kuma-forms'
import { jsonHeaders, moveNotifications, parsedJson } from './kuma-notifications'
import {
  createMover,
  type GivenPlan,
  type Meeting,
  type Moved,
  type Mover,
  tagOf,
  textOf,
  usualChannels,
} from './moved'

const SECOND = 1_000
const DAY = 86_400_000
/** By so much a push may be late there, since a client that pushes once an interval is never quite in time. */
const PUSH_BUFFER = SECOND
/** Days before the end of a certificate at which Uptime Kuma warns first. */
const CERTIFICATE_DAYS = '21'

type ProbeDraft = Pick<Probe, 'kind' | 'target'> & { readonly settings: Readonly<Record<string, string>> }

export function kumaMoved(kuma: Kuma, meeting: Meeting): Moved {
  const mover = createMover('uptime kuma', meeting)
  const channels = moveNotifications(kuma.notifications, mover)
  const groups = new Map(
    kuma.monitors
      .filter(({ row }) => row.type === 'group')
      .map(({ row }) => [textOf(row.id), { name: textOf(row.name), parent: textOf(row.parent) }] as const),
  )
  for (const monitor of kuma.monitors) {
    if (monitor.row.type === 'group') continue
    const here = monitor.notifications.flatMap(id => channels.get(id) ?? [])
    const isAlerted = monitor.notifications.length > 0
    takeMonitor(monitor, {
      channels: here.length > 0 || !isAlerted ? here : usualChannels(meeting, mover.moved().channels),
      tags: [...tagsOf(monitor), ...groupTags(textOf(monitor.row.parent), groups)],
      mover,
    })
  }
  if (groups.size > 0)
    mover.leave('groups', 'there are none here; their monitors have the name of the group as a tag')
  for (const other of kuma.others) mover.leave(other, 'there is nothing of the kind to take it over to')
  return mover.moved()
}

interface Around {
  readonly channels: readonly string[]
  readonly tags: readonly string[]
  readonly mover: Mover
}

function takeMonitor({ row }: KumaMonitor, { channels, tags, mover }: Around): void {
  const name = textOf(row.name) || 'unnamed'
  const type = textOf(row.type)
  const interval = Math.max(seconds(row.interval) || 60 * SECOND, SHORTEST_EVERY)
  const retries = Math.min(Math.max(0, Number(textOf(row.maxretries)) || 0), 99)
  const common: GivenPlan = {
    name,
    description: textOf(row.description).slice(0, 1_000),
    tags: [...new Set(tags)].slice(0, 20),
    channels,
    reminders: remindersOf(Number(textOf(row.resend_interval)) * interval),
  }
  const isPaused = row.active !== undefined && !isOn(row.active)
  const mark = (more = '') =>
    [name, type, row.url, row.hostname, row.port, row.push_token].map(textOf).join('\n') + more
  if (isOn(row.upside_down)) {
    mover.leave(
      `monitor "${name}"`,
      'it is upside down, and a check here cannot be well because something fails',
    )
    return
  }
  if (type === 'push') {
    const patience = PUSH_BUFFER + retries * (seconds(row.retry_interval) || interval)
    const isTaken = mover.check(
      { ...common, schedule: { kind: 'period', period: interval }, grace: patience },
      { mark: mark() },
      isPaused,
    )
    if (isTaken)
      mover.leave(
        `the token of "${name}"`,
        'its clients need the address on the page of the check (/api/push/...)',
      )
    return
  }
  const draft = draftOf(type, row)
  if (typeof draft === 'string') {
    mover.leave(`monitor "${name}"`, draft)
    return
  }
  const timeout = Math.min(seconds(row.timeout), interval, LONGEST_TIMEOUT)
  const isTaken = mover.check(
    {
      ...common,
      probe: {
        ...draft,
        settings: given(draft.settings),
        every: interval,
        ...(timeout >= SECOND && { timeout }),
      },
      failuresBeforeAlert: retries + 1,
    },
    { mark: mark() },
    isPaused,
  )
  // Other types may keep the address and the habits of a time when they were of HTTP.
  if (!isTaken || draft.kind !== 'http') return
  noteHabits(row, name, mover)
  const certificate = certificateOf(row)
  if (certificate === undefined) return
  mover.check(
    {
      ...common,
      name: `${name.slice(0, 80)} (certificate)`,
      probe: { kind: 'tls', target: certificate, every: DAY, settings: { days: CERTIFICATE_DAYS } },
    },
    { mark: mark('\ncertificate') },
    isPaused,
  )
}

/** The habits that a check cannot have. */
function noteHabits(row: Row, name: string, mover: Mover): void {
  if (isOn(row.ignore_tls) && /^https:/i.test(textOf(row.url)))
    mover.leave(
      `ignoring faults of the certificate of "${name}"`,
      'certificates have to be right; name their authority as cafile in [Network] of the INI',
    )
  if (textOf(row.proxy_id) !== '')
    mover.leave(`the proxy of "${name}"`, 'one proxy serves all: [Network] proxy in the INI')
}

type MakeDraft = (row: Row) => ProbeDraft | string

const DRAFTS: Readonly<Record<string, MakeDraft>> = {
  http: row => httpDraft(row, {}),
  keyword: row => {
    const keyword = textOf(row.keyword)
    return httpDraft(
      row,
      isOn(row.invert_keyword) ? { matches: `/^(?![\\s\\S]*${escaped(keyword)})/` } : { contains: keyword },
    )
  },
  'json-query': row => {
    const condition = jsonCondition(row)
    return condition === undefined
      ? 'its JSON query is more than a path; write it as json = $.path = value'
      : httpDraft(row, { json: condition })
  },
  port: row => ({ kind: 'tcp', target: hostPort(textOf(row.hostname), textOf(row.port)), settings: {} }),
  ping: row => ({ kind: 'ping', target: textOf(row.hostname), settings: {} }),
  dns: row => {
    const server = textOf(row.dns_resolve_server).replace(/,.*/, '').trim()
    const port = textOf(row.port)
    const resolver = server === '' || port === '' || port === '53' ? server : hostPort(server, port)
    return {
      kind: 'dns',
      target: textOf(row.hostname),
      settings: { record: textOf(row.dns_resolve_type) || 'A', resolver },
    }
  },
}

/** Types that something here comes near to. */
const NEAR: Readonly<Record<string, string>> = {
  docker: 'probe = command in the INI can look at containers',
  'system-service': 'probe = unit in the INI looks at services of systemd',
  smtp: 'probe = tcp HOST:25 with expect = 220 looks at such a server',
  'tailscale-ping': 'probe = ping looks at its address',
  mysql: 'probe = tcp HOST:3306 looks at its port',
  postgres: 'probe = tcp HOST:5432 looks at its port',
  sqlserver: 'probe = tcp HOST:1433 looks at its port',
  mongodb: 'probe = tcp HOST:27017 looks at its port',
  redis: 'probe = tcp HOST:6379 with send = PING and expect = PONG looks at it',
  mqtt: 'probe = tcp HOST:1883 looks at its port',
}

function draftOf(type: string, row: Row): ProbeDraft | string {
  const make = Object.hasOwn(DRAFTS, type) ? DRAFTS[type] : undefined
  if (make !== undefined) return make(row)
  const near = Object.hasOwn(NEAR, type) ? `; ${NEAR[type]}` : ''
  return `there is no probe for the type ${/^[\w-]{1,30}$/.test(type) ? type : 'that it has'}${near}`
}

function httpDraft(row: Row, settings: Readonly<Record<string, string>>): ProbeDraft | string {
  // The first versions have no other way to log in, and no column for it; "None" is null, or a text of that.
  const auth = row.auth_method === undefined ? 'basic' : textOf(row.auth_method) || 'null'
  if (!['basic', 'bearer', 'null'].includes(auth)) return `it logs in by ${auth}, which probes here cannot`
  const method = textOf(row.method).toUpperCase()
  const statuses = statusesOf(row.accepted_statuscodes_json)
  const user = auth === 'basic' ? textOf(row.basic_auth_user) : ''
  return {
    kind: 'http',
    target: textOf(row.url),
    settings: {
      ...settings,
      status: statuses === '200-299' ? '' : statuses,
      method: method === 'GET' ? '' : method,
      headers: jsonHeaders(textOf(row.headers)),
      body: ['POST', 'PUT'].includes(method) ? textOf(row.body) : '',
      ...(user !== '' && { username: user, password: textOf(row.basic_auth_pass) }),
      ...(auth === 'bearer' && { bearer: textOf(row.bearer_token) }),
      redirects: redirectsOf(textOf(row.maxredirects)),
    },
  }
}

function redirectsOf(most: string): string {
  return most === '' ? '' : String(Math.min(20, Math.max(0, Number(most) || 0)))
}

function statusesOf(given: unknown): string {
  const list = typeof given === 'string' ? parsedJson(given) : given
  return Array.isArray(list) ? list.map(textOf).filter(Boolean).join(', ') : ''
}

/** JSONata that is a path alone, such as `data[0].state` or `$.state`; undefined for more than that. */
function jsonCondition(row: Row): string | undefined {
  const path = textOf(row.json_path)
  const operator = textOf(row.json_path_operator) || '=='
  const value = textOf(row.expected_value)
  if (!/^(?:\$|[A-Za-z_][\w-]*)?(?:\.[A-Za-z_][\w-]*|\[-?\d+\])*$/.test(path)) return undefined
  if (!['==', '=', '!=', '<', '<=', '>', '>='].includes(operator) || value === '') return undefined
  const steps = path.replace('$', '')
  return `$${/^[.[]|^$/.test(steps) ? steps : `.${steps}`} ${operator} ${value}`
}

/** The target of a look at the certificate, where Uptime Kuma warns before its end. */
function certificateOf(row: Row): string | undefined {
  const url = textOf(row.url)
  if (!isOn(row.expiry_notification) || isOn(row.ignore_tls)) return undefined
  return /^https:/i.test(url) ? new URL(url).host : undefined
}

function tagsOf({ tags }: KumaMonitor): readonly string[] {
  return tags.flatMap(({ name, value }) => tagOf(value === '' ? name : `${name}:${value}`) || [])
}

/** The names of the groups that it is in, the nearest first. */
function groupTags(
  parent: string,
  groups: ReadonlyMap<string, { readonly name: string; readonly parent: string }>,
): readonly string[] {
  const tags: string[] = []
  const seen = new Set<string>()
  for (let id = parent; ; ) {
    const group = groups.get(id)
    if (group === undefined || seen.has(id)) return tags
    seen.add(id)
    tags.push(...[tagOf(group.name)].filter(Boolean))
    id = group.parent
  }
}

const REMINDER_SPANS = [
  ['5m', 300_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['1d', DAY],
] as const

/** The reminders nearest to a span; 0 or none: only when it changes. */
function remindersOf(span: number): Reminders {
  if (!(span > 0)) return 'change'
  const distance = ([, ms]: (typeof REMINDER_SPANS)[number]) => Math.abs(Math.log(ms / span))
  return REMINDER_SPANS.reduce((best, next) => (distance(next) < distance(best) ? next : best))[0]
}

function hostPort(host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

function given(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
}

const seconds = (value: unknown) => Math.round(Number(textOf(value)) * SECOND)
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
