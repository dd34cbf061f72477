/** The entries of lists in Redis, a few at a time: of one list or of several, without those that another list has or lacks. */
import { compareEntries } from '../../domain/watch/list-order'
import type { Redis } from '../redis/client'

/** Entries that are read at once. */
const CHUNK = 500

export interface Selected {
  /** The keys of the lists that have the entries; no entry is in two of them. */
  readonly union: readonly string[]
  /** The keys of lists that have to have an entry as well, and of those that may not. */
  readonly within: readonly string[]
  readonly without: readonly string[]
  /** The bounds, as ZRANGEBYLEX takes them. */
  readonly range: readonly [min: string, max: string]
}

/** How many there are; where lists have to be compared, the entries are gone through. */
export async function sizeOf(redis: Redis, selected: Selected): Promise<number> {
  const { union, within, without, range } = selected
  let size = 0
  if (within.length === 0 && without.length === 0) {
    for (const part of await Promise.all(union.map(key => redis.zlexcount(key, ...range)))) size += part
    return size
  }
  for await (const entries of readEntries(redis, selected)) size += entries.length
  return size
}

/** The entries in order. `first`: about so many are wanted. */
export async function* readEntries(
  redis: Redis,
  selected: Selected,
  first = CHUNK,
): AsyncGenerator<readonly string[]> {
  const { range, without } = selected
  // Each of these has the entry in one of its lists.
  const [source = [], ...others] = await shortestFirst(redis, selected)
  const [only = ''] = source
  const chunks =
    source.length === 1
      ? chunksOf(redis, only, range, first)
      : merged(source.map(key => chunksOf(redis, key, range, CHUNK)))
  for await (const entries of chunks) {
    let chosen = entries
    for (const lists of others) chosen = await inOneOf(redis, chosen, lists)
    for (const key of without) chosen = await inNone(redis, chosen, key)
    if (chosen.length > 0) yield chosen
  }
}

async function shortestFirst(
  redis: Redis,
  { union, within }: Selected,
): Promise<readonly (readonly string[])[]> {
  const groups = [union, ...within.map(key => [key])]
  if (groups.length === 1) return groups
  const sizes = await Promise.all(
    groups.map(async keys => {
      const parts = await Promise.all(keys.map(key => redis.zcard(key)))
      return { keys, size: parts.reduce((sum, part) => sum + part, 0) }
    }),
  )
  return sizes.sort((a, b) => a.size - b.size).map(({ keys }) => keys)
}

async function* chunksOf(
  redis: Redis,
  key: string,
  [min, max]: Selected['range'],
  first: number,
): AsyncGenerator<readonly string[]> {
  let from = min
  for (let size = Math.min(first, CHUNK); ; size = CHUNK) {
    const entries = await redis.zrangebylex(key, from, max, 'LIMIT', 0, size)
    if (entries.length > 0) yield entries
    if (entries.length < size) return
    from = `(${entries.at(-1)}`
  }
}

/** Entries of several sources, each in order, as of one. */
export async function* merged(
  all: readonly AsyncGenerator<readonly string[]>[],
): AsyncGenerator<readonly string[]> {
  const sources = all.map(rest => ({ rest, chunk: [] as readonly string[], at: 0 }))
  let chunk: string[] = []
  for (;;) {
    let least: (typeof sources)[number] | undefined
    for (const source of sources) {
      if (source.at === source.chunk.length) {
        source.chunk = (await source.rest.next()).value ?? []
        source.at = 0
      }
      const [own, other] = [source.chunk[source.at], least?.chunk[least.at]]
      if (own !== undefined && (other === undefined || compareEntries(own, other) < 0)) least = source
    }
    if (least === undefined) break
    chunk.push(least.chunk[least.at++] ?? '')
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

async function inOneOf(redis: Redis, entries: readonly string[], keys: readonly string[]) {
  const scores = await scoresOf(redis, entries, keys)
  return entries.filter((_entry, index) => scores.some(each => each[index] !== null))
}

async function inNone(redis: Redis, entries: readonly string[], key: string) {
  const [scores = []] = await scoresOf(redis, entries, [key])
  return entries.filter((_entry, index) => scores[index] === null)
}

/** For each list the scores of these entries; null for one that it lacks. */
async function scoresOf(redis: Redis, entries: readonly string[], keys: readonly string[]) {
  if (entries.length === 0) return []
  return await Promise.all(keys.map(key => redis.zmscore(key, ...entries)))
}

/** A part of a list of which the lists of several parts of the checks are one. */
interface ListPart {
  readonly redis: Redis
  readonly key: string
  readonly range: Selected['range']
}

/** The entries from the rank `skip` on, `count` of them, of the lists of all parts together. */
export async function entriesAt(
  parts: readonly ListPart[],
  skip: number,
  count: number,
): Promise<readonly string[]> {
  const bounds = await Promise.all(
    parts.map(async ({ redis, key, range: [min, max] }) => {
      const [before, size] = await Promise.all([
        min === '-' ? 0 : redis.zlexcount(key, '-', min.replace('[', '(')),
        redis.zlexcount(key, min, max),
      ])
      return { redis, key, from: before, end: before + size }
    }),
  )
  await passOver(bounds, skip)
  const found = await Promise.all(
    bounds.map(({ redis, key, from, end }) => {
      const last = Math.min(end, from + count) - 1
      return last < from ? [] : redis.zrange(key, `${from}`, `${last}`)
    }),
  )
  return found.length === 1 ? (found[0] ?? []) : found.flat().sort(compareEntries).slice(0, count)
}

/**
 * Moves `from` of each part, so that the first `skip` entries of all of them together lie before. Of several parts the one
 * whose entry a few ranks further on is the least has nothing but such entries up to there.
 */
async function passOver(
  parts: { readonly redis: Redis; readonly key: string; from: number; readonly end: number }[],
  skip: number,
): Promise<void> {
  for (let left = skip; left > 0; ) {
    const open = parts.filter(({ from, end }) => from < end)
    const [only] = open
    if (only === undefined) return
    if (open.length === 1) {
      only.from = Math.min(only.end, only.from + left)
      return
    }
    const step = Math.max(1, Math.floor(left / open.length))
    const steps = open.map(({ from, end }) => Math.min(step, end - from))
    const entries = await Promise.all(
      open.map(async ({ redis, key, from }, at) => {
        const rank = `${from + (steps[at] ?? 1) - 1}`
        return (await redis.zrange(key, rank, rank))[0]
      }),
    )
    let least = 0
    for (const [at, entry] of entries.entries()) {
      // It has become shorter meanwhile.
      if (entry === undefined) return
      if (compareEntries(entry, entries[least] ?? '') < 0) least = at
    }
    const passed = steps[least] ?? 1
    const part = open[least]
    if (part !== undefined) part.from += passed
    left -= passed
  }
}
