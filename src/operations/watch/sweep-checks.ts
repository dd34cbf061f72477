import { type Door, doorOf } from '../../domain/watch/doors'
import type { Watched } from '../../domain/watch/ports'
import type { DeafSpan } from '../../domain/watch/state'
import type { Attendance, SweepStore } from '../../domain/watch/sweep-store'
import { createDoorGaps, type GapPorts } from './door-gaps'

/** Checks that are swept together. */
const BATCH = 500
/** Milliseconds until the next attempt while nobody takes check-ins, and while it is not certain that somebody does. */
const DEAF_MS = 5_000
const UNCONFIRMED_MS = 500

export interface SweepPorts extends Omit<GapPorts, 'onGap'> {
  readonly onGap: (gap: DeafSpan, forgiven: number, door: Door) => void
  readonly store: SweepStore
  /** Whether this appliance is to receive messages by 0MQ. */
  readonly awaitsMessages?: () => Promise<boolean>
}

/**
 * Finds the checks whose time has run out. A silence brings no check down while no signal could be received: nothing is
 * swept while nobody attends its door, and after such a gap, or one in which this machine slept, deadlines are moved. The
 * checks that are fed by 0MQ have a door of their own.
 */
export function createSweep({ store, awaitsMessages = async () => false, ...ports }: SweepPorts) {
  const { now } = ports
  let hasMessages = false
  /** Whether there may be no checks: then there is nothing to find out about the doors. */
  let mayRest = true
  const doorIn = ({ check, state }: Watched): Door => (hasMessages ? doorOf(check, state) : 'web')
  const openDoor = (door: Door) =>
    createDoorGaps(
      door === 'web' ? store : store.messages,
      { ...ports, onGap: (gap, forgiven) => ports.onGap(gap, forgiven, door) },
      watched => doorIn(watched) === door,
    )
  const web = openDoor('web')
  let messages: ReturnType<typeof openDoor> | undefined

  async function attend(): Promise<Readonly<Record<Door, Attendance | undefined>>> {
    hasMessages = (await awaitsMessages()) || (await store.messages.isInUse())
    messages = hasMessages ? (messages ?? openDoor('messages')) : undefined
    const [byWeb, byMessages] = await Promise.all([web.forgiveGaps(), messages?.forgiveGaps()])
    return { web: byWeb, messages: byMessages }
  }

  /** Returns when to sweep again, given the doors in use and the last moment at which one was certainly attended. */
  async function nextAfter(latest: number, doors: readonly (Attendance | undefined)[]) {
    if (doors.some(taken => taken?.isPresent === false)) return now() + UNCONFIRMED_MS
    const next = await store.nextDeadline()
    // The silence of those that are due all the same cannot be judged yet.
    if (next === undefined || next > latest) return next
    if (doors.some(taken => taken !== undefined && taken.doubts.size > 0)) return now() + UNCONFIRMED_MS
    if (doors.every(taken => taken !== undefined)) return next
    return Math.min((await store.nextDeadline(latest)) ?? Number.POSITIVE_INFINITY, now() + DEAF_MS)
  }

  return {
    /** Sweeps once. Returns when to sweep again, epoch milliseconds; undefined while no deadline is set. */
    async sweep(): Promise<number | undefined> {
      if (mayRest && !(await store.hasChecks())) {
        web.rest(now())
        messages?.rest(now())
        return undefined
      }
      const next = await judge()
      mayRest = next === undefined
      return next
    },

    /** Notes that the connection to Redis stood until then. */
    stoodUntil(at: number): void {
      web.stoodUntil(at)
      messages?.stoodUntil(at)
    },

    /** Marks the moment of an orderly end. */
    async end(): Promise<void> {
      if (await store.hasChecks()) await Promise.all([web.end(), messages?.end()])
    },
  }

  async function judge(): Promise<number | undefined> {
    const attended = await attend()
    const doors = hasMessages ? [attended.web, attended.messages] : [attended.web]
    const latest = Math.max(...doors.map(taken => taken?.confirmed ?? Number.NEGATIVE_INFINITY))
    if (latest === Number.NEGATIVE_INFINITY)
      return (await store.nextDeadline()) === undefined ? undefined : now() + DEAF_MS
    for (;;) {
      // The signal of a check whose time ran out after that moment may be on its way, or lost.
      const due = await store.due(latest, BATCH, { doorOf: doorIn, attended })
      for (const door of ['web', 'messages'] as const) {
        const own = due.filter(watched => doorIn(watched) === door)
        const taken = attended[door]
        if (taken !== undefined && own.length > 0) await store.lapse(own, taken.confirmed)
      }
      if (due.length < BATCH) return await nextAfter(latest, doors)
    }
  }
}
