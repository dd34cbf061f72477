/** A check as clients of Healthchecks' management API send it, with the reasons that Healthchecks gives. Pure. */

import type { Fault } from '../fault'
import { type AskedPlan, isObject, NO_OBJECT, type UniqueField } from './asked-plan'
import { type PlanChanges, type PlanFault, slugOf } from './check-plan'
import type { ApiVersion } from './healthchecks-json'
import { FIXED_KEYWORDS, KEYWORD_FLAGS, KEYWORD_TEXTS, keywordChanges } from './healthchecks-keywords'
import type { CheckPlan } from './plan-fields'
import { type Schedule, zoneFault } from './schedule'

/** A channel by the id that the API has for it. */
export interface ChannelId {
  readonly id: string
  readonly name: string
}

export interface HealthchecksPlan extends AskedPlan {
  readonly unique: readonly UniqueField[]
  /** The reason why the channels cannot be used; it is no validation error there. */
  readonly wrongChannel?: string
}

const UNIQUE = {
  name: 'name',
  slug: 'slug',
  tags: 'tags',
  timeout: 'schedule',
  grace: 'grace',
} as const satisfies Record<string, UniqueField>

function isUniqueField(name: unknown): name is keyof typeof UNIQUE {
  return typeof name === 'string' && Object.hasOwn(UNIQUE, name)
}

/** Returns the reason why a value cannot be used. */
type Problem = (value: unknown) => string | undefined

const text =
  (most = Number.POSITIVE_INFINITY): Problem =>
  value =>
    typeof value !== 'string' ? 'is not a string' : [...value].length > most ? 'is too long' : undefined

const flag: Problem = value => (typeof value === 'boolean' ? undefined : 'is not a boolean')

const seconds: Problem = value => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'is not a number'
  return value < 60 ? 'is too small' : value > 31_536_000 ? 'is too large' : undefined
}

const slug: Problem = value =>
  text(100)(value) ?? (/^[a-z0-9_-]*$/.test(value as string) ? undefined : 'does not match pattern')

const zone: Problem = value =>
  text()(value) ?? (value === '' || zoneFault(value as string) ? 'is not a valid timezone' : undefined)

/** A keyword that is not looked for would let a check-in pass as another one. */
function fixed(only: string | boolean): Problem {
  const type = typeof only === 'boolean' ? flag : text(200)
  return value =>
    type(value) ?? (value === only ? undefined : 'is not possible: keywords are looked for in mails only')
}

/** The fields that have no problem; spans are seconds. */
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
  readonly start_kw?: string
  readonly success_kw?: string
  readonly failure_kw?: string
  readonly filter_subject?: boolean
  readonly filter_body?: boolean
  readonly filter_default_fail?: boolean
}

/** Unknown fields are ignored, as at Healthchecks. */
const FIELDS: Readonly<Record<string, Problem>> = {
  name: text(100),
  slug,
  tags: text(),
  desc: text(),
  timeout: seconds,
  grace: seconds,
  schedule: text(100),
  tz: zone,
  manual_resume: flag,
  methods: value => (value === '' || value === 'POST' ? undefined : 'has unexpected value'),
  channels: text(),
  unique: value => (Array.isArray(value) ? undefined : 'is not an array'),
  ...Object.fromEntries(KEYWORD_TEXTS.map(name => [name, text(200)])),
  ...Object.fromEntries(KEYWORD_FLAGS.map(name => [name, flag])),
  ...Object.fromEntries(Object.entries(FIXED_KEYWORDS).map(([name, only]) => [name, fixed(only)])),
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
  for (const [key, problem] of Object.entries(FIELDS)) {
    if (body[key] === undefined) continue
    const reason = problem(body[key])
    if (reason === undefined) Object.assign(given, { [key]: body[key] })
    else faults.push({ key, reason })
  }
  const keywords = keywordChanges(given, before)
  faults.push(...keywords.faults)
  const chosen = given.channels === undefined ? undefined : channelsOf(given.channels, channels)
  const unique = (given.unique ?? []).filter(isUniqueField)
  if (unique.length < (given.unique ?? []).length)
    faults.push({ key: "an item in 'unique'", reason: 'has unexpected value' })
  return {
    changes: {
      ...changesOf(given, version, before),
      ...keywords.changes,
      ...(Array.isArray(chosen) && { channels: chosen }),
    },
    faults,
    // A field that is not given agrees with no check.
    unique: unique.every(name => given[name] !== undefined) ? unique.map(name => UNIQUE[name]) : [],
    ...(typeof chosen === 'string' && { wrongChannel: chosen }),
  }
}

function changesOf(given: Given, version: ApiVersion, before: CheckPlan | undefined): PlanChanges {
  const name = given.name === '' && before === undefined ? undefined : given.name
  // Before version 3 the name decides, unless the client sends a slug all the same, as Terraform's provider does.
  const slug = given.slug || (version < 3 && name !== undefined ? slugOf(name) : undefined)
  const schedule = scheduleOf(given, before?.schedule)
  return {
    // A check has to have a name here.
    ...(before === undefined && { name: 'unnamed', channels: [] }),
    ...(name !== undefined && { name }),
    ...(slug && { slug }),
    // A comma divides words here, so that it cannot be part of one.
    ...(given.tags !== undefined && { tags: [...new Set(given.tags.split(/[\s,]+/).filter(Boolean))] }),
    ...(given.desc !== undefined && { description: given.desc }),
    ...(schedule && { schedule }),
    ...(given.grace !== undefined && { grace: given.grace * 1000 }),
    ...(given.manual_resume !== undefined && { resume: given.manual_resume ? 'manual' : 'ping' }),
    ...(given.methods !== undefined && { methods: given.methods === 'POST' ? 'post' : 'any' }),
  }
}

/** A schedule takes precedence over a timeout; a zone alone changes that of the schedule that there is. */
function scheduleOf({ schedule, timeout, tz }: Given, before: Schedule | undefined): Schedule | undefined {
  const there = before && before.kind !== 'period' ? before : undefined
  if (schedule !== undefined) {
    const fields = schedule.trim().split(/\s+/)
    const kind = fields.length === 5 || schedule.startsWith('@') ? 'cron' : 'oncalendar'
    return { kind, expression: schedule, zone: tz ?? there?.zone ?? 'UTC' }
  }
  if (timeout !== undefined) return { kind: 'period', period: timeout * 1000 }
  return tz === undefined || there === undefined ? undefined : { ...there, zone: tz }
}

/** `*` are all; else ids or names, separated by commas. Returns a text for what cannot be used. */
function channelsOf(list: string, channels: readonly ChannelId[]): readonly string[] | string {
  if (list === '*') return channels.map(({ name }) => name)
  const names = new Set<string>()
  for (const each of list === '' ? [] : list.split(',')) {
    const name = channels.find(channel => channel.id === each || channel.name === each)?.name
    if (name === undefined)
      return each === '' ? 'empty channel identifier' : `invalid channel identifier: ${each}`
    names.add(name)
  }
  return [...names]
}

/** A fault with the words of Healthchecks, and our reason where theirs has none. */
export function planFaultWords({ key, part, reason }: PlanFault): string {
  if (key === '') return 'value is not an object'
  if (key === 'description') return `desc ${reason}`
  if (part === 'zone') return 'tz is not a valid timezone'
  if (part === 'expression') return `schedule is not a valid cron or OnCalendar expression: ${reason}`
  return `${key} ${reason}`
}
