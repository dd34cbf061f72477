/** The feed of a status page: an entry for each outage, as `atom.ts` and `rss.ts` write it. */

import { t, tn } from '../../../domain/language/text'
import { localDate } from '../../../domain/time/local-date'
import type { ShownOutage, Snapshot } from './snapshot'

/** Parts of an address that name the page and its feeds. */
export interface FeedPlace {
  /** The address of the page, without a slash at its end. */
  readonly page: string
  /** An id of the feed that does not change with its secret. */
  readonly id: string
  /** The id of a check for readers who must not check in. */
  readonly publicId: (check: string) => string
}

export interface Feed {
  readonly title: string
  readonly subtitle: string
  readonly id: string
  /** The address of the page. */
  readonly page: string
  /** Epoch milliseconds of the last change of an entry. */
  readonly updated: number
  /** The newest outage first. */
  readonly entries: readonly FeedEntry[]
}

export interface FeedEntry {
  readonly title: string
  /** The same for as long as the outage is known. */
  readonly id: string
  /** Epoch milliseconds of its beginning. */
  readonly published: number
  readonly updated: number
  readonly summary: string
  /** Plain text: the notes, the newest first, and when it was. */
  readonly paragraphs: readonly string[]
}

export function feedOf(snapshot: Snapshot, { page, id, publicId }: FeedPlace): Feed {
  const { title, outages, overall } = snapshot
  const entries = outages.map(outage => entryOf(outage, `${id}:${publicId(outage.check)}:${outage.due}`))
  const updated = Math.max(...entries.map(entry => entry.updated), 0)
  return {
    title,
    subtitle: overall.words,
    id,
    page,
    updated: updated === 0 ? snapshot.at : updated,
    entries,
  }
}

function entryOf({ name, due, until, isLost, notes }: ShownOutage, id: string): FeedEntry {
  const paragraphs = [
    ...notes.map(({ at, text }) => `${localDate(at)}: ${text}`),
    spanWords(due, until, isLost),
  ]
  return {
    title: t(until === undefined && !isLost ? '{name} is down' : '{name} was down', { name }),
    id,
    published: due,
    // The last moment at which there was something new about it.
    updated: Math.max(due, until ?? 0, ...notes.map(({ at }) => at)),
    summary: notes.length === 0 ? (paragraphs[0] ?? '') : tn(notes.length, '{n} note', '{n} notes'),
    paragraphs,
  }
}

function spanWords(due: number, until: number | undefined, isLost = false): string {
  const from = localDate(due)
  if (isLost) return t('Down from {from}; when it ended is not known.', { from })
  return until === undefined
    ? t('Down since {from}.', { from })
    : t('Down from {from} to {to}.', { from, to: localDate(until) })
}
