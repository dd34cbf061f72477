/** Whether a channel delivers, derived from its deliveries. Pure. */

import type { Delivery } from './alert'

export interface ChannelHealth {
  /** Since when nothing got through, epoch milliseconds. */
  readonly since: number
  readonly failures: number
  readonly detail: string
  /** The failure was reported by the other channels. */
  readonly reported: boolean
  /** The service refused an alert, so that a resolve which gets through does not show that alerts do. */
  readonly refuses?: true
}

/** A temporary failure is reported once it has lasted so many milliseconds and was seen so often. */
const PATIENCE = { ms: 300_000, failures: 3 } as const

export interface HealthChange {
  /** Undefined: it delivers. */
  readonly health: ChannelHealth | undefined
  readonly report?: 'failing' | 'working'
}

/**
 * After a delivery: `resolve`, for a service that keeps incidents; `test`, whose failure is not reported, since whoever
 * sent it sees it.
 */
export function noteDelivery(
  before: ChannelHealth | undefined,
  delivery: Delivery,
  kind: 'alert' | 'resolve' | 'test',
  now: number,
): HealthChange {
  if (delivery.ok && kind === 'resolve' && before?.refuses) return { health: before }
  if (delivery.ok) return { health: undefined, ...(before?.reported && { report: 'working' }) }
  const { failures = 0, reported = false } = before ?? {}
  const since = sinceOf(before, now)
  const refuses = (delivery.permanent && delivery.untaken) || before?.refuses
  const health: ChannelHealth = {
    since,
    failures: failures + 1,
    detail: delivery.detail,
    reported,
    ...(refuses && { refuses }),
  }
  const lasting = health.failures >= PATIENCE.failures && now - since >= PATIENCE.ms
  if (kind === 'test' || reported || !(delivery.permanent || lasting)) return { health }
  return { health: { ...health, reported: true }, report: 'failing' }
}

/** A beginning that lies ahead is from before the clock was set back; once it is reported, its end is known by it. */
function sinceOf(before: ChannelHealth | undefined, now: number): number {
  if (before === undefined) return now
  return before.reported ? before.since : Math.min(before.since, now)
}
