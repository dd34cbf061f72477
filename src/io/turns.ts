/**
 * Returns a function that does its works one after the other, in the order of the calls; a work that fails does not hold
 * up the next one. Web and operations may not import it, and each have a single such place: the domain, which all may
 * import, is synchronous.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
}
