/** A check as the JSON API tells it, and what the API takes. Spans are seconds, or text such as `1h30m`; moments are ISO 8601. Pure. */

import type { Fault } from '../fault'
import { parseDuration } from '../time/duration'
import type { Check, CheckPlan, PlanChanges, Reminders, Schedule } from './check'
import { LONGEST_SPAN } from './check-plan'
import type { Watched } from './ports'

/** How a check is named: by its id, which is the secret of its check-ins, or by the public one alone. */
export interface Names {
  readonly id?: string
  readonly publicId: string
}

export function checkJson({ check, state }: Watched, { id, publicId }: Names) {
  const { id: _secret, passwordHash, schedule, createdAt, ...plan } = check
  return {
    ...(id !== undefined && { id, checkIn: `/ping/${id}` }),
    publicId,
    badge: `/badge/${publicId}.svg`,
    ...plan,
    schedule: schedule.kind === 'period' ? { kind: schedule.kind, period: schedule.period / 1000 } : schedule,
    grace: plan.grace / 1000,
    ...(plan.longestRun !== undefined && { longestRun: plan.longestRun / 1000 }),
    ...(plan.shortestGap !== undefined && { shortestGap: plan.shortestGap / 1000 }),
    hasPassword: passwordHash !== undefined,
    createdAt: moment(createdAt),
    status: state.status,
    since: moment(state.since),
    lastSignalAt: moment(state.lastSignalAt),
    lastSignalKind: state.lastSignalKind ?? null,
    lastSuccessAt: moment(state.lastSuccessAt),
    lastDuration: state.lastDuration === undefined ? null : state.lastDuration / 1000,
    due: moment(state.due),
    silenced: state.silenced === 'recovery' ? state.silenced : moment(state.silenced),
    consecutiveFailures: state.consecutiveFailures,
    tooFrequent: state.tooFrequent,
    signals: state.signals,
    flips: state.flips,
  }
}

export function moment(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString()
}

/** What was asked for, with the password yet to be hashed; null takes away what may be missing. */
export interface AskedPlan {
  readonly changes: PlanChanges
  readonly password?: string | null
}

const SPAN = 'has to be seconds, or text such as "1h30m"'
const TEXT = 'has to be text'
const BOOLEAN = 'has to be true or false'
const WORDS = 'has to be a list of texts'
const OBJECT = 'the body has to be a JSON object'
const UNKNOWN = 'is not known here'
const SCHEDULE =
  'has to be {"kind": "period", "period": ...} or {"kind": "cron" or "oncalendar", "expression": ..., "zone": ...}'

class Unfit extends Error {}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Unfit(TEXT)
  return value
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Unfit(BOOLEAN)
  return value
}

function words(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every(word => typeof word === 'string')) throw new Unfit(WORDS)
  return [...new Set<string>(value)]
}

/** Milliseconds. Digits alone are no text for a span: here they might be meant as seconds, in the INI they are minutes. */
function spanOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.round(value * 1000)
  return typeof value === 'string' && /[a-z]/i.test(value) ? parseDuration(value) : undefined
}

function span(value: unknown): number {
  const ms = spanOf(value)
  if (ms === undefined) throw new Unfit(SPAN)
  return ms
}

function schedule(value: unknown): Schedule {
  const { kind, period, expression, zone = '', ...rest } = Object(value)
  if (Object.keys(rest).length > 0) throw new Unfit(SCHEDULE)
  if (kind === 'period' && expression === undefined && zone === '') return { kind, period: span(period) }
  if ((kind !== 'cron' && kind !== 'oncalendar') || period !== undefined) throw new Unfit(SCHEDULE)
  return { kind, expression: text(expression), zone: text(zone) }
}

function orNothing<T>(read: (value: unknown) => T): (value: unknown) => T | undefined {
  return value => (value === null ? undefined : read(value))
}

/** How each field is read; which values it may have is for `planFaults` to say. */
const READ: {
  readonly [K in Exclude<keyof CheckPlan, 'passwordHash'>]-?: (value: unknown) => CheckPlan[K] | undefined
} = {
  name: text,
  slug: text,
  tags: words,
  description: text,
  schedule,
  grace: span,
  longestRun: orNothing(span),
  shortestGap: orNothing(span),
  tooFrequentAlarm: flag,
  failuresBeforeAlert: value => {
    if (typeof value !== 'number') throw new Unfit('has to be a number from 1 to 100')
    return value
  },
  channels: words,
  reminders: value => text(value) as Reminders,
  recovery: flag,
  quietHours: orNothing(text),
  methods: value => {
    if (value !== 'any' && value !== 'post') throw new Unfit('has to be "any" or "post"')
    return value
  },
}

export const PLAN_FIELDS = Object.keys(READ)

/** What the API tells of a check beside its plan: a program may send back what it got. */
const TOLD: ReadonlySet<string> = new Set<keyof ReturnType<typeof checkJson>>([
  'id',
  'checkIn',
  'publicId',
  'badge',
  'origin',
  'hasPassword',
  'createdAt',
  'status',
  'since',
  'lastSignalAt',
  'lastSignalKind',
  'lastSuccessAt',
  'lastDuration',
  'due',
  'silenced',
  'consecutiveFailures',
  'tooFrequent',
  'signals',
  'flips',
])

/** Reads a body, or says everything that is wrong with its form. */
export function askedPlan(body: unknown): AskedPlan | { readonly faults: readonly Fault[] } {
  if (!isObject(body)) return { faults: [{ key: '', reason: OBJECT }] }
  const faults: Fault[] = []
  const changes: Record<string, unknown> = {}
  let password: string | null | undefined
  for (const [field, value] of Object.entries(body)) {
    try {
      if (field === 'password') password = value === null ? null : text(value)
      else if (Object.hasOwn(READ, field)) changes[field] = READ[field as keyof typeof READ](value)
      else if (!TOLD.has(field)) throw new Unfit(UNKNOWN)
    } catch (error) {
      if (!(error instanceof Unfit)) throw error
      faults.push({ key: field, reason: error.message })
    }
  }
  if (faults.length > 0) return { faults }
  return { changes: changes as PlanChanges, ...(password !== undefined && { password }) }
}

/** The plan as it will be: what is undefined in the changes is gone. */
export function withChanges<P extends CheckPlan | Check>(plan: P, changes: PlanChanges): P {
  const merged = Object.entries({ ...plan, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(merged) as unknown as P
}

/**
 * `{"until": "recovery"}`, `{"until": "<ISO 8601>"}`, `{"for": "2h"}`, 400 days at most; `{}` or `{"until": null}` ends the
 * silence. Epoch milliseconds.
 */
export function askedSilence(
  body: unknown,
  now: number,
): { readonly until: number | 'recovery' | undefined } | { readonly faults: readonly Fault[] } {
  const fault = (key: string, reason: string) => ({ faults: [{ key, reason }] })
  if (!isObject(body)) return fault('', OBJECT)
  const { until, for: length, ...rest } = body
  const [odd] = Object.keys(rest)
  if (odd !== undefined) return fault(odd, UNKNOWN)
  if (length !== undefined) {
    if (until !== undefined) return fault('until', 'makes no sense beside "for"')
    const ms = spanOf(length)
    const fits = ms !== undefined && ms > 0 && ms <= LONGEST_SPAN
    return fits ? { until: now + ms } : fault('for', `${SPAN}, up to 400 days`)
  }
  if (until === undefined || until === null) return { until: undefined }
  if (until === 'recovery') return { until }
  const at = typeof until === 'string' ? Date.parse(until) : Number.NaN
  if (Number.isNaN(at))
    return fault('until', 'has to be "recovery" or a moment such as "2030-01-31T12:00:00Z"')
  if (at <= now) return fault('until', 'has passed already')
  return at <= now + LONGEST_SPAN ? { until: at } : fault('until', 'is more than 400 days away')
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
