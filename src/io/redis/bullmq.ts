/** The one door to BullMQ: what the queues and workers of heartbeats and of alerts have in common. */
import { type Job, type JobsOptions, Queue, Worker } from 'bullmq'
import type { Redis } from './client'
import { PREFIX } from './keys'

export type { Job, Queue } from 'bullmq'

/** Milliseconds before a job comes again whose step ended in an error that nobody planned for (Redis away in between). */
const SURPRISE_DELAY = 5_000

/** A step throws it for its job to come again after so many milliseconds. */
export class Again extends Error {
  override name = 'Again'
  readonly delay: number
  constructor(delay: number) {
    super('comes again')
    this.delay = delay
  }
}

export interface QueueOptions {
  /** How many events BullMQ keeps of it. */
  readonly events: number
  readonly jobs: JobsOptions
  readonly onError: (error: Error) => void
}

export function openQueue<T>(connection: Redis, name: string, options: QueueOptions): Queue<T> {
  const queue = new Queue<T>(name, {
    connection,
    prefix: PREFIX,
    streams: { events: { maxLen: options.events } },
    defaultJobOptions: { backoff: { type: 'custom' }, ...options.jobs },
  })
  // Without a listener an error would end the process.
  queue.on('error', options.onError)
  return queue
}

export interface StepOptions<T> {
  /** Under which Redis knows its connections; see `othersOn`. */
  readonly name?: string
  readonly process: (job: Job<T>) => Promise<null>
  /** How many jobs one worker has in hand at the same time. */
  readonly atOnce: number
  /** Milliseconds after which the job of a worker that died is taken over. */
  readonly lockDuration: number
  /** How often, in milliseconds, it is looked for jobs in hand, and how often, while there are some, for dead workers. */
  readonly look: { readonly idle: number; readonly inHand: number }
  /** How often a job may be taken over. */
  readonly maxTakeOvers: number
  readonly onError: (error: Error) => void
  /** An attempt ended in an error; in `Again`, too. */
  readonly onFailed?: (job: Job<T> | undefined, error: Error) => void
}

export interface RunningWorker {
  /** With `force` without waiting for Redis or for what is in hand. */
  close(force: boolean): Promise<void>
}

/** Whether workers of other names take this queue's jobs. */
export async function othersOn(queue: Queue, name: string): Promise<boolean> {
  const workers = await queue.getWorkers()
  return workers.some(worker => !worker.rawname?.endsWith(`:w:${name}`))
}

/** Takes the queue's jobs, on the same kind of connection, made by `connectWorker`. */
export function startWorker<T>(
  connection: Redis,
  queue: Queue<T>,
  { name, process, atOnce, lockDuration, look, maxTakeOvers, onError, onFailed }: StepOptions<T>,
): RunningWorker {
  const shared = { connection, prefix: PREFIX, ...(name !== undefined && { name }) }
  const worker = new Worker<T, null>(queue.name, process, {
    ...shared,
    concurrency: atOnce,
    lockDuration,
    skipStalledCheck: true, // see `takeOver`
    drainDelay: 60,
    settings: {
      backoffStrategy: (_made, _type, error) => (error instanceof Again ? error.delay : SURPRISE_DELAY),
    },
  })
  worker.on('error', onError)
  worker.on('failed', (job, error) => {
    if (!(error instanceof Again)) onError(error)
    onFailed?.(job, error)
  })

  /**
   * BullMQ's own check for jobs that a dead worker left in hand writes to Redis, and so to the disk, at every look, even
   * when there are none. So it runs only while a job is in hand.
   */
  let checker: Worker | undefined
  let looking = false
  let ending = false
  async function takeOver(): Promise<void> {
    if (looking || connection.status !== 'ready') return
    looking = true
    try {
      const inHand = (await queue.getActiveCount()) > 0
      if (ending) return
      if (inHand && !checker) {
        const stalled = { stalledInterval: look.inHand, maxStalledCount: maxTakeOvers }
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
      looking = false
    }
  }
  // At once, too: a worker that died is followed by a new one.
  worker.on('ready', takeOver)
  const timer = setInterval(takeOver, look.idle)

  return {
    close: async force => {
      ending = true
      clearInterval(timer)
      await checker?.close(force)
      await worker.close(force)
    },
  }
}
