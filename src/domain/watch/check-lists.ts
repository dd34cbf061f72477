/** Lists of checks, as the store keeps them in order: a page costs the same however many checks there are. Types only, and the names of the orders. */

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

/** `signal`: by the last signal, the latest first. */
export const ORDERS = ['worst', 'name', 'signal'] as const
export type Order = (typeof ORDERS)[number]

export interface Search extends ListQuery {
  /** Each stands in the name, the slug or a tag: see `searchWords`. */
  readonly words?: readonly string[]
}

export interface Found {
  /** As they are at that moment, in their order. */
  readonly rows: readonly Watched[]
  readonly matching: number
  /** The number is that of those that were met so far; there may be more. */
  readonly isMore?: true
  /** There are too many to be sorted by that order: the worst stand first. */
  readonly isUnsorted?: true
}

/** A step through all checks by their names, for work on those that match. */
export interface Step {
  readonly rows: readonly Watched[]
  /** Where the next step begins; none at the end. */
  readonly next?: string
  /** How many checks were passed up to here, of how many. */
  readonly passed: number
  readonly total: number
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
  /** A page of a search in any order. Of many thousands it reads a part only: see `Found`. */
  find(search: Search, order: Order, now: number, limit: number, skip: number): Promise<Found>
  /** The next of those that match, by their names, so that work which moves checks in other lists meets each once. */
  walk(search: Search, now: number, after?: string): Promise<Step>
  /** `existing`: the names of the channels; undefined while they are not known. Of one tag, or of all checks. */
  overview(now: number, existing: readonly string[] | undefined, tag?: string): Promise<Overview>
  /** Whether one of all checks is to look by itself. */
  anyLooks(): Promise<boolean>
  /** The tags, the most used first. */
  tags(most?: number): Promise<readonly string[]>
  /** The same with the numbers of their checks, and how many tags there are. */
  tagSizes(most: number): Promise<{
    readonly tags: readonly { readonly tag: string; readonly size: number }[]
    readonly total: number
  }>
}
