import { type Job, type JobType, Queue, Worker } from 'bullmq'
import {
  type Heartbeat,
  type HeartbeatEnd,
  type HeartbeatRecord,
  isOutcome,
  jobOfSlot,
} from '../domain/heartbeat'
import type { Clock, HeartbeatQueue, SendStep } from '../domain/ports'
import { slotOf } from '../domain/slot'
import { progressOf, recordOf, type Trail, trailOf } from './heartbeat-job'
import { PATIENCE_MS, type Redis, RedisAway, untilReady, within } from './redis'
import { asAway, isDamage, refusalOf, serverVersion } from './redis-words'

const QUEUE = 'heartbeat'
/** In braces, so that a clustered server keeps all keys of the queue together. */
const PREFIX = '{intvlm8r}'
/** The finished heartbeats that are kept: at one every five minutes, the last day and more. */
const HISTORY = 300
/** Two people who press *Heartbeat now* within this time follow the same heartbeat. */
const SAME_PRESS_MS = 5_000

/** The states in which a heartbeat stays for longer than a send takes. */
const KEPT = ['completed', 'failed', 'wait', 'delayed'] as const satisfies JobType[]

type HeartbeatJob = Job<Heartbeat>

export interface OpenQueue extends HeartbeatQueue {
  /** Settles when Redis is connected, and fails when that takes longer than a request may. */
  connected(): Promise<void>
  close(): Promise<void>
}

/** A damaged file may load and yet be no queue any more. Its history is worth less than the next heartbeat. */
async function clear(connection: Redis): Promise<void> {
  const keys = await connection.keys(`${PREFIX}:${QUEUE}:*`)
  if (keys.length > 0) await connection.del(keys)
}

/** The producer's side, on a connection of its own made by `connectProducer`. */
export function openHeartbeatQueue(connection: Redis, now: Clock): OpenQueue {
  let opened: Queue<Heartbeat> | undefined
  const history = openHistory(connection)

  /** Runs on a queue that is connected, or fails at once; BullMQ itself would wait for a server that is away. */
  async function onQueue<T>(work: (queue: Queue<Heartbeat>) => Promise<T>): Promise<T> {
    if (connection.status !== 'ready') throw new RedisAway('Redis cannot be reached')
    opened ??= openQueue(connection)
    try {
      return await within(PATIENCE_MS, work(opened))
    } catch (error) {
      if (!isDamage(error as Error)) throw asAway(error as Error)
      await clear(connection)
      throw new RedisAway('what Redis had stored is damaged and was cleared; the next heartbeat goes out')
    }
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
          connection.info(),
          queue.getWorkersCount(),
          queue.getJobs(['wait', 'active'], 0, 0, true),
        ])
        const since = Math.min(...waiting.map(job => job.processedOn ?? job.timestamp))
        const refuses = refusalOf(info)
        return {
          server: serverVersion(info),
          workers,
          ...(refuses !== undefined && { refuses }),
          ...(Number.isFinite(since) && { waitingSince: since }),
        }
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

/** Milliseconds before a heartbeat is tried again whose attempt ended in an error that nobody planned for. */
const SURPRISE_DELAY = 5_000

/** How often, in milliseconds, a heartbeat in hand is looked at whose worker may have died. */
const LOOK_MS = 5_000

/** Takes heartbeats from the queue, one at a time, on connections of its own made by `connectWorker`. */
export function startHeartbeatWorker(
  connection: Redis,
  { send, record, onError, lockDuration = 30_000 }: WorkerOptions,
): { close(): Promise<void>; ping(): Promise<void> } {
  const queue = openQueue(connection, onError)
  const history = openHistory(connection)

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
      // The lock is renewed at half its time: a worker that stood still for longer may have lost the heartbeat.
      ours: lockDuration / 2,
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
    settings: {
      backoffStrategy: (_made, _type, error) => (error instanceof SendAgain ? error.delay : SURPRISE_DELAY),
    },
  })
  worker.on('error', error => {
    onError(error)
    if (isDamage(error)) clear(connection).catch(onError)
  })
  // BullMQ gave the heartbeat up on an error that was no verdict of ours: that is an end, too.
  worker.on('failed', (job, error) => {
    if (!(error instanceof SendAgain)) onError(error)
    const trail = job && trailOf(job)
    if (job?.finishedOn === undefined || (trail && isOutcome(trail.state))) return
    const { attempts = [], receiver = '' } = trail ?? {}
    record({ outcome: 'failed', attempts, receiver, reason: error.message }).catch(onError)
  })

  /**
   * BullMQ's own check for heartbeats that a dead worker left in hand writes to Redis, and so to the disk, at every
   * look, even when there are none. So it runs only while a heartbeat is in hand.
   */
  let checker: Worker | undefined
  let looking = false
  async function look(): Promise<void> {
    if (looking || connection.status !== 'ready') return
    looking = true
    try {
      const inHand = (await queue.getActiveCount()) > 0
      if (inHand && !checker) {
        // A heartbeat counts its own attempts, those of a worker that died included.
        const stalled = { stalledInterval: Math.min(LOOK_MS, lockDuration), maxStalledCount: 10 }
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
    } finally {
      looking = false
    }
  }
  // At once, too: a worker that died is followed by a new one.
  worker.on('ready', look)
  const takeOver = setInterval(look, Math.min(15_000, lockDuration))

  return {
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      clearInterval(takeOver)
      // Without Redis there is no order to end in; waiting for it would take for ever.
      const force = connection.status !== 'ready'
      await checker?.close(force)
      await worker.close(force)
      if (!force) await queue.close()
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

/**
 * Reads the newest finished heartbeats, each one only once: they never change. A clock that was set back can make a
 * slot's anew, with another time at which it finished.
 */
function openHistory(connection: Redis) {
  let known = new Map<string, HeartbeatRecord>()

  async function read(queue: Queue<Heartbeat>, key: string): Promise<HeartbeatRecord | undefined> {
    const job = known.has(key) ? undefined : await queue.getJob(key.slice(0, key.indexOf(' ')))
    return job === undefined ? known.get(key) : recordOf(job)
  }

  return async (queue: Queue<Heartbeat>, limit: number): Promise<HeartbeatRecord[]> => {
    const finished = await Promise.all(
      ['completed', 'failed'].map(set =>
        connection.zrevrange(queue.toKey(set), 0, limit - 1, 'WITHSCORES').then(inPairs),
      ),
    )
    const newest = finished.flat().sort(([, a = 0], [, b = 0]) => Number(b) - Number(a))
    const keys = newest.slice(0, limit).map(([id, at]) => `${id} ${at}`)
    const records = await Promise.all(keys.map(key => read(queue, key)))
    known = new Map(keys.flatMap((key, index) => (records[index] ? [[key, records[index]]] : [])))
    return [...known.values()]
  }
}

function inPairs(flat: readonly string[]): (readonly string[])[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => flat.slice(2 * index, 2 * index + 2))
}

async function advance(job: HeartbeatJob, trail: Trail): Promise<void> {
  await job.updateProgress({ ...trail })
}
