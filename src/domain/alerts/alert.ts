/** Alerts, their plans and the records of their delivery. Shapes, and the few rules that need nothing else. */

import { t } from '../language/text'
import type { FlipReason } from '../watch/flip'
import type { SignalExcerpt } from '../watch/signal-excerpt'

/** `digest`: many changes in one message, or a report of the watch about itself. */
export type AlertKind = 'trigger' | 'reminder' | 'resolve' | 'digest' | 'test'

/** A message for one channel. It holds no secret. */
export interface Alert {
  readonly kind: AlertKind
  /** Opens, updates and closes one incident: shared by trigger, reminders and resolve. At most 255 characters. */
  readonly key: string
  /** The check's id; absent in an alert about several checks, a channel or the watch. */
  readonly check?: string
  /** Of the check or the channel. */
  readonly name: string
  /** `sender/event` of its check, where that has one beside its name. */
  readonly job?: string
  /** Where its check was made; see fair turns in io/alerts/fair-turns.ts. */
  readonly origin?: string
  readonly status: 'down' | 'blind' | 'up' | 'flapping' | 'paused' | 'mixed'
  readonly reason?: FlipReason
  readonly tags: readonly string[]
  /** When the check has to signal, in words. */
  readonly schedule?: string
  /** The signal behind the alert, else the last one before it. */
  readonly signal?: SignalExcerpt
  /** A single line: `[DOWN] backup`. */
  readonly subject: string
  /** Sentences, one a line. */
  readonly text: string
  /** The description that the check's owner gave. */
  readonly about?: string
  /** The report of a week: it is sent at most once, to addresses of its own where the channel has some. */
  readonly isReport?: true
  /** The end of an incident that is one with an older one of another member of a group. */
  readonly isMerge?: true
  /** Epoch milliseconds: when the outage began, when it ended, when the alert was decided. */
  readonly since?: number
  readonly until?: number
  readonly at: number
  /** The alerts that a digest holds, without their signals. None of them is sent by itself. */
  readonly items?: readonly Alert[]
}

/** An alert that is to go out by one channel. */
export interface PlannedAlert {
  /** Derived from the check, the outage and the channel, so that an alert that is planned twice is one. `[A-Za-z0-9_-]+` */
  readonly id: string
  readonly channel: string
  readonly alert: Alert
  /** Source -> ids of the alerts that have to be delivered, given up or dropped before this one goes out. */
  readonly after: Readonly<Record<string, readonly string[]>>
  /** Checks' ids, or `watch`: a delivery record is kept for each. */
  readonly sources: readonly string[]
  readonly at: number
}

/**
 * With whom of several recipients an alert has come to its end. Their notifier names them: addresses, numbers, or digests of
 * what is secret.
 */
export interface Settled {
  /** Recipients who have it. */
  readonly reached: readonly string[]
  /** Recipients for whom no further attempt can succeed, with the reason. */
  readonly refused: Readonly<Record<string, string>>
}

/** The outcome of one attempt. `detail` is for people and holds no secret. */
export type Delivery =
  | { readonly ok: true; readonly detail: string }
  | {
      readonly ok: false
      /** No further attempt can succeed. */
      readonly permanent: boolean
      /**
       * The service certainly has not taken it: it was refused, or nothing was sent. A broken connection leaves that open.
       * With `settled`: not for those who are left.
       */
      readonly untaken?: true
      /** In this attempt and before. The service works; another attempt is for the recipients who are left. */
      readonly settled?: Settled
      /** The time in which it was allowed was over before it could be sent, which is no fault of the service. */
      readonly isLate?: true
      /** Milliseconds that the service wants to pass before the next attempt. */
      readonly retryAfter?: number
      readonly detail: string
    }

export type DeliveryState = 'queued' | 'retrying' | 'delivered' | 'failed' | 'dropped'

/** How far an alert has come; the check's page shows it. */
export interface DeliveryRecord {
  readonly id: string
  readonly channel: string
  readonly kind: AlertKind
  readonly subject: string
  readonly state: DeliveryState
  readonly attempts: number
  /** The service certainly has not taken any of the attempts. */
  readonly untaken?: true
  /** While it is retried for other recipients. Absent in records of older versions. */
  readonly settled?: Settled
  readonly detail: string
  /** Epoch milliseconds: of the plan, of the last change, of the next attempt. */
  readonly plannedAt: number
  readonly at: number
  readonly nextAt?: number
}

/** The states that an alert does not leave again. */
export const FINAL = ['delivered', 'failed', 'dropped'] as const satisfies readonly DeliveryState[]

export function isFinal({ state }: DeliveryRecord): boolean {
  return FINAL.some(final => final === state)
}

/** Whether the service can have nothing of it. */
export function isUntaken(record: DeliveryRecord): boolean {
  return isFinal(record) && (record.attempts === 0 || record.untaken === true)
}

export function newRecord({ id, channel, alert, at }: PlannedAlert): DeliveryRecord {
  const { kind, subject } = alert
  return { id, channel, kind, subject, state: 'queued', attempts: 0, detail: '', plannedAt: at, at }
}

/** The page of the alert's check, else of the appliance; undefined where the appliance does not know its own address. */
export function alertAddress({ check }: Pick<Alert, 'check'>, page: string | undefined): string | undefined {
  return page === undefined || check === undefined ? page : `${page}/checks/${check}`
}

/** Whether it is news of trouble, also as a part of a digest: it may wake people, other messages do not. */
export function isUrgent({ kind, items = [] }: Pick<Alert, 'kind' | 'items'>): boolean {
  return kind === 'trigger' || items.some(isUrgent)
}

/** A button of a message, for services that have some. */
export interface AlertLink {
  readonly label: string
  readonly url: string
}

/** The pages that a reader wants next: of a check that is down also the ones that silence and acknowledge it. None where no address is known. */
export function alertLinks(
  alert: Pick<Alert, 'kind' | 'check'>,
  page: string | undefined,
): readonly AlertLink[] {
  const url = alertAddress(alert, page)
  if (url === undefined) return []
  const isOver = alert.check === undefined || !['trigger', 'reminder'].includes(alert.kind)
  return [
    { label: t('Open'), url },
    ...(isOver
      ? []
      : [
          { label: t('Silence 1 h'), url: `${url}/silence?until=1h` },
          { label: t('Acknowledge'), url: `${url}/acknowledge` },
        ]),
  ]
}
