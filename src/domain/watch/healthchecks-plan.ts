/** A check as clients of Healthchecks' management API send it (its documentation, api.md). Pure. */

import type { Fault } from '../fault'
import { type AskedPlan, isObject, NO_OBJECT, type UniqueField } from './asked-plan'
import { type PlanChanges, slugOf } from './check-plan'
import { type ApiVersion, MAIL_FILTERS } from './healthchecks-json'
import type { CheckPlan } from './plan-fields'
import type { Schedule } from './schedule'

/** A channel by the id that the API has for it. */
export interface ChannelId {
  readonly id: string
  readonly name: string
}

export interface HealthchecksPlan extends AskedPlan {
  readonly unique: readonly UniqueField[]
}

const UNIQUE: ReadonlyMap<unknown, UniqueField> = new Map([
  ['name', 'name'],
  ['slug', 'slug'],
  ['tags', 'tags'],
  ['timeout', 'schedule'],
  ['grace', 'grace'],
])

const SHORTEST_S = 60
const LONGEST_S = 31_536_000

type Reader = (value: unknown) => unknown

const text: Reader = value => (typeof value === 'string' ? value : undefined)
const flag: Reader = value => (typeof value === 'boolean' ? value : undefined)
const seconds: Reader = value =>
  typeof value === 'number' && Number.isInteger(value) && value >= SHORTEST_S && value <= LONGEST_S
    ? value * 1000
    : undefined

/** The fields that could be read; spans are milliseconds. */
interface Given {
  readonly name?: string
  readonly slug?: string
  readonly tags?: string
  readonly desc?: string
  readonly timeout?: number
  readonly grace?: number
  readonly schedule?: string
  readonly tz?: string
  readonly manual_resume?: boolean
  readonly methods?: '' | 'POST'
  readonly channels?: string
  readonly unique?: readonly unknown[]
}

/** The fields with what they may hold. Unknown fields are ignored, as at Healthchecks. */
const FIELDS: Readonly<Record<string, readonly [Reader, string]>> = {
  name: [text, 'has to be text'],
  slug: [text, 'has to be text'],
  tags: [text, 'has to be text'],
  desc: [text, 'has to be text'],
  timeout: [seconds, `has to be whole seconds, from ${SHORTEST_S} to ${LONGEST_S}`],
  grace: [seconds, `has to be whole seconds, from ${SHORTEST_S} to ${LONGEST_S}`],
  schedule: [text, 'has to be text'],
  tz: [text, 'has to be text'],
  manual_resume: [flag, 'has to be true or false'],
  methods: [value => (value === '' || value === 'POST' ? value : undefined), 'has to be "" or "POST"'],
  channels: [text, 'has to be text'],
  unique: [
    value => (Array.isArray(value) && value.every(name => UNIQUE.has(name)) ? value : undefined),
    `has to be a list of ${[...UNIQUE.keys()].join(', ')}`,
  ],
  ...Object.fromEntries(
    Object.entries(MAIL_FILTERS).map(([name, none]): [string, readonly [Reader, string]] => [
      name,
      [value => (value === none ? value : undefined), 'is not possible: no check-ins come by e-mail'],
    ]),
  ),
}

/** @param before the plan that is changed; undefined for a new check */
export function healthchecksPlan(
  body: unknown,
  version: ApiVersion,
  channels: readonly ChannelId[],
  before?: CheckPlan,
): HealthchecksPlan {
  if (!isObject(body)) return { changes: {}, faults: [NO_OBJECT], unique: [] }
  const given: Given = {}
  const faults: Fault[] = []
  for (const [key, [read, reason]] of Object.entries(FIELDS)) {
    if (body[key] === undefined) continue
    const value = read(body[key])
    Object.assign(given, { [key]: value })
    if (value === undefined) faults.push({ key, reason })
  }
  const name = given.name === '' && before === undefined ? undefined : given.name
  const slug = version === 3 ? given.slug : name === undefined ? undefined : slugOf(name)
  const schedule = scheduleOf(given, before?.schedule)
  const chosen = given.channels === undefined ? undefined : channelsOf(given.channels, channels)
  if (chosen === 'unknown') faults.push({ key: 'channels', reason: 'names a channel that there is not' })
  const changes: PlanChanges = {
    // A check has to have a name here.
    ...(before === undefined && { name: 'unnamed', channels: [] }),
    ...(name !== undefined && { name }),
    ...(slug !== undefined && slug !== '' && { slug }),
    ...(given.tags !== undefined && { tags: [...new Set(given.tags.split(/\s+/).filter(Boolean))] }),
    ...(given.desc !== undefined && { description: given.desc }),
    ...(schedule && { schedule }),
    ...(given.grace !== undefined && { grace: given.grace }),
    ...(given.manual_resume !== undefined && { resume: given.manual_resume ? 'manual' : 'ping' }),
    ...(given.methods !== undefined && { methods: given.methods === 'POST' ? 'post' : 'any' }),
    ...(chosen !== undefined && chosen !== 'unknown' && { channels: chosen }),
  }
  const unique = (given.unique ?? []).flatMap(field => UNIQUE.get(field) ?? [])
  return { changes, faults, unique }
}

/** A schedule takes precedence over a timeout; a zone alone changes that of the schedule that there is. */
function scheduleOf({ schedule, timeout, tz }: Given, before: Schedule | undefined): Schedule | undefined {
  if (schedule !== undefined) {
    const fields = schedule.trim().split(/\s+/)
    const kind = fields.length === 5 || schedule.startsWith('@') ? 'cron' : 'oncalendar'
    const zone = before && before.kind !== 'period' ? before.zone : 'UTC'
    return { kind, expression: schedule, zone: tz ?? zone }
  }
  if (timeout !== undefined) return { kind: 'period', period: timeout }
  if (tz !== undefined && before && before.kind !== 'period') return { ...before, zone: tz }
  return undefined
}

/** `*` are all; else ids or names, separated by commas. */
function channelsOf(list: string, channels: readonly ChannelId[]): readonly string[] | 'unknown' {
  if (list === '*') return channels.map(({ name }) => name)
  const wanted = list === '' ? [] : list.split(',')
  const found = wanted.map(each => channels.find(({ id, name }) => id === each || name === each)?.name)
  const known = found.filter(name => name !== undefined)
  return known.length === found.length ? [...new Set(known)] : 'unknown'
}
