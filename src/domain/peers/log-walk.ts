/** The checks that a member's log has, as it is followed from its beginning. Pure. */

import { type Cursor, type Page, showsCheck } from './group'

/** All checks of the log up to that place. */
export interface LogWalk {
  readonly ids: ReadonlySet<string>
  readonly upTo: Cursor
}

/**
 * The walk with one page more. Pages may come twice and late, as several callers follow one log; a page behind a gap does not
 * count: undefined.
 *
 * @param from the place behind which the page was asked for
 */
export function walkedOn(
  walk: LogWalk | undefined,
  from: Cursor | undefined,
  { entries, next, isFirst }: Page,
): LogWalk | undefined {
  const before = walk?.upTo.epoch === next.epoch ? walk : undefined
  const begin = isFirst ? 0 : from?.epoch === next.epoch ? from.seq : Number.POSITIVE_INFINITY
  if (begin > (before?.upTo.seq ?? 0)) return undefined
  const ids = entries.filter(showsCheck).map(({ id }) => id)
  return {
    ids: new Set([...(before?.ids ?? []), ...ids]),
    upTo: before && before.upTo.seq > next.seq ? before.upTo : next,
  }
}
