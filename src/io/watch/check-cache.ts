/**
 * Checks that this process remembers, so that a check-in needs no reading before its write. An outdated entry is found out by the
 * write.
 *
 * Once it is full, a further check is a guest: it goes again after some others, and only one guest of many takes the place of
 * the oldest. So checks that come round one after the other, more of them than have room, do not push each other out, which
 * would find none of them again and keep the garbage collector busy; those that come often get in soon.
 */
import type { Watched } from '../../domain/watch/ports'
import type { Found } from './read-checks'

/**
 * Bytes of the heap that the checks may take, of 64 MB in all: some 20,000 of usual size. Objects take one and a half times
 * the length of their text (973 bytes for 715 characters, measured).
 */
const MOST_BYTES = 24 * 1024 * 1024
const BYTES_OF_CHARACTER = 1.5

/** Of so many guests one stays, and together they take so small a part of the room: more than what is being written. */
const GUESTS = 16

export interface CachedCheck extends Watched {
  /** Of its texts, as they are stored. */
  readonly bytes: number
  /** Entries that were built on each other share their lineage: if one is wrong, so are all that follow. */
  readonly lineage: object
}

export interface CheckCache {
  get(id: string): CachedCheck | undefined
  idOf(slug: string): string | undefined
  /** Stores a check as Redis returned it, unless an entry is there. */
  learn(found: Found): void
  /**
   * Call after `learn`, once Redis has confirmed that no other check has this slug. A check that joins it changes this
   * one's version.
   */
  learnSlug(slug: string, id: string): void
  /** Stores the check as it will be once Redis has taken the change that is on its way; several may be. `from` is its entry. */
  advance(from: CachedCheck, to: Watched): void
  /** Replaces an entry that Redis refused by what is right. Only the first refusal of a lineage is news. */
  correct(wrong: CachedCheck, right: Found | undefined): void
  forget(id: string): void
  /** Whether less than half of the room is taken. */
  isHalfEmpty(): boolean
}

/** `mostBytes`: for tests. */
export function createCheckCache(mostBytes = MOST_BYTES): CheckCache {
  const entries = new Map<string, CachedCheck>()
  const ids = new Map<string, string>()
  const guests = new Set<string>()
  let [used, usedByGuests, admitted] = [0, 0, 0]

  function put(entry: CachedCheck): void {
    const { id } = entry.check
    const before = entries.get(id)
    entries.set(id, entry)
    used += entry.bytes - (before?.bytes ?? 0)
    if (before === undefined && isFull()) makeRoomFor(entry)
  }

  function isFull(): boolean {
    return used * BYTES_OF_CHARACTER > mostBytes
  }

  function makeRoomFor({ check: { id }, bytes }: CachedCheck): void {
    if (++admitted % GUESTS > 0) {
      guests.add(id)
      usedByGuests += bytes
    }
    while (isFull()) {
      const isGuestsTurn = usedByGuests * BYTES_OF_CHARACTER * GUESTS > mostBytes
      const oldest = (isGuestsTurn ? oldestGuest(id) : undefined) ?? oldestOther(id)
      if (oldest === undefined) return
      forget(oldest)
    }
  }

  function oldestGuest(except: string): string | undefined {
    for (const id of guests) if (id !== except) return id
    return undefined
  }

  function oldestOther(except: string): string | undefined {
    for (const id of entries.keys()) if (id !== except && !guests.has(id)) return id
    return oldestGuest(except)
  }

  function forget(id: string): void {
    const entry = entries.get(id)
    if (entry === undefined) return
    ids.delete(entry.check.slug)
    entries.delete(id)
    used -= entry.bytes
    if (guests.delete(id)) usedByGuests -= entry.bytes
  }

  return {
    get: id => entries.get(id),
    idOf: slug => ids.get(slug),
    learn: ({ watched, bytes }) => {
      if (!entries.has(watched.check.id)) put({ ...watched, bytes, lineage: {} })
    },
    learnSlug: (slug, id) => {
      if (entries.get(id)?.check.slug === slug) ids.set(slug, id)
    },
    advance: ({ bytes, lineage }, { check, state, version }) =>
      void entries.set(check.id, { check, state, version, bytes, lineage }),
    correct: (wrong, right) => {
      const { id } = wrong.check
      if (entries.get(id)?.lineage !== wrong.lineage) return
      forget(id)
      if (right) put({ ...right.watched, bytes: right.bytes, lineage: {} })
    },
    forget,
    isHalfEmpty: () => used * BYTES_OF_CHARACTER * 2 < mostBytes,
  }
}
