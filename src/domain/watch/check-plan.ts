/** Plans of checks: made from what is given, changed, and judged. Pure. */

import type { Fault } from '../fault'
import type { FieldOrigin } from '../field'
import { cronOf } from '../probes/daily'
import { blindAfterOf, dailyTimes, intervalOf } from '../probes/probe'
import { type CheckPlan, PLAN_ROWS } from './plan-fields'
import { faultsOfProbe } from './probe-field'
import { type ScheduleFault, scheduleFaults } from './schedule'

/** With that many checks, no check-in creates another: a script that never repeats a slug must not fill the memory. */
export const MOST_CHECKS = 10_000

const FALLBACKS: Partial<CheckPlan> = Object.fromEntries(
  PLAN_ROWS.flatMap(([key, { fallback }]) => (fallback === undefined ? [] : [[key, fallback]])),
)

/** A whole plan from its name and whatever else is given; without a slug, the slug is made from the name. */
export function planOf(given: Partial<CheckPlan> & { readonly name: string }): CheckPlan {
  return inForce({ ...FALLBACKS, slug: slugOf(given.name), ...given } as CheckPlan)
}

/** A probe decides when the next answer is due: after its interval, and blind once it has had none for too long. */
function inForce<P extends CheckPlan>(plan: P): P {
  const { probe } = plan
  if (probe === undefined) return plan
  const daily = dailyTimes(probe)
  if (daily !== undefined) {
    const schedule = { kind: 'cron', expression: cronOf(daily), zone: daily.zone } as const
    return { ...plan, schedule, grace: blindAfterOf(probe) }
  }
  const period = intervalOf(probe)
  const grace = Math.max(0, blindAfterOf(probe) - period)
  return { ...plan, ...OF_CHECK_INS, schedule: { kind: 'period', period }, grace }
}

/** The options that say which check-in is expected, as they are where none is. */
const OF_CHECK_INS = { expect: 'success', awaited: false, once: false } as const

/** `Backup of the NAS` -> `backup-of-the-nas`; never empty. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return (
    plain
      .replace(/[^a-z0-9_]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 100) || 'check'
  )
}

/** Changes of a plan. An option that is undefined here is taken away, where it may be missing. */
export type PlanChanges = { readonly [K in keyof CheckPlan]?: CheckPlan[K] | undefined }

/** The plan with its changes; other properties of a check stay. */
export function withChanges<P extends CheckPlan>(plan: P, changes: PlanChanges): P {
  const merged = Object.entries({ ...plan, ...changes }).filter(([, value]) => value !== undefined)
  return inForce(Object.fromEntries(merged) as unknown as P)
}

/** A fault of a plan; its key is the name of the option, `part` the part of a schedule. */
export interface PlanFault extends Fault {
  readonly part?: ScheduleFault['part']
  /** The setting of a probe: `probe` for its kind and target. */
  readonly setting?: string
}

/**
 * Every fault at once.
 *
 * @param origin the place where the plan was written: only the INI may have a probe that runs programs
 * @param since epoch milliseconds at which the schedule was chosen
 */
export function planFaults(
  plan: CheckPlan,
  { origin = 'page', since = 0 }: { readonly origin?: FieldOrigin; readonly since?: number } = {},
): PlanFault[] {
  return PLAN_ROWS.flatMap(([key, { type, planRule }]) => {
    const value = plan[key]
    if (value === undefined) return []
    const broken = type.rules.filter(rule => !rule.holds(value))
    if (planRule && !planRule.holds(plan)) broken.push(planRule)
    const inside =
      key === 'schedule'
        ? scheduleFaults(plan.schedule, since)
        : key === 'probe' && plan.probe !== undefined
          ? faultsOfProbe(plan.probe, origin)
          : []
    return [...broken.map(({ reason }) => ({ key, reason })), ...inside.map(fault => ({ key, ...fault }))]
  })
}

/** The fault of a key that no option has; `known` are the keys that there are. */
export function unknownOption(known: readonly string[]): string {
  return `is no setting of a check; there are ${known.join(', ')}`
}

/**
 * The names in a plan that no channel has, as faults: because of a typing error, nobody would be alerted. A check may
 * keep a name that it has already, also when the channel is gone.
 */
export function channelFaults(
  names: readonly string[],
  existing: readonly string[],
  kept: readonly string[] = [],
  key: 'channels' | 'escalateTo' = 'channels',
): PlanFault[] {
  const unknown = names.filter(name => !existing.includes(name) && !kept.includes(name))
  return unknown
    .map(name => JSON.stringify(name))
    .map(name => ({
      key,
      reason:
        existing.length === 0
          ? `there is no channel ${name}; there are: none`
          : `there is no channel ${name}; there are: ${existing.join(', ')}`,
    }))
}
