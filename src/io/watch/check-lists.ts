/** Lists of checks in order, from the sorted sets that each change of a check keeps up to date. */
import { once } from 'node:events'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { alertingNobody } from '../../domain/watch/check-list'
import type { CheckLists, ListPage, ListQuery, PageStart } from '../../domain/watch/check-lists'
import { fits } from '../../domain/watch/list-fit'
import { compareEntries, entryOf, idOfEntry, LISTS, rangeOf, worseThan } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import { STATUSES, type Status } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { forRequest, namesOf, type Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { entriesAt, merged, readEntries, type Selected, sizeOf } from './list-entries'
import { openListMending } from './mend-lists'
import { corrected, type Moved, type Overdue, readOverdue } from './overdue'
import { readChecks } from './read-checks'
import { openSearch } from './search-checks'

/** Checks that are read at once. */
const BATCH = 100
/** A request waits for so long until the lists are made. */
const MENDING_MS = 1_500

/** The lists that were selected in one part of the checks. */
interface PartSelected {
  readonly shard: Redis
  readonly selected: Selected
}

export function openCheckLists(connection: Redis): CheckLists {
  const shards = shardsOf(connection)
  const mending = openListMending(connection)
  const inTime = <T>(work: () => Promise<T>): Promise<T> => forRequest(connection, work)

  /** Returns once the lists can be relied upon; those of an older version are made first. */
  async function whole(): Promise<void> {
    if (await mending.areWhole()) return
    const late = AbortSignal.timeout(MENDING_MS)
    await Promise.race([
      mending.mend(),
      once(late, 'abort').then(() => {
        throw new StoreUnavailable('the lists of the checks are being made anew')
      }),
    ])
  }

  const select = (query: ListQuery): Promise<readonly PartSelected[]> =>
    Promise.all(shards.map(async shard => ({ shard, selected: await selectIn(shard, query) })))

  async function selectIn(shard: Redis, query: ListQuery): Promise<Selected> {
    const { watch } = namesOf(shard)
    const { status, tags = [], channels, only, without } = query
    const lists = [...tags.map(LISTS.tag), ...(only === undefined ? [] : [LISTS.kind(only)])]
    const range = rangeOf(status)
    const excluded = without === undefined ? [] : [watch.list(LISTS.kind(without))]
    const [lacking = 1] = await Promise.all(excluded.map(key => shard.zcard(key)))
    const [first = LISTS.all, ...others] = lists
    const keys = lists.map(watch.list)
    return {
      union: channels === undefined ? [watch.list(first)] : await listsBy(shard, channels),
      within: channels === undefined ? others.map(watch.list) : keys,
      without: lacking === 0 ? [] : excluded,
      range,
    }
  }

  /** The keys of the lists by channels that are like this. */
  async function listsBy(
    shard: Redis,
    isLike: (names: readonly string[]) => boolean,
  ): Promise<readonly string[]> {
    const { watch } = namesOf(shard)
    const sets = await shard.zrange(watch.channelSets, '0', '-1')
    return sets.filter(names => isLike(channelsIn(names))).map(names => watch.list(LISTS.channels(names)))
  }

  /** The entries that match, those that are overdue at their place by the clock. */
  async function entriesOf(
    query: ListQuery,
    overdue: Overdue,
    { after, first }: { after?: string; first?: number },
  ) {
    const sources = (await select(query)).map(({ shard, selected }) => {
      const [min, max] = selected.range
      const range = [after === undefined ? min : `(${after}`, max] as const
      return readEntries(shard, { ...selected, range }, first)
    })
    const [only] = sources
    const source = only !== undefined && sources.length === 1 ? only : merged(sources)
    if (overdue.moved.length === 0) return source
    const left = new Set(overdue.moved.map(({ before }) => before))
    const joined = overdue.moved.filter(
      moved => fits(moved.present, query) && (after === undefined || compareEntries(moved.after, after) > 0),
    )
    return corrected(
      source,
      left,
      joined.map(moved => moved.after),
    )
  }

  /** The checks of these entries as they are now. An entry that turns out to be wrong is mended, whoever wrote it. */
  async function rowsOf(entries: readonly string[], { moved }: Overdue, now: number): Promise<Watched[]> {
    const found = new Map(
      (await readChecks(connection, entries.map(idOfEntry))).map(one => [one.check.id, one]),
    )
    const places = new Map(moved.map(({ before, after }) => [after, before]))
    const rows: Watched[] = []
    for (const entry of entries) {
      const watched = found.get(idOfEntry(entry))
      if (watched) rows.push(watchedAt(watched, now))
      const place = places.get(entry) ?? entry
      if (watched === undefined || entryOf(watched) !== place) mending.mendEntry(place).catch(() => {}) // It is met again.
    }
    return rows
  }

  async function page(query: ListQuery, now: number, limit: number, start: PageStart): Promise<ListPage> {
    await whole()
    const { skip = 0, after } = start
    const overdue = await readOverdue(connection, now)
    const parts = await select(query)
    const isPlain = parts.every(
      ({ selected: { union, within, without } }) =>
        within.length + without.length === 0 && union.length === 1,
    )
    const entries: string[] = []
    if (isPlain && skip > 0 && overdue.moved.length === 0) {
      const lists = parts.map(({ shard, selected: { union, range } }) => ({
        redis: shard,
        key: union[0] ?? '',
        range,
      }))
      entries.push(...(await entriesAt(lists, skip, limit + 1)))
    } else {
      let passed = 0
      const options = { first: skip + limit + 1, ...(after !== undefined && { after }) }
      for await (const chunk of await entriesOf(query, overdue, options)) {
        entries.push(...chunk.slice(Math.max(0, skip - passed)))
        passed += chunk.length
        if (entries.length > limit) break
      }
    }
    const shown = entries.slice(0, limit)
    const next = entries.length > limit ? shown.at(-1) : undefined
    return { rows: await rowsOf(shown, overdue, now), ...(next !== undefined && { next }) }
  }

  async function* each(query: ListQuery, now: number): AsyncGenerator<readonly Watched[]> {
    await inTime(whole)
    const overdue = await inTime(() => readOverdue(connection, now))
    const source = await inTime(() => entriesOf(query, overdue, { first: BATCH }))
    for (;;) {
      const { done, value = [] } = await inTime(() => source.next())
      if (done) return
      for (let at = 0; at < value.length; at += BATCH)
        yield await inTime(() => rowsOf(value.slice(at, at + BATCH), overdue, now))
    }
  }

  async function sizeAt(query: ListQuery, { moved }: Overdue): Promise<number> {
    const sizes = await Promise.all(
      (await select(query)).map(({ shard, selected }) => sizeOf(shard, selected)),
    )
    const size = sizes.reduce((sum, part) => sum + part, 0)
    const change = (one: Moved) => Number(fits(one.present, query)) - Number(fits(one.stored, query))
    return moved.reduce((sum, one) => sum + change(one), size)
  }

  const plain = {
    page: (query: ListQuery, now: number, limit: number, start: PageStart = {}) =>
      inTime(() => page(query, now, limit, start)),
    each,
    size: (query: ListQuery, now: number) =>
      inTime(async () => {
        await whole()
        return await sizeAt(query, await readOverdue(connection, now))
      }),
  }

  return {
    ...plain,
    ...openSearch(connection, { ...plain, whole, mending, inTime }),
    overview: (now, existing, tag) =>
      inTime(async () => {
        await whole()
        const overdue = await readOverdue(connection, now)
        const of: ListQuery = tag === undefined ? {} : { tags: [tag] }
        const [sizes, unalerted] = await Promise.all([
          Promise.all(STATUSES.map(status => sizeAt({ ...of, status }, overdue))),
          sizeAt({ ...of, channels: alertingNobody(existing) }, overdue),
        ])
        const counts = Object.fromEntries(STATUSES.map((status, at) => [status, sizes[at] ?? 0]))
        return {
          counts: counts as Record<Status, number>,
          total: sizes.reduce((sum, size) => sum + size, 0),
          unalerted,
          behind: overdue.behind,
        }
      }),
    anyLooks: () =>
      inTime(async () => {
        await whole()
        const counts = await Promise.all(
          shards.map(shard => {
            const probed = namesOf(shard).watch.list(LISTS.kind('probed'))
            return shard.zlexcount(probed, ...worseThan('paused'))
          }),
        )
        return counts.some(count => count > 0)
      }),
    tags: most =>
      inTime(async () => {
        await whole()
        return (await tagsIn(shards, most)).map(({ tag }) => tag)
      }),
    tagSizes: most =>
      inTime(async () => {
        await whole()
        const [only] = shards
        if (only === undefined || shards.length > 1) {
          const all = await tagsIn(shards)
          return { tags: all.slice(0, most), total: all.length }
        }
        return { tags: await tagsIn(shards, most), total: await only.zcard(namesOf(only).watch.tags) }
      }),
  }
}

/** The tags in all parts of the checks together, the most used first. */
async function tagsIn(
  shards: readonly Redis[],
  most?: number,
): Promise<readonly { readonly tag: string; readonly size: number }[]> {
  const last = most === undefined || shards.length > 1 ? '-1' : `${most - 1}`
  const counts = new Map<string, number>()
  for (const flat of await Promise.all(
    shards.map(shard => shard.zrange(namesOf(shard).watch.tags, '0', last, 'WITHSCORES')),
  ))
    for (let at = 0; at < flat.length; at += 2) {
      const tag = flat[at] ?? ''
      counts.set(tag, (counts.get(tag) ?? 0) - Number(flat[at + 1]))
    }
  // As Redis orders them: of equally many the first by their bytes.
  return [...counts]
    .sort(([a, some], [b, others]) => others - some || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, most)
    .map(([tag, size]) => ({ tag, size }))
}

/** The names in the text of a set of channels. */
function channelsIn(names: string): readonly string[] {
  return names === '' ? [] : names.split(' ')
}
