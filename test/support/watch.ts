/** The watch on a real Redis, with a clock that the test sets. */

import { planOf } from '../../src/domain/watch/check-plan'
import type { LookStore } from '../../src/domain/watch/looks'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import type { CheckStore } from '../../src/domain/watch/ports'
import type { Signal, SignalKind } from '../../src/domain/watch/signal'
import type { SweepStore } from '../../src/domain/watch/sweep-store'
import { connectStore, connectWorker, type Redis, untilReady } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openLookStore } from '../../src/io/watch/look-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { openSweepStore } from '../../src/io/watch/sweep-store'
import type { TestRedis } from './redis'

export const MINUTE = 60_000
export const START = Date.UTC(2026, 10, 20, 12)

export interface OpenStore {
  readonly store: CheckStore
  readonly connection: Redis
}

export async function openStore({ target }: TestRedis): Promise<OpenStore> {
  const connection = connectStore(target)
  connection.on('error', () => {})
  const store = openCheckStore(connection, openSchedules())
  await untilReady(connection)
  return { store, connection }
}

export function openSweeps({ target }: TestRedis, now: () => number): SweepStore {
  const connection = connectWorker(target)
  connection.on('error', () => {})
  return openSweepStore(connection, openSchedules(), now)
}

/** The worker's store of looks. */
export function openLooks({ target }: TestRedis, appliance = '0123456789ab'): LookStore {
  const connection = connectWorker(target)
  connection.on('error', () => {})
  return openLookStore(connection, openSchedules(), appliance)
}

/** Every ten minutes, with two of patience. */
export function plan(name: string, given: Partial<CheckPlan> = {}): CheckPlan {
  return planOf({ name, schedule: { kind: 'period', period: 10 * MINUTE }, grace: 2 * MINUTE, ...given })
}

export function signal(kind: SignalKind, at: number, detail: Signal['detail'] = {}): Signal {
  return { kind, at, detail }
}

/** Makes many of something, a few at once: a web's commands have a deadline, which a flood of them would pass. */
export async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < count) {
    const size = Math.min(50, count - made.length)
    made.push(...(await Promise.all(Array.from({ length: size }, (_, n) => make(made.length + n)))))
  }
  return made
}
