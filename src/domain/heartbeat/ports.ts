/** What the operations and the web ask of the outside. Types only: the real things stand in io and config. */

import type { Attempt, Heartbeat, HeartbeatEnd, HeartbeatRecord, Progress } from './heartbeat'
import type { LastResult } from './result-line'
import type { LastTick } from './tick'

/** The producer's side of the queue. Every call fails within two seconds when Redis does not answer. */
export interface HeartbeatQueue {
  /** Queues the heartbeat of its slot; the same slot again is the same job. */
  addForSlot(heartbeat: Heartbeat): Promise<Progress>
  /** Queues a heartbeat for the button; while one is under way, or a moment after it, a second press follows the first. */
  addNow(heartbeat: Heartbeat): Promise<Progress>
  find(job: string): Promise<Progress | undefined>
  /** Finished heartbeats, newest first. */
  history(limit: number): Promise<readonly HeartbeatRecord[]>
  /** Redis and the workers at this moment. */
  pulse(): Promise<QueuePulse>
}

export interface QueuePulse {
  /** For example `valkey 8.1.4`. */
  readonly server: string
  /** Why Redis takes no heartbeat although it answers; absent when it does. */
  readonly refuses?: string
  readonly workers: number
  /** Epoch milliseconds at which the oldest heartbeat that nobody has begun was queued. */
  readonly waitingSince?: number
}

/** What the worker does with a heartbeat from the queue: `operations/heartbeat/send-heartbeat`. */
export type SendStep = (heartbeat: Heartbeat, context: SendContext) => Promise<SendResult>

export interface SendContext {
  /** What was attempted already, by this worker or by one that died. */
  readonly attempts: readonly Attempt[]
  /** This one included. None: a worker died in each of them, and nothing more may be sent. */
  readonly attemptsLeft: number
  /** For so many milliseconds from now no other worker can take the heartbeat over. */
  readonly leaseMs: number
  /** Finished heartbeats, newest first. */
  history(limit: number): Promise<readonly HeartbeatRecord[]>
}

export type SendResult =
  | { readonly kind: 'done'; readonly end: HeartbeatEnd }
  | { readonly kind: 'retry'; readonly trail: Omit<HeartbeatEnd, 'outcome'>; readonly retryInMs: number }

export interface ResultFile {
  read(): Promise<LastResult | undefined>
  write(result: LastResult): Promise<void>
}

export interface TickFile {
  read(): Promise<LastTick | undefined>
}
