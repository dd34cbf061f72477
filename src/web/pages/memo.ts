/** Works something out once for each object, for as long as there is that object. */
export function onceEach<Key extends object, Made>(workOut: (key: Key) => Made): (key: Key) => Made {
  const made = new WeakMap<Key, { readonly value: Made }>()
  return key => {
    const known = made.get(key) ?? { value: workOut(key) }
    made.set(key, known)
    return known.value
  }
}
