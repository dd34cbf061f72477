/** A plan as the JSON API takes it. Spans are seconds, or text such as `1h30m`. Pure. */

import type { Fault } from '../fault'
import { STATE_SCHEMAS } from './check-json'
import { type PlanChanges, unknownOption } from './check-plan'
import { PLAN_ROWS } from './plan-fields'

/** The changes in a body, as far as it can be understood; null takes away an option that may be missing. */
export interface AskedPlan {
  readonly changes: PlanChanges
  /** In clear, yet to be hashed. */
  readonly password?: string | null
  /** The fields that cannot be understood. */
  readonly faults: readonly Fault[]
}

export const NO_OBJECT: Fault = { key: '', reason: 'the body has to be a JSON object' }

const FIELDS = new Map(
  PLAN_ROWS.filter(([, { type }]) => type.json !== undefined).map(row => [row[0] as string, row[1]]),
)

/** The fields of the API that make a plan, but for the password. */
export const ASKED_FIELDS: readonly string[] = [...FIELDS.keys()]

export function askedPlan(body: unknown): AskedPlan {
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
  if (password === undefined) return { changes, faults }
  if (password === null || typeof password === 'string') return { changes, faults, password }
  return { changes, faults: [...faults, { key: 'password', reason: 'has to be text' }] }
}

export function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
