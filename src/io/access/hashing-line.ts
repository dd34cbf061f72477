import type { Claim } from '../../domain/access/ports'

/** Waiting log-ins, or waiting tags. A hash that waits takes neither memory nor time, but is of no use for long. */
const MOST_WAITING = 64
/** Of one device or network: a household behind one address. */
const MOST_OF_ONE = 4

/** Returns undefined for a work that was not begun, since others have a better claim to the places there are. */
export type HashingLine = <T>(claim: Claim, work: () => Promise<T>) => Promise<T | undefined>

interface Waiting {
  readonly claim: Claim
  begin(): void
  giveUp(): void
}

/**
 * Works one after the other: guesses can take neither the memory nor more than one core. The best claim is next, the
 * oldest among equal ones. Tags and log-ins have places of their own, and one device or network has a few of them.
 */
export function createHashingLine(): HashingLine {
  let waiting: readonly Waiting[] = []
  let isBusy = false

  function leave(one: Waiting): void {
    waiting = waiting.filter(other => other !== one)
  }

  function enter(one: Waiting): void {
    const rivals = waiting.filter(({ claim }) => (claim.kind === 'tag') === (one.claim.kind === 'tag'))
    waiting = [...waiting, one]
    const same = rivals.filter(({ claim }) => claim.kind === one.claim.kind && claim.from === one.claim.from)
    const isFull = rivals.length >= MOST_WAITING
    const worst = same.length >= MOST_OF_ONE ? one : isFull ? last([...rivals, one]) : undefined
    if (worst === undefined) return
    leave(worst)
    worst.giveUp()
  }

  function next(): void {
    const [best] = waiting.toSorted(byClaim)
    isBusy = best !== undefined
    if (best === undefined) return
    leave(best)
    best.begin()
  }

  return (claim, work) =>
    new Promise((resolve, reject) => {
      const begin = () => void work().then(resolve, reject).finally(next)
      enter({ claim, begin, giveUp: () => resolve(undefined) })
      if (!isBusy) next()
    })
}

function last(claims: readonly Waiting[]): Waiting | undefined {
  return claims.toSorted(byClaim).at(-1)
}

/** Stable, so equal claims stay in the order in which they came. */
function byClaim({ claim: a }: Waiting, { claim: b }: Waiting): number {
  return RANK[a.kind] - RANK[b.kind] || a.guesses - b.guesses
}

const RANK: Readonly<Record<Claim['kind'], number>> = { device: 0, visitor: 1, tag: 2 }
