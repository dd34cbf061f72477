import { CLOCKS_APART_MS } from '../../domain/redis/server-faults'
import type { Clock } from '../../domain/time/clock'
import type { DeafSpan } from '../../domain/watch/state'
import type { Attendance, Concerns, DoorStore, Listening } from '../../domain/watch/sweep-store'

/** Milliseconds between marks in the ledger: an SD card should not be written to every minute. */
const MARK_MS = 300_000
/** A shorter gap may be a rounded second. */
const SHORTEST_GAP = 2_000
/** A sweep runs every minute; after a pause as long as this, the program was stopped. */
const MISSED_MS = 150_000
/** A gap of this length is reported. A shorter one only moves deadlines. */
const REPORTED_GAP = 60_000

export interface GapPorts {
  readonly now: Clock
  /** Milliseconds of a clock that is never set. */
  readonly steady: Clock
  /** Whether the server has a clock of its own: where it is far from ours, one of them is wrong, and no silence is judged. */
  readonly comparesClocks?: boolean
  readonly onGap: (gap: DeafSpan, forgiven: number) => void
}

function doubtsAt(at: number, { doubtful }: Listening): Attendance['doubts'] {
  return new Map(
    [...doubtful].map(([id, { unconfirmedFor, gap }]) => [
      id,
      { confirmed: at - unconfirmedFor, ...(gap && { gap: { from: at - gap.from, to: at - gap.to } }) },
    ]),
  )
}

/** Finds the gaps in which a door was not attended, and grants an amnesty for each to the checks that it concerns. */
export function createDoorGaps(
  store: DoorStore,
  { now, steady, comparesClocks = false, onGap }: GapPorts,
  concerns: Concerns,
) {
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
    const forgiven = await store.grantAmnesty(gap, gap.to - gap.from >= REPORTED_GAP, concerns)
    markedAt = gap.to
    onGap(gap, forgiven)
  }

  /** Forgives the gaps so far; undefined while nobody attends the door. */
  async function forgiveGaps(): Promise<Attendance | undefined> {
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
    forgiveGaps,

    /** Notes that there was nothing to receive signals for until then, so that no gap before it matters. */
    rest(at: number): void {
      receivingAt = at
      markedAt = undefined
      offset = at - steady()
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
