import { type Job, type JobType, Queue, Worker } from 'bullmq'
import {
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatRecord,
  isOutcome,
  jobOfSlot,
  type Outcome,
  type Progress,
} from '../domain/heartbeat'
import type { Clock, HeartbeatQueue, SendStep } from '../domain/ports'
import { slotOf } from '../domain/slot'
import { PATIENCE_MS, type Redis, RedisAway, untilReady, within } from './redis'

const QUEUE = 'heartbeat'
/** In braces, so that a clustered server keeps all keys of the queue together. */
const PREFIX = '{intvlm8r}'
/** The finished heartbeats that are kept: at one every five minutes, the last day and more. */
const HISTORY = 300
/** Two people who press *Heartbeat now* within this time follow the same heartbeat. */
const SAME_PRESS_MS = 5_000

/** How far a heartbeat has come; BullMQ keeps it with the job. */
interface Trail extends Omit<HeartbeatEnd, 'outcome'> {
  readonly state: 'sending' | 'retrying' | Outcome
}

/** The states in which a heartbeat stays for longer than a send takes. */
const KEPT = ['completed', 'failed', 'wait', 'delayed'] as const satisfies JobType[]

type HeartbeatJob = Job<Heartbeat>

export interface OpenQueue extends HeartbeatQueue {
  /** Settles when Redis is connected, and fails when that takes longer than a request may. */
  connected(): Promise<void>
  close(): Promise<void>
}

/** The producer's side, on a connection of its own made by `connectProducer`. */
export function openHeartbeatQueue(connection: Redis, now: Clock): OpenQueue {
  let opened: Queue<Heartbeat> | undefined

  /** Runs on a queue that is connected, or fails at once; BullMQ itself would wait for a server that is away. */
  async function onQueue<T>(work: (queue: Queue<Heartbeat>) => Promise<T>): Promise<T> {
    if (connection.status !== 'ready') throw new RedisAway('Redis cannot be reached')
    opened ??= openQueue(connection)
    return await within(PATIENCE_MS, work(opened))
  }

  return {
    connected: () => untilReady(connection),

    addForSlot: heartbeat =>
      onQueue(async queue => {
        await forgetFuture(queue, now())
        const job = await queue.add(QUEUE, heartbeat, { jobId: jobOfSlot(heartbeat.slot), timestamp: now() })
        return progressOf((await queue.getJob(job.id ?? '')) ?? job)
      }),

    addNow: heartbeat =>
      onQueue(async queue => {
        const underWay = (await queue.getJobs(['active', 'wait', 'delayed'])).find(
          job => job.data.notAfter > now(),
        )
        if (underWay) return progressOf(underWay)
        const deduplication = { id: 'now', ttl: SAME_PRESS_MS }
        const job = await queue.add(QUEUE, heartbeat, {
          jobId: `now-${now()}`,
          timestamp: now(),
          deduplication,
        })
        return progressOf((await queue.getJob(job.id ?? '')) ?? job)
      }),

    find: id =>
      onQueue(async queue => {
        const job = await queue.getJob(id)
        return job && progressOf(job)
      }),

    history: limit => onQueue(queue => history(queue, limit)),

    pulse: () =>
      onQueue(async queue => {
        const [info, workers, waiting] = await Promise.all([
          connection.info('server'),
          queue.getWorkersCount(),
          queue.getJobs(['wait', 'active'], 0, 0, true),
        ])
        const since = Math.min(...waiting.map(job => job.processedOn ?? job.timestamp))
        const server = serverVersion(info)
        return Number.isFinite(since) ? { server, workers, waitingSince: since } : { server, workers }
      }),

    close: async () => {
      await opened?.close()
      connection.disconnect()
    },
  }
}

export interface WorkerOptions {
  readonly send: SendStep
  /** Writes down how a heartbeat ended; comes again when a worker died before it could close the job. */
  readonly record: (end: HeartbeatEnd) => Promise<void>
  readonly onError: (error: Error) => void
  /** Milliseconds after which the job of a worker that died is taken over. */
  readonly lockDuration?: number
}

/** One attempt and one retry; an attempt in which the worker died counts. */
const MAX_ATTEMPTS = 2

class SendAgain extends Error {
  override name = 'SendAgain'
  readonly delay: number
  constructor(delay: number) {
    super('the attempt failed; one more follows')
    this.delay = delay
  }
}

/** Takes heartbeats from the queue, one at a time, on connections of its own made by `connectWorker`. */
export function startHeartbeatWorker(
  connection: Redis,
  { send, record, onError, lockDuration = 15_000 }: WorkerOptions,
): { close(): Promise<void>; ping(): Promise<void> } {
  const queue = openQueue(connection, onError)

  async function process(job: HeartbeatJob): Promise<null> {
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
      history: limit => history(queue, limit),
    })
    if (step.kind === 'again') {
      await advance(job, { ...step.trail, state: 'retrying' })
      throw new SendAgain(step.delay)
    }
    const { outcome, ...rest } = step.end
    await Promise.all([record(step.end), advance(job, { ...rest, state: outcome })])
    return null
  }

  const worker = new Worker<Heartbeat, null>(QUEUE, process, {
    connection,
    prefix: PREFIX,
    lockDuration,
    skipStalledCheck: true, // see `takeOver`
    drainDelay: 60,
    removeOnComplete: { count: HISTORY },
    removeOnFail: { count: HISTORY },
    settings: { backoffStrategy: (_made, _type, error) => (error instanceof SendAgain ? error.delay : 0) },
  })
  worker.on('error', onError)

  /**
   * BullMQ's own check for heartbeats that a dead worker left in hand writes to Redis, and so to the disk, at every
   * look, even when there are none. So it runs only while a heartbeat is in hand.
   */
  let checker: Worker | undefined
  const takeOver = setInterval(async () => {
    try {
      const inHand = (await queue.getActiveCount()) > 0
      if (inHand && !checker) {
        // A heartbeat counts its own attempts, those of a worker that died included.
        const stalled = { stalledInterval: lockDuration, maxStalledCount: 10 }
        checker = new Worker(QUEUE, null, { connection, prefix: PREFIX, autorun: false, ...stalled })
        checker.on('error', onError)
        await checker.startStalledCheckTimer()
      } else if (!inHand && checker) {
        const done = checker
        checker = undefined
        await done.close()
      }
    } catch (error) {
      onError(error as Error)
    }
  }, lockDuration)

  return {
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      clearInterval(takeOver)
      await checker?.close()
      await worker.close()
      await queue.close()
      connection.disconnect()
    },
  }
}

function openQueue(connection: Redis, onError: (error: Error) => void = () => {}): Queue<Heartbeat> {
  const queue = new Queue<Heartbeat>(QUEUE, {
    connection,
    prefix: PREFIX,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: {
      attempts: MAX_ATTEMPTS,
      backoff: { type: 'custom' },
      removeOnComplete: { count: HISTORY },
      removeOnFail: { count: HISTORY },
    },
  })
  // Without a listener an error would end the process; the caller of each operation hears of it anyway.
  queue.on('error', onError)
  return queue
}

/**
 * A clock that was set back makes slots that are still to come look as if their heartbeats had gone out already. What
 * is recorded for them is of no truth any more: it goes, so that the heartbeats of the right time can. One slot ahead
 * is no sign of that: a clock that is corrected by seconds must not double a heartbeat.
 */
async function forgetFuture(queue: Queue<Heartbeat>, now: number): Promise<void> {
  const present = slotOf(now)
  const newest = await queue.getJobs([...KEPT], 0, 0)
  if (!newest.some(job => job.data.slot > present + 1)) return
  for (const job of await queue.getJobs([...KEPT])) if (job.data.slot >= present) await job.remove()
}

async function history(queue: Queue<Heartbeat>, limit: number): Promise<HeartbeatRecord[]> {
  const jobs = await queue.getJobs(['completed', 'failed'], 0, limit - 1)
  return jobs
    .map(recordOf)
    .sort((a, b) => b.finishedAt - a.finishedAt)
    .slice(0, limit)
}

function recordOf(job: HeartbeatJob): HeartbeatRecord {
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

function progressOf(job: HeartbeatJob): Progress {
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

async function advance(job: HeartbeatJob, trail: Trail): Promise<void> {
  await job.updateProgress({ ...trail })
}

function trailOf(job: HeartbeatJob): Trail | undefined {
  return typeof job.progress === 'object' ? (job.progress as Trail) : undefined
}

/** `valkey 8.1.4` or `redis 7.0.15`, from the answer to INFO. */
function serverVersion(info: string): string {
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
  const valkey = field('valkey_version')
  return valkey === undefined ? `redis ${field('redis_version') ?? '?'}` : `valkey ${valkey}`
}
