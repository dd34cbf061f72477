import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import {
  type Digest,
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
}

interface DueDigest {
  readonly digest: Digest
  /** Of its channels. */
  readonly names: readonly string[]
  readonly sum: DigestSum
}

/**
 * Returns one turn, which plans the digests that are due, and returns when the next turn is. Several workers may take
 * turns: a digest has an id by its moment, so that it goes out once.
 */
export function createReportDigests({ now, checks, store, channels }: DigestPorts): () => Promise<number> {
  let reportedTo: number | undefined
  let again = 0

  /** The line of a check, and the digest that it belongs to. */
  async function lineOf(watched: Watched, from: number, to: number) {
    const { id, home } = watched.check
    // The signals of a copy stand in the history of its home, which sends its digest.
    if (home !== undefined) return undefined
    const digest = dueDigest(watched.check, from, to)
    if (digest === undefined) return undefined
    const [history, flips] = await Promise.all([checks.history(id), checks.flips(id)])
    return { digest, line: { ...watched, ...dayOf(watched, { history, flips }, digest.at) } }
  }

  async function send(
    { digest, names, sum }: DueDigest,
    existing: readonly Channel[],
    at: number,
  ): Promise<void> {
    // A paging service would open an incident that nothing ends.
    const chosen = existing.filter(channel => names.includes(channel.name) && !opensIncidents(channel))
    const key = `intvlm8r-digest-${fnv1a(digest.key).toString(16)}-${digest.at}`
    const about = { key, name: digest.name, since: digest.at }
    const text = digestText(digest.name, sum)
    if (chosen.length > 0)
      await store.commit(
        [],
        chosen.map(({ name }) => planNotice(text, about, name, at)),
      )
  }

  return async () => {
    const at = now()
    if (at < again && reportedTo !== undefined && at >= reportedTo) return again
    const from = Math.min(reportedTo ?? at - LATE_MS, at)
    const times = new Set<string>()
    const due = new Map<string, DueDigest>()
    for await (const batch of checks.lists.each({ only: 'digested' }, at)) {
      for (const { check } of batch) if (check.digest !== undefined) times.add(check.digest)
      for (const found of await Promise.all(batch.map(watched => lineOf(watched, from, at)))) {
        if (found === undefined) continue
        const { digest, line } = found
        const { sum } = due.get(digest.key) ?? { sum: NO_CHECK_YET }
        due.set(digest.key, { digest, names: line.check.channels, sum: withLine(sum, line) })
      }
    }
    const existing = due.size === 0 ? [] : await channels.list()
    for (const each of due.values()) await send(each, existing, at)
    reportedTo = at
    again = Math.min(nextDigest(times, at) ?? Number.POSITIVE_INFINITY, at + LOOK_MS)
    return again
  }
}
