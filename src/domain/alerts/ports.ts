/** The interfaces of everything outside that alerts need. Types only; `io`, `wire` and `notifiers` implement them. */

import type { MailServer } from '../mail/account'
import type { MailSent } from '../mail/sending'
import type { HttpClient, OtherWay } from '../net/http-client'
import type { FindProgram, RunProgram } from '../probes/look'
import type { Schedule } from '../watch/schedule'
import type { Alert, Delivery, DeliveryRecord, PlannedAlert, Settled } from './alert'
import type { Alerting } from './alerting'
import type { Channel } from './channel'
import type { ChannelHealth } from './channel-health'
import type { MaintenanceWindow } from './maintenance'
import type { RetainedMessage } from './sensors'

/** All channels, from the INI and from the page; read anew for every use. Secrets in files are read already. */
export interface Channels {
  list(): Promise<readonly Channel[]>
}

/** For pages and commands: the list lacks the channels of the INI while they are not known. */
export interface ShownChannels extends Channels {
  /** Undefined while the channels of the INI are not known, since it has had a fault ever since this program started. */
  names(): Promise<readonly string[] | undefined>
}

/** All maintenance windows, from the INI and from the page; read anew for every use. */
export type ListWindows = () => Promise<readonly MaintenanceWindow[]>

/** How far weekly reports are dealt with. `report`: the channel and its setting. */
export interface WeeklyMarks {
  /** The moment up to which they are; now, where nothing is known of this one. */
  since(report: string, now: number): Promise<number>
  note(report: string, at: number): Promise<void>
}

/** The windows that were made in the page. A name that the INI has belongs to the INI. */
export interface WindowStore {
  list(): Promise<readonly MaintenanceWindow[]>
  save(window: MaintenanceWindow): Promise<void>
  remove(name: string): Promise<void>
}

/** The channels that were made in the page. A name that the INI has belongs to the INI. */
export interface ChannelStore {
  list(): Promise<readonly Channel[]>
  save(channel: Channel): Promise<void>
  /** Removes the channel and its browsers. */
  remove(name: string): Promise<void>
}

/** A browser that allowed messages, as its `PushSubscription.toJSON()` returns it. */
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

/** Why nothing is to be sent after all; undefined: it is. */
export type Withhold = () => Promise<string | undefined>

/** The means of a notifier, for one attempt. */
export interface NotifierContext {
  /** Ends the attempt; every notifier gives up by then. */
  readonly signal: AbortSignal
  /** Epoch milliseconds from which on nothing may be sent any more: another worker may have the alert by then. */
  readonly notAfter: number
  readonly http: HttpClient
  /** For e-mail, on the open connection: why nothing is to be sent after all. `http` asks by itself. */
  readonly withhold?: Withhold | undefined
  /** For e-mail; absent: straight, with Node's own authorities. */
  readonly otherWay?: OtherWay | undefined
  /** The way of a mail account by its name, for e-mail; else the reason why it cannot be used. Absent: there are none. */
  readonly smtpOf?: SmtpOf | undefined
  readonly push: PushStore
  /** Absent: no incident is shared. */
  readonly incidents?: SharedIncidents | undefined
  /** Hands frames to the program that publishes by 0MQ. Returns the number of programs that got them. */
  readonly publish?: ((frames: readonly string[]) => Promise<number>) | undefined
  /** Only the worker has them. */
  readonly programs?: ChannelPrograms | undefined
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page?: string
  /** Recipients with whom the alert has come to its end: they get nothing in this attempt. */
  readonly settled?: Settled | undefined
  /** The only recipients of this attempt: the others wait for an earlier alert. */
  readonly among?: readonly string[] | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Programs that channels run. */
export interface ChannelPrograms {
  readonly find: FindProgram
  /** Runs a program of the owner's, as for probes. */
  readonly job: RunProgram
  /** Runs gammu, where it can reach a modem. */
  readonly modem: RunProgram
}

/** A connection to a broker that comes back by itself. */
export interface BrokerConnection {
  /** Settles when the broker has acknowledged the message. */
  publish(message: RetainedMessage): Promise<void>
  subscribe(topics: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface BrokerEvents {
  /** Called for each new connection. */
  onConnect(): void
  onMessage(topic: string, payload: string, isRetained: boolean): void
  /** `detail`: for people; it holds no secret. */
  onTrouble(detail: string): void
}

/** Opens a connection with its last will. */
export type KeepBroker = (
  channel: Channel,
  will: RetainedMessage,
  events: BrokerEvents,
) => Promise<BrokerConnection>

/** Incidents that several watches open under one key. Every call fails where the store does not answer soon. */
export interface SharedIncidents {
  /** The key under which the incident with these alerts was opened; before that the one that is drawn, which is kept. */
  keyFor(alert: string, drawn: string): Promise<string>
  /**
   * The watch that has opened the incident: this one, another on the same Redis, or a peer with its own; undefined: none
   * is known, or it is resolved.
   */
  openedBy(key: string): Promise<'us' | 'another' | 'peer' | undefined>
  /** `result`: the event as it was sent, without the service's key. `now`: epoch milliseconds. */
  noteOpened(key: string, result: string, now: number): Promise<void>
  noteEnded(alert: string, key: string): Promise<void>
}

/**
 * The SMTP server of a mail account, and its address; a text is the reason why it cannot send. `note` takes what became of
 * a mail.
 */
export type SmtpOf = (
  account: string,
) => Promise<
  | { readonly server: MailServer; readonly from: string; readonly note?: (sent: MailSent) => Promise<void> }
  | string
>

/** The code for one kind of service. A failed delivery is a value; its detail holds no secret. */
export type Notifier = (alert: Alert, channel: Channel, context: NotifierContext) => Promise<Delivery>

/** A schedule and its grace in words, for people. */
export type ScheduleWords = (schedule: Schedule, grace: number) => Promise<string>

/** Sends a test at once: `operations/alerts/test-channel`. */
export type TestChannel = (channel: Channel) => Promise<Delivery>

/** The records of alerts, for the check's page. */
export interface Deliveries {
  /** Newest first. */
  forCheck(id: string, limit: number): Promise<readonly DeliveryRecord[]>
}

/** The memory of one source's alerts as it was read: it is compared before it is replaced. */
export interface Remembered {
  readonly alerting: Alerting | undefined
  /** As it is stored. */
  readonly raw: string
}

export interface AlertChange {
  readonly source: string
  readonly before: Remembered
  /** Undefined: nothing is remembered of the source any more. */
  readonly after: Alerting | undefined
  readonly reviewAt: number | undefined
}

export interface AlertStore extends Deliveries {
  remembered(sources: readonly string[]): Promise<ReadonlyMap<string, Remembered>>
  /**
   * All in one step, or nothing (false) when something that was read has changed since. An alert that was planned before
   * is not planned again.
   */
  commit(
    changes: readonly AlertChange[],
    planned: readonly PlannedAlert[],
    health?: {
      readonly channel: string
      readonly before: ChannelHealth | undefined
      readonly after: ChannelHealth | undefined
    },
  ): Promise<boolean>
  /** Alerts that are planned and not yet queued. */
  planned(limit: number): Promise<readonly PlannedAlert[]>
  queued(ids: readonly string[]): Promise<void>
  /** Whether alerts are planned and not yet queued, and the moment of the earliest review, whether it is due or not. */
  outlook(): Promise<{ readonly isPlanned: boolean; readonly next?: number }>
  /** Sources whose review is due, earliest first. */
  dueReviews(now: number, limit: number): Promise<readonly string[]>
  /** Every source that has a review to come is due for it. */
  reviewAll(now: number): Promise<void>

  record(source: string, id: string): Promise<DeliveryRecord | undefined>
  /** Stores the record for each of its sources. A final state is not written over. */
  write(sources: readonly string[], record: DeliveryRecord): Promise<void>
  health(channel: string): Promise<ChannelHealth | undefined>
  /** The health of every channel through which nothing gets, by name; also of those that are gone. */
  failing(): Promise<ReadonlyMap<string, ChannelHealth>>
}

/** A queue for each channel. */
export interface AlertQueue {
  /**
   * Takes alerts for these channels from now on; for others that were added only while no other worker does. Returns whether
   * all is done: else the alerts of a channel that is gone are being worked off, and it wants to be called again.
   */
  serve(channels: readonly string[]): Promise<boolean>
  /** The same id again is the same job. */
  add(planned: readonly PlannedAlert[]): Promise<void>
}

/**
 * The worker's attempt at an alert from the queue: `operations/alerts/deliver-alert`. For `leaseMs` milliseconds nobody
 * else has the alert, even if this process stands still.
 */
export type DeliverStep = (planned: PlannedAlert, leaseMs: number) => Promise<DeliverResult>

/** Whether this watch sends an alert, where watches of a group share the duty. */
export type AlertPermit =
  /** It is no alert of the group. */
  | { readonly kind: 'own' }
  | {
      readonly kind: 'send'
      /** Some member has opened the incident. */
      readonly isOpened: boolean
      /** Milliseconds for which the permit holds. */
      readonly withinMs: number
      /** The alerts of a digest that are left to send. */
      readonly left?: readonly Alert[]
      /** To be added to its text. */
      readonly line?: string
      /** Present where no member answers: whether it still holds, once a connection to the service is open. */
      readonly confirm?: () => Promise<boolean>
      /** To be called after the attempt. */
      readonly done: (isDelivered: boolean) => Promise<void>
    }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The member of that name has told it. */
  | { readonly kind: 'told'; readonly by: string }
  /** It turned out to be no news. */
  | { readonly kind: 'void' }

/**
 * Asked at every try of an alert. `mayBeOpen`: the sources of whose trouble this watch may have told the service, by this alert
 * or one before it, without an answer.
 */
export type PermitAlert = (
  planned: PlannedAlert,
  alert: Alert,
  mayBeOpen: ReadonlySet<string>,
) => Promise<AlertPermit>

export interface DeliverResult {
  /** Milliseconds until the next attempt; absent when this alert has come to its end. */
  readonly retryInMs?: number
  /** Id of an earlier alert for the same channel. Its end is a reason for an attempt at once. */
  readonly waitsFor?: string
}
