/** A plan as the JSON API takes it. Spans are seconds, or text such as `1h30m`. Pure. */

import type { Fault } from '../fault'
import type { Probe } from '../probes/probe'
import { STATE_SCHEMAS } from './check-json'
import { type PlanChanges, type PlanFault, unknownOption } from './check-plan'
import { type CheckPlan, PLAN_ROWS, type PlanKey } from './plan-fields'
import { withKeptSecrets } from './probe-field'

/** The changes in a body, as far as it can be understood; null takes away an option that may be missing. */
export interface AskedPlan {
  readonly changes: PlanChanges
  /** In clear, yet to be hashed. */
  readonly password?: string | null
  /** The fields that cannot be understood. */
  readonly faults: readonly PlanFault[]
}

/** The fields by which a request for a new check may name one that is there. */
export const UNIQUE_FIELDS = [
  'name',
  'slug',
  'tags',
  'schedule',
  'grace',
] as const satisfies readonly PlanKey[]

export type UniqueField = (typeof UNIQUE_FIELDS)[number]

/** Divides the body of a request for a new check into the fields that are to be unique and the plan. */
export function askedUnique(body: unknown): {
  readonly unique: readonly UniqueField[]
  readonly plan: unknown
  readonly faults: readonly Fault[]
} {
  if (!isObject(body) || body.unique === undefined) return { unique: [], plan: body, faults: [] }
  const { unique, ...plan } = body
  const named = Array.isArray(unique) ? unique.map(name => UNIQUE_FIELDS.find(field => field === name)) : []
  const known = named.filter(name => name !== undefined)
  const fault = (reason: string) => ({ unique: [], plan, faults: [{ key: 'unique', reason }] })
  if (!Array.isArray(unique) || known.length < named.length)
    return fault(`has to be a list of ${UNIQUE_FIELDS.join(', ')}`)
  // A slug that is not given comes from the name. A fallback, though, would agree with checks that nobody thought of.
  const missing = known.filter(field => field !== 'slug' && plan[field] === undefined)
  if (missing.length > 0) return fault(`names ${missing.join(', ')}, which the request does not give`)
  return { unique: known, plan, faults: [] }
}

/** Whether a plan has another one's values in all the fields; never without a field. */
export function isAlike(plan: CheckPlan, other: CheckPlan, unique: readonly (keyof CheckPlan)[]): boolean {
  return (
    unique.length > 0 && unique.every(field => JSON.stringify(plan[field]) === JSON.stringify(other[field]))
  )
}

export const NO_OBJECT: Fault = { key: '', reason: 'the body has to be a JSON object' }

const FIELDS = new Map(
  PLAN_ROWS.filter(([, { type }]) => type.json !== undefined).map(row => [row[0] as string, row[1]]),
)

/** The fields of the API that make a plan, but for the password. */
export const ASKED_FIELDS: readonly string[] = [...FIELDS.keys()]

/** @param before the plan that is changed, whose probe keeps its secrets */
export function askedPlan(body: unknown, before?: CheckPlan): AskedPlan {
  if (!isObject(body)) return { changes: {}, faults: [NO_OBJECT] }
  const changes: Record<string, unknown> = {}
  const faults: Fault[] = []
  const { password, ...fields } = body
  for (const [key, value] of Object.entries(fields)) {
    const field = FIELDS.get(key)
    const json = field?.type.json
    if (json === undefined) {
      if (!Object.hasOwn(STATE_SCHEMAS, key))
        faults.push({ key, reason: unknownOption([...ASKED_FIELDS, 'password']) })
      continue
    }
    const mayBeMissing = field?.fallback === undefined
    const read = json.read(value)
    if (read === undefined && !(value === null && mayBeMissing)) faults.push({ key, reason: json.misread })
    else changes[key] = read
  }
  if (changes.probe !== undefined && before !== undefined)
    changes.probe = withKeptSecrets(changes.probe as Probe, before.probe)
  if (password === undefined) return { changes, faults }
  if (password === null || typeof password === 'string') return { changes, faults, password }
  return { changes, faults: [...faults, { key: 'password', reason: 'has to be text' }] }
}

export function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
