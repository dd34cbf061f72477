/** What the alerts ask of the outside. Types only. */

import type { HttpClient } from '../net/http-client'
import type { Alert, Delivery, DeliveryRecord, PlannedAlert } from './alert'
import type { Channel } from './channel'
import type { ChannelHealth } from './channel-health'
import type { Alerting } from './policy'

/** All channels, from the INI and from the page; read anew for every use. Secrets in files are read already. */
export interface Channels {
  list(): Promise<readonly Channel[]>
}

/** Those that the page keeps. A name that the INI has belongs to the INI. */
export interface ChannelStore {
  list(): Promise<readonly Channel[]>
  save(channel: Channel): Promise<void>
  /** With its browsers. */
  remove(name: string): Promise<void>
}

/** A browser that allowed messages, as its `PushSubscription.toJSON()` says. */
export interface PushSubscription {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

export interface PushStore {
  /** Drawn once, then kept. */
  vapidKeys(): Promise<VapidKeys>
  subscriptions(channel: string): Promise<readonly PushSubscription[]>
  subscribe(channel: string, subscription: PushSubscription): Promise<void>
  unsubscribe(channel: string, endpoint: string): Promise<void>
}

/** What a notifier works with. */
export interface NotifierContext {
  /** Ends the attempt; every notifier gives up by then. */
  readonly signal: AbortSignal
  /** Epoch milliseconds from which on nothing may be sent any more: another worker may have the alert by then. */
  readonly notAfter: number
  readonly http: HttpClient
  readonly push: PushStore
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page?: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** One kind of service. Bad news is a value; nothing that it says holds a secret. */
export type Notifier = (alert: Alert, channel: Channel, context: NotifierContext) => Promise<Delivery>

/** `Send a test`. */
export type TestChannel = (channel: Channel) => Promise<Delivery>

/** What became of alerts, for the check's page. */
export interface Deliveries {
  /** Newest first. */
  forCheck(id: string, limit: number): Promise<readonly DeliveryRecord[]>
}

/** What was written down for one check (or the watch) when it was read: compared before it is replaced. */
export interface Remembered {
  readonly alerting: Alerting | undefined
  /** As it is stored. */
  readonly raw: string
}

export interface AlertChange {
  readonly source: string
  readonly before: Remembered
  /** Undefined: forget it. */
  readonly after: Alerting | undefined
  readonly reviewAt: number | undefined
}

export interface AlertStore extends Deliveries {
  remembered(sources: readonly string[]): Promise<ReadonlyMap<string, Remembered>>
  /** All in one step, or nothing (false) when something that was read has changed since. An alert that was planned before is not planned again. */
  commit(
    changes: readonly AlertChange[],
    planned: readonly PlannedAlert[],
    health?: {
      readonly channel: string
      readonly before: ChannelHealth | undefined
      readonly after: ChannelHealth | undefined
    },
  ): Promise<boolean>
  /** Planned and not yet queued. */
  planned(limit: number): Promise<readonly PlannedAlert[]>
  queued(ids: readonly string[]): Promise<void>
  /** Checks that time may have something for, earliest first, and the moment of the earliest one that has not come. */
  dueReviews(
    now: number,
    limit: number,
  ): Promise<{ readonly sources: readonly string[]; readonly next?: number }>

  record(source: string, id: string): Promise<DeliveryRecord | undefined>
  /** Writes down in all its sources how far an alert has come. How it ended is not written over. */
  write(sources: readonly string[], record: DeliveryRecord): Promise<void>
  health(channel: string): Promise<ChannelHealth | undefined>
}

/** Queues per channel. */
export interface AlertQueue {
  /** Takes alerts for these channels from now on; for others that were added only while no other worker does. */
  serve(channels: readonly string[]): Promise<void>
  /** The same id again is the same job. */
  add(planned: readonly PlannedAlert[]): Promise<void>
}

/**
 * What the worker does with an alert from the queue: `operations/alerts/deliver-alert`. `leaseMs`: milliseconds for which nobody
 * else has it, also if this process stands still.
 */
export type DeliverStep = (planned: PlannedAlert, leaseMs: number) => Promise<DeliverResult>

export interface DeliverResult {
  /** Milliseconds until it wants to be looked at again; without it this alert has come to its end. */
  readonly retryInMs?: number
  /** Id of the alert for the same channel that it waits for: the end of that one is a reason to look at once. */
  readonly waitsFor?: string
}
