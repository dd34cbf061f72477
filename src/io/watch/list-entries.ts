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
  const { union, within, without } = selected
  const source =
    union.length === 1 ? chunksOf(redis, union[0] ?? '', selected.range, first) : merged(redis, selected)
  for await (const entries of source) {
    const chosen = await filtered(redis, await filtered(redis, entries, within, true), without, false)
    if (chosen.length > 0) yield chosen
  }
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

/** Several lists as one. */
async function* merged(redis: Redis, { union, range }: Selected): AsyncGenerator<readonly string[]> {
  const sources = union.map(key => ({
    rest: chunksOf(redis, key, range, CHUNK),
    chunk: [] as readonly string[],
    at: 0,
  }))
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

async function filtered(
  redis: Redis,
  entries: readonly string[],
  keys: readonly string[],
  isIn: boolean,
): Promise<readonly string[]> {
  let left = entries
  for (const key of keys) {
    if (left.length === 0) return left
    const scores = await redis.zmscore(key, ...left)
    left = left.filter((_entry, index) => (scores[index] !== null) === isIn)
  }
  return left
}
