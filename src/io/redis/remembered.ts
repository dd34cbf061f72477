/** Time for which a value that hardly ever changes is used without reading it again: an import may replace it. */
const KEPT_MS = 10_000

/** Reads a value at most once in `keptMs`, ten seconds where that is not given. A failed reading is not kept. */
export function remembered<T>(read: () => Promise<T>, keptMs = KEPT_MS): Remembered<T> {
  let last: { readonly value: T; readonly at: number } | undefined
  let forgotten = 0
  const value = async () => {
    if (last && performance.now() - last.at < keptMs) return last.value
    const [at, before] = [performance.now(), forgotten]
    const value = await read()
    // A value that was asked for before it was forgotten may be outdated.
    if (before === forgotten) last = { value, at }
    return value
  }
  const forget = () => {
    last = undefined
    forgotten++
  }
  return Object.assign(value, { forget })
}

export interface Remembered<T> {
  (): Promise<T>
  /** The next call reads it again. */
  forget(): void
}
