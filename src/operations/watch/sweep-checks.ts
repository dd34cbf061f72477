import { CLOCKS_APART_MS } from '../../domain/redis/server-faults'
import type { Clock } from '../../domain/time/clock'
import type { DeafSpan } from '../../domain/watch/state'
import type { Listening, SweepStore, TakerDoubt } from '../../domain/watch/sweep-store'

/** Checks that are swept together. */
const BATCH = 500
/** Milliseconds until the next attempt while nobody takes check-ins, and while it is not certain that somebody does. */
const DEAF_MS = 5_000
const UNCONFIRMED_MS = 500
/** Milliseconds between marks in the ledger: an SD card should not be written to every minute. */
const MARK_MS = 300_000
/** A shorter gap may be a rounded second. */
const SHORTEST_GAP = 2_000
/** A sweep runs every minute; after a pause as long as this, the program was stopped. */
const MISSED_MS = 150_000
/** A gap of this length is reported. A shorter one only moves deadlines. */
const REPORTED_GAP = 60_000

export interface SweepPorts {
  readonly store: SweepStore
  readonly now: Clock
  /** Milliseconds of a clock that is never set. */
  readonly steady: Clock
  /** Whether the server has a clock of its own: where it is far from ours, one of them is wrong, and no silence is judged. */
  readonly comparesClocks?: boolean
  readonly onGap: (gap: DeafSpan, forgiven: number) => void
}

interface Taken {
  /** The last moment at which check-ins were certainly taken. */
  readonly confirmed: number
  readonly isPresent: boolean
  /** The processes that take check-ins and have not certainly done so all the while. */
  readonly doubts: ReadonlyMap<string, TakerDoubt>
}

function doubtsAt(at: number, { doubtful }: Listening): Taken['doubts'] {
  return new Map(
    [...doubtful].map(([id, { unconfirmedFor, gap }]) => [
      id,
      { confirmed: at - unconfirmedFor, ...(gap && { gap: { from: at - gap.from, to: at - gap.to } }) },
    ]),
  )
}

/**
 * Finds the checks whose time has run out. A silence brings no check down while no signal could be received: nothing is
 * swept while nobody takes check-ins, and after such a gap, or one in which this machine slept, deadlines are moved.
 */
export function createSweep({ store, now, steady, comparesClocks = false, onGap }: SweepPorts) {
  /** The last moment at which signals could be received. */
  let receivingAt: number | undefined
  let markedAt: number | undefined
  /** Wall clock minus steady clock, when it was last read. */
  let offset: number | undefined

  /** Time in which another worker received signals, or that it has dealt with, belongs to no gap: the ledger has its end. */
  async function forgiveMissed(from: number, to: number): Promise<void> {
    const gap = { from: Math.max(from, (await store.markedAlive()) ?? 0), to }
    if (to - gap.from >= SHORTEST_GAP) await forgiveGap(gap)
  }

  async function forgiveGap(gap: DeafSpan): Promise<void> {
    const forgiven = await store.grantAmnesty(gap, gap.to - gap.from >= REPORTED_GAP)
    markedAt = gap.to
    onGap(gap, forgiven)
  }

  /**
   * Forgives the gaps so far. Returns the last moment at which check-ins were certainly taken, and whether that is the
   * present one; undefined while nobody takes any.
   */
  async function forgiveGaps(): Promise<Taken | undefined> {
    const began = now()
    const isFirst = receivingAt === undefined
    const listening = await store.listening()
    if (listening === undefined) return undefined
    if (comparesClocks && Math.abs(now() - listening.serverTime) > CLOCKS_APART_MS) return undefined
    // Some checks may have signalled since then; the signals before that show where the gap begins.
    receivingAt ??= await store.lastReceived(now() - listening.for - SHORTEST_GAP)
    const at = now()
    const confirmed = at - listening.unconfirmedFor
    /** By how much the clock was set meanwhile; forward, the machine may have slept as well. */
    const leap = offset === undefined ? 0 : at - steady() - offset
    offset = at - steady()
    const since = at - listening.for
    if (receivingAt !== undefined) {
      const isDeaf = since - receivingAt >= SHORTEST_GAP
      const hasLeapt = leap > SHORTEST_GAP
      if (leap < -SHORTEST_GAP || receivingAt > at + SHORTEST_GAP) await forgiveGap({ from: at, to: at })
      else if (!isFirst && at - receivingAt > MISSED_MS) await forgiveMissed(receivingAt, at)
      else if (isDeaf || hasLeapt)
        await forgiveMissed(isDeaf ? receivingAt : at - leap, hasLeapt ? at : since)
      else if (at - began >= SHORTEST_GAP) await forgiveMissed(began, at)
    }
    receivingAt = confirmed
    if (markedAt === undefined || at - markedAt >= MARK_MS || markedAt > at) {
      await store.markAlive(confirmed)
      markedAt = confirmed
    }
    return { confirmed, isPresent: listening.unconfirmedFor === 0, doubts: doubtsAt(at, listening) }
  }

  return {
    /** Sweeps once. Returns when to sweep again, epoch milliseconds; undefined while no deadline is set. */
    async sweep(): Promise<number | undefined> {
      const taken = await forgiveGaps()
      if (taken === undefined) return (await store.nextDeadline()) === undefined ? undefined : now() + DEAF_MS
      for (;;) {
        // The signal of a check whose time ran out after that moment may be on its way, or lost.
        const due = await store.due(taken.confirmed, BATCH, taken.doubts)
        if (due.length > 0) await store.lapse(due, taken.confirmed)
        if (due.length >= BATCH) continue
        if (!taken.isPresent) return now() + UNCONFIRMED_MS
        const next = await store.nextDeadline()
        // The silence of those that are due all the same cannot be judged yet.
        const isHeld = taken.doubts.size > 0 && next !== undefined && next <= taken.confirmed
        return isHeld ? now() + UNCONFIRMED_MS : next
      }
    },

    /** Notes that the connection to Redis stood until then. */
    stoodUntil(at: number): void {
      receivingAt = receivingAt === undefined ? undefined : Math.max(receivingAt, at)
    },

    /** Marks the moment of an orderly end. */
    async end(): Promise<void> {
      const taken = await forgiveGaps()
      if (taken !== undefined) await store.markAlive(taken.confirmed)
    },
  }
}
