import type { TookTime } from '../watch/time-levels'
import type { HeartbeatRecord } from './heartbeat'

/**
 * The round trips of delivered heartbeats, oldest first: milliseconds from the start of the attempt that was delivered to the
 * end of the receiver's answer. Pure.
 */
export function roundTripsOf(history: readonly HeartbeatRecord[]): readonly TookTime[] {
  return history
    .flatMap(({ finishedAt, attempts }) => {
      const delivered = attempts.find(attempt => attempt.delivered)
      return delivered === undefined ? [] : [{ at: finishedAt, took: delivered.phases.total }]
    })
    .sort((a, b) => a.at - b.at)
}
