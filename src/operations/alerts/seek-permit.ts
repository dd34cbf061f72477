/** Whether this watch sends an alert whose turn has come, and what of it. */
import type { Alert, DeliveryRecord, PlannedAlert } from '../../domain/alerts/alert'
import { opensIncidents } from '../../domain/alerts/channel'
import type { AlertPermit, AlertStore, PermitAlert } from '../../domain/alerts/ports'
import { isToldToSome } from '../../domain/alerts/recipients'
import { digestText } from '../../domain/alerts/text'
import type { Clock } from '../../domain/time/clock'
import { isUnopened } from './alert-standing'
import { type Attempt, dropAlert, type Ended, type Turn } from './attempt'

export interface SeekPermitPorts {
  readonly now: Clock
  readonly store: AlertStore
  /** Absent: all alerts are this watch's own. */
  readonly permit?: PermitAlert | undefined
}

export interface Permitted {
  readonly alert: Alert
  readonly permit: Extract<AlertPermit, { kind: 'own' | 'send' }>
}

const OWN = { kind: 'own' } as const

export function createSeekPermit({ now, store, permit: askPermit }: SeekPermitPorts) {
  return async (attempt: Attempt, { channel, current, before }: Turn): Promise<Permitted | Ended> => {
    const { planned, record } = attempt
    // The group has noted it as told by this watch, which owes it to the recipients who are left.
    if (isToldToSome(record)) return { alert: current, permit: OWN }
    const attempted = mayBeOpen(planned, [...before, record])
    const permit: AlertPermit = (await askPermit?.(planned, current, attempted)) ?? OWN
    if (permit.kind === 'wait') return { result: { retryInMs: permit.ms } }
    if (permit.kind === 'void') return await dropAlert(store, attempt, 'it turned out to be no news', now())
    if (permit.kind === 'told') return await noteTold(attempt, permit.by)
    const alert = permit.kind === 'send' ? asPermitted(current, permit) : current
    const isOpened = permit.kind === 'send' && permit.isOpened
    const mayHaveNothing = alert.kind === 'resolve' && (opensIncidents(channel) || alert.isMerge) && !isOpened
    if (!mayHaveNothing || !(await underPermit(permit, isUnopened(store, planned, before))))
      return { alert, permit }
    await endUnused(permit)
    return await dropAlert(store, attempt, 'there was nothing to resolve', now())
  }

  async function noteTold(
    { planned, record: { settled: _ended, ...record } }: Attempt,
    by: string,
  ): Promise<Ended> {
    const told = { ...record, state: 'delivered', attempts: Math.max(1, record.attempts) } as const
    await store.write(planned.sources, { ...told, detail: `${by} has told it`, at: now() })
    return { result: {} }
  }
}

/** The sources of which a message of trouble, of these, was attempted, and not refused: the service may have it. */
function mayBeOpen(
  { id: own, sources, after }: PlannedAlert,
  records: readonly DeliveryRecord[],
): ReadonlySet<string> {
  const attempted = records.filter(one => one.kind !== 'resolve' && one.attempts > 0 && !one.untaken)
  const ids = attempted.map(({ id }) => id)
  return new Set(sources.filter(source => [own, ...(after[source] ?? [])].some(id => ids.includes(id))))
}

/** A step before the sending. Where it fails, the permit ends. */
export async function underPermit<T>(permit: Permitted['permit'], step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    await endUnused(permit)
    throw error
  }
}

/** Ends a permit by which nothing was sent: until then the other members of the group wait for this one. */
export async function endUnused(permit: Permitted['permit']): Promise<void> {
  if (permit.kind === 'send') await permit.done(false)
}

/** The rest of a digest that nobody has told, and what the group adds to the text. */
function asPermitted(alert: Alert, { left, line }: Extract<AlertPermit, { kind: 'send' }>): Alert {
  const isWhole = left === undefined || left.length === alert.items?.length
  const rest = isWhole ? alert : { ...alert, ...digestText(left), items: left }
  return line === undefined ? rest : { ...rest, text: `${rest.text}\n${line}` }
}
