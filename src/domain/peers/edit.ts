/** Changes of a check that are made on another member than its home, as they are sent there. Pure. */

import type { PlanChanges } from '../watch/check-plan'
import { type CheckPlan, PLAN_ROWS } from '../watch/plan-fields'
import type { Silence } from '../watch/state'
import type { LogEntry } from './group'
import { isEntry } from './group-message'

/** A change by a person or a program. */
export type Edit =
  /**
   * `expected`: the plan that is changed; where the home has another one by now, nothing is. `isForeign`: options are changed
   * that this version does not know.
   */
  | {
      readonly act: 'update'
      readonly changes: PlanChanges
      readonly expected?: CheckPlan
      readonly isForeign?: true
    }
  | { readonly act: 'remove' }
  | { readonly act: 'pause' }
  | { readonly act: 'resume' }
  | { readonly act: 'silence'; readonly until?: Silence }
  | { readonly act: 'acknowledge'; readonly by?: string }

export interface EditQuestion {
  /** Of the check. */
  readonly id: string
  readonly edit: Edit
}

export type EditAnswer =
  /** `taken`: the plan was another one than the expected. The entry is the check as its home has it then. */
  | { readonly kind: 'done' | 'taken'; readonly entry: LogEntry }
  /** A sentence without its full stop. */
  | { readonly kind: 'refused'; readonly reason: string }

/** The home of a check did not take a change: it refuses it, or does not answer. The message is for people. */
export class HomeTrouble extends Error {
  override name = 'HomeTrouble'
  readonly isAway: boolean

  constructor(message: string, isAway: boolean) {
    super(message)
    this.isAway = isAway
  }
}

type Fields = Readonly<Record<string, unknown>>

const OPTIONS: readonly string[] = PLAN_ROWS.map(([key]) => key)

/** JSON has no undefined: an option that is taken away goes as null. */
export function editMessage({ id, edit }: EditQuestion): object {
  if (edit.act !== 'update') return { id, edit }
  const changes = Object.entries(edit.changes).map(([key, value]) => [key, value ?? null])
  return { id, edit: { ...edit, changes: Object.fromEntries(changes) } }
}

/** Undefined for a message of another form. The options are checked by the rules for plans later. */
export function readEditQuestion(value: unknown): EditQuestion | undefined {
  const { id, edit } = Object(value) as Fields
  const read = readEdit(Object(edit) as Fields)
  return typeof id === 'string' && read !== undefined ? { id, edit: read } : undefined
}

function readEdit({ act, changes, expected, until, by }: Fields): Edit | undefined {
  if (act === 'remove' || act === 'pause' || act === 'resume') return { act }
  if (act === 'silence' && until === undefined) return { act }
  if (act === 'silence') return typeof until === 'number' || until === 'recovery' ? { act, until } : undefined
  if (act === 'acknowledge' && by === undefined) return { act }
  if (act === 'acknowledge') return typeof by === 'string' ? { act, by } : undefined
  if (act !== 'update' || Object(changes) !== changes) return undefined
  const all = Object.entries(changes as Fields)
  const known = all.filter(([key]) => OPTIONS.includes(key))
  return {
    act,
    ...(known.length < all.length && { isForeign: true }),
    changes: Object.fromEntries(known.map(([key, option]) => [key, option ?? undefined])) as PlanChanges,
    ...(Object(expected) === expected && { expected: expected as CheckPlan }),
  }
}

export function readEditAnswer(value: unknown): EditAnswer | undefined {
  const { kind, entry, reason } = Object(value) as Fields
  if (kind === 'refused') return typeof reason === 'string' ? { kind, reason } : undefined
  return (kind === 'done' || kind === 'taken') && isEntry(entry) ? { kind, entry } : undefined
}

/** The options of a check alone, by which the plans of two members are compared. */
export function planOnly(check: CheckPlan): CheckPlan {
  return Object.fromEntries(
    Object.entries(check).filter(([key]) => OPTIONS.includes(key)),
  ) as unknown as CheckPlan
}
