/** Remembers what a function of an object returned, for as long as the object exists. */
export function memo<Key extends object, Result>(work: (key: Key) => Result): (key: Key) => Result {
  const results = new WeakMap<Key, { readonly value: Result }>()
  return key => {
    const known = results.get(key) ?? { value: work(key) }
    results.set(key, known)
    return known.value
  }
}
