import type { Request } from 'express'
import type { Fault } from '../../domain/fault'
import type { AskedPlan } from '../../domain/watch/asked-plan'
import { planOf, unknownOption } from '../../domain/watch/check-plan'
import type { TextForm } from '../../domain/watch/field-type'
import { type CheckPlan, PLAN_ROWS } from '../../domain/watch/plan-fields'
import { SCHEDULE_KINDS, type Schedule, type ScheduleKind } from '../../domain/watch/schedule'
import { PERIOD } from '../../domain/watch/schedule-field'
import type { Sealed } from '../access/sealed'
import { field, fieldList } from '../pages/form'

/** The form of a check as it was typed: the text of each field by its name. A box has one of its two texts. */
export type CheckFields = Readonly<Record<string, string>>

/** The options that the form shows by their rows of the table. */
export const FORM_ROWS = PLAN_ROWS.flatMap(([key, field]) => (field.page ? [[key, field] as const] : []))

/** The other fields: the schedule's, and those of the password, which is never filled in. */
const OTHERS = ['kind', ...SCHEDULE_KINDS, 'zone', 'password', 'dropPassword']
/** A hidden field: the plan that the edit began with. */
export const REVISION = 'revision'
/** A hidden field: the password that was typed before, sealed. */
const HELD = 'held'
const HELD_PURPOSE = 'password of a check'
const KNOWN = [...FORM_ROWS.map(([key]) => key), ...OTHERS]

export function typedFields(request: Request): CheckFields {
  const typed: Record<string, string> = {}
  for (const name of [...OTHERS, ...Object.keys(Object(request.body))]) typed[name] = field(request, name)
  delete typed[REVISION]
  delete typed[HELD]
  for (const name of [...SCHEDULE_KINDS, 'zone']) typed[name] = typed[name]?.trim() ?? ''
  for (const [key, { type }] of FORM_ROWS) {
    const { control } = type
    if (control.kind === 'words') typed[key] = fieldList(request, key).join(' ')
    else if (control.kind === 'box') typed[key] = field(request, key) === '' ? control.off : control.on
    else typed[key] = field(request, key).trim()
  }
  return typed
}

/** The fields with the password that was typed before, unless another one or none is wanted now. */
export function withHeldPassword(fields: CheckFields, request: Request, { open }: Sealed): CheckFields {
  const held = open(field(request, HELD), HELD_PURPOSE)
  const isWanted = typeof held === 'string' && !fields.password && !fields.dropPassword
  return isWanted ? { ...fields, password: held } : fields
}

/** The typed password for the hidden field, so that nobody has to type it again. */
export function holdPassword({ password }: CheckFields, { seal }: Sealed): string {
  return password ? seal(password, HELD_PURPOSE) : ''
}

/** The form before anything is typed: the plan that is saved, or that of a new check. */
export function fieldsOf(plan: CheckPlan): CheckFields {
  const options = FORM_ROWS.map(([key, { type }]) => {
    const value = plan[key]
    return [key, value === undefined ? '' : type.text.format(value)]
  })
  return { ...Object.fromEntries(options), ...scheduleFields(plan.schedule) }
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

/** The plan that was typed, as far as it can be read. */
export function typedPlan(fields: CheckFields): AskedPlan {
  const changes: Record<string, unknown> = {}
  const unknown = Object.keys(fields).filter(key => !KNOWN.includes(key))
  const faults: Fault[] = unknown.map(key => ({ key, reason: unknownOption(KNOWN) }))
  function read<T>(key: string, { parse, misread }: TextForm<T>, text: string): T | undefined {
    const value = parse(text)
    if (value === undefined) faults.push({ key, reason: misread?.page ?? '' })
    return value
  }

  const kind = kindOf(fields)
  const { [kind]: when = '', zone = '' } = fields
  const period = kind === 'period' ? read('schedule', PERIOD.text, when) : undefined
  if (kind !== 'period') changes.schedule = { kind, expression: when, zone }
  else if (period !== undefined) changes.schedule = { kind, period }

  for (const [key, { type, fallback }] of FORM_ROWS) {
    const text = fields[key] ?? ''
    if (text === '' && key === 'slug') continue // Made from the name, or kept.
    const isMissing = text === '' && fallback === undefined
    const value = isMissing ? undefined : read(key, type.text, text)
    if (isMissing || value !== undefined) changes[key] = value
  }
  const { password, dropPassword } = fields
  if (password) return { changes, faults, password }
  return { changes, faults, ...(dropPassword && { password: null }) }
}

export function kindOf({ kind }: CheckFields): ScheduleKind {
  return SCHEDULE_KINDS.find(known => known === kind) ?? 'period'
}
