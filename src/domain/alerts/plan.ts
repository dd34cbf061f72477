/** From what has to be told to what is sent: an alert a channel, or one digest where a channel would hear of many at once. Pure. */

import type { Alert, PlannedAlert } from './alert'
import type { Alerting, Draft } from './policy'
import { type AlertText, digestText } from './text'

/** That many alerts at once for a channel that takes messages become one. */
export const DIGEST_FROM = 10

/** Where the outcome of alerts is written down that are about no check. */
export const WATCH_SOURCE = 'watch'

/** What is to be told of a check, or of the watch (`source`) itself. */
export interface CheckDrafts {
  readonly source: string
  readonly alerting: Alerting
  readonly drafts: readonly Draft[]
}

export interface Plan {
  /** Source -> what is remembered from now on. */
  readonly alertings: ReadonlyMap<string, Alerting>
  readonly planned: readonly PlannedAlert[]
}

export function planAlerts(
  drafted: readonly CheckDrafts[],
  opensIncidents: (channel: string) => boolean,
  now: number,
): Plan {
  const byChannel = new Map<string, { source: string; n: number; alert: Alert }[]>()
  for (const { source, drafts } of drafted) {
    for (const { n, alert, channels } of drafts) {
      for (const channel of channels)
        byChannel.set(channel, [...(byChannel.get(channel) ?? []), { source, n, alert }])
    }
  }

  const last = new Map(drafted.map(({ source, alerting }) => [source, { ...alerting.last }]))
  const planned: PlannedAlert[] = []
  for (const [channel, all] of byChannel) {
    const together = all.length >= DIGEST_FROM && !opensIncidents(channel)
    const groups = together ? [all] : all.map(one => [one])
    for (const group of groups) {
      const sources = [...new Set(group.map(({ source }) => source))]
      const [first] = group
      if (first === undefined) continue
      const single = `${first.alert.key}-${first.n}-${channel}`
      const id = together ? `digest-${single}` : single
      const after = Object.fromEntries(
        sources.flatMap(source => {
          const before = last.get(source)?.[channel]
          return before === undefined ? [] : [[source, before]]
        }),
      )
      const alert = together ? digest(`digest-${single}`, group, now) : first.alert
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

function digest(id: string, group: readonly { alert: Alert }[], now: number): Alert {
  const items = group.map(({ alert }) => alert)
  return {
    ...digestText(items),
    key: id.slice(0, 255),
    name: `${items.length} checks`,
    tags: [],
    at: now,
    items,
  }
}

/** An alert that is about no check: one for each channel, with an id derived from its key. */
export function planNotice(
  told: AlertText,
  { key, name, since }: { readonly key: string; readonly name: string; readonly since: number },
  channel: string,
  now: number,
): PlannedAlert {
  const alert: Alert = { ...told, key, name, tags: [], since, at: now }
  const id = (kind: Alert['kind']) => `${key}-${kind}-${channel}`
  const after: PlannedAlert['after'] = told.kind === 'resolve' ? { [WATCH_SOURCE]: [id('trigger')] } : {}
  return { id: id(told.kind), channel, alert, after, sources: [WATCH_SOURCE], at: now }
}
