import type { Clock } from '../../domain/time/clock'
import type { SweepStore } from '../../domain/watch/ports'
import type { DeafSpan } from '../../domain/watch/state'

/** Checks that are looked at together. */
const BATCH = 500
/** While nobody listens, how long until the next look. */
const DEAF_MS = 5_000
/** The ledger: an SD card should not be written to every minute. */
const MARK_MS = 300_000
/** Shorter than this, a gap may be a rounded second. */
const SHORTEST_GAP = 2_000
/** Somebody who looks every minute and did not for so long was stopped. */
const MISSED_MS = 150_000
/** A gap that people should know of. Shorter ones only move deadlines. */
const WORTH_TELLING = 60_000

export interface SweepPorts {
  readonly store: SweepStore
  readonly now: Clock
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: Clock
  readonly onGap: (gap: DeafSpan, forgiven: number) => void
}

/**
 * Finds the checks whose time has run out. Nobody is down for a silence in which nobody listened: as long as nobody
 * takes check-ins nothing is swept, and after such a gap, or one in which this machine slept, deadlines are moved.
 */
export function createSweep({ store, now, steady, onGap }: SweepPorts) {
  let heardAt: number | undefined
  let markedAt: number | undefined
  /** Wall clock minus steady clock, when it was last looked at. */
  let offset: number | undefined

  /** What the ledger says another worker heard since, or has dealt with, is no gap. */
  async function forgiveMissed(from: number, to: number): Promise<void> {
    const gap = { from: Math.max(from, (await store.markedAlive()) ?? 0), to }
    if (to - gap.from >= SHORTEST_GAP) await forgiveGap(gap)
  }

  async function forgiveGap(gap: DeafSpan): Promise<void> {
    const forgiven = await store.grantAmnesty(gap, gap.to - gap.from >= WORTH_TELLING)
    markedAt = gap.to
    onGap(gap, forgiven)
  }

  /** Whether somebody takes check-ins, now that what was missed is forgiven. */
  async function attend(): Promise<boolean> {
    const asked = now()
    const first = heardAt === undefined
    const listening = await store.listeningFor()
    if (listening === undefined) return false
    // Some may have checked in since: what matters is who was heard before anybody listened again.
    heardAt ??= await store.lastHeard(now() - listening - SHORTEST_GAP)
    const at = now()
    /** By how much the clock was set meanwhile; forward, the machine may have slept as well. */
    const leap = offset === undefined ? 0 : at - steady() - offset
    offset = at - steady()
    const since = at - listening
    if (heardAt !== undefined) {
      const isDeaf = since - heardAt >= SHORTEST_GAP
      const hasLeapt = leap > SHORTEST_GAP
      if (leap < -SHORTEST_GAP || heardAt > at + SHORTEST_GAP) await forgiveGap({ from: at, to: at })
      else if (!first && at - heardAt > MISSED_MS) await forgiveMissed(heardAt, at)
      else if (isDeaf || hasLeapt) await forgiveMissed(isDeaf ? heardAt : at - leap, hasLeapt ? at : since)
      else if (at - asked >= SHORTEST_GAP) await forgiveMissed(asked, at)
    }
    heardAt = at
    if (markedAt === undefined || at - markedAt >= MARK_MS || markedAt > at) {
      await store.markAlive(at)
      markedAt = at
    }
    return true
  }

  return {
    /** Sweeps once. When to sweep again, epoch milliseconds; undefined: nothing is waited for. */
    async sweep(): Promise<number | undefined> {
      if (!(await attend())) return now() + DEAF_MS
      for (;;) {
        const due = await store.due(now(), BATCH)
        if (due.length > 0) await store.lapse(due, now())
        if (due.length < BATCH) return await store.nextDeadline()
      }
    },

    /** The connection to Redis stood until then. */
    stoodUntil(at: number): void {
      heardAt = heardAt === undefined ? undefined : Math.max(heardAt, at)
    },

    /** Before an orderly end. */
    async end(): Promise<void> {
      if (await attend()) await store.markAlive(now())
    },
  }
}
