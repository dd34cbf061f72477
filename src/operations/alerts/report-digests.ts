import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import {
  type Digest,
  type DigestLine,
  type DigestSum,
  dayOf,
  digestText,
  dueDigest,
  NO_CHECK_YET,
  nextDigest,
  withLine,
} from '../../domain/alerts/daily-digest'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { fnv1a } from '../../domain/fnv'
import type { Clock } from '../../domain/time/clock'
import { isShared } from '../../domain/watch/check'
import type { CheckStore, Watched } from '../../domain/watch/ports'

/** A worker that starts late makes up for the digests of so long. */
const LATE_MS = 1_800_000
/** The plans are read so often; a new digest that is due sooner comes late by that. */
const LOOK_MS = 600_000

export interface DigestPorts {
  readonly now: Clock
  readonly checks: Pick<CheckStore, 'lists' | 'history' | 'flips'>
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
  /** Absent where there can be none. */
  readonly group?: DigestGroup
}

/** The group of this watch: all members plan the digests of its checks, and the one on duty sends them. */
export interface DigestGroup {
  readonly isMember: () => Promise<boolean>
  /** How much of these checks arrived at each other member after `from`, up to `at`, and who did not answer. */
  readonly arrivals: (
    ids: readonly string[],
    day: Pick<Digest, 'from' | 'at'>,
  ) => Promise<{ readonly counts: ReadonlyMap<string, number>; readonly silent: readonly string[] }>
}

interface DueDigest {
  readonly digest: Digest
  /** Of its channels. */
  readonly names: readonly string[]
  readonly sum: DigestSum
  /** Names of members that did not answer. */
  readonly silent: ReadonlySet<string>
  readonly isGroups: boolean
}

/** The digest of a check that is due, and what arrived at others. */
interface Due {
  readonly watched: Watched
  readonly digest: Digest
  readonly isGroups: boolean
}

/**
 * Returns one turn, which plans the digests that are due, and returns when the next turn is. Several workers may take
 * turns: a digest has an id by its moment, so that it goes out once.
 */
export function createReportDigests({
  now,
  checks,
  store,
  channels,
  group,
}: DigestPorts): () => Promise<number> {
  /** The last turn: its moment, and when the next one is. */
  let last: { readonly at: number; readonly next: number } | undefined

  function dueOf(watched: Watched, from: number, to: number, isMember: boolean): Due[] {
    const { check } = watched
    const isGroups = isMember && isShared(check)
    // Without a group a copy is what is left of one.
    if (check.home !== undefined && !isGroups) return []
    const digest = dueDigest(check, from, to)
    return digest === undefined ? [] : [{ watched, digest, isGroups }]
  }

  async function lineOf({ watched, digest }: Due, elsewhere: number): Promise<DigestLine> {
    const { id } = watched.check
    const [history, flips] = await Promise.all([checks.history(id), checks.flips(id)])
    return { ...watched, ...dayOf(watched, { history, flips }, digest, elsewhere) }
  }

  /** Counts what arrived of these at other members, by the moment of their digests. */
  async function elsewhereOf(found: readonly Due[]) {
    const counts = new Map<string, number>()
    const silent = new Set<string>()
    for (const [moment, day] of new Map(found.map(({ digest }) => [digest.at, digest]))) {
      const ids = found
        .filter(({ digest, isGroups }) => isGroups && digest.at === moment)
        .map(({ watched }) => watched.check.id)
      const there = group && ids.length > 0 ? await group.arrivals(ids, day) : undefined
      for (const [id, count] of there?.counts ?? []) counts.set(id, count)
      for (const name of there?.silent ?? []) silent.add(name)
    }
    return { counts, silent }
  }

  async function send(
    { digest, names, sum, silent, isGroups }: DueDigest,
    existing: readonly Channel[],
    at: number,
  ): Promise<void> {
    // A paging service would open an incident that nothing ends.
    const chosen = existing.filter(channel => names.includes(channel.name) && !opensIncidents(channel))
    const key = `intvlm8r-${isGroups ? 'group-' : ''}digest-${fnv1a(digest.key).toString(16)}-${digest.at}`
    const about = { key, name: digest.name, since: digest.at }
    const text = digestText(digest, sum, [...silent])
    if (chosen.length > 0)
      await store.commit(
        [],
        chosen.map(({ name }) => planNotice(text, about, name, at)),
      )
  }

  return async () => {
    const at = now()
    if (last !== undefined && last.at <= at && at < last.next) return last.next
    const from = Math.min(last?.at ?? at - LATE_MS, at)
    const isMember = (await group?.isMember()) ?? false
    const times = new Set<string>()
    const due = new Map<string, DueDigest>()
    for await (const batch of checks.lists.each({ only: 'digested' }, at)) {
      for (const { check } of batch) if (check.digest !== undefined) times.add(check.digest)
      const found = batch.flatMap(watched => dueOf(watched, from, at, isMember))
      const { counts, silent } = await elsewhereOf(found)
      const told = await Promise.all(
        found.map(async one => ({
          ...one,
          line: await lineOf(one, counts.get(one.watched.check.id) ?? 0),
        })),
      )
      for (const { digest, isGroups, line } of told) {
        const key = `${isGroups} ${digest.key}`
        const before = due.get(key) ?? { sum: NO_CHECK_YET, silent: [] }
        const names = line.check.channels
        const all = new Set(isGroups ? [...before.silent, ...silent] : [])
        due.set(key, { digest, names, isGroups, silent: all, sum: withLine(before.sum, line) })
      }
    }
    const existing = due.size === 0 ? [] : await channels.list()
    for (const each of due.values()) await send(each, existing, at)
    last = { at, next: Math.min(nextDigest(times, at) ?? Number.POSITIVE_INFINITY, at + LOOK_MS) }
    return last.next
  }
}
