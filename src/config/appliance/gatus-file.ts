/** The configuration of Gatus (YAML; its README, "Configuration"). The library for YAML is loaded with the first of them. */

import { LONGEST_TIMEOUT, SHORTEST_EVERY } from '../../domain/probes/probe'
import { LONGEST_SPAN } from '../../domain/watch/field-types'
import { type Keys, moveProviders } from './gatus-alerting'
import { goDuration, settingsOfConditions } from './gatus-conditions'
import { targetOf } from './gatus-targets'
import { expanded, readYaml, together, type Variables } from './gatus-texts'
import {
  createMover,
  isRecord,
  type Meeting,
  type Moved,
  type Mover,
  recordsIn,
  tagOf,
  textOf,
  usualChannels,
} from './moved'

const SECOND = 1_000
const DAY = 86_400_000
/** The interval and the failures before an alert where none are named. */
const INTERVAL = 60 * SECOND
const FAILURES = 3

/** @param texts of the file, or of all files of the folder. @throws an error whose message completes a sentence that begins with the file, where it is no configuration */
export async function gatusMoved(
  texts: readonly string[],
  variables: Variables,
  meeting: Meeting,
): Promise<Moved> {
  const mover = createMover('gatus', meeting)
  const unset = new Set<string>()
  const read = await Promise.all(texts.map(async text => expanded(await readYaml(text), variables, unset)))
  // A file with comments alone is empty.
  const files = read.filter(each => each !== null)
  const file = files.every(isRecord) ? files.reduce(together, {}) : {}
  if (!isRecord(file) || Object.keys(file).length === 0)
    throw new Error('is no configuration of Gatus: it has no endpoints')
  const alerting = isRecord(file.alerting) ? file.alerting : {}
  const channels = moveProviders(alerting, mover)
  const around: Around = { alerting, channels, usual: usualChannels(meeting, mover.moved().channels), mover }
  const records = (key: string) => recordsIn(file[key], key)
  // `services` is their name of before version 4.
  for (const endpoint of [...records('endpoints'), ...records('services')]) takeEndpoint(endpoint, around)
  for (const endpoint of records('external-endpoints')) takeExternal(endpoint, around)
  for (const { name } of records('suites'))
    mover.leave(`suite "${textOf(name)}"`, 'a check here is one look; make one of each of its endpoints')
  for (const key of ['maintenance', 'remote', 'security', 'announcements'].filter(
    key => file[key] !== undefined,
  ))
    mover.leave(key, 'there is nothing of the kind to take it over to')
  for (const name of unset)
    mover.leave(`the variable ${name}`, `it is not set here; type ${name}=... in front of the command`)
  return mover.moved()
}

interface Around {
  readonly alerting: Keys
  /** By the name of a provider. */
  readonly channels: ReadonlyMap<string, string>
  /** For an endpoint of whose channels none is taken over. */
  readonly usual: readonly string[]
  readonly mover: Mover
}

function takeEndpoint(endpoint: Keys, around: Around): void {
  const { mover } = around
  const name = textOf(endpoint.name) || 'unnamed'
  const target = targetOf(endpoint)
  if (typeof target === 'string') {
    mover.leave(`endpoint "${name}"`, target)
    return
  }
  const conditions = conditionsOf(endpoint)
  const { settings, certificateDays, left } = settingsOfConditions(conditions, target.kind)
  const own = target.kind === 'tls' && certificateDays !== undefined ? { days: certificateDays } : {}
  const interval = Math.max(goDuration(textOf(endpoint.interval)) ?? INTERVAL, SHORTEST_EVERY)
  const client = isRecord(endpoint.client) ? endpoint.client : {}
  const timeout = Math.min(goDuration(textOf(client.timeout)) ?? 0, interval, LONGEST_TIMEOUT)
  const isPaused = endpoint.enabled === false
  const common = { ...groupOf(endpoint), ...alertsOf(endpoint, around) }
  const mark = [textOf(endpoint.group), name, textOf(endpoint.url)].join('\n')
  const isTaken = mover.check(
    {
      ...common,
      name,
      probe: {
        ...target,
        settings: { ...target.settings, ...anyStatus(target.kind, conditions), ...settings, ...own },
        every: interval,
        ...(timeout >= SECOND && { timeout }),
      },
    },
    { mark },
    isPaused,
  )
  if (!isTaken) return
  for (const condition of left)
    mover.leave(`a condition of "${name}"`, `no setting of a ${target.kind} probe says ${condition}`)
  if (client.insecure === true)
    mover.leave(
      `ignoring faults of the certificate of "${name}"`,
      'certificates have to be right; name their authority as cafile in [Network] of the INI',
    )
  if (certificateDays === undefined || target.kind !== 'http') return
  mover.check(
    {
      ...common,
      name: `${name.slice(0, 80)} (certificate)`,
      probe: {
        kind: 'tls',
        target: new URL(target.target).host,
        every: DAY,
        settings: { days: certificateDays },
      },
    },
    { mark: `${mark}\ncertificate` },
    isPaused,
  )
}

/** An endpoint that others report to: a check-in here. */
function takeExternal(endpoint: Keys, around: Around): void {
  const { mover } = around
  const name = textOf(endpoint.name) || 'unnamed'
  const heartbeat = isRecord(endpoint.heartbeat) ? endpoint.heartbeat : {}
  const period = goDuration(textOf(heartbeat.interval)) ?? 0
  if (period <= 0) {
    mover.leave(
      `external endpoint "${name}"`,
      'it has no heartbeat.interval, so nothing says how often it has to report',
    )
    return
  }
  const alerts = alertsOf(endpoint, around)
  const { failuresBeforeAlert = 1 } = alerts
  const isTaken = mover.check(
    {
      name,
      ...groupOf(endpoint),
      ...alerts,
      schedule: { kind: 'period', period },
      // An interval without a report is a failure there, and as many as that in a row have to come before an alert.
      grace: Math.min((failuresBeforeAlert - 1) * period, LONGEST_SPAN),
    },
    { mark: [textOf(endpoint.group), name].join('\n') },
    endpoint.enabled === false,
  )
  if (isTaken)
    mover.leave(`the token of "${name}"`, 'its clients need the address on the page of the check (/ping/...)')
}

/** A page that answers is well there, whatever its status, where no condition is about that. */
function anyStatus(kind: string, conditions: readonly string[]): { readonly status?: string } {
  const isFree = kind === 'http' && conditions.length > 0
  return isFree && !conditions.some(each => each.includes('[STATUS]')) ? { status: '100-599' } : {}
}

function conditionsOf({ conditions }: Keys): readonly string[] {
  return (Array.isArray(conditions) ? conditions : []).filter(each => typeof each === 'string')
}

function groupOf({ group }: Keys): { readonly tags: readonly string[] } {
  const tag = tagOf(textOf(group))
  return { tags: tag === '' ? [] : [tag] }
}

/** Its channels, and the habits of its alerts. An endpoint without alerts alerts nobody, as there. */
function alertsOf({ alerts }: Keys, { alerting, channels, usual }: Around) {
  const used = (Array.isArray(alerts) ? alerts.filter(isRecord) : [])
    .map((alert): Keys => {
      const provider = alerting[textOf(alert.type)]
      const common = isRecord(provider) ? provider['default-alert'] : undefined
      return { ...(isRecord(common) ? common : {}), ...alert }
    })
    .filter(alert => alert.enabled !== false)
  if (used.length === 0) return {}
  const here = used.flatMap(alert => channels.get(textOf(alert.type)) ?? [])
  const thresholds = used.map(alert => Number(textOf(alert['failure-threshold'])) || FAILURES)
  const [description = ''] = used.map(alert => textOf(alert.description)).filter(Boolean)
  return {
    channels: here.length > 0 ? [...new Set(here)] : usual,
    failuresBeforeAlert: Math.min(100, Math.max(1, Math.min(...thresholds))),
    recovery: used.some(alert => alert['send-on-resolved'] === true),
    description: description.slice(0, 1_000),
  }
}
