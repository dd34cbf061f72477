import type { Request } from 'express'
import { t } from '../../domain/language/text'
import type { Probe } from '../../domain/probes/probe'
import type { AskedPlan } from '../../domain/watch/asked-plan'
import { type PlanFault, planOf, unknownOption } from '../../domain/watch/check-plan'
import type { TextForm } from '../../domain/watch/field-type'
import { type CheckPlan, PLAN_ROWS } from '../../domain/watch/plan-fields'
import { SCHEDULE_KINDS, type Schedule, type ScheduleKind } from '../../domain/watch/schedule'
import { PERIOD } from '../../domain/watch/schedule-field'
import type { Sealed } from '../access/sealed'
import { field, fieldList } from '../pages/form'
import { DROP, SET } from '../pages/setting-fields'
import { isProbed, isProbeField, PROBE_FIELDS, probeTexts, typedProbe, typedSecrets } from './probe-form'

/** The form of a check as it was typed: the text of each field by its name. A box has one of its two texts. */
export type CheckFields = Readonly<Record<string, string>>

/** The options that the form shows by their rows of the table. */
export const FORM_ROWS = PLAN_ROWS.flatMap(([key, field]) => (field.page ? [[key, field] as const] : []))

/** The other fields: the schedule's, and those of the password, which is never filled in. */
const OTHERS = ['kind', ...SCHEDULE_KINDS, 'zone', 'password', 'dropPassword']
/** A hidden field: the plan that the edit began with. */
export const REVISION = 'revision'
/** The buttons that do not save: they show the settings of another kind, or look once. */
export const STEP = 'step'
/** A hidden field: the id of the check that a new one is a copy of. */
export const CLONED = 'cloned'
/** The field with the id that a new check gets. Browsers keep it with what was typed. */
export const NEW_ID = 'newid'
/** A hidden field: the secrets that were typed before, sealed. */
const HELD = 'held'
const HELD_PURPOSE = 'secrets of a check'
const KNOWN = [...FORM_ROWS.map(([key]) => key), ...OTHERS, ...PROBE_FIELDS]

/**
 * @param before the form before anything is typed: a program that posts it without a choice, or a page from before an
 *   upgrade, changes nothing of that choice
 */
export function typedFields(request: Request, before: CheckFields): CheckFields {
  const typed: Record<string, string> = {}
  for (const name of [...OTHERS, ...Object.keys(Object(request.body))]) typed[name] = field(request, name)
  delete typed[REVISION]
  delete typed[HELD]
  delete typed[STEP]
  delete typed[CLONED]
  delete typed[NEW_ID]
  for (const name of [...SCHEDULE_KINDS, 'zone']) typed[name] = typed[name]?.trim() ?? ''
  for (const [key, { type }] of FORM_ROWS) {
    const { control } = type
    if (control.kind === 'words') typed[key] = fieldList(request, key).join(' ')
    else if (control.kind === 'select') typed[key] = field(request, key) || (before[key] ?? '')
    else if (control.kind === 'box') typed[key] = field(request, key) === '' ? control.off : control.on
    else typed[key] = field(request, key).trim()
  }
  return typed
}

/** The fields with the secrets that were typed before, unless others or none are wanted now. */
export function withHeldSecrets(fields: CheckFields, request: Request, { open }: Sealed): CheckFields {
  const { kind, ...held }: Record<string, string> = Object(open(field(request, HELD), HELD_PURPOSE))
  const wanted = Object.entries(held).filter(([name]) => {
    if (fields[name]) return false
    if (name === 'password') return !fields.dropPassword
    return kind === fields.probe && !fields[name.replace(SET, DROP)]
  })
  return { ...fields, ...Object.fromEntries(wanted) }
}

/** The typed secrets for the hidden field, so that nobody has to type them again; those in `faulty` are not kept. */
export function holdSecrets(fields: CheckFields, faulty: readonly string[], { seal }: Sealed): string {
  const { password = '', probe = '' } = fields
  const secrets = {
    ...(password && !faulty.includes('password') && { password }),
    ...typedSecrets(fields, faulty),
  }
  return Object.keys(secrets).length > 0 ? seal({ kind: probe, ...secrets }, HELD_PURPOSE) : ''
}

/** The form before anything is typed: the plan that is saved, or that of a new check. */
export function fieldsOf(plan: CheckPlan): CheckFields {
  const options = FORM_ROWS.map(([key, { type }]) => {
    const value = plan[key]
    return [key, value === undefined ? '' : type.text.format(value)]
  })
  return { ...Object.fromEntries(options), ...scheduleFields(plan.schedule), ...probeTexts(plan.probe) }
}

function scheduleFields(schedule: Schedule): CheckFields {
  return schedule.kind === 'period'
    ? { kind: schedule.kind, period: PERIOD.text.format(schedule.period) }
    : { kind: schedule.kind, [schedule.kind]: schedule.expression, zone: schedule.zone }
}

/** The form of a new check: its name and its slug have still to be chosen. */
export function emptyFields(): CheckFields {
  return { ...fieldsOf(planOf({ name: '' })), slug: '' }
}

/** The form of a new check that is to be like this one: with another name, and addresses of its own. */
export function clonedFields(check: CheckPlan): CheckFields {
  return {
    ...fieldsOf(check),
    name: t('{name} (copy)', { name: check.name }).slice(0, MOST_OF_A_NAME),
    slug: '',
    job: '',
  }
}

const MOST_OF_A_NAME = 100

/** Options of check-ins that would refuse looks. */
const NO_LIMITS = ['longestRun', 'shortestGap'] as const
/** Beside those that follow from the probe. */
const OF_CHECK_INS: readonly string[] = ['grace', 'expect', 'early', 'awaited', 'once', ...NO_LIMITS]

/**
 * The plan that was typed, as far as it can be read.
 *
 * @param saved the check's probe, whose secrets are kept where their fields are empty
 */
export function typedPlan(fields: CheckFields, saved?: Probe): AskedPlan {
  const changes: Record<string, unknown> = {}
  const unknown = Object.keys(fields).filter(key => !KNOWN.includes(key) && !isProbeField(key))
  const faults: PlanFault[] = unknown.map(key => ({ key, reason: unknownOption(KNOWN) }))
  function read<T>(key: string, { parse, misread }: TextForm<T>, text: string): T | undefined {
    const value = parse(text)
    if (value === undefined) faults.push({ key, reason: misread?.page ?? '' })
    return value
  }

  const looks = isProbed(fields)
  if (looks) {
    const typed = typedProbe(fields, saved)
    faults.push(...typed.faults)
    changes.probe = typed.probe
  } else {
    // A program that posts a form without the choice changes nothing of it.
    if (fields.feed !== undefined) changes.probe = undefined
    const kind = kindOf(fields)
    const { [kind]: when = '', zone = '' } = fields
    const period = kind === 'period' ? read('schedule', PERIOD.text, when) : undefined
    if (kind !== 'period') changes.schedule = { kind, expression: when, zone }
    else if (period !== undefined) changes.schedule = { kind, period }
  }

  for (const [key, { type, fallback }] of FORM_ROWS) {
    // The form hides them then, and the looks decide.
    if (looks && OF_CHECK_INS.includes(key)) continue
    const text = fields[key] ?? ''
    if (text === '' && key === 'slug') continue // Made from the name, or kept.
    const isMissing = text === '' && fallback === undefined
    const value = isMissing ? undefined : read(key, type.text, text)
    if (isMissing || value !== undefined) changes[key] = value
  }
  if (looks) for (const key of NO_LIMITS) changes[key] = undefined
  const { password, dropPassword } = fields
  if (password) return { changes, faults, password }
  return { changes, faults, ...(dropPassword && { password: null }) }
}

export function kindOf({ kind }: CheckFields): ScheduleKind {
  return SCHEDULE_KINDS.find(known => known === kind) ?? 'period'
}
