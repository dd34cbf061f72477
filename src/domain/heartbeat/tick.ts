import { type Frequency, isDue, lastDueSlot, nextDueSlot, slotOf, slotStart } from '../time/slot'
import type { Occasion } from './heartbeat'
import { isDelivered, type LastResult } from './result-line'

/** The record of the last tick, for the next one and for the page (`tick.json`). */
export interface LastTick {
  /** Epoch milliseconds. */
  readonly at: number
  /** Its end: nothing to do, heartbeat queued, or stopped at one of these organs. */
  readonly end: 'nothing' | 'queued' | 'ini' | 'disk' | 'web' | 'redis'
  /** Its line in heartbeat.log, but without any time of day: readers may be in another zone. */
  readonly line: string
  /** From this slot on the web app has taken no due heartbeat; absent when it has taken all. */
  readonly owedSince?: number
  /** The slots whose ticks stopped at an organ, oldest first; absent when there are none. */
  readonly stops?: readonly Stop[]
  /** Absent when the INI had faults, or could not be read. */
  readonly ini?: CheckedIni
}

/** The settings that a tick needs, from an INI without faults. */
export interface CheckedIni {
  /** Names the text, and the rules by which it was checked: with the same mark, a check has the same end. */
  readonly mark: string
  readonly frequency: Frequency
  readonly catchup: boolean
  /** The web app's port. */
  readonly port: number
}

/** Ticks one after the other that stopped for the same reason. */
export interface Stop {
  /** The slots of the first and the last of them. */
  readonly from: number
  readonly to: number
  /** For people; holds no secret. */
  readonly reason: string
}

/** The number of stops that are kept until the worker has recorded the heartbeats that were missed. */
const STOPS_KEPT = 20

/** `stops` for the next tick. `reason`: why this one stopped; undefined when it did not. */
export function stopsAfter(
  stops: readonly Stop[],
  slot: number,
  reason: string | undefined,
): readonly Stop[] {
  if (reason === undefined) return stops
  const last = stops.at(-1)
  const goesOn = last?.reason === reason && (last.to === slot || last.to === slot - 1)
  const stop = { from: goesOn ? last.from : slot, to: slot, reason }
  return [...(goesOn ? stops.slice(0, -1) : stops), stop].slice(-STOPS_KEPT)
}

export interface TickInput {
  /** Epoch milliseconds, read once at the door. */
  readonly now: number
  /** Whether this is the first tick after boot, which sends at any minute. */
  readonly boot: boolean
  readonly ini: Pick<CheckedIni, 'frequency' | 'catchup'>
  readonly lastResult: LastResult | undefined
  readonly lastTick: LastTick | undefined
}

export type TickDecision =
  | { readonly send: true; readonly occasion: Occasion; readonly why: string }
  /** `next`: epoch milliseconds of the next due slot. */
  | { readonly send: false; readonly why: string; readonly next?: number }

/** Whether this tick sends a heartbeat, and why. */
export function decideTick({ now, boot, ini, lastResult, lastTick }: TickInput): TickDecision {
  const { frequency, catchup } = ini
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
 * `owedSince` for the next tick: when a tick stops at an organ, its due slot is owed until the web app takes a heartbeat.
 */
export function stillOwed(
  end: LastTick['end'],
  slot: number,
  lastDue: number | undefined,
  before?: number,
): number | undefined {
  if (end === 'nothing' || end === 'queued') return undefined
  // Without a readable INI the due slots are not known: any slot from this one on may turn out to be owed.
  if (end === 'ini') return before ?? slot
  return Math.min(before ?? slot, lastDue ?? slot)
}

/** The reason to try the heartbeat of the last due slot again; undefined when there is none. */
function undelivered(lastDue: number, result?: LastResult, tick?: LastTick): string | undefined {
  const since = result !== undefined && result.at >= slotStart(lastDue) ? result : undefined
  if (since !== undefined) return isDelivered(since) ? undefined : `failed (${since.result})`
  if (tick === undefined) return undefined // Shortly after boot, which has a heartbeat of its own.
  if (tick.at < slotStart(lastDue)) return 'had no tick'
  return tick.owedSince !== undefined && lastDue >= tick.owedSince ? 'did not get out' : undefined
}
