/**
 * A queue and a worker for each channel, so that a channel that hangs holds up nobody but itself. The step decides
 * whether an alert goes out, waits for its turn or is tried again; BullMQ keeps it until then.
 */
import { randomUUID } from 'node:crypto'
import type { PlannedAlert } from '../../domain/alerts/alert'
import type { AlertQueue, DeliverStep } from '../../domain/alerts/ports'
import { JOB_LOCK_MS } from '../../domain/time/limits'
import {
  hasOtherWorkers,
  type Job,
  openQueue,
  type Queue,
  RetryLater,
  type RunningWorker,
  startWorker,
} from '../redis/bullmq'
import { namesOf, type Redis } from '../redis/client'
import { decodePlan, encodePlan, type StoredPlan } from './codec'
import { createFairTurns, type FairTurns, MOST_AT_ONCE } from './fair-turns'

/** The delay of an alert that begins to wait for another one, since that may have ended at this very moment. */
const SECOND_TRY_MS = 250
/** An alert whose turn has not come is tried again after that, in case the process that would call it up is gone. */
const PARKED_MS = 5_000
/** An alert is tried for so many seconds at most, so nothing waits for its end any longer. */
const WAITING_S = 12 * 3_600
/** Never reached: the alerts that wait in a channel's queue count in hundreds, their attempts in tens. */
const NO_LIMIT = 1_000_000

export interface ChannelQueues extends AlertQueue {
  close(): Promise<void>
}

export interface ChannelQueueOptions {
  readonly deliver: DeliverStep
  readonly onError: (error: Error) => void
  /** Milliseconds after which an alert in the hands of a worker that died is taken over. */
  readonly lockDuration?: number
}

interface OpenChannel {
  readonly queue: Queue<StoredPlan>
  readonly turns: FairTurns
  /** Runs only where this process knows the channel, or nobody does. */
  worker?: RunningWorker
}

/** On a connection of its own made by `connectWorker`. */
export function openChannelQueues(connection: Redis, options: ChannelQueueOptions): ChannelQueues {
  const { onError, lockDuration = JOB_LOCK_MS } = options
  const channels = new Map<string, OpenChannel>()
  const workerName = randomUUID()
  /** When `serve` was called last, epoch milliseconds. */
  let servedAt = 0

  function open(channel: string): OpenChannel {
    const known = channels.get(channel)
    if (known !== undefined) return known
    const queue = openQueue<StoredPlan>(connection, namesOf(connection).queues.alerts(channel), {
      events: 10,
      jobs: { attempts: NO_LIMIT, removeOnComplete: true },
      onError,
    })
    const opened: OpenChannel = { queue, turns: createFairTurns() }
    channels.set(channel, opened)
    return opened
  }

  function work(channel: OpenChannel): void {
    channel.worker ??= startWorker(connection, channel.queue, {
      name: workerName,
      process: processOf(connection, channel, { ...options, lockDuration }),
      atOnce: MOST_AT_ONCE,
      lockDuration,
      maxTakeOvers: NO_LIMIT,
      onError,
    })
  }

  async function close({ queue, worker }: OpenChannel): Promise<void> {
    await worker?.close(false)
    await queue.close()
  }

  /**
   * Leaves a channel that this process does not know to the processes that do. Where there are none, its queue is worked
   * off until each of its alerts has been dropped: others may wait for their end. Returns whether it has been left.
   */
  async function leave(name: string, channel: OpenChannel): Promise<boolean> {
    const { queue, worker } = channel
    const isOthers = await hasOtherWorkers(queue, workerName)
    if (!isOthers && (await queue.getJobCountByTypes('waiting', 'active', 'delayed')) > 0) {
      work(channel)
      return false
    }
    channels.delete(name)
    await worker?.close(false)
    if (!isOthers) await queue.obliterate()
    await queue.close()
    return true
  }

  return {
    add: async planned => {
      for (const channel of new Set(planned.map(alert => alert.channel)))
        await addTo(
          open(channel),
          planned.filter(alert => alert.channel === channel),
        )
    },
    serve: async names => {
      const at = Date.now()
      // After the clock was set back, the moments of the next attempts would be far away.
      if (at < servedAt) for (const { queue } of channels.values()) await queue.promoteJobs()
      servedAt = at
      for (const name of names) work(open(name))
      let isDone = true
      for (const [name, channel] of [...channels])
        if (!names.includes(name)) isDone = (await leave(name, channel)) && isDone
      return isDone
    },
    close: async () => {
      await Promise.all([...channels.values()].map(close))
      connection.disconnect()
    },
  }
}

/** Adds alerts. Those whose turn is far off are not even tried before it comes. */
async function addTo(channel: OpenChannel, planned: readonly PlannedAlert[]): Promise<void> {
  const { queue, turns, worker } = channel
  const counts = new Map<string, number>()
  const parked: PlannedAlert[] = []
  const jobs = planned.map(one => {
    const origin = originOf(one)
    const before = counts.get(origin) ?? 0
    counts.set(origin, before + 1)
    const isParked = worker !== undefined && turns.hasToWait(origin, before)
    if (isParked) parked.push(one)
    const opts = { jobId: one.id, ...(isParked && { delay: PARKED_MS }) }
    return { name: one.alert.kind, data: encodePlan(one), opts }
  })
  await queue.addBulk(jobs)
  // Only now can they be called up; those before them may have come to their end meanwhile.
  for (const one of parked) turns.keep(originOf(one), one.id)
  if (parked.length > 0) await callNext(channel)
}

/** Has the next alert tried at once whose origin has a turn free. */
async function callNext({ queue, turns }: OpenChannel): Promise<void> {
  for (let next = turns.next(); next !== undefined; next = turns.next())
    if (await promote(queue, next)) return
}

/** Returns whether it is tried at once now. An alert that is in hand just now cannot be promoted, and need not be. */
async function promote(queue: Queue<StoredPlan>, id: string): Promise<boolean> {
  const job = await queue.getJob(id)
  return job !== undefined && (await job.promote().then(...YES_OR_NO))
}

const YES_OR_NO = [() => true, () => false] as const

/** The step of a channel's worker: an attempt, when it is the turn of the alert's origin. */
function processOf(
  connection: Redis,
  channel: OpenChannel,
  { deliver, onError, lockDuration }: Required<ChannelQueueOptions>,
): (job: Job<StoredPlan>) => Promise<null> {
  const { queue, turns } = channel

  // The lock is renewed at half its time: a worker that stood still for longer may have lost the alert.
  async function attempt({ data }: Job<StoredPlan>): Promise<null> {
    const { retryInMs, waitsFor } = await deliver(decodePlan(data), lockDuration / 2)
    if (retryInMs === undefined) {
      await wakeWaiting(data.id).catch(onError) // They are retried by themselves sooner or later.
      return null
    }
    if (waitsFor === undefined) throw new RetryLater(retryInMs)
    const waiting = namesOf(connection).alerts.waiting(waitsFor)
    const isNew = (await connection.sadd(waiting, data.id)) === 1
    if (isNew) await connection.expire(waiting, WAITING_S)
    throw new RetryLater(isNew ? Math.min(retryInMs, SECOND_TRY_MS) : retryInMs)
  }

  async function wakeWaiting(ended: string): Promise<void> {
    const ids = await connection.smembers(namesOf(connection).alerts.waiting(ended))
    if (ids.length === 0) return
    await Promise.all(ids.map(id => promote(queue, id)))
    await connection.del(namesOf(connection).alerts.waiting(ended))
  }

  return async job => {
    const origin = originOf(job.data)
    const turn = turns.enter(origin, job.data.id)
    if (turn !== 'free') throw new RetryLater(turn === 'wait' ? SECOND_TRY_MS : PARKED_MS)
    try {
      return await attempt(job)
    } finally {
      turns.leave(origin)
      await callNext(channel).catch(onError)
    }
  }
}

function originOf({ alert }: Pick<PlannedAlert, 'alert'>): string {
  return alert.origin ?? ''
}
