/** What the operations and the web ask of the outside. Types only: the real things stand in io and config. */

import type { BinaryRequest, Exchange, OutgoingRequest } from '../net/exchange'
import type { Edit, EditOutcome, Reading } from '../settings/settings'
import type { Attempt, Heartbeat, HeartbeatEnd, HeartbeatRecord, Progress } from './heartbeat'
import type { LastResult } from './result-line'
import type { LastTick } from './tick'

/** Epoch milliseconds. */
export type Clock = () => number

export interface SettingsFile {
  read(): Promise<Reading>
  /** Sets values in the INI and touches nothing else; with `expectedRevision` only if nobody changed it meanwhile. */
  edit(edits: readonly Edit[], expectedRevision?: string): Promise<EditOutcome>
}

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
  /** Milliseconds for which nobody else can have taken the heartbeat over. */
  readonly ours: number
  /** Finished heartbeats, newest first. */
  history(limit: number): Promise<readonly HeartbeatRecord[]>
}

export type SendResult =
  | { readonly kind: 'done'; readonly end: HeartbeatEnd }
  | {
      readonly kind: 'again'
      readonly trail: Omit<HeartbeatEnd, 'outcome'> /** Milliseconds. */
      readonly delay: number
    }

export interface HttpClient {
  /** `notAfter`: epoch milliseconds from which on nothing may be sent any more; `deadlineMs`: for the whole exchange. */
  send(
    request: OutgoingRequest | BinaryRequest,
    options: { notAfter: number; deadlineMs?: number },
  ): Promise<Exchange>
}

export interface ResultFile {
  read(): Promise<LastResult | undefined>
  write(result: LastResult): Promise<void>
}

export interface TickFile {
  read(): Promise<LastTick | undefined>
}

/** Hashing takes much memory and time by intent, so it is done one at a time. */
export interface Passwords {
  /** A string for the INI's passwordhash. */
  hash(password: string): Promise<string>
  /** `busy` when too many wait already; nothing was compared then. */
  verify(password: string, hash: string): Promise<'right' | 'wrong' | 'busy'>
}

/** The secret of the one-time link to /setup; it lasts until a password is set. */
export interface SetupToken {
  read(): Promise<string | undefined>
  /** The one that there is, or a new one. */
  make(): Promise<string>
  remove(): Promise<void>
}

/** Who is logged in; outlives a restart. Never fails: what cannot be written is kept in memory. */
export interface SessionFile {
  /** Signs the cookies. */
  readonly secret: string
  /** The session as JSON. */
  find(id: string): string | undefined
  /** `expires` in epoch milliseconds. */
  save(id: string, session: string, expires: number): Promise<void>
  /** Written at most once a day: a page that is open must not wear the SD card. Undefined when there is nothing to do. */
  extend(id: string, expires: number): Promise<void> | undefined
  remove(id: string): Promise<void>
}

/** Sets the password that the log-in asks for, with `expectedRevision` only in an INI that is still the one read. */
export type SetPassword = (password: string, expectedRevision?: string) => Promise<EditOutcome>
