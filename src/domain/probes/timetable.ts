/** The moments at which a probe looks: the same for every worker, whenever it started. Pure. */

import { fnv1a } from '../fnv'
import { nextDaily } from './daily'
import { dailyTimes, intervalOf, type Probe } from './probe'

/** Milliseconds over which looks at one moment of the clock are spread. */
const CLOCK_SPREAD = 10_000

/**
 * The next moment after `after`, epoch milliseconds. Looks of one interval are spread over it by the check's id, so that
 * many probes never look at once, and each keeps its moments over a restart.
 */
export function nextLook(
  probe: Pick<Probe, 'every'> & Partial<Pick<Probe, 'kind' | 'settings'>>,
  id: string,
  after: number,
): number {
  const { every } = probe
  const share = shareOf(id)
  const { kind, settings } = probe
  const daily = kind && settings && dailyTimes({ kind, settings, every })
  if (daily !== undefined) {
    const shift = Math.floor(share * Math.min(CLOCK_SPREAD, daily.every / 6))
    return nextDaily(daily, after - shift) + shift
  }
  if (typeof every === 'number') {
    const phase = Math.floor(share * every)
    return (Math.floor((after - phase) / every) + 1) * every + phase
  }
  const shift = Math.floor(share * Math.min(CLOCK_SPREAD, intervalOf(probe) / 6))
  const base = new Date(after - shift)
  if (every === 'minute') base.setSeconds(60, 0)
  else if (every === 'hour') base.setMinutes(60, 0, 0)
  else if (every === 'day') base.setHours(24, 0, 0, 0)
  else base.setHours(base.getHours() < 12 ? 12 : 36, 0, 0, 0)
  return base.getTime() + shift
}

/** A number from 0 to 1 that only the id decides. */
const shareOf = (id: string) => fnv1a(id) / 2 ** 32
