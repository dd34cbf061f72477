/** Facts that are read anew when they are old, while whoever needs them waits for a moment only. */

/** A page that renews itself starts no programs each time. */
const HOLD_MS = 60_000
const PATIENCE_MS = 200

/** Returns the last facts; undefined before the first ones are known. */
export function recently<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let last: T | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  return async () => {
    if (performance.now() - readAt > HOLD_MS)
      reading ??= read()
        .then(facts => {
          last = facts
          readAt = performance.now()
        })
        .finally(() => {
          reading = undefined
        })
    if (reading) await soon(reading)
    return last
  }
}

function soon(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PATIENCE_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
