/** Figures from flips. Pure. */

import { decimal, t } from '../language/text'
import { formatDuration } from '../time/duration'
import type { Flip } from './flip'
import type { CheckState } from './state'
import { type Beginning, downByClock, statusSpans } from './status-spans'

/** Spans in milliseconds within the given time. */
export interface Uptime {
  readonly up: number
  readonly down: number
  /** New, blind and paused time, time from which no flips are kept, and time in which the watch itself was away. */
  readonly unknown: number
  /** Times that it went down. */
  readonly outages: number
  /** up / (up + down), from 0 to 1; undefined while nothing is known. */
  readonly share?: number
}

/**
 * Sums up how long a check was up and down in `from <= t < to`. Late time counts as up: the grace was not over.
 *
 * @param flips newest first, as the store returns them
 */
export function uptimeOf(
  flips: readonly Flip[],
  state: CheckState,
  beginning: Beginning,
  from: number,
  to: number,
): Uptime {
  const sums = { up: 0, down: 0, unknown: 0 }
  for (const span of statusSpans(flips, state, beginning, from, to))
    sums[soundnessOf(span.status)] += span.to - span.from
  // It went down when its time ran out, not when that was noticed.
  const downs = flips.filter(({ to: into }) => into === 'down').map(({ due }) => due)
  const outages = [downByClock(flips, state) ?? to, ...downs].filter(at => at >= from && at < to).length
  const share = shareOf(sums)
  return { ...sums, outages, ...(share !== undefined && { share }) }
}

/** The meaning of a status for figures. */
export function soundnessOf(status: string): 'up' | 'down' | 'unknown' {
  if (status === 'down') return 'down'
  return status === 'up' || status === 'late' ? 'up' : 'unknown'
}

export function shareOf({ up, down }: Pick<Uptime, 'up' | 'down'>): number | undefined {
  return up + down === 0 ? undefined : up / (up + down)
}

/** A share from 0 to 1 -> `99.98 %`; rounded down, so that only the whole is `100 %`. */
export function percentWords(share: number): string {
  if (share === 1) return '100 %'
  // In floating point 0.57 of 10,000 is a little less than 5,700; a millisecond of a year has 11 digits.
  const hundredths = Math.floor(Number((share * 10_000).toPrecision(14)))
  return `${decimal((hundredths / 100).toFixed(2))} %`
}

/** `known for 12h of 30d`; undefined where hardly anything is unknown. */
export function knownWords({
  up,
  down,
  unknown,
}: Pick<Uptime, 'up' | 'down' | 'unknown'>): string | undefined {
  const total = up + down + unknown
  if (unknown * 1_000 < total) return undefined
  return t('known for {known} of {total}', { known: roughly(up + down), total: roughly(total) })
}

/** `99.98 %, known for 12h of 30d` */
export function uptimeWords(uptime: Uptime): string {
  if (uptime.share === undefined) return '-'
  return [percentWords(uptime.share), knownWords(uptime)].filter(part => part !== undefined).join(', ')
}

/** Two units at most: `27d3h`, `5m12s`. */
function roughly(ms: number): string {
  const [DAY, HOUR, MINUTE] = [86_400_000, 3_600_000, 60_000]
  const unit = ms >= DAY ? HOUR : ms >= HOUR ? MINUTE : 1_000
  return formatDuration(Math.round(ms / unit) * unit)
}
