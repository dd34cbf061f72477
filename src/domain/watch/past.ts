/** The past of checks, as pictures show it. Types only; io/watch/past-store.ts implements it. */

import type { ResponseTimes } from './response-times'
import type { DeafSpan } from './state'
import type { KeptDays } from './status-days'
import type { Figures } from './time-levels'
import type { Watched } from './watched'

/** Run times or response times, oldest first; each span has at least one. */
export interface PastTimes {
  /** Of the last 24 hours: single ones, or by minutes or quarters of an hour. */
  readonly day: readonly Figures[]
  /** Of the last 30 days: by hours, or by three. */
  readonly month: readonly Figures[]
  /** Of the last year, by days. */
  readonly year: readonly Figures[]
}

export interface PastStatuses {
  /** Undefined while all flips since its creation are there. */
  readonly kept: KeptDays | undefined
  readonly away: readonly DeafSpan[]
}

/** Each call fails with StoreUnavailable when Redis does not answer. */
export interface Past {
  times(watched: Pick<Watched, 'check'>, now: number): Promise<PastTimes>
  statuses(watched: Pick<Watched, 'check' | 'state'>): Promise<PastStatuses>
  /** Returns the last few times of each check, oldest first: by hours of a probe, one by one of runs. */
  recent(
    watched: readonly Pick<Watched, 'check' | 'state'>[],
    now: number,
  ): Promise<readonly (readonly number[])[]>
}

/** A probe's times as figures of single spans. */
export function figuresIn({ minutes, hours }: ResponseTimes) {
  return {
    minutes: minutes.map(({ at, took }): Figures => ({ at, count: 1, min: took, median: took, max: took })),
    hours: hours.map((hour): Figures => ({ ...hour, count: 1 })),
  }
}
