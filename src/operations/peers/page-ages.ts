/** The time for which a page of another member was on its way, and waits here: the ages in it have grown by that. */

import type { LastPage, Page } from '../../domain/peers/group'
import { isSureWay, type Journey, type KnownWay, shorterWay } from '../../domain/peers/transit'

export type Arrival = Pick<Journey, 'arrived' | 'heard'>

export interface PageAges {
  /**
   * The returned function returns the present age, in milliseconds, of a page that has just arrived. Undefined: nobody knows
   * how long it was on its way, so that it is not to be taken, but got once more.
   *
   * @param longest milliseconds that a question and its answer may take
   */
  ageOf(name: string, page: Page, arrival: Arrival, longest: number): (() => number) | undefined
  /** The last page that came from the member, as it is told to it; undefined: none of this program's. */
  last(name: string): LastPage | undefined
}

export function createPageAges(machine: () => number): PageAges {
  const ways = new Map<string, KnownWay>()
  const arrivals = new Map<
    string,
    { readonly epoch: string; readonly at: number; readonly arrived: number }
  >()

  return {
    ageOf: (name, { at, next: { epoch } }, { arrived, heard }, longest) => {
      if (at === undefined) return () => machine() - arrived
      arrivals.set(name, { epoch, at, arrived })
      const way = shorterWay(ways.get(name), { epoch, sent: at, arrived, heard })
      ways.set(name, way)
      return isSureWay(way, longest) ? () => machine() - at - way.ahead : undefined
    },
    last: name => {
      const page = arrivals.get(name)
      return page && { epoch: page.epoch, at: page.at, ago: machine() - page.arrived }
    },
  }
}
