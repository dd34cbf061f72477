import { lapse } from './check-state'
import type { Watched } from './watch-ports'

/** Whether a check counts as alive at this moment (epoch milliseconds), also where no sweep has looked since its time ran out. */
export function isAlive({ check, state }: Pick<Watched, 'check' | 'state'>, now: number): boolean {
  return lapse(state, check, now).state.status !== 'down'
}
