/** The links of the cause chain, and the observations that they follow from. */

import type { DiskTrouble } from '../files/disk'
import { mark } from '../language/text'
import type { Reading } from '../settings/reading'
import { localMinute } from '../time/local-time'
import type { Overdue } from './alive'
import type { Gate } from './gates'
import type { HeartbeatRecord } from './heartbeat'
import type { QueuePulse } from './ports'
import type { LastResult } from './result-line'
import type { LastTick } from './tick'
import type { TimerState } from './timer'

export const ORGAN_NAMES = {
  tick: mark('Timer'),
  ini: mark('Settings (INI)'),
  disk: mark('Disk'),
  web: mark('Web app'),
  redis: mark('Redis'),
  worker: mark('Worker'),
  gates: mark('Gates'),
  dns: mark('Name lookup (DNS)'),
  tcp: mark('Connection (TCP)'),
  tls: mark('Encryption (TLS)'),
  http: mark('Request (HTTP)'),
  answer: mark("Receiver's answer"),
} as const

export type Organ = keyof typeof ORGAN_NAMES

export interface Link {
  readonly organ: Organ
  /** For people: `Name lookup (DNS)`. */
  readonly name: string
  readonly state: 'ok' | 'bad' | 'warn' | 'unknown'
  /** The details, for people; holds no secret. */
  readonly detail: string
  /** The name with which the details begin, as they are about it: no text of ours. */
  readonly subject?: string
  /** Epoch milliseconds of the event in `detail`. */
  readonly at?: number
  /** A due heartbeat that has not passed this link. */
  readonly overdue?: Overdue
}

/** For programs that print local times; pages show `at` in the reader's own zone. */
export function overdueWords({ at, late }: Overdue): string {
  const heartbeat = `the ${localMinute(at)} heartbeat`
  return late ? `Late: ${heartbeat} has not gone out` : `${heartbeat} did not go out`
}

/** A link without its organ; `name`: in place of the organ's own. */
export type Finding = Pick<Link, 'state' | 'detail' | 'subject' | 'at'> & Partial<Pick<Link, 'name'>>

/** The state of the queue, or why it is not known. */
export type QueueView =
  | { readonly reached: true; readonly pulse: QueuePulse; readonly history: readonly HeartbeatRecord[] }
  | { readonly reached: false; readonly reason: string }

export interface ChainInput {
  /** Epoch milliseconds, as all times here. */
  readonly now: number
  readonly reading: Reading
  readonly tick: LastTick | undefined
  readonly timer?: TimerState | undefined
  /** `since`: its start, where that is known. `closed`: why another port of it could not be opened. */
  readonly web:
    | { readonly up: true; readonly since?: number; readonly closed?: string }
    | { readonly up: false; readonly reason: string }
  readonly queue: QueueView
  /** The trouble with the disk of the state folder. */
  readonly disk?: DiskTrouble | undefined
  /** The gates; absent or empty where the INI names none. */
  readonly gates?: readonly Gate[] | undefined
  /** The content of hbresults.txt, which is known without Redis too. */
  readonly lastResult: LastResult | undefined
}
