/** The record of the faults of the server. Types only; io/watch/server-fault-store.ts implements it. */

import type { ServerFaultKind } from '../redis/server-faults'

export interface NotedFaults {
  /** Returns since when each fault has been there, epoch milliseconds. */
  all(): Promise<ReadonlyMap<ServerFaultKind, number>>
  /** Notes a fault unless it is noted; returns since when it has been there. */
  note(kind: ServerFaultKind, since: number): Promise<number>
  forget(kind: ServerFaultKind): Promise<void>
}
