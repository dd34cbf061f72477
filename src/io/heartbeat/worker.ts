import { type Heartbeat, type HeartbeatEnd, isOutcome } from '../../domain/heartbeat/heartbeat'
import type { SendStep } from '../../domain/heartbeat/ports'
import { CLAIM_MS, JOB_LOCK_MS } from '../../domain/time/limits'
import { type Job, RetryLater, SEARCH_MS, startWorker, WaitLonger } from '../redis/bullmq'
import { renewClaim } from '../redis/claim'
import { inOneWrite, namesOf, type Redis } from '../redis/client'
import { isDamage } from '../redis/errors'
import { type Trail, trailOf } from './job'
import { clearHeartbeats, MAX_ATTEMPTS, openHeartbeats } from './queue'
import { createRoundTrips } from './round-trips'

/** So many renewals of the worker's claim bring one search for jobs that a dead worker left in hand. */
const RENEWALS_A_SEARCH = SEARCH_MS.idle / CLAIM_MS.renewal

export interface WorkerOptions {
  readonly send: SendStep
  /** Records the end of a heartbeat, which is not known where it was damaged; called again when a worker died before it could close the job. */
  readonly record: (end: HeartbeatEnd, heartbeat?: Heartbeat) => Promise<void>
  readonly onError: (error: Error) => void
  /** Milliseconds after which the job of a worker that died is taken over. */
  readonly lockDuration?: number
}

/**
 * Takes heartbeats from the queue, one at a time, on connections of its own made by `connectWorker`. `heartbeats`: the queue
 * and the history on this connection, where they are open.
 */
export function startHeartbeatWorker(
  connection: Redis,
  { send, record, onError, lockDuration = JOB_LOCK_MS }: WorkerOptions,
  heartbeats: ReturnType<typeof openHeartbeats> = openHeartbeats(connection, onError),
): { close(): Promise<void>; ping(): Promise<void> } {
  const { queue, history } = heartbeats
  const noteRoundTrip = createRoundTrips(connection, history)

  async function process(job: Job<Heartbeat>): Promise<null> {
    const trail = trailOf(job)
    if (trail && isOutcome(trail.state)) {
      // A worker ended this heartbeat and died before it could close the job: nothing is sent again.
      await record({ ...trail, outcome: trail.state }, job.data)
      return null
    }
    const { attempts = [], standBys = 0 } = trail ?? {}
    const step = await send(job.data, {
      attempts,
      attemptsLeft: MAX_ATTEMPTS + standBys - job.attemptsStarted + 1,
      standBys,
      // The lock is renewed at half its time; a worker that stood still for longer may have lost the heartbeat.
      leaseMs: lockDuration / 2,
      history,
    })
    if (step.kind === 'retry') {
      const waited = step.standBys ?? standBys
      await advance(job, { ...step.trail, state: 'retrying', ...(waited > 0 && { standBys: waited }) })
      throw step.standBys === undefined ? new RetryLater(step.retryInMs) : new WaitLonger(step.retryInMs)
    }
    await record(step.end, job.data)
    const { outcome, ...rest } = step.end
    // Together with the job's end, which BullMQ writes as soon as this returns: one sync of the disk for both.
    inOneWrite(connection)
    advance(job, { ...rest, state: outcome }).catch(onError)
    noteRoundTrip(job.data.slot).catch(onError)
    return null
  }

  /** Clears damaged data. Any waiting heartbeat is lost with it and recorded as missed; the next tick catches up with it. */
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
    // No limit of its own: a heartbeat counts its attempts, those of workers that died included.
    maxTakeOvers: 10,
    isSearched: true,
    onError: error => {
      onError(error)
      if (isDamage(error)) clear().catch(onError)
    },
    // BullMQ gave up on the heartbeat after an error that is no verdict of ours: that is an end, too.
    onFailed: (job, error) => {
      const trail = job && trailOf(job)
      if (job?.finishedOn === undefined || (trail && isOutcome(trail.state))) return
      const { attempts = [], receiver = '' } = trail ?? {}
      record({ outcome: 'failed', attempts, receiver, reason: error.message }, job.data).catch(onError)
    },
  })

  let renewals = 0
  const renew = () => (renewals++ % RENEWALS_A_SEARCH === 0 ? worker.search() : connection.ping())
  const everyMs = Math.min(CLAIM_MS.renewal, lockDuration / RENEWALS_A_SEARCH)
  const { claims, workerCall } = namesOf(connection)
  const claim = renewClaim(connection, claims.worker, worker.isRunning, everyMs, renew)
  const called = connection.duplicate()
  called.on('error', () => {}) // The connection of the claim reports the same.
  called.on('message', claim.renew)
  called.subscribe(workerCall).catch(() => {}) // Closed before Redis was there.

  return {
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      claim.close()
      called.disconnect()
      // Without Redis an orderly end would wait for ever.
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
