/**
 * A queue and a worker for each channel, so that a channel that hangs holds up nobody but itself. Whether an alert goes
 * out, waits for its turn or is tried again is the step's to say; BullMQ keeps it until then.
 */
import { type Job, Queue, Worker } from 'bullmq'
import type { PlannedAlert } from '../../domain/alert'
import type { AlertQueue, DeliverStep } from '../../domain/alert-ports'
import type { Redis } from '../redis'

/** In braces, so that a clustered server keeps all keys of the queue together. */
const PREFIX = '{intvlm8r}'
/** Alerts that one worker sends over one channel at the same time. */
const AT_ONCE = 4
/** Alerts that wait in a channel's queue count in hundreds, their attempts in tens: this is never reached. */
const NO_LIMIT = 1_000_000
/** After a surprise (Redis away in between), milliseconds. */
const AFTER_ERROR_MS = 5_000

export interface AlertLanes extends AlertQueue {
  ping(): Promise<void>
  close(): Promise<void>
}

export interface LaneOptions {
  readonly deliver: DeliverStep
  readonly onError: (error: Error) => void
  /** Milliseconds after which an alert in the hands of a worker that died is taken over. */
  readonly lockDuration?: number
}

class Again extends Error {
  override name = 'Again'
  readonly delay: number
  constructor(delay: number) {
    super('comes again')
    this.delay = delay
  }
}

interface Lane {
  readonly queue: Queue<PlannedAlert>
  readonly worker: Worker<PlannedAlert, null>
  checker?: Worker | undefined
}

/** On a connection of its own made by `connectWorker`. */
export function openAlertLanes(connection: Redis, options: LaneOptions): AlertLanes {
  const { deliver, onError, lockDuration = 60_000 } = options
  const lanes = new Map<string, Lane>()

  async function process(job: Job<PlannedAlert>): Promise<null> {
    const { again } = await deliver(job.data)
    if (again !== undefined) throw new Again(again)
    return null
  }

  function open(channel: string): Lane {
    const known = lanes.get(channel)
    if (known !== undefined) return known
    const name = `alerts-${channel}`
    const queue = new Queue<PlannedAlert>(name, {
      connection,
      prefix: PREFIX,
      streams: { events: { maxLen: 10 } },
      defaultJobOptions: { attempts: NO_LIMIT, backoff: { type: 'custom' }, removeOnComplete: true },
    })
    // Without a listener an error would end the process.
    queue.on('error', onError)
    const worker = new Worker<PlannedAlert, null>(name, process, {
      connection,
      prefix: PREFIX,
      concurrency: AT_ONCE,
      lockDuration,
      skipStalledCheck: true, // see `takeOver`
      drainDelay: 60,
      settings: {
        backoffStrategy: (_made, _type, error) => (error instanceof Again ? error.delay : AFTER_ERROR_MS),
      },
    })
    worker.on('error', onError)
    worker.on('failed', (_job, error) => {
      if (!(error instanceof Again)) onError(error)
    })
    const lane: Lane = { queue, worker }
    lanes.set(channel, lane)
    return lane
  }

  /** As in the heartbeats' worker: BullMQ's own check writes at every look, so it runs only while something is in hand. */
  async function takeOver(lane: Lane): Promise<void> {
    const inHand = (await lane.queue.getActiveCount()) > 0
    if (inHand && !lane.checker) {
      lane.checker = new Worker(lane.queue.name, null, {
        connection,
        prefix: PREFIX,
        autorun: false,
        stalledInterval: lockDuration,
        maxStalledCount: NO_LIMIT,
      })
      lane.checker.on('error', onError)
      await lane.checker.startStalledCheckTimer()
    } else if (!inHand && lane.checker) {
      const done = lane.checker
      lane.checker = undefined
      await done.close()
    }
  }

  const timer = setInterval(() => {
    for (const lane of lanes.values()) takeOver(lane).catch(onError)
  }, lockDuration)

  async function shut({ queue, worker, checker }: Lane, keep: boolean): Promise<void> {
    await checker?.close()
    await worker.close(!keep)
    if (!keep) await queue.obliterate({ force: true })
    await queue.close()
  }

  return {
    add: async planned => {
      for (const channel of new Set(planned.map(alert => alert.channel))) {
        const jobs = planned
          .filter(alert => alert.channel === channel)
          .map(data => ({ name: data.alert.kind, data, opts: { jobId: data.id } }))
        await open(channel).queue.addBulk(jobs)
      }
    },
    serve: async channels => {
      for (const channel of channels) open(channel)
      for (const [channel, lane] of [...lanes]) {
        if (channels.includes(channel)) continue
        lanes.delete(channel)
        await shut(lane, false)
      }
    },
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      clearInterval(timer)
      await Promise.all([...lanes.values()].map(lane => shut(lane, true)))
      connection.disconnect()
    },
  }
}
