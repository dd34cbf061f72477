/** The last tries at messages that this member could not send, by the names of their outcomes. */
export interface FailedTries {
  note(names: readonly string[]): void
  forget(names: readonly string[]): void
  /** Milliseconds since the last one of that name; infinite where there was none. */
  since(name: string | undefined): number
}

/** Older ones are forgotten where there are more. */
const MOST = 1_000

/** @param machine milliseconds of a clock that nobody sets */
export function createFailedTries(machine: () => number): FailedTries {
  /** By name, the oldest first. */
  const moments = new Map<string | undefined, number>()

  function forget(names: readonly (string | undefined)[]): void {
    for (const name of names) moments.delete(name)
  }

  return {
    note: names => {
      forget(names)
      for (const name of names) moments.set(name, machine())
      forget([...moments.keys()].slice(0, Math.max(0, moments.size - MOST)))
    },
    forget,
    since: name => {
      const moment = moments.get(name)
      return moment === undefined ? Number.POSITIVE_INFINITY : machine() - moment
    },
  }
}
