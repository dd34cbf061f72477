/** The stamps that members show, in the time of the test itself. Pure. */
import type { Attempt, Strike } from './history'

/**
 * Stamps are those of the clock of the member that took the signal, on all members. That one is not shown, so that it is found
 * by the attempts: of several that it may be the latest counts.
 *
 * @param shownBy whose clock counts where no attempt fits
 * @param skews member -> milliseconds by which its clock is ahead
 */
export function inOwnTime(
  stamp: number,
  shownBy: string,
  attempts: readonly Attempt[],
  skews: Readonly<Record<string, number>>,
  strikes: readonly Strike[],
): number {
  const all = Object.entries(skews).map(([member, skew]) => ({ member, at: stamp - skew }))
  // A member that stood still takes what waited for it when it goes on.
  const standstills = strikes.filter(({ how }) => how === 'still')
  const real = all.filter(({ member, at }) =>
    attempts.some(attempt => {
      if (attempt.member !== member || at < attempt.at - 500) return false
      const late = standstills.filter(one => one.member === member && one.from <= attempt.at + 3_000)
      return [attempt.at, ...late.map(({ to }) => to)].some(from => at >= from - 500 && at <= from + 3_000)
    }),
  )
  const own = all.filter(({ member }) => member === shownBy)
  return Math.max(...(real.length > 0 ? real : own).map(({ at }) => at))
}
