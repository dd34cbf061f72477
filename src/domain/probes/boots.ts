/**
 * Twins: two machines with one identity, since one's card is a copy of the other's. The kernel draws an id at each boot, and
 * none comes back: a boot that was followed by another one, and is there again, shows that both run. Pure.
 */

/** Boots of one identity by their order, the present one last. */
export interface Boots {
  readonly seen: readonly string[]
  /** When one came back last, epoch milliseconds. */
  readonly returnedAt?: number
  /** The one that came back first: it was there before the other one. */
  readonly original?: string
}

/** Boots that are remembered. */
const MOST_BOOTS = 8
/** Two machines that ask in an irregular order are known as twins for so long after a return. */
const TWINS_FOR = 15 * 60_000

export function afterBoot(before: Boots, boot: string, now: number): Boots {
  const { seen, returnedAt } = before
  const isBack = seen.includes(boot) && seen.at(-1) !== boot
  const at = isBack ? now : returnedAt
  const original = hasTwin(before, now) ? before.original : isBack ? boot : undefined
  return {
    seen: [...seen.filter(one => one !== boot), boot].slice(-MOST_BOOTS),
    ...(at !== undefined && { returnedAt: at }),
    ...(original !== undefined && { original }),
  }
}

/** Whether the boot is that of a machine that came later than its twin. */
export function isCopy(boots: Boots, boot: string, now: number): boolean {
  return hasTwin(boots, now) && boots.original !== undefined && boots.original !== boot
}

export function hasTwin({ returnedAt }: Boots, now: number): boolean {
  return returnedAt !== undefined && Math.abs(now - returnedAt) < TWINS_FOR
}
