/** What people are told, and what became of it. Words and shapes only. */

import type { FlipReason } from '../watch/flip'

/** `digest`: many changes in one message, or what the watch has to say of itself. */
export type AlertKind = 'trigger' | 'reminder' | 'resolve' | 'digest' | 'test'

/** One message for one channel. Holds no secret. */
export interface Alert {
  readonly kind: AlertKind
  /** Opens, updates and closes one incident: shared by trigger, reminders and resolve. At most 255 characters. */
  readonly key: string
  /** The check's id; absent when it is about several checks, a channel or the watch. */
  readonly check?: string
  /** Of the check or the channel. */
  readonly name: string
  readonly status: 'down' | 'up' | 'flapping' | 'paused' | 'mixed'
  readonly reason?: FlipReason
  readonly tags: readonly string[]
  /** One line: `[DOWN] backup`. */
  readonly subject: string
  /** Sentences, one a line. */
  readonly text: string
  /** Epoch milliseconds: when the outage began, when it ended, when this was decided. */
  readonly since?: number
  readonly until?: number
  readonly at: number
  /** Of a digest: what it holds. Each is told in it and nowhere else. */
  readonly items?: readonly Alert[]
}

/** An alert on its way to a channel. */
export interface PlannedAlert {
  /** Derived from the check, the outage and the channel: planned twice, it is one. `[A-Za-z0-9_-]+` */
  readonly id: string
  readonly channel: string
  readonly alert: Alert
  /** What has to be delivered, given up or dropped before it goes out: per check the ids of alerts before it. */
  readonly after: Readonly<Record<string, readonly string[]>>
  /** Under which its outcome is written down: checks' ids, or `watch`. */
  readonly sources: readonly string[]
  readonly at: number
}

/** How a notifier's attempt ended. `detail` is for people and holds no secret. */
export type Delivery =
  | { readonly ok: true; readonly detail: string }
  | {
      readonly ok: false
      /** Trying again cannot help. */
      readonly permanent: boolean
      /** Milliseconds that the service asked to wait. */
      readonly retryAfter?: number
      readonly detail: string
    }

export type DeliveryState = 'queued' | 'retrying' | 'delivered' | 'failed' | 'dropped'

/** What became of an alert, for the check's page. */
export interface DeliveryRecord {
  readonly id: string
  readonly channel: string
  readonly kind: AlertKind
  readonly subject: string
  readonly state: DeliveryState
  /** How often it was tried. */
  readonly attempts: number
  readonly detail: string
  /** Epoch milliseconds: planned, last changed, and tried again at. */
  readonly plannedAt: number
  readonly at: number
  readonly nextAt?: number
}

/** From these on nothing more happens to an alert. */
export const FINAL = ['delivered', 'failed', 'dropped'] as const satisfies readonly DeliveryState[]

export function isFinal({ state }: DeliveryRecord): boolean {
  return FINAL.some(final => final === state)
}

/** What a new record says. */
export function newRecord({ id, channel, alert, at }: PlannedAlert): DeliveryRecord {
  const { kind, subject } = alert
  return { id, channel, kind, subject, state: 'queued', attempts: 0, detail: '', plannedAt: at, at }
}
