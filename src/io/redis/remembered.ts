/** Time for which a value that hardly ever changes is used without reading it again: an import may replace it. */
const KEPT_MS = 10_000

/** Reads a value at most once in ten seconds. A failed reading is not kept. */
export function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: T; readonly at: number } | undefined
  return async () => {
    if (last && performance.now() - last.at < KEPT_MS) return last.value
    last = { value: await read(), at: performance.now() }
    return last.value
  }
}
