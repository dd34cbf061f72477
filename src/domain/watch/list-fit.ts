import type { ListQuery } from './check-lists'
import { KINDS } from './list-order'
import type { Watched } from './watched'

/** Whether a check is one of those that a list is of. Its state has to be that of the moment: see `watchedAt`. */
export function fits({ check, state }: Watched, query: ListQuery): boolean {
  const { status, tags = [], channels, only, without } = query
  return (
    (status === undefined || state.status === status) &&
    tags.every(tag => check.tags.includes(tag)) &&
    (channels === undefined || channels(check.channels)) &&
    (only === undefined || KINDS[only](check)) &&
    (without === undefined || !KINDS[without](check))
  )
}
