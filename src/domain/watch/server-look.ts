/** The record of the faults of the server. Types only; io/watch/server-fault-store.ts implements it. */

import type { ServerFaultKind } from '../redis/server-faults'

export interface NotedFaults {
  /** Returns since when each fault has been there, epoch milliseconds. */
  all(): Promise<ReadonlyMap<ServerFaultKind, number>>
  /** Notes a fault unless it is noted; returns since when it has been there. */
  note(kind: ServerFaultKind, since: number): Promise<number>
  /**
   * Whether another member of the watch that is at work noted it, which alone knows whether it is over: a fault may be one for
   * that member only, as where its clock is wrong.
   */
  isOthers(kind: ServerFaultKind): Promise<boolean>
  forget(kind: ServerFaultKind): Promise<void>
}
