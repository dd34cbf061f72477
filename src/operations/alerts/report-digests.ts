import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { type DigestGroup, dayOf, digestText, dueDigests, nextDigest } from '../../domain/alerts/daily-digest'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { fnv1a } from '../../domain/fnv'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'

/** A worker that starts late makes up for the digests of so long. */
const LATE_MS = 1_800_000
/** The plans are read so often; a new digest that is due sooner comes late by that. */
const LOOK_MS = 600_000

export interface DigestPorts {
  readonly now: Clock
  readonly checks: Pick<CheckStore, 'list' | 'history' | 'flips'>
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
}

/**
 * Returns one turn, which plans the digests that are due, and returns when the next turn is. Several workers may take
 * turns: a digest has an id by its moment, so that it goes out once.
 */
export function createReportDigests({ now, checks, store, channels }: DigestPorts): () => Promise<number> {
  let reportedTo: number | undefined
  let again = 0

  async function send(group: DigestGroup, existing: readonly Channel[], at: number): Promise<void> {
    const found = await Promise.all(
      group.checks.map(async watched => {
        const { id } = watched.check
        const [history, flips] = await Promise.all([checks.history(id), checks.flips(id)])
        return { ...watched, ...dayOf(watched, { history, flips }, group.at) }
      }),
    )
    const names = group.checks[0]?.check.channels ?? []
    // A paging service would open an incident that nothing ends.
    const chosen = existing.filter(channel => names.includes(channel.name) && !opensIncidents(channel))
    const key = `intvlm8r-digest-${fnv1a(group.key).toString(16)}-${group.at}`
    const about = { key, name: group.name, since: group.at }
    const text = digestText(group.name, found)
    if (chosen.length > 0)
      await store.commit(
        [],
        chosen.map(({ name }) => planNotice(text, about, name, at)),
      )
  }

  return async () => {
    const at = now()
    if (at < again && reportedTo !== undefined && at >= reportedTo) return again
    const all = await checks.list()
    const due = dueDigests(all, Math.min(reportedTo ?? at - LATE_MS, at), at)
    const existing = due.length === 0 ? [] : await channels.list()
    for (const group of due) await send(group, existing, at)
    reportedTo = at
    again = Math.min(nextDigest(all, at) ?? Number.POSITIVE_INFINITY, at + LOOK_MS)
    return again
  }
}
