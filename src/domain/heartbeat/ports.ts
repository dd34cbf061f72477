/** Ports of the heartbeat; `io/heartbeat` and `operations/heartbeat` implement them. Types only. */

import type { PastTimes } from '../watch/past'
import type { Attempt, Heartbeat, HeartbeatEnd, HeartbeatRecord, Progress } from './heartbeat'
import type { DueRule, MissedSlot } from './missed-slot'
import type { LastResult } from './result-line'
import type { LastTick } from './tick'
import type { TimerState } from './timer'

/** The producer's side of the queue. Every call fails within two seconds when Redis does not answer. */
export interface HeartbeatQueue {
  /** Queues the heartbeat of a slot; a second one of the same slot is the same job, and follows that of a boot in it. */
  addForSlot(heartbeat: Heartbeat): Promise<Progress>
  /** Queues the heartbeat of a boot, also in a slot that had one before; a second one of the same boot is the same job. */
  addForBoot(heartbeat: Heartbeat, boot: string): Promise<Progress>
  /** Queues a heartbeat for the button. A press while a heartbeat for the same settings is under way, or a moment later, follows that one. */
  addNow(heartbeat: Heartbeat): Promise<Progress>
  find(job: string): Promise<Progress | undefined>
  /** Finished heartbeats and missed slots, newest first. */
  history(limit: number): Promise<readonly HeartbeatRecord[]>
  /** Of a year up to now (epoch milliseconds). */
  roundTrips(now: number): Promise<PastTimes>
  /** Returns the present state of Redis and the workers. */
  pulse(): Promise<QueuePulse>
}

export interface QueuePulse {
  /** For example `valkey 8.1.4`. */
  readonly server: string
  /** The reason why Redis answers but takes no heartbeat; absent when it takes them. */
  readonly refuses?: string
  /** The faults of the server, as words that go on after its name. */
  readonly faults?: readonly string[]
  /** The number of workers that renew their claim to work. */
  readonly workers: number
  /** Milliseconds since a worker that is still connected has stopped to renew its claim; absent without such a one. */
  readonly workerStillFor?: number
  /** The same of one that has not answered a question just now, though its claim is not old; absent where all have. */
  readonly workerSilentFor?: number
  /** The same of a sweep of the checks, where no member of the watch sweeps them. */
  readonly sweepStillFor?: number
  /** Epoch milliseconds: the queueing of the oldest waiting heartbeat, or the start of the attempt under way. */
  readonly waitingSince?: number
}

/** Makes one attempt at a heartbeat from the queue; `operations/heartbeat/send-heartbeat` implements it. */
export type SendStep = (heartbeat: Heartbeat, context: SendContext) => Promise<SendResult>

export interface SendContext {
  /** The attempts so far, by this worker or by one that died. */
  readonly attempts: readonly Attempt[]
  /** The number of attempts left, this one included. None: workers died in all of them, and nothing more may be sent. */
  readonly attemptsLeft: number
  /** How often it has waited for a peer that has the duty, which is no attempt. */
  readonly standBys?: number
  /** For so many milliseconds from now no other worker can take the heartbeat over. */
  readonly leaseMs: number
  /** Finished heartbeats and missed slots, newest first. */
  history(limit: number): Promise<readonly HeartbeatRecord[]>
}

export type SendResult =
  | { readonly kind: 'done'; readonly end: HeartbeatEnd }
  | {
      readonly kind: 'retry'
      readonly trail: Omit<HeartbeatEnd, 'outcome'>
      readonly retryInMs: number
      /** Where it waits for a peer: how often it has by then. */
      readonly standBys?: number
    }

/** The record of due slots in which no heartbeat was queued. Its calls fail within two seconds when Redis does not answer. */
export interface MissedStore {
  /** The rule that was given with the last `add`. */
  rule(): Promise<DueRule | undefined>
  /**
   * Records those of the slots in which no heartbeat was queued, each once. Forgets slots from `present` on, which lie ahead
   * since the clock was set back, and the oldest ones. `rule`: undefined while it is the same as before.
   */
  add(slots: readonly MissedSlot[], rule: DueRule | undefined, present: number): Promise<void>
}

export interface ResultFile {
  read(): Promise<LastResult | undefined>
  write(result: LastResult): Promise<void>
}

/** The secret by which the web app recognizes the tick, in a file that only their user can read. */
export interface TickSecret {
  /** Makes a new one. @throws Error of the system when there is none and none can be made */
  renew(): void
  /** Returns the present one, or a new one where the file is missing. @throws Error of the system when none can be made */
  read(): string
}

/** Undefined where nothing is known of a timer, and while `npm start` runs. */
export type TimerReader = () => Promise<TimerState | undefined>

export interface TickFile {
  read(): Promise<LastTick | undefined>
}
