import { isSilenced } from './check-list'
import { lapse } from './check-state'
import { silence } from './interventions'
import { knownStatus } from './not-looking'
import type { Watched } from './ports'
import { isTrouble, type Status } from './status'

/**
 * Returns the status at this moment (epoch milliseconds), also where no sweep has run since the check's time ran out: the
 * answer to other programs does not depend on a worker that may be dead.
 */
export function statusAt({ check, state }: Pick<Watched, 'check' | 'state'>, now: number): Status {
  return lapse(state, check, now).state.status
}

/**
 * Returns the check as it is at this moment (epoch milliseconds): lists, pages and commands show what `statusAt` returns,
 * and since when, and no silence that is over. Flips are counted as they are stored: the sweep has not made this one yet.
 */
export function watchedAt<W extends Pick<Watched, 'check' | 'state'>>(watched: W, now: number): W {
  const { check, state: stored } = watched
  const { state } = lapse(stored, check, now)
  const isOver = state.silenced !== undefined && !isSilenced(state, now)
  return { ...watched, state: { ...(isOver ? silence(state, undefined).state : state), flips: stored.flips } }
}

/**
 * Whether a check counts as alive at this moment.
 *
 * @param isUnseen nobody looks at present at what the appliance looks at by itself
 */
export function isAlive(watched: Pick<Watched, 'check' | 'state'>, now: number, isUnseen: boolean): boolean {
  const status = knownStatus(watchedAt(watched, now), isUnseen)
  return status !== 'unknown' && !isTrouble(status)
}
