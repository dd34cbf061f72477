/** A check that is due a second after each signal, with a fifth of patience, and states of it, written out. */
import type { Check } from '../../src/domain/watch/check'
import { planOf } from '../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import type { CheckState } from '../../src/domain/watch/state'

export const checkOf = (given: Partial<CheckPlan> = {}): Check => ({
  ...planOf({ name: 'x', schedule: { kind: 'period', period: 1_000 }, grace: 200, ...given }),
  id: 'x',
  origin: 'page',
  createdAt: 0,
})
export const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
export const dueAfter = (at: number) => at + 1_000

export const NEW: CheckState = {
  status: 'new',
  since: 0,
  consecutiveFailures: 0,
  runs: {},
  tooFrequent: 0,
  signals: 0,
  flips: 0,
}
export const UP: CheckState = {
  ...NEW,
  status: 'up',
  since: 100,
  lastSignalAt: 100,
  lastSignalKind: 'success',
  lastSuccessAt: 100,
  heardAt: 100,
  due: 1_100,
  deadline: 1_100,
  signals: 1,
  flips: 1,
}
export const DOWN: CheckState = { ...UP, status: 'down', since: 1_300, downDue: 1_300, flips: 2 }

/** The state without these fields. */
export const without = (state: CheckState, ...fields: readonly (keyof CheckState)[]) =>
  Object.fromEntries(Object.entries(state).filter(([key]) => !fields.includes(key as keyof CheckState)))
