/** A plan as keys and values of the INI; options that are as with a new check are left out. Pure. */

import type { KindOfProbe } from '../probes/kind-of-probe'
import { PROBE_KINDS } from '../probes/probe-kinds'
import { formatDuration } from '../time/duration'
import { slugOf } from './check-plan'
import type { TextForm } from './field-type'
import { type CheckPlan, NO_CHANNEL, PLAN_FIELDS, PLAN_ROWS, type PlanKey } from './plan-fields'

export interface IniValue {
  readonly key: string
  readonly value: string
  readonly isSecret?: true
}

/** Options that follow from a probe. */
const OF_PROBE: readonly PlanKey[] = ['schedule', 'grace', 'expect', 'awaited', 'once']

export function planValues(plan: CheckPlan): readonly IniValue[] {
  return PLAN_ROWS.flatMap(([option]) => optionValues(option, plan))
}

/** Empty for an option that is as with a new check, and for one that the INI cannot say beside the probe's own keys. */
export function optionValues(option: PlanKey, plan: CheckPlan): readonly IniValue[] {
  if (option === 'probe') return probeValues(plan)
  if (plan.probe !== undefined && OF_PROBE.includes(option)) return []
  if (option === 'schedule') return scheduleValues(plan)
  const key = option.toLowerCase()
  if (ownKeys(plan).includes(key)) return []
  // All but the schedule and the probe can be written as text.
  const { text } = PLAN_FIELDS[option].type as { readonly text: TextForm<unknown> }
  const value = plan[option]
  if (option === 'channels')
    return [{ key, value: plan.channels.length === 0 ? NO_CHANNEL : text.format(value) }]
  const usual = option === 'slug' ? slugOf(plan.name) : PLAN_FIELDS[option].fallback
  if (JSON.stringify(value) === JSON.stringify(usual)) return []
  return [{ key, value: text.format(value), ...(option === 'passwordHash' && { isSecret: true }) }]
}

/** The keys of the probe's own settings, which take the place of options of the same name. */
function ownKeys({ probe }: CheckPlan): readonly string[] {
  if (probe === undefined) return []
  const { fields }: KindOfProbe = PROBE_KINDS[probe.kind]
  return fields.map(({ key }) => key)
}

function scheduleValues({ schedule }: CheckPlan): readonly IniValue[] {
  if (schedule.kind === 'period') return [{ key: 'period', value: formatDuration(schedule.period) }]
  const zone = schedule.zone === '' ? [] : [{ key: 'timezone', value: schedule.zone }]
  return [{ key: schedule.kind, value: schedule.expression }, ...zone]
}

function probeValues({ probe }: CheckPlan): readonly IniValue[] {
  if (probe === undefined) return []
  const { kind, target, every, timeout, blindAfter, settings } = probe
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  const span = (key: string, ms: number | undefined) =>
    ms === undefined ? [] : [{ key, value: formatDuration(ms) }]
  return [
    { key: 'probe', value: `${kind} ${target}`.trim() },
    ...(typeof every === 'number' ? span('every', every) : [{ key: 'every', value: every }]),
    ...span('timeout', timeout),
    ...span('blindafter', blindAfter),
    ...fields.flatMap(({ key, secret }): readonly IniValue[] => {
      const value = settings[key] ?? ''
      return value === '' ? [] : [{ key, value, ...(secret && { isSecret: true }) }]
    }),
  ]
}

/** Whether an INI can hold the value, and reads it back as it is. */
export function fitsIni({ value }: IniValue): boolean {
  return (
    value === value.trim() &&
    !/[\p{Cc}\p{Cs}]/u.test(value) &&
    !/(?:^|\s)[;#]/.test(value) &&
    !/^(["']).*\1$/.test(value)
  )
}
