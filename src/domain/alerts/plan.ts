/** From what has to be told to what is sent: an alert a channel, or one digest where a channel would hear of many at once. Pure. */

import type { Alert, PlannedAlert } from './alert'
import type { Alerting, Draft } from './policy'
import { digestText, type Told } from './text'

/** That many alerts at once for a channel that takes messages become one. */
export const DIGEST_FROM = 10

/** Where the outcome of alerts is written down that are about no check. */
export const WATCH_BOOK = 'watch'

/** What is to be told of a check, or of the watch (`book`) itself. */
export interface Telling {
  readonly book: string
  readonly alerting: Alerting
  readonly drafts: readonly Draft[]
}

export interface Plan {
  /** Book -> what is remembered from now on. */
  readonly alertings: ReadonlyMap<string, Alerting>
  readonly planned: readonly PlannedAlert[]
}

export function planAlerts(
  tellings: readonly Telling[],
  opensIncidents: (channel: string) => boolean,
  now: number,
): Plan {
  const byChannel = new Map<string, { book: string; n: number; alert: Alert }[]>()
  for (const { book, drafts } of tellings) {
    for (const { n, alert, channels } of drafts) {
      for (const channel of channels)
        byChannel.set(channel, [...(byChannel.get(channel) ?? []), { book, n, alert }])
    }
  }

  const last = new Map(tellings.map(({ book, alerting }) => [book, { ...alerting.last }]))
  const planned: PlannedAlert[] = []
  for (const [channel, all] of byChannel) {
    const together = all.length >= DIGEST_FROM && !opensIncidents(channel)
    const groups = together ? [all] : all.map(one => [one])
    for (const group of groups) {
      const books = [...new Set(group.map(({ book }) => book))]
      const [first] = group
      if (first === undefined) continue
      const single = `${first.alert.key}-${first.n}-${channel}`
      const id = together ? `digest-${single}` : single
      const after = Object.fromEntries(
        books.flatMap(book => {
          const before = last.get(book)?.[channel]
          return before === undefined ? [] : [[book, before]]
        }),
      )
      const alert = together ? digest(`digest-${single}`, group, now) : first.alert
      for (const book of books) {
        const ids = last.get(book)
        if (ids) ids[channel] = [...(alert.kind === 'reminder' ? (ids[channel] ?? []).slice(0, 1) : []), id]
      }
      planned.push({ id, channel, alert, after, books, at: now })
    }
  }
  const alertings = new Map(
    tellings.map(({ book, alerting }) => [book, { ...alerting, last: last.get(book) ?? alerting.last }]),
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
  told: Told,
  { key, name, since }: { readonly key: string; readonly name: string; readonly since: number },
  channel: string,
  now: number,
): PlannedAlert {
  const alert: Alert = { ...told, key, name, tags: [], since, at: now }
  const id = (kind: Alert['kind']) => `${key}-${kind}-${channel}`
  const after: PlannedAlert['after'] = told.kind === 'resolve' ? { [WATCH_BOOK]: [id('trigger')] } : {}
  return { id: id(told.kind), channel, alert, after, books: [WATCH_BOOK], at: now }
}
