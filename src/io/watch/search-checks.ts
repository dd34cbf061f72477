/**
 * Searches in lists of checks, in any order. The list by names holds names, slugs and tags as text, so that a search reads no check
 * that does not match. What matches is sorted in memory while it is a few thousand checks at most. Of more, the lists in Redis are
 * walked in their order, and a request reads a bounded part of them; no list is in the order of the last signals, as each check-in
 * would have to move its check there, which costs a write to the disk.
 */
import type { CheckLists, Found, ListQuery, Order, Search, Step } from '../../domain/watch/check-lists'
import { fits } from '../../domain/watch/list-fit'
import { BY_NAME, compareEntries, entryOf, idOfEntry } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { hasWords, searchEntryOf } from '../../domain/watch/search-text'
import { watchedAt } from '../../domain/watch/status-at'
import { namesOf, type Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { entriesAt, merged, readEntries } from './list-entries'
import type { ListMending } from './mend-lists'
import { readChecks } from './read-checks'

/** Checks that are read at once. */
const BATCH = 200
/** Checks that are sorted in memory: about 4 MB. */
const MOST_SORTED = 2_000
/** Checks that one request reads in a walk. */
const MOST_READ = 5_000

export interface SearchParts extends Pick<CheckLists, 'page' | 'each' | 'size'> {
  whole(): Promise<void>
  readonly mending: ListMending
  inTime<T>(work: () => Promise<T>): Promise<T>
}

export function openSearch(
  redis: Redis,
  { page, each, size, whole, mending, inTime }: SearchParts,
): Pick<CheckLists, 'find' | 'walk'> {
  /** The lists by names of all parts of the checks, from an entry on. */
  const lists = (min = '-') =>
    shardsOf(redis).map(shard => ({
      redis: shard,
      key: namesOf(shard).watch.list(BY_NAME),
      range: [min, '+'] as const,
    }))

  /** The entries by name that have the words, in batches of at most so many. */
  async function* named(words: readonly string[]): AsyncGenerator<readonly string[]> {
    const sources = lists().map(({ redis: shard, key, range }) =>
      readEntries(shard, { union: [key], within: [], without: [], range }),
    )
    const [only] = sources
    const all = only !== undefined && sources.length === 1 ? only : merged(sources)
    for (;;) {
      const { done, value } = (await inTime(() => all.next())) as IteratorResult<readonly string[], undefined>
      if (done === true) return
      const matching = value.filter(entry => hasWords(entry, words))
      for (let at = 0; at < matching.length; at += BATCH) yield matching.slice(at, at + BATCH)
    }
  }

  /** The checks of these entries that are still so named, as they are now. Outdated entries are mended. */
  async function read(entries: readonly string[], now: number): Promise<Watched[]> {
    const found = await readChecks(redis, entries.map(idOfEntry))
    const byId = new Map(found.map(watched => [watched.check.id, watched]))
    return entries.flatMap(entry => {
      const watched = byId.get(idOfEntry(entry))
      if (watched && searchEntryOf(watched.check) === entry) return [watchedAt(watched, now)]
      mending.mendEntry(entry).catch(() => {}) // It is met again.
      return []
    })
  }

  /** All that match, in no order; undefined where they are too many to be sorted. */
  async function few({ words = [], ...query }: Search, now: number): Promise<Watched[] | undefined> {
    const found: Watched[] = []
    if (words.length === 0) {
      if ((await size(query, now)) > MOST_SORTED) return undefined
      for await (const batch of each(query, now)) found.push(...batch)
      return found
    }
    const texts: string[] = []
    for await (const entries of named(words)) {
      texts.push(...entries)
      if (texts.length > MOST_SORTED) return undefined
    }
    for (let at = 0; at < texts.length; at += BATCH)
      for (const watched of await inTime(() => read(texts.slice(at, at + BATCH), now)))
        if (fits(watched, query)) found.push(watched)
    return found
  }

  /** The matching checks in the order of a list that is walked. */
  async function* many({ words = [], ...query }: Search, order: Order, now: number) {
    if (order === 'name')
      for await (const entries of named(words)) {
        const rows = await inTime(() => read(entries, now))
        yield { looked: entries.length, rows: rows.filter(watched => fits(watched, query)) }
      }
    else
      for await (const rows of each(query, now))
        yield {
          looked: rows.length,
          rows: rows.filter(({ check }) => hasWords(searchEntryOf(check), words)),
        }
  }

  async function walked(
    search: Search,
    order: Order,
    now: number,
    { limit, skip }: { readonly limit: number; readonly skip: number },
  ): Promise<Found> {
    const rows: Watched[] = []
    let [matching, looked] = [0, 0]
    for await (const met of many(search, order, now)) {
      for (const watched of met.rows) if (matching++ >= skip && rows.length < limit) rows.push(watched)
      looked += met.looked
      if (looked >= MOST_READ || matching > skip + limit) return { rows, matching, isMore: true }
    }
    return { rows, matching }
  }

  async function total(): Promise<number> {
    const sizes = await Promise.all(lists().map(({ redis: shard, key }) => shard.zcard(key)))
    return sizes.reduce((sum, size) => sum + size, 0)
  }

  async function byName(now: number, limit: number, skip: number): Promise<Found> {
    const [matching, entries] = await Promise.all([total(), entriesAt(lists(), skip, limit)])
    return { rows: await read(entries, now), matching }
  }

  const isAll = (query: ListQuery) => Object.values(query).every(value => value === undefined)

  async function find(
    search: Search,
    order: Order,
    now: number,
    limit: number,
    skip: number,
  ): Promise<Found> {
    const { words = [], ...query } = search
    const isPlain = words.length === 0
    const worst = async () => {
      const [{ rows }, matching] = await Promise.all([page(query, now, limit, { skip }), size(query, now)])
      return { rows, matching }
    }
    if (isPlain && order === 'worst') return await worst()
    await inTime(whole)
    if (isPlain && order === 'name' && isAll(query)) return await inTime(() => byName(now, limit, skip))
    const found = await few(search, now)
    if (found !== undefined) {
      const rows = sorted(found, order).slice(skip, skip + limit)
      return { rows, matching: found.length }
    }
    const isUnsorted = order === 'signal' && ({ isUnsorted: true } as const)
    if (isPlain && order === 'signal') return { ...(await worst()), isUnsorted: true }
    const met = await walked(search, order, now, { limit, skip })
    // Without words the number is known, however far the walk went.
    return isPlain ? { rows: met.rows, matching: await size(query, now) } : { ...met, ...isUnsorted }
  }

  async function walk({ words = [], ...query }: Search, now: number, after?: string): Promise<Step> {
    await whole()
    const from = after === undefined ? '-' : `(${after}`
    const parts = await Promise.all(
      lists(from).map(({ redis: shard, key, range }) => shard.zrangebylex(key, ...range, 'LIMIT', 0, BATCH)),
    )
    const entries = parts.flat().sort(compareEntries).slice(0, BATCH)
    const matching = entries.filter(entry => hasWords(entry, words))
    const rows = (await read(matching, now)).filter(watched => fits(watched, query))
    const [last, all] = [entries.at(-1), await total()]
    if (last === undefined || entries.length < BATCH) return { rows, passed: all, total: all }
    const passed = await Promise.all(
      lists().map(({ redis: shard, key }) => shard.zlexcount(key, '-', `[${last}`)),
    )
    return { rows, next: last, passed: passed.reduce((sum, part) => sum + part, 0), total: all }
  }

  return { find, walk: (search, now, after) => inTime(() => walk(search, now, after)) }
}

function sorted(found: readonly Watched[], order: Order): readonly Watched[] {
  if (order === 'signal') return [...found].sort((a, b) => signalAt(b) - signalAt(a) || byEntry(a, b))
  const keyed = found.map(watched => ({
    watched,
    entry: order === 'name' ? searchEntryOf(watched.check) : entryOf(watched),
  }))
  return keyed.sort((a, b) => compareEntries(a.entry, b.entry)).map(({ watched }) => watched)
}

const signalAt = ({ state }: Watched) => state.lastSignalAt ?? 0
const byEntry = (a: Watched, b: Watched) => compareEntries(searchEntryOf(a.check), searchEntryOf(b.check))
