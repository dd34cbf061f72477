/** From drafts to planned alerts: one for each channel, or one digest for a channel that would get many at once. Pure. */

import { tn } from '../language/text'
import type { Alert, PlannedAlert } from './alert'
import type { Alerting } from './alerting'
import type { AlertDraft } from './draft'
import { type AlertText, digestText } from './text'

/** That many alerts at once for a channel that takes messages become one digest. */
export const DIGEST_FROM = 10

/** The source of alerts that are about no check. */
export const WATCH_SOURCE = 'watch'

/** The drafts of one check (`source` is its id), and the memory that goes with them. */
export interface CheckDrafts {
  readonly source: string
  readonly alerting: Alerting
  readonly drafts: readonly AlertDraft[]
}

export interface Plan {
  /** Source -> its memory from now on. */
  readonly alertings: ReadonlyMap<string, Alerting>
  readonly planned: readonly PlannedAlert[]
}

/** A draft as one channel gets it. */
interface ChannelDraft {
  readonly source: string
  readonly n: number
  readonly alert: Alert
}

export function planAlerts(
  drafted: readonly CheckDrafts[],
  opensIncidents: (channel: string) => boolean,
  now: number,
): Plan {
  const last = new Map(drafted.map(({ source, alerting }) => [source, { ...alerting.last }]))
  const planned: PlannedAlert[] = []
  for (const [channel, all] of byChannel(drafted)) {
    const isDigest = all.length >= DIGEST_FROM && !opensIncidents(channel)
    const groups = isDigest ? [all] : all.map(one => [one])
    for (const group of groups) {
      const [first] = group
      if (first === undefined) continue
      const sources = [...new Set(group.map(({ source }) => source))]
      const single = `${first.alert.key}-${first.n}-${channel}`
      const id = isDigest ? `digest-${single}` : single
      const after = Object.fromEntries(
        sources.flatMap(source => {
          const before = last.get(source)?.[channel]
          return before === undefined ? [] : [[source, before]]
        }),
      )
      const alert = isDigest ? digest(id, group, now) : first.alert
      for (const source of sources) {
        const ids = last.get(source)
        if (ids) ids[channel] = [...(alert.kind === 'reminder' ? (ids[channel] ?? []).slice(0, 1) : []), id]
      }
      planned.push({ id, channel, alert, after, sources, at: now })
    }
  }
  const alertings = new Map(
    drafted.map(({ source, alerting }) => [source, { ...alerting, last: last.get(source) ?? alerting.last }]),
  )
  return { alertings, planned }
}

function byChannel(drafted: readonly CheckDrafts[]): ReadonlyMap<string, readonly ChannelDraft[]> {
  const all = new Map<string, ChannelDraft[]>()
  for (const { source, drafts } of drafted) {
    for (const { n, alert, channels } of drafts) {
      for (const channel of channels) {
        const group = all.get(channel)
        if (group) group.push({ source, n, alert })
        else all.set(channel, [{ source, n, alert }])
      }
    }
  }
  return all
}

function digest(id: string, group: readonly ChannelDraft[], now: number): Alert {
  const items = group.map(
    ({ alert: { signal: _signal, schedule: _schedule, about: _about, ...alert } }) => alert,
  )
  return {
    ...digestText(items),
    key: id.slice(0, 255),
    name: tn(items.length, '{n} check', '{n} checks'),
    tags: [],
    at: now,
    items,
  }
}

/** The subject of a notice: the key of its incident, the name that services show, and when it began. */
export interface NoticeSubject {
  readonly key: string
  readonly name: string
  /** Epoch milliseconds. */
  readonly since: number
}

/** The id of the notice of that kind for that channel. */
export function noticeId(key: string, kind: Alert['kind'], channel: string): string {
  return `${key}-${kind}-${channel}`
}

/**
 * An alert about no check. Its id is derived from its key, so that a notice that is planned twice is one, as long as its record
 * is among those that are kept of its source.
 */
export function planNotice(
  text: AlertText,
  { key, name, since }: NoticeSubject,
  channel: string,
  now: number,
  source = WATCH_SOURCE,
): PlannedAlert {
  const alert: Alert = { ...text, key, name, tags: [], since, at: now }
  const isEnd = text.kind === 'resolve'
  const after: PlannedAlert['after'] = isEnd ? { [source]: [noticeId(key, 'trigger', channel)] } : {}
  return { id: noticeId(key, text.kind, channel), channel, alert, after, sources: [source], at: now }
}
