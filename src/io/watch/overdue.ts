/** The checks whose time has run out and that no sweep has judged yet: lists show them as they are by the clock. */
import { compareEntries, entryOf } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import { namesOf, type Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { readChecks } from './read-checks'

/** So many of each part are judged for a list; more of them only while nothing sweeps. */
const MOST = 1_000

export interface Overdue {
  readonly moved: readonly Moved[]
  /** The number of those beyond. */
  readonly behind: number
}

/** A check that stands elsewhere in the lists than by the clock. */
export interface Moved {
  readonly stored: Watched
  readonly present: Watched
  readonly before: string
  readonly after: string
}

export async function readOverdue(redis: Redis, now: number): Promise<Overdue> {
  const parts = await Promise.all(shardsOf(redis).map(shard => overdueIn(shard, now)))
  return {
    moved: parts.flatMap(({ moved }) => moved).sort((a, b) => compareEntries(a.after, b.after)),
    behind: parts.reduce((sum, { behind }) => sum + behind, 0),
  }
}

async function overdueIn(redis: Redis, now: number): Promise<Overdue> {
  const { deadlines } = namesOf(redis).watch
  const ids = await redis.zrangebyscore(deadlines, '-inf', now, 'LIMIT', 0, MOST)
  if (ids.length === 0) return { moved: [], behind: 0 }
  const behind = ids.length < MOST ? 0 : (await redis.zcount(deadlines, '-inf', now)) - MOST
  const moved: Moved[] = []
  for (const stored of await readChecks(redis, ids)) {
    if (stored.check.waits) continue
    const present = watchedAt(stored, now)
    const [before, after] = [entryOf(stored), entryOf(present)]
    if (before !== after) moved.push({ stored, present, before, after })
  }
  return { moved, behind }
}

/** Entries in order, with those that are `left` out and those that `joined` among them. */
export async function* corrected(
  source: AsyncIterable<readonly string[]>,
  left: ReadonlySet<string>,
  joined: readonly string[],
): AsyncGenerator<readonly string[]> {
  let at = 0
  for await (const entries of source) {
    const chunk: string[] = []
    for (const entry of entries) {
      for (; at < joined.length && compareEntries(joined[at] ?? '', entry) < 0; at++)
        chunk.push(joined[at] ?? '')
      if (!left.has(entry)) chunk.push(entry)
    }
    if (chunk.length > 0) yield chunk
  }
  if (at < joined.length) yield joined.slice(at)
}
