/** Checks that this process remembers, so that a check-in needs no reading before its write. An outdated entry is found out by the write. */
import type { Watched } from '../../domain/watch/ports'

const MAX_ENTRIES = 20_000

interface CachedCheck extends Watched {
  /** Entries that were built on each other share their lineage: if one is wrong, so are all that follow. */
  readonly lineage: object
}

export interface CheckCache {
  get(id: string): CachedCheck | undefined
  idOf(slug: string): string | undefined
  /** Stores a check as Redis returned it, unless an entry is there. */
  learn(watched: Watched): void
  /**
   * Call after `learn`, once Redis has confirmed that no other check has this slug. A check that joins it changes this
   * one's version.
   */
  learnSlug(slug: string, id: string): void
  /** Stores the check as it will be once Redis has taken the change that is on its way; several may be. */
  advance(from: CachedCheck, to: Watched): void
  /** Replaces an entry that Redis refused by what is right. Only the first refusal of a lineage is news. */
  correct(wrong: CachedCheck, right: Watched | undefined): void
  forget(id: string): void
}

export function createCheckCache(): CheckCache {
  const entries = new Map<string, CachedCheck>()
  const ids = new Map<string, string>()

  function put(entry: CachedCheck): void {
    entries.set(entry.check.id, entry)
    if (entries.size <= MAX_ENTRIES) return
    const [oldest] = entries.keys()
    if (oldest !== undefined) forget(oldest)
  }

  function forget(id: string): void {
    const entry = entries.get(id)
    if (entry) ids.delete(entry.check.slug)
    entries.delete(id)
  }

  return {
    get: id => entries.get(id),
    idOf: slug => ids.get(slug),
    learn: watched => {
      if (!entries.has(watched.check.id)) put({ ...watched, lineage: {} })
    },
    learnSlug: (slug, id) => {
      if (entries.get(id)?.check.slug === slug) ids.set(slug, id)
    },
    advance: (from, to) => put({ ...to, lineage: from.lineage }),
    correct: (wrong, right) => {
      const { id } = wrong.check
      if (entries.get(id)?.lineage !== wrong.lineage) return
      forget(id)
      if (right) put({ ...right, lineage: {} })
    },
    forget,
  }
}
