/**
 * Turns of alerts in one channel, so that a flood of one origin delays nobody else: each origin has a few alerts in hand at
 * a time, whatever the others do. Of the origins that check-ins bring up, which may be many, all together have a few more.
 */

/** Alerts in hand at the same time. */
const AT_ONCE = {
  /** Of one origin. */
  origin: 4,
  /** Of one network whose check-ins made the checks, and of all such networks. */
  network: 2,
  networks: 16,
} as const

/** Enough for all turns: those of the networks, and of the page, the API, the INI, check-ins of unknown networks, and the watch. */
export const MOST_AT_ONCE = AT_ONCE.networks + 5 * AT_ONCE.origin

export interface FairTurns {
  /** Takes a turn for an alert. Where its origin has to wait, the id is kept for `next`; `again`: it was kept before. */
  enter(origin: string, id: string): 'free' | 'wait' | 'again'
  /** Ends a turn. */
  leave(origin: string): void
  /** Returns an alert whose origin has a turn free, of the origin that has waited longest; it is kept no more. */
  next(): string | undefined
  /** Whether an alert of an origin with so many before it has to wait. */
  hasToWait(origin: string, before: number): boolean
  /** Keeps an alert for `next`. */
  keep(origin: string, id: string): void
}

export function createFairTurns(): FairTurns {
  const inHand = new Map<string, number>()
  /** By origin; the origin that had a turn last stands last. */
  const waiting = new Map<string, Set<string>>()
  let ofNetworks = 0

  const most = (origin: string) => (isNetwork(origin) ? AT_ONCE.network : AT_ONCE.origin)

  function isFree(origin: string): boolean {
    const isOfNetworks = isNetwork(origin) && ofNetworks >= AT_ONCE.networks
    return !isOfNetworks && (inHand.get(origin) ?? 0) < most(origin)
  }

  function keep(origin: string, id: string): void {
    waiting.set(origin, (waiting.get(origin) ?? new Set()).add(id))
  }

  function forget(origin: string, id: string): void {
    const ids = waiting.get(origin)
    waiting.delete(origin)
    if (ids?.delete(id) && ids.size > 0) waiting.set(origin, ids)
  }

  return {
    enter(origin, id) {
      const isKept = waiting.get(origin)?.has(id) === true
      if (!isFree(origin)) {
        keep(origin, id)
        return isKept ? 'again' : 'wait'
      }
      if (isKept) forget(origin, id)
      inHand.set(origin, (inHand.get(origin) ?? 0) + 1)
      if (isNetwork(origin)) ofNetworks++
      return 'free'
    },

    leave(origin) {
      const left = (inHand.get(origin) ?? 1) - 1
      if (left === 0) inHand.delete(origin)
      else inHand.set(origin, left)
      if (isNetwork(origin)) ofNetworks--
    },

    next() {
      const [origin, ids] = [...waiting].find(([one]) => isFree(one)) ?? []
      const [id] = ids ?? []
      if (origin !== undefined && id !== undefined) forget(origin, id)
      return id
    },

    hasToWait: (origin, before) => before >= most(origin),
    keep,
  }
}

/** An origin that names a network; see `namesOf` in domain/alerts/alerting. */
function isNetwork(origin: string): boolean {
  return origin.includes(' ')
}
