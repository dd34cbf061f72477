/** How a planned alert stands when its turn comes, by what is stored of it and of its incident. */

import { type Alert, type DeliveryRecord, isUntaken, type PlannedAlert } from '../../domain/alerts/alert'
import { isCurrent } from '../../domain/alerts/policy'
import type { AlertStore } from '../../domain/alerts/ports'
import { digestText } from '../../domain/alerts/text'

/** More than are kept of a source. */
const MOST_RECORDS = 100

/**
 * Whether the service has nothing to resolve: it took neither the last trigger, which is among the predecessors, nor any other
 * trigger or reminder of the incident, each of which would have opened it as well.
 */
export async function isUnopened(
  store: AlertStore,
  { alert: { key }, channel, sources: [source = ''] }: PlannedAlert,
  before: readonly DeliveryRecord[],
): Promise<boolean> {
  const trigger = before.find(({ kind }) => kind === 'trigger')
  if (trigger === undefined || !isUntaken(trigger)) return false
  const others = (await store.forCheck(source, MOST_RECORDS)).filter(
    ({ id, kind, channel: by }) =>
      (kind === 'trigger' || kind === 'reminder') && by === channel && id.startsWith(`${key}-`),
  )
  return others.every(isUntaken)
}

/** A channel that never got the trigger counts as new, should it be made while the incident is open. */
export async function forgetNotified(
  store: AlertStore,
  { alert, channel }: PlannedAlert,
  now: number,
): Promise<void> {
  for (const { kind, key, check } of alert.items ?? [alert]) {
    for (let forgotten = kind !== 'trigger' || check === undefined; !forgotten; ) {
      const source = check ?? ''
      const before = (await store.remembered([source])).get(source)
      const incident = before?.alerting?.incident
      if (before?.alerting === undefined || incident?.key !== key || !incident.notified.includes(channel))
        break
      const notified = incident.notified.filter(name => name !== channel)
      const after = { ...before.alerting, incident: { ...incident, notified } }
      forgotten = await store.commit([{ source, before, after, reviewAt: now }], [])
    }
  }
}

export async function predecessors(
  store: AlertStore,
  after: PlannedAlert['after'],
): Promise<DeliveryRecord[]> {
  const ids = Object.entries(after).flatMap(([source, ids]) => ids.map(id => [source, id] as const))
  const found = await Promise.all(ids.map(([source, id]) => store.record(source, id)))
  return found.flatMap(record => (record ? [record] : []))
}

/** The alert, or the part of a digest that still holds; undefined where all of it is over, and later alerts cover it. */
export async function currentPart(
  store: AlertStore,
  { id, alert, channel, sources }: PlannedAlert,
): Promise<Alert | undefined> {
  const { items } = alert
  if (alert.check === undefined && items === undefined) return alert
  const memory = await store.remembered(sources)
  const holds = (one: Alert) => isCurrent(memory.get(one.check ?? '')?.alerting, one, channel, id)
  if (items === undefined) return holds(alert) ? alert : undefined
  const left = items.filter(holds)
  if (left.length === 0) return undefined
  return left.length === items.length ? alert : { ...alert, ...digestText(left), items: left }
}
