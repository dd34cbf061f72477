/** What a check is when little is said about it, and what cannot be said. Pure. */

import type { Fault } from '../fault'
import { type CheckPlan, REMINDERS } from './check'

const DAY = 86_400_000

/** Beyond that many no check-in makes another: a script with a slug that is never the same must not fill the memory. */
export const MOST_CHECKS = 10_000

/** Long enough for a check a year, short enough for a timer's arithmetic. */
export const LONGEST_SPAN = 400 * DAY
const SHORTEST_PERIOD = 1_000

/** Spans and counts that hold where nothing else was said: a day and an hour, as at Healthchecks. */
const DEFAULTS = {
  tags: [],
  description: '',
  schedule: { kind: 'period', period: DAY },
  grace: 3_600_000,
  tooFrequentAlarm: false,
  failuresBeforeAlert: 1,
  channels: [],
  reminders: 'change',
  recovery: true,
  methods: 'any',
} as const satisfies Partial<CheckPlan>

/** A whole plan from a name and whatever else is known; the slug comes from the name where none is given. */
export function planOf(said: Partial<CheckPlan> & { readonly name: string }): CheckPlan {
  return { ...DEFAULTS, slug: slugOf(said.name), ...said }
}

/** `Backup of the NAS` -> `backup-of-the-nas`; never empty. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return (
    plain
      .replace(/[^a-z0-9_]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 100) || 'check'
  )
}

/** A fault of a plan; its key is the name of the field. */
interface PlanFault extends Fault {
  readonly key: keyof CheckPlan
}

/** Every fault at once, but for the schedule's expression: `Schedules.problem` knows about that. */
export function planFaults(plan: CheckPlan): PlanFault[] {
  const faults: PlanFault[] = []
  const need = (ok: boolean, field: keyof CheckPlan, reason: string) => {
    if (!ok) faults.push({ key: field, reason })
  }
  const span = (field: keyof CheckPlan, ms: number, least: number, example: string) =>
    need(
      Number.isSafeInteger(ms) && ms >= least && ms <= LONGEST_SPAN,
      field,
      `has to be from ${least / 1000} s to ${LONGEST_SPAN / DAY} days, such as ${example}`,
    )
  const text = (field: 'name' | 'description', value: string, most: number) =>
    need(
      plan[field].length <= most && !/\p{Cc}/u.test(value),
      field,
      `has to be plain text of at most ${most} characters`,
    )
  need(plan.name.trim() !== '', 'name', 'is empty; give the check a name')
  text('name', plan.name, 100)
  text('description', plan.description.replace(/[\n\r\t]/g, ''), 1_000)
  need(
    /^[a-z0-9_-]{1,100}$/.test(plan.slug),
    'slug',
    'may hold small letters, digits, - and _ only (at most 100)',
  )
  need(plan.tags.length <= 20, 'tags', 'are too many; at most 20')
  need(plan.tags.every(isWord), 'tags', 'have to be words without blanks, at most 50 characters each')
  need(plan.channels.length <= 50, 'channels', 'are too many; at most 50')
  if (plan.schedule.kind === 'period') span('schedule', plan.schedule.period, SHORTEST_PERIOD, '1h')
  span('grace', plan.grace, 0, '5m')
  if (plan.longestRun !== undefined) span('longestRun', plan.longestRun, 1_000, '30m')
  if (plan.shortestGap !== undefined) span('shortestGap', plan.shortestGap, 1_000, '1m')
  if (plan.schedule.kind === 'period' && plan.shortestGap !== undefined)
    need(plan.shortestGap < plan.schedule.period, 'shortestGap', 'has to be shorter than the period')
  need(
    Number.isInteger(plan.failuresBeforeAlert) &&
      plan.failuresBeforeAlert >= 1 &&
      plan.failuresBeforeAlert <= 100,
    'failuresBeforeAlert',
    'has to be a number from 1 to 100',
  )
  need(REMINDERS.includes(plan.reminders), 'reminders', `has to be one of ${REMINDERS.join(', ')}`)
  need(
    plan.quietHours === undefined ||
      /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(plan.quietHours),
    'quietHours',
    'have to be two times of day such as 22:00-07:00',
  )
  return faults
}

function isWord(tag: string): boolean {
  return /^[^\s,\p{Cc}]{1,50}$/u.test(tag)
}
