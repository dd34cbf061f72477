/** The time for which a page of another member was on its way, and waits here: the ages in it have grown by that. */

import type { Page } from '../../domain/peers/group'
import { type KnownWay, shorterWay } from '../../domain/peers/transit'

/** The returned function returns, for a page that has just arrived, one for its present age in milliseconds. */
export function createPageAges(machine: () => number) {
  const ways = new Map<string, KnownWay>()

  return (name: string, { at, next }: Page): (() => number) => {
    const arrived = machine()
    if (at === undefined) return () => machine() - arrived
    const way = shorterWay(ways.get(name), { epoch: next.epoch, sent: at, arrived })
    ways.set(name, way)
    return () => machine() - at - way.ahead
  }
}
