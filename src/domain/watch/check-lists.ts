/** Lists of checks, as the store keeps them in order: a page costs the same however many checks there are. Types only. */

import type { Kind } from './list-order'
import type { Status } from './status'
import type { Watched } from './watched'

export interface ListQuery {
  readonly status?: Status
  /** All of these. */
  readonly tags?: readonly string[]
  /** Only checks whose channels, by their names, are like this. */
  readonly channels?: (names: readonly string[]) => boolean
  readonly only?: Kind
  readonly without?: Kind
}

/** Where a page begins: behind so many checks, or behind an entry of the list (`entryOf`). */
export interface PageStart {
  readonly skip?: number
  readonly after?: string
}

export interface ListPage {
  /** As they are at that moment, the worst first. */
  readonly rows: readonly Watched[]
  /** The entry of the last row, where others follow. */
  readonly next?: string
}

export interface Overview {
  readonly counts: Readonly<Record<Status, number>>
  readonly total: number
  /** Checks that alert nobody, as far as that is known. */
  readonly unalerted: number
  /** Checks whose time has run out without a sweep, beyond those that are counted by the clock. */
  readonly behind: number
}

/** Checks that wait to be adopted are in no list. The status is that of `now` (see `watchedAt`). Each call fails with StoreUnavailable. */
export interface CheckLists {
  page(query: ListQuery, now: number, limit: number, start?: PageStart): Promise<ListPage>
  /** All that match, the worst first, in batches. */
  each(query: ListQuery, now: number): AsyncIterable<readonly Watched[]>
  size(query: ListQuery, now: number): Promise<number>
  /** `existing`: the names of the channels; undefined while they are not known. Of one tag, or of all checks. */
  overview(now: number, existing: readonly string[] | undefined, tag?: string): Promise<Overview>
  /** Whether one of all checks is to look by itself. */
  anyLooks(): Promise<boolean>
  /** The tags, the most used first. */
  tags(most?: number): Promise<readonly string[]>
}
