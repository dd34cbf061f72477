import { counted } from '../../domain/counted'
import {
  HEARTBEATS_KEPT,
  type Heartbeat,
  isJob,
  jobOfBoot,
  jobOfPress,
  jobOfSlot,
  type Progress,
} from '../../domain/heartbeat/heartbeat'
import type { HeartbeatQueue } from '../../domain/heartbeat/ports'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { serverFaults } from '../../domain/redis/server-faults'
import type { Clock } from '../../domain/time/clock'
import { slotOf } from '../../domain/time/slot'
import { type Job, openQueue, type Queue } from '../redis/bullmq'
import { claimsIn } from '../redis/claim'
import { callClaims } from '../redis/claim-call'
import {
  failureOf,
  inOneWrite,
  namesOf,
  REQUEST_TIMEOUT_MS,
  type Redis,
  untilReady,
  whyAway,
  within,
} from '../redis/client'
import { asUnavailable, isDamage, isNameless, refusalOf } from '../redis/errors'
import { openServerLook } from '../redis/server-look'
import { openTriedWrites } from '../redis/tried-writes'
import { openHistory, type ReadHistory } from './history'
import { progressOf } from './job'
import { readRoundTrips } from './round-trips'

/** The name of its jobs. */
const JOB = 'heartbeat'
/** An attempt and a retry; an attempt in which the worker died counts. */
export const MAX_ATTEMPTS = 2
/** Presses of *Heartbeat now* within this time follow the same heartbeat. */
const SAME_PRESS_MS = 5_000
/** The deduplication id of the presses. */
const PRESS = 'now'

/** The states in which a heartbeat may stay for longer than an attempt takes. */
const KEPT = ['completed', 'failed', 'wait', 'delayed'] as const

export interface OpenQueue extends HeartbeatQueue {
  /** Settles when Redis is connected; fails when that takes too long for a request. */
  connected(): Promise<void>
  /** Why the server takes no writes, as words that go on after *Redis*; undefined where it does. Nobody else is asked. */
  refusal(): Promise<string | undefined>
  close(): Promise<void>
}

/** The queue and the history in Redis, for the producer and the worker. */
export function openHeartbeats(connection: Redis, onError: (error: Error) => void) {
  const keep = { count: HEARTBEATS_KEPT }
  const queue = openQueue<Heartbeat>(connection, namesOf(connection).queues.heartbeats, {
    events: 100,
    jobs: { attempts: MAX_ATTEMPTS, removeOnComplete: keep, removeOnFail: keep },
    onError,
  })
  return {
    queue,
    history: openHistory(connection, queue),
    /** Queues a heartbeat, unless there is one with this id. */
    add: (heartbeat: Heartbeat, jobId: string) => queue.add(JOB, heartbeat, { jobId }),
  }
}

/** Removes a queue that is broken, as after a damaged file: the next heartbeat is worth more than the history. */
export async function clearHeartbeats(connection: Redis): Promise<void> {
  const { prefix, queues, heartbeats } = namesOf(connection)
  const keys = await connection.keys(`${prefix}:${queues.heartbeats}:*`)
  await connection.del(...keys, ...Object.values(heartbeats))
}

/**
 * The producer's side, on a connection of its own made by `connectProducer`. `whyDown` returns the reason why the server
 * is not there, where one is known.
 */
export function openHeartbeatQueue(
  connection: Redis,
  now: Clock,
  whyDown: () => Promise<string | undefined> = async () => undefined,
): OpenQueue {
  let opened: ReturnType<typeof openHeartbeats> | undefined
  const triedWrites = openTriedWrites(connection)
  const look = openServerLook(connection)

  /** Works with a connected queue, or fails at once; BullMQ itself would wait for a server that is away. */
  async function onQueue<T>(work: (queue: Queue<Heartbeat>, history: ReadHistory) => Promise<T>): Promise<T> {
    if (connection.status !== 'ready') {
      const known = await whyDown()
      throw known === undefined ? whyAway(connection) : new StoreUnavailable(known)
    }
    // Each operation returns its errors to its caller.
    opened ??= openHeartbeats(connection, () => {})
    inOneWrite(connection)
    try {
      return await within(REQUEST_TIMEOUT_MS, work(opened.queue, opened.history))
    } catch (error) {
      // The server does not name a command of a script that it lacks or forbids; the trial does.
      if (isNameless(error as Error))
        throw (await triedWrites().catch(() => undefined)) ?? asUnavailable(error as Error)
      if (!isDamage(error as Error)) throw inOurWords(connection, error as Error)
      await clearHeartbeats(connection)
      throw new StoreUnavailable('the data in Redis was damaged and is cleared; the next heartbeat goes out')
    }
  }

  async function refusal(): Promise<string | undefined> {
    const [info, tried] = await Promise.all([connection.info(), triedWrites()])
    return refusalOf(info) ?? tried?.message.replace(/^Redis /, 'it ')
  }

  /** Adds a job, unless there is one with this id. */
  async function add(queue: Queue<Heartbeat>, heartbeat: Heartbeat, jobId: string): Promise<Progress> {
    const job = await queue.add(JOB, heartbeat, { jobId, timestamp: now() })
    return progressOf((await queue.getJob(job.id ?? '')) ?? job)
  }

  return {
    connected: () => untilReady(connection),

    addForSlot: heartbeat =>
      onQueue(async queue => {
        const newest = await forgetFuture(queue, now())
        const ofBoot = newest.find(({ data }) => data.slot === heartbeat.slot && data.occasion === 'boot')
        return ofBoot ? progressOf(ofBoot) : await add(queue, heartbeat, jobOfSlot(heartbeat.slot))
      }),

    addForBoot: (heartbeat, boot) =>
      onQueue(async queue => {
        await forgetFuture(queue, now())
        return await add(queue, heartbeat, jobOfBoot(boot))
      }),

    addNow: heartbeat =>
      onQueue(async queue => {
        const underWay = (await queue.getJobs(['active', 'wait', 'delayed'])).find(
          job => job.data.notAfter > now() && job.data.target === heartbeat.target,
        )
        if (underWay) return progressOf(underWay)
        return progressOf(await addPress(queue, heartbeat, now()))
      }),

    find: id =>
      onQueue(async queue => {
        // Somebody typed it: another key of the queue, which is no job, is no damage.
        const job = isJob(id) ? await queue.getJob(id) : undefined
        return job && progressOf(job)
      }),

    history: limit => onQueue((_queue, history) => history(limit)),

    roundTrips: at => onQueue((_queue, history) => readRoundTrips(connection, history, at)),

    pulse: () =>
      onQueue(async queue => {
        const { claims, workerCall } = namesOf(connection)
        const [facts, refuses, { clients, silentFor }, waiting] = await Promise.all([
          look(),
          refusal(),
          callClaims(connection, { name: claims.worker, message: workerCall }),
          queue.getJobs(['wait', 'active'], 0, 0, true),
        ])
        const faults = serverFaults(facts).map(({ words }) => words)
        const since = Math.min(...waiting.map(job => job.processedOn ?? job.timestamp))
        const workers = claimsIn(clients, claims.worker)
        const sweeps = claimsIn(clients, claims.sweep)
        return {
          server:
            facts.replicas === 0 ? facts.server : `${facts.server} (${counted(facts.replicas, 'replica')})`,
          ...(faults.length > 0 && { faults }),
          workers: workers.renewed,
          ...(silentFor !== undefined && { workerSilentFor: silentFor }),
          ...(workers.lapsedFor !== undefined && { workerStillFor: workers.lapsedFor }),
          // A single member is enough; one that lost its power leaves a connection for some minutes.
          ...(sweeps.renewed === 0 && sweeps.lapsedFor !== undefined && { sweepStillFor: sweeps.lapsedFor }),
          ...(refuses !== undefined && { refuses }),
          ...(Number.isFinite(since) && { waitingSince: since }),
        }
      }),

    refusal: () => onQueue(refusal),

    close: async () => {
      await opened?.queue.close()
      connection.disconnect()
    },
  }
}

/**
 * Queues a press of the button; returns the earlier one's job when that was a moment ago and for the same settings. A press
 * for others gets another millisecond in its id.
 */
async function addPress(queue: Queue<Heartbeat>, heartbeat: Heartbeat, now: number): Promise<Job<Heartbeat>> {
  const deduplication = { id: PRESS, ttl: SAME_PRESS_MS }
  const job = await queue.add(JOB, heartbeat, { jobId: jobOfPress(now), timestamp: now, deduplication })
  const stored = (await queue.getJob(job.id ?? '')) ?? job
  if (stored.data.target === heartbeat.target) return stored
  await queue.removeDeduplicationKey(PRESS)
  return await addPress(queue, heartbeat, now + 1)
}

/** The failure as a sentence for page and tick: what a library throws is for the log. */
function inOurWords(connection: Redis, failure: Error): StoreUnavailable {
  const error = failureOf(connection, failure)
  if (error instanceof StoreUnavailable) return error
  return new StoreUnavailable('Redis answers, but the queue in it fails: intvlm8r logs has the reason', {
    cause: failure,
  })
}

/**
 * Removes the heartbeats of the present and later slots when there are some beyond the next slot: the clock was set back, and
 * their records would keep the heartbeats of the right time from going out. One slot ahead is no sign of that: a clock that
 * is corrected by seconds must not double a heartbeat.
 *
 * @returns the newest heartbeat of each state, but for those removed
 */
async function forgetFuture(queue: Queue<Heartbeat>, now: number): Promise<readonly Job<Heartbeat>[]> {
  const present = slotOf(now)
  const newest = await queue.getJobs([...KEPT, 'active'], 0, 0)
  if (!newest.some(job => job.data.slot > present + 1)) return newest
  for (const job of await queue.getJobs([...KEPT])) if (job.data.slot >= present) await job.remove()
  return newest.filter(job => job.data.slot < present)
}
