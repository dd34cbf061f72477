/** Work for Redis that goes in calls of many, since a call costs far more than one more item in it. */

/** So many changes take Redis a few milliseconds, in which it does nothing else. */
const MAX_BATCH = 100

/** While Redis works at one call, the next is made ready here; of more than two, each would only hold fewer items. */
const MOST_CALLS = 2

export interface Batches<Item> {
  add(item: Item): void
  /** Takes out the items that are in no call yet. */
  withdraw(): readonly Item[]
}

/**
 * Items wait for the end of this turn of the event loop, and go together, in the order in which they came. Two calls are
 * under way at most, the second with no fewer items than half of the first: of senders that each wait for their answer,
 * one half is with Redis while this program works for the other.
 *
 * @param call calls Redis, and returns what hands the results out, once the next call is on its way; it does not fail
 */
export function inBatches<Item>(call: (batch: readonly Item[]) => Promise<() => void>): Batches<Item> {
  let pending: Item[] = []
  /** The number of items in each call that is under way. */
  const underWay: number[] = []
  let isPlanned = false

  function plan(): void {
    if (isPlanned) return
    isPlanned = true
    setImmediate(() => {
      isPlanned = false
      send()
    })
  }

  function send(): void {
    const [first = 0] = underWay
    if (pending.length === 0 || underWay.length === MOST_CALLS || pending.length < first / 2) return
    const batch = pending.slice(0, MAX_BATCH)
    pending = pending.slice(MAX_BATCH)
    underWay.push(batch.length)
    void carryOut(batch)
  }

  async function carryOut(batch: readonly Item[]): Promise<void> {
    const handOut = await call(batch)
    underWay.shift() // Redis answers calls in the order in which they were made.
    send()
    handOut()
  }

  return {
    add: item => {
      pending.push(item)
      plan()
    },
    withdraw: () => {
      const waiting = pending
      pending = []
      return waiting
    },
  }
}
