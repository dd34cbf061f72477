/** The one door to BullMQ: the common part of the queues and workers of heartbeats and of alerts. */
import { DelayedError, type Job, type JobsOptions, Queue, Worker } from 'bullmq'
import { inOneWrite, namesOf, type Redis } from './client'

export type { Job, Queue } from 'bullmq'

/** The delay of a retry after an unexpected error, such as Redis away in between. */
const SURPRISE_RETRY_MS = 5_000

/** Milliseconds between two searches for jobs in hand, and, while there are some, between two for dead workers. */
export const SEARCH_MS = { idle: 15_000, inHand: 5_000 } as const

/** Thrown by a step so that its job is retried after so many milliseconds. It uses up one of the job's attempts. */
export class RetryLater extends Error {
  override name = 'RetryLater'
  readonly retryInMs: number
  constructor(retryInMs: number) {
    super('is retried later')
    this.retryInMs = retryInMs
  }
}

/** Thrown by a step that has only waited: its job is taken again after so many milliseconds, with all its attempts. */
export class WaitLonger extends Error {
  override name = 'WaitLonger'
  readonly waitMs: number
  constructor(waitMs: number) {
    super('waits longer')
    this.waitMs = waitMs
  }
}

export interface QueueOptions {
  /** The number of events that BullMQ keeps of the queue. */
  readonly events: number
  readonly jobs: JobsOptions
  readonly onError: (error: Error) => void
}

export function openQueue<T>(connection: Redis, name: string, options: QueueOptions): Queue<T> {
  const queue = new Queue<T>(name, {
    connection,
    prefix: namesOf(connection).prefix,
    streams: { events: { maxLen: options.events } },
    defaultJobOptions: { backoff: { type: 'custom' }, ...options.jobs },
  })
  // Without a listener an error would end the process.
  queue.on('error', options.onError)
  return queue
}

export interface StepOptions<T> {
  /** The name of its connections in Redis; see `hasOtherWorkers`. */
  readonly name?: string
  readonly process: (job: Job<T>) => Promise<null>
  /** The number of jobs that one worker has in hand at the same time. */
  readonly atOnce: number
  /** Milliseconds after which the job of a worker that died is taken over. */
  readonly lockDuration: number
  /** The number of times that a job may be taken over. */
  readonly maxTakeOvers: number
  readonly onError: (error: Error) => void
  /** Called when an attempt ended in an error; in `RetryLater`, too. */
  readonly onFailed?: (job: Job<T> | undefined, error: Error) => void
  /** Whether the caller calls `search`, at least every `SEARCH_MS.idle`; else the worker itself does. */
  readonly isSearched?: boolean
}

export interface RunningWorker {
  /** Whether it takes jobs, or waits for them. */
  isRunning(): boolean
  /** Searches for jobs that a dead worker left in hand: one command, where none is in hand. */
  search(): Promise<void>
  /** With `force` it waits neither for Redis nor for the jobs in hand. */
  close(force: boolean): Promise<void>
}

/** Whether workers of other names take this queue's jobs. */
export async function hasOtherWorkers(queue: Queue, name: string): Promise<boolean> {
  const workers = await queue.getWorkers()
  return workers.some(worker => !worker.rawname?.endsWith(`:w:${name}`))
}

/** Starts a worker that takes the queue's jobs. `connection`: made by `connectWorker`. */
export function startWorker<T>(
  connection: Redis,
  queue: Queue<T>,
  { name, process, atOnce, lockDuration, maxTakeOvers, onError, onFailed, isSearched }: StepOptions<T>,
): RunningWorker {
  const shared = { connection, prefix: namesOf(connection).prefix, ...(name !== undefined && { name }) }
  let ending = false

  async function processLast(job: Job<T>, token?: string): Promise<null> {
    const done = await process(job).catch(async error => {
      if (!(error instanceof WaitLonger)) throw error
      // BullMQ counts no attempt for this; an error of any other kind is one.
      await job.moveToDelayed(Date.now() + error.waitMs, token)
      throw new DelayedError()
    })
    if (atOnce === 1 && !ending) forgetMarker(connection, queue, onError)
    return done
  }

  const worker = new Worker<T, null>(queue.name, processLast, {
    ...shared,
    concurrency: atOnce,
    lockDuration,
    skipStalledCheck: true, // see `search`
    drainDelay: 60,
    settings: {
      backoffStrategy: (_made, _type, error) =>
        error instanceof RetryLater ? error.retryInMs : SURPRISE_RETRY_MS,
    },
  })
  worker.on('error', onError)
  worker.on('failed', (job, error) => {
    if (!(error instanceof RetryLater)) onError(error)
    onFailed?.(job, error)
  })

  /**
   * BullMQ's own search for jobs that a dead worker left in hand writes to Redis, and so to the disk, even when there are
   * none. So it runs only while a job is in hand.
   */
  let checker: Worker | undefined
  let searching = false
  async function search(): Promise<void> {
    if (searching || connection.status !== 'ready') return
    searching = true
    try {
      const inHand = (await queue.getActiveCount()) > 0
      if (ending) return
      if (inHand && !checker) {
        const stalled = {
          stalledInterval: Math.min(SEARCH_MS.inHand, lockDuration),
          maxStalledCount: maxTakeOvers,
        }
        checker = new Worker(queue.name, null, { ...shared, autorun: false, ...stalled })
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
      searching = false
    }
  }
  // At the start, too: a worker that died is followed by a new one.
  worker.on('ready', search)
  const timer = isSearched ? undefined : setInterval(search, Math.min(SEARCH_MS.idle, lockDuration))

  return {
    isRunning: () => worker.isRunning() && !worker.isPaused(),
    search,
    close: async force => {
      ending = true
      clearInterval(timer)
      await checker?.close(force)
      await worker.close(force)
    },
  }
}

/**
 * Removes the marker that wakes a waiting worker, in one write with the end of the job that this worker has in hand: at
 * that end it searches for the next job anyway, and BullMQ sets the marker anew for each. The worker would take it off
 * right afterwards, for a further sync of the disk.
 */
function forgetMarker(connection: Redis, queue: Queue, onError: (error: Error) => void): void {
  inOneWrite(connection)
  connection.zrem(queue.toKey('marker'), '0').catch(onError)
}
