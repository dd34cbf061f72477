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
  readonly state: 'sending' | 'retrying' | HeartbeatOutcome
}

/** The part of BullMQ's job that is read here. */
export interface StoredHeartbeat {
  readonly id?: string | undefined
  readonly data: Heartbeat
  /** A `Trail`, once a worker has begun. */
  readonly progress: unknown
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
    state: givenUp ? 'failed' : (trail?.state ?? 'queued'),
    detail: givenUp ? (job.failedReason ?? 'given up') : (trail?.reason ?? ''),
    attempts: trail?.attempts ?? [],
  }
}

export function trailOf(job: StoredHeartbeat): Trail | undefined {
  return typeof job.progress === 'object' && job.progress !== null ? (job.progress as Trail) : undefined
}
