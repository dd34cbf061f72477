/** How often a sender may send, and checks may be made for unknown ones: bursts, and a rate in the long run. Pure. */

/** Notes have a limit of their own, so that a flood of them costs no failure. */
const NOTES = { burst: 20_000, aSecond: 100 } as const
const OTHERS = { burst: 2_000, aSecond: 10 } as const
/** As many in an hour as one network may make at the other doors without a log-in. */
const MADE = { burst: 100, aSecond: 100 / 3_600 } as const
/** Senders that are remembered; the one that was silent longest goes first. */
const MOST_SENDERS = 10_000

interface Bucket {
  left: number
  at: number
}

/** @returns whether one more message of the sender counts at that moment, epoch milliseconds */
export function createRate(): (sender: string, isNote: boolean, now: number) => boolean {
  const counts = createBuckets()
  return (sender, isNote, now) => counts(`${isNote ? 'n' : 'o'}${sender}`, isNote ? NOTES : OTHERS, now)
}

/** @returns whether one more check may be made, on account of that origin, at that moment, epoch milliseconds */
export function createMakingRate(): (origin: string, now: number) => boolean {
  const counts = createBuckets()
  return (origin, now) => counts(origin, MADE, now)
}

function createBuckets(): (
  key: string,
  limit: { readonly burst: number; readonly aSecond: number },
  now: number,
) => boolean {
  const buckets = new Map<string, Bucket>()
  return (key, { burst, aSecond }, now) => {
    const { left, at } = buckets.get(key) ?? { left: burst, at: now }
    const filled = Math.min(burst, left + (Math.max(0, now - at) / 1_000) * aSecond)
    const counts = filled >= 1
    buckets.delete(key)
    buckets.set(key, { left: counts ? filled - 1 : filled, at: now })
    const [oldest] = buckets.keys()
    if (buckets.size > MOST_SENDERS && oldest !== undefined) buckets.delete(oldest)
    return counts
  }
}
