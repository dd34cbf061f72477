/** The messages that this member is about to send, or sends, by names, and how many attempts at each. */
export interface UnderWay {
  begin(names: readonly string[]): void
  end(names: readonly string[]): void
  has(name: string): boolean
  names(): readonly string[]
}

export function createUnderWay(): UnderWay {
  const attempts = new Map<string, number>()

  function count(names: readonly string[], step: 1 | -1): void {
    for (const name of names) {
      const many = (attempts.get(name) ?? 0) + step
      if (many > 0) attempts.set(name, many)
      else attempts.delete(name)
    }
  }

  return {
    begin: names => count(names, 1),
    end: names => count(names, -1),
    has: name => attempts.has(name),
    names: () => [...attempts.keys()],
  }
}
