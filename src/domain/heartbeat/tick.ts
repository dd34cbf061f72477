import type { Settings } from '../settings/settings'
import { isDue, lastDueSlot, nextDueSlot, slotOf, slotStart } from '../time/slot'
import type { Occasion } from './heartbeat'
import { isDelivered, type LastResult } from './result-line'

/** What the last tick leaves for the next one and for the page (`tick.json`). */
export interface LastTick {
  /** Epoch milliseconds. */
  readonly at: number
  /** Where it ended: nothing to do, heartbeat queued, or stopped at one of these organs. */
  readonly end: 'nothing' | 'queued' | 'ini' | 'web' | 'redis'
  /** What it did, as in heartbeat.log, but without any time of day: readers may be in another zone. */
  readonly line: string
  /** From this slot on no due heartbeat has been taken by the web app; absent when all have. */
  readonly owedSince?: number
}

export interface TickInput {
  /** Epoch milliseconds, read once at the door. */
  readonly now: number
  /** The first tick after boot sends whatever the minute is. */
  readonly boot: boolean
  readonly monitoring: Settings['monitoring']
  readonly lastResult: LastResult | undefined
  readonly lastTick: LastTick | undefined
}

export type TickDecision =
  | { readonly send: true; readonly occasion: Occasion; readonly why: string }
  /** `next`: epoch milliseconds of the next due slot. */
  | { readonly send: false; readonly why: string; readonly next?: number }

/** Whether this tick sends a heartbeat, and why. */
export function decideTick({ now, boot, monitoring, lastResult, lastTick }: TickInput): TickDecision {
  const { frequency, catchup } = monitoring
  const slot = slotOf(now)
  const last = lastDueSlot(slot, frequency)
  if (frequency === 'Off' || last === undefined) return { send: false, why: 'heartbeating is Off' }
  if (boot) return { send: true, occasion: 'boot', why: 'first after boot' }
  if (isDue(slot, frequency)) return { send: true, occasion: 'due', why: `due every ${frequency} minutes` }

  const failure = catchup ? undelivered(last, lastResult, lastTick) : undefined
  if (failure) return { send: true, occasion: 'catch-up', why: `the last one ${failure}` }
  const next = nextDueSlot(slot, frequency)
  return { send: false, why: 'not due', ...(next !== undefined && { next: slotStart(next) }) }
}

/**
 * `owedSince` for the tick after this one: a due slot whose tick stopped at an organ is owed until a heartbeat is
 * taken.
 */
export function stillOwed(
  end: LastTick['end'],
  slot: number,
  lastDue: number | undefined,
  before?: number,
): number | undefined {
  if (end === 'nothing' || end === 'queued') return undefined
  // An INI that cannot be read does not tell what is due: any due slot from here on may turn out to be owed.
  if (end === 'ini') return before ?? slot
  return Math.min(before ?? slot, lastDue ?? slot)
}

/** Why the heartbeat of the last due slot is to be tried again; undefined when it is not. */
function undelivered(lastDue: number, result?: LastResult, tick?: LastTick): string | undefined {
  const since = result !== undefined && result.at >= slotStart(lastDue) ? result : undefined
  if (since !== undefined) return isDelivered(since) ? undefined : `failed (${since.result})`
  if (tick === undefined) return undefined // After boot, which has a heartbeat of its own.
  if (tick.at < slotStart(lastDue)) return 'had no tick'
  return tick.owedSince !== undefined && lastDue >= tick.owedSince ? 'did not get out' : undefined
}
