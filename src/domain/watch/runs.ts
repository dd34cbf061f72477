/** Runs of a check, from a start to its end. Pure; a state is never changed, a new one is returned. */

import type { Check } from './check'
import type { Signal } from './signal'
import type { CheckState, Runs } from './state'

/** The newest runs are kept; a client that never ends its runs must not fill the memory. */
const MOST_RUNS = 20

type RunsOf = Pick<CheckState, 'runs' | 'overran'>

/** Begins a run, or begins it again. */
export function withRun<S extends RunsOf>(state: S, rid: string, at: number): S {
  const { [rid]: _restarted, ...others } = state.runs
  return { ...state, runs: newest({ ...others, [rid]: at }) }
}

/**
 * Ends the runs that a success or a failure ends, as Healthchecks does: the run with its rid, and every run where it has
 * none; a failure with a rid that began no run also ends them all.
 *
 * @returns with `startedAt` of the run that it names
 */
export function ended<S extends RunsOf>(
  state: S,
  { kind, detail }: Signal,
): { readonly state: S; readonly startedAt: number | undefined } {
  if (state.overran === undefined && isEmpty(state.runs)) return { state, startedAt: undefined }
  const { overran = {}, ...rest } = state
  const rid = detail.rid ?? ''
  const { [rid]: running, ...runs } = state.runs
  const { [rid]: late, ...others } = overran
  const startedAt = running ?? late
  const endsAll = detail.rid === undefined || (kind === 'fail' && startedAt === undefined)
  const left = endsAll ? { runs: {} } : { runs, ...given(others) }
  return { state: { ...rest, ...left } as S, startedAt }
}

/** Sets the runs aside that have exceeded the longest run. */
export function withinTime<S extends RunsOf>(state: S, { longestRun }: Check, now: number): S {
  if (longestRun === undefined) return state
  const isOver = ([, start]: [string, number]) => start + longestRun <= now
  const runs = Object.entries(state.runs)
  if (!runs.some(isOver)) return state
  return {
    ...state,
    runs: Object.fromEntries(runs.filter(run => !isOver(run))),
    overran: newest({ ...state.overran, ...Object.fromEntries(runs.filter(isOver)) }),
  }
}

/** The moment at which the oldest run has exceeded the longest run. */
export function overrunAt({ runs }: CheckState, { longestRun }: Check): number | undefined {
  if (longestRun === undefined) return undefined
  const starts = Object.values(runs)
  return starts.length === 0 ? undefined : Math.min(...starts) + longestRun
}

export function withoutRuns<S extends RunsOf>(state: S): S {
  const { overran: _over, ...rest } = state
  return { ...rest, runs: {} } as unknown as S
}

/** By their starts: an object would put rids that are whole numbers first. */
function newest(runs: Runs): Runs {
  return Object.fromEntries(
    Object.entries(runs)
      .sort(([, a], [, b]) => a - b)
      .slice(-MOST_RUNS),
  )
}

function given(overran: Runs): Pick<CheckState, 'overran'> {
  return isEmpty(overran) ? {} : { overran }
}

function isEmpty(runs: Runs): boolean {
  for (const _rid in runs) return false
  return true
}
