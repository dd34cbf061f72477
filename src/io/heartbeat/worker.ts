import { type Heartbeat, type HeartbeatEnd, isOutcome } from '../../domain/heartbeat/heartbeat'
import type { SendStep } from '../../domain/heartbeat/ports'
import { JOB_LOCK_MS } from '../../domain/time/limits'
import { Again, type Job, startWorker } from '../redis/bullmq'
import type { Redis } from '../redis/client'
import { isDamage } from '../redis/errors'
import { type Trail, trailOf } from './job'
import { clearHeartbeats, MAX_ATTEMPTS, openHeartbeats } from './queue'

export interface WorkerOptions {
  readonly send: SendStep
  /** Writes down how a heartbeat ended; comes again when a worker died before it could close the job. */
  readonly record: (end: HeartbeatEnd) => Promise<void>
  readonly onError: (error: Error) => void
  /** Milliseconds after which the job of a worker that died is taken over. */
  readonly lockDuration?: number
}

/** How often, in milliseconds, a heartbeat in hand is looked at whose worker may have died. */
const LOOK_MS = 5_000

/** Takes heartbeats from the queue, one at a time, on connections of its own made by `connectWorker`. */
export function startHeartbeatWorker(
  connection: Redis,
  { send, record, onError, lockDuration = JOB_LOCK_MS }: WorkerOptions,
): { close(): Promise<void>; ping(): Promise<void> } {
  const { queue, history } = openHeartbeats(connection, onError)

  async function process(job: Job<Heartbeat>): Promise<null> {
    const trail = trailOf(job)
    if (trail && isOutcome(trail.state)) {
      // An earlier run got this far and died before it could close the job: nothing is sent again.
      await record({ ...trail, outcome: trail.state })
      return null
    }
    const attempts = trail?.attempts ?? []
    const receiver = trail?.receiver ?? ''
    await advance(job, { state: 'sending', attempts, reason: '', receiver })
    const step = await send(job.data, {
      attempts,
      attemptsLeft: MAX_ATTEMPTS - job.attemptsStarted + 1,
      // The lock is renewed at half its time: a worker that stood still for longer may have lost the heartbeat.
      leaseMs: lockDuration / 2,
      history,
    })
    if (step.kind === 'retry') {
      await advance(job, { ...step.trail, state: 'retrying' })
      throw new Again(step.retryInMs)
    }
    const { outcome, ...rest } = step.end
    await Promise.all([record(step.end), advance(job, { ...rest, state: outcome })])
    return null
  }

  /** What was waiting went with what is damaged, so it is recorded as missed: the next tick catches up with it. */
  async function clear(): Promise<void> {
    await clearHeartbeats(connection)
    await record({
      outcome: 'missed',
      attempts: [],
      receiver: '',
      reason: "Redis' data was damaged and was cleared",
    })
  }

  const worker = startWorker(connection, queue, {
    process,
    atOnce: 1,
    lockDuration,
    look: { idle: Math.min(15_000, lockDuration), inHand: Math.min(LOOK_MS, lockDuration) },
    // A heartbeat counts its own attempts, those of a worker that died included.
    maxTakeOvers: 10,
    onError: error => {
      onError(error)
      if (isDamage(error)) clear().catch(onError)
    },
    // BullMQ gave the heartbeat up on an error that was no verdict of ours: that is an end, too.
    onFailed: (job, error) => {
      const trail = job && trailOf(job)
      if (job?.finishedOn === undefined || (trail && isOutcome(trail.state))) return
      const { attempts = [], receiver = '' } = trail ?? {}
      record({ outcome: 'failed', attempts, receiver, reason: error.message }).catch(onError)
    },
  })

  return {
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      // Without Redis there is no order to end in; waiting for it would take for ever.
      const force = connection.status !== 'ready'
      await worker.close(force)
      if (!force) await queue.close()
      connection.disconnect()
    },
  }
}

async function advance(job: Job<Heartbeat>, trail: Trail): Promise<void> {
  await job.updateProgress({ ...trail })
}
