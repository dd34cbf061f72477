/** A heartbeat's job in the queue -> its progress or its record. */
import {
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatOutcome,
  type HeartbeatRecord,
  isOutcome,
  type Progress,
} from '../../domain/heartbeat/heartbeat'

/** The progress of a heartbeat; BullMQ stores it with the job. */
export interface Trail extends Omit<HeartbeatEnd, 'outcome'> {
  readonly state: 'retrying' | HeartbeatOutcome
  /** How often it has waited for a peer, which is no attempt. */
  readonly standBys?: number
}

/** The part of BullMQ's job that is read here. */
export interface StoredHeartbeat {
  readonly id?: string | undefined
  readonly data: Heartbeat
  /** A `Trail`, once an attempt has ended. */
  readonly progress: unknown
  /** Attempts that workers have begun. */
  readonly attemptsStarted?: number | undefined
  /** Epoch milliseconds of queueing, and below of the end. */
  readonly timestamp: number
  readonly finishedOn?: number | undefined
  readonly failedReason?: string | undefined
}

export function recordOf(job: StoredHeartbeat): HeartbeatRecord {
  const { state, attempts, detail } = progressOf(job)
  return {
    job: job.id ?? '',
    slot: job.data.slot,
    occasion: job.data.occasion,
    outcome: isOutcome(state) ? state : 'failed',
    attempts,
    reason: detail,
    receiver: trailOf(job)?.receiver ?? '',
    queuedAt: job.timestamp,
    finishedAt: job.finishedOn ?? job.timestamp,
  }
}

export function progressOf(job: StoredHeartbeat): Progress {
  const trail = trailOf(job)
  const givenUp = job.finishedOn !== undefined && !(trail && isOutcome(trail.state))
  return {
    job: job.id ?? '',
    slot: job.data.slot,
    state: givenUp ? 'failed' : stateOf(job, trail),
    detail: givenUp ? (job.failedReason ?? 'given up') : (trail?.reason ?? ''),
    attempts: trail?.attempts ?? [],
  }
}

/** An attempt that was begun, and has left no trail yet, is under way. It is not written: that would cost the card a sync. */
function stateOf({ attemptsStarted = 0 }: StoredHeartbeat, trail: Trail | undefined): Progress['state'] {
  if (trail && isOutcome(trail.state)) return trail.state
  if (attemptsStarted > (trail?.attempts.length ?? 0) + (trail?.standBys ?? 0)) return 'sending'
  return trail ? 'retrying' : 'queued'
}

export function trailOf(job: StoredHeartbeat): Trail | undefined {
  return typeof job.progress === 'object' && job.progress !== null ? (job.progress as Trail) : undefined
}
