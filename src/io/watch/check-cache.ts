/** What this process remembers of checks, so that a check-in needs no reading before its write. A hint may be wrong: Redis says so. */
import type { Watched } from '../../domain/watch/ports'

const MOST_HINTS = 20_000

interface Hint extends Watched {
  /** Hints that were built on each other have the same chain: if one is wrong, so are all that follow. */
  readonly chain: object
}

export interface Hints {
  get(id: string): Hint | undefined
  idOf(slug: string): string | undefined
  /** What Redis said of a check of which nothing was known. */
  learn(watched: Watched): void
  /** Redis said, after it told of the check, that the slug is this check's alone. A check that joins it changes this one's version. */
  learnSlug(slug: string, id: string): void
  /** What Redis will say when it has taken the change that is on its way: several may be. */
  advance(from: Hint, to: Watched): void
  /** Redis said that the hint was wrong, and what is right. Only the first of a chain is news. */
  correct(wrong: Hint, right: Watched | undefined): void
  forget(id: string): void
}

export function createHints(): Hints {
  const hints = new Map<string, Hint>()
  const ids = new Map<string, string>()

  function put(hint: Hint): void {
    hints.set(hint.check.id, hint)
    if (hints.size <= MOST_HINTS) return
    const [oldest] = hints.keys()
    if (oldest !== undefined) forget(oldest)
  }

  function forget(id: string): void {
    const hint = hints.get(id)
    if (hint) ids.delete(hint.check.slug)
    hints.delete(id)
  }

  return {
    get: id => hints.get(id),
    idOf: slug => ids.get(slug),
    learn: watched => {
      if (!hints.has(watched.check.id)) put({ ...watched, chain: {} })
    },
    learnSlug: (slug, id) => {
      if (hints.get(id)?.check.slug === slug) ids.set(slug, id)
    },
    advance: (from, to) => put({ ...to, chain: from.chain }),
    correct: (wrong, right) => {
      const { id } = wrong.check
      if (hints.get(id)?.chain !== wrong.chain) return
      forget(id)
      if (right) put({ ...right, chain: {} })
    },
    forget,
  }
}
