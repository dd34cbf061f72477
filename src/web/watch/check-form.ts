import type { Request } from 'express'
import { passwordProblem } from '../../domain/access/password'
import { formatDuration, parseDuration } from '../../domain/time/duration'
import type { Check, CheckPlan, Reminders, Schedule } from '../../domain/watch/check'
import { planFaults, planOf, slugOf } from '../../domain/watch/check-plan'
import type { Schedules } from '../../domain/watch/ports'
import { field, fieldList } from '../pages/form'

/** The form of a check as it was typed. Boxes are `on` or empty. */
export interface CheckFields {
  readonly name: string
  readonly slug: string
  /** Separated by blanks or commas. */
  readonly tags: string
  readonly description: string
  readonly kind: Schedule['kind']
  readonly period: string
  readonly cron: string
  readonly oncalendar: string
  readonly zone: string
  readonly grace: string
  readonly longestRun: string
  readonly shortestGap: string
  readonly tooFrequentAlarm: string
  readonly failuresBeforeAlert: string
  readonly channels: readonly string[]
  readonly reminders: string
  readonly recovery: string
  readonly quietHours: string
  readonly postOnly: string
  /** Never filled in by us: what is kept is not shown. */
  readonly password: string
  readonly dropPassword: string
}

export type CheckFaults = Partial<Record<keyof CheckFields, string>>

export const REMINDER_WORDS: Record<Reminders, string> = {
  change: 'never: only when it changes',
  always: 'with every further failure',
  '5m': 'every 5 minutes',
  '10m': 'every 10 minutes',
  '1h': 'every hour',
  '1d': 'every day',
}

export function typedCheck(request: Request): CheckFields {
  const text = (name: keyof CheckFields) => field(request, name)
  const trimmed = (name: keyof CheckFields) => text(name).trim()
  const kind = text('kind')
  return {
    name: trimmed('name'),
    slug: trimmed('slug'),
    tags: trimmed('tags'),
    description: trimmed('description').replace(/\r\n/g, '\n'),
    kind: kind === 'cron' || kind === 'oncalendar' ? kind : 'period',
    period: trimmed('period'),
    cron: trimmed('cron'),
    oncalendar: trimmed('oncalendar'),
    zone: trimmed('zone'),
    grace: trimmed('grace'),
    longestRun: trimmed('longestRun'),
    shortestGap: trimmed('shortestGap'),
    tooFrequentAlarm: text('tooFrequentAlarm'),
    failuresBeforeAlert: trimmed('failuresBeforeAlert'),
    channels: fieldList(request, 'channels'),
    reminders: text('reminders'),
    recovery: text('recovery'),
    quietHours: trimmed('quietHours'),
    postOnly: text('postOnly'),
    password: text('password'),
    dropPassword: text('dropPassword'),
  }
}

/** The form as it stands before somebody types: what is saved, or what holds where nothing is said. */
export function fieldsOf(plan: CheckPlan): CheckFields {
  const { schedule } = plan
  const span = (ms: number | undefined) => (ms === undefined ? '' : formatDuration(ms))
  const box = (on: boolean) => (on ? 'on' : '')
  return {
    name: plan.name,
    slug: plan.slug,
    tags: plan.tags.join(' '),
    description: plan.description,
    kind: schedule.kind,
    period: schedule.kind === 'period' ? formatDuration(schedule.period) : '',
    cron: schedule.kind === 'cron' ? schedule.expression : '',
    oncalendar: schedule.kind === 'oncalendar' ? schedule.expression : '',
    zone: schedule.kind === 'period' ? '' : schedule.zone,
    grace: formatDuration(plan.grace),
    longestRun: span(plan.longestRun),
    shortestGap: span(plan.shortestGap),
    tooFrequentAlarm: box(plan.tooFrequentAlarm),
    failuresBeforeAlert: String(plan.failuresBeforeAlert),
    channels: plan.channels,
    reminders: plan.reminders,
    recovery: box(plan.recovery),
    quietHours: plan.quietHours ?? '',
    postOnly: box(plan.methods === 'post'),
    password: '',
    dropPassword: '',
  }
}

/** What a new check is where nothing is typed: its name and its slug have still to be chosen. */
export function emptyFields(): CheckFields {
  return { ...fieldsOf(planOf({ name: '' })), slug: '' }
}

/** A plan in which what is to hold no longer stands as undefined. The password is not yet hashed. */
export interface TypedPlan {
  readonly plan: CheckPlan
  readonly password: 'keep' | 'drop' | { readonly set: string }
}

/** The plan that was typed, or what is wrong with it, a sentence for each field. */
export function planFrom(
  fields: CheckFields,
  schedules: Pick<Schedules, 'problem'>,
  before?: Check,
): { readonly typed: TypedPlan } | { readonly faults: CheckFaults } {
  const faults: Record<string, string> = {}
  const span = (name: 'period' | 'grace' | 'longestRun' | 'shortestGap'): number => {
    const ms = parseDuration(fields[name])
    if (ms === undefined) faults[name] = `has to be a span such as ${EXAMPLES[name]}`
    return ms ?? 0
  }
  const optional = (name: 'longestRun' | 'shortestGap') => (fields[name] === '' ? undefined : span(name))
  const schedule: Schedule =
    fields.kind === 'period'
      ? { kind: 'period', period: span('period') }
      : { kind: fields.kind, expression: fields[fields.kind], zone: fields.zone }
  const [longestRun, shortestGap] = [optional('longestRun'), optional('shortestGap')]

  const plan: CheckPlan = {
    name: fields.name,
    slug: fields.slug || (before?.slug ?? slugOf(fields.name)),
    tags: [...new Set(fields.tags.split(/[\s,]+/).filter(Boolean))],
    description: fields.description,
    schedule,
    grace: span('grace'),
    ...(longestRun !== undefined && { longestRun }),
    ...(shortestGap !== undefined && { shortestGap }),
    tooFrequentAlarm: fields.tooFrequentAlarm !== '',
    failuresBeforeAlert: Number(fields.failuresBeforeAlert || Number.NaN),
    channels: [...new Set(fields.channels)],
    reminders: fields.reminders as Reminders,
    recovery: fields.recovery !== '',
    ...(fields.quietHours !== '' && { quietHours: fields.quietHours }),
    methods: fields.postOnly === '' ? 'any' : 'post',
  }
  for (const { key, reason } of planFaults(plan)) faults[fieldOf(key, fields)] ??= reason
  if (schedule.kind !== 'period') {
    const elsewhere = schedules.problem({ ...MIDNIGHT, zone: schedule.zone })
    if (elsewhere !== undefined) faults.zone ??= elsewhere
    const wrong = schedules.problem(elsewhere === undefined ? schedule : { ...schedule, zone: '' })
    if (wrong !== undefined) faults[fields.kind] ??= wrong
  }
  const weak = fields.password === '' ? undefined : passwordProblem(fields.password)
  if (weak !== undefined) faults.password = weak

  if (Object.keys(faults).length > 0) return { faults }
  const password =
    fields.password !== '' ? { set: fields.password } : fields.dropPassword === '' ? 'keep' : 'drop'
  return { typed: { plan, password } }
}

const EXAMPLES = {
  period: '5m, 1h30m or 1d',
  grace: '5m or 1h',
  longestRun: '30m',
  shortestGap: '1m',
} as const

/** A schedule with which nothing but its zone can be wrong. */
const MIDNIGHT = { kind: 'cron', expression: '0 0 * * *' } as const

function fieldOf(name: keyof CheckPlan, { kind }: CheckFields): string {
  return name === 'schedule' ? kind : name
}
