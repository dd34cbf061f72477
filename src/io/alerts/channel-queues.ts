/**
 * A queue and a worker for each channel, so that a channel that hangs holds up nobody but itself. Whether an alert goes
 * out, waits for its turn or is tried again is the step's to say; BullMQ keeps it until then.
 */
import { randomUUID } from 'node:crypto'
import type { AlertQueue, DeliverStep } from '../../domain/alerts/ports'
import {
  Again,
  type Job,
  openQueue,
  othersOn,
  type Queue,
  type RunningWorker,
  startWorker,
} from '../redis/bullmq'
import type { Redis } from '../redis/client'
import { ALERT_KEYS, QUEUES } from '../redis/keys'
import { decodePlan, encodePlan, type StoredPlan } from './codec'

/** How often, in milliseconds, one looks for alerts whose worker may have died; and how soon once more for a turn. */
const LOOK_MS = { idle: 15_000, inHand: 5_000, onceMore: 250 } as const
/** An alert is tried for so many seconds at most, and others wait for its end no longer. */
const WAITING_S = 12 * 3_600
/** Alerts that one worker sends over one channel at the same time. */
const AT_ONCE = 4
/** Alerts that wait in a channel's queue count in hundreds, their attempts in tens: this is never reached. */
const NO_LIMIT = 1_000_000

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

interface Lane {
  readonly queue: Queue<StoredPlan>
  /** Only where this process knows the channel, or nobody does. */
  worker?: RunningWorker
}

/** On a connection of its own made by `connectWorker`. */
export function openAlertLanes(connection: Redis, options: LaneOptions): AlertLanes {
  const { deliver, onError, lockDuration = 30_000 } = options
  const lanes = new Map<string, Lane>()
  const name = randomUUID()

  // The lock is renewed at half its time: a worker that stood still for longer may have lost the alert.
  async function process(job: Job<StoredPlan>): Promise<null> {
    const { id, channel } = job.data
    const { retryInMs, waitsFor } = await deliver(decodePlan(job.data), lockDuration / 2)
    if (retryInMs === undefined) {
      await wake(channel, id).catch(onError) // They look by themselves sooner or later.
      return null
    }
    // What it waits for may end at this moment, so after it first said so it looks once more.
    const isNews = waitsFor !== undefined && (await connection.sadd(ALERT_KEYS.waiting(waitsFor), id)) === 1
    if (isNews) await connection.expire(ALERT_KEYS.waiting(waitsFor), WAITING_S)
    throw new Again(isNews ? Math.min(retryInMs, LOOK_MS.onceMore) : retryInMs)
  }

  async function wake(channel: string, ended: string): Promise<void> {
    const ids = await connection.smembers(ALERT_KEYS.waiting(ended))
    if (ids.length === 0) return
    const jobs = await Promise.all(ids.map(id => open(channel).queue.getJob(id)))
    // One that looks just now cannot be promoted, and need not be.
    await Promise.all(jobs.map(job => job?.promote().catch(() => {})))
    await connection.del(ALERT_KEYS.waiting(ended))
  }

  function open(channel: string): Lane {
    const known = lanes.get(channel)
    if (known !== undefined) return known
    const queue = openQueue<StoredPlan>(connection, QUEUES.alerts(channel), {
      events: 10,
      jobs: { attempts: NO_LIMIT, removeOnComplete: true },
      onError,
    })
    const lane: Lane = { queue }
    lanes.set(channel, lane)
    return lane
  }

  function work(lane: Lane): void {
    lane.worker ??= startWorker(connection, lane.queue, {
      name,
      process,
      atOnce: AT_ONCE,
      lockDuration,
      look: { idle: Math.min(LOOK_MS.idle, lockDuration), inHand: Math.min(LOOK_MS.inHand, lockDuration) },
      maxTakeOvers: NO_LIMIT,
      onError,
    })
  }

  async function shut({ queue, worker }: Lane): Promise<void> {
    await worker?.close(false)
    await queue.close()
  }

  /**
   * A channel that this process does not know is left to those that do. Where there are none, a lane stays until each of
   * its alerts has been dropped: others may wait for their end.
   */
  async function leave(channel: string, lane: Lane): Promise<void> {
    const { queue } = lane
    const isOthers = await othersOn(queue, name)
    if (!isOthers && (await queue.getJobCountByTypes('waiting', 'active', 'delayed')) > 0) return work(lane)
    lanes.delete(channel)
    await lane.worker?.close(false)
    if (!isOthers) await queue.obliterate()
    await queue.close()
  }

  return {
    add: async planned => {
      for (const channel of new Set(planned.map(alert => alert.channel))) {
        const jobs = planned
          .filter(alert => alert.channel === channel)
          .map(one => ({ name: one.alert.kind, data: encodePlan(one), opts: { jobId: one.id } }))
        await open(channel).queue.addBulk(jobs)
      }
    },
    serve: async channels => {
      for (const channel of channels) work(open(channel))
      for (const [channel, lane] of [...lanes]) {
        if (!channels.includes(channel)) await leave(channel, lane)
      }
    },
    ping: async () => {
      await connection.ping()
    },
    close: async () => {
      await Promise.all([...lanes.values()].map(shut))
      connection.disconnect()
    },
  }
}
