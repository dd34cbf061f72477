/** The digests that were planned about a check, and the alerts that their lines stand for. Pure. */
import { type DeliveryRecord, FINAL } from '../../src/domain/alerts/alert'
import type { Message } from '../support/alert-service'

export type Kind = 'trigger' | 'resolve'

export interface Digest {
  readonly id: string
  readonly plannedAt: number
  /** The moment by which everything had happened that it is about. */
  readonly until: number
  readonly state: DeliveryRecord['state']
  /** The moments at which the service took it. */
  readonly at: readonly number[]
  readonly kinds: readonly Kind[]
  /** It names only the first of its checks. */
  readonly isCut: boolean
}

/**
 * The check's digests in the order in which they were taken, each once however often it was: the moments of their planning
 * are those of workers, whose clocks may be apart.
 */
export function digestsOf(
  name: string,
  deliveries: readonly DeliveryRecord[],
  messages: readonly Message[],
): Digest[] {
  return deliveries
    .filter(({ kind }) => kind === 'digest')
    .map(({ id, plannedAt, state }) => {
      const same = messages.filter(({ key }) => key === id)
      const text = same[0]?.text ?? ''
      const kinds = (text.match(/\[(DOWN|FLAPPING|UP|PAUSED)\] \S+/g) ?? [])
        .filter(line => line.endsWith(` ${name}`))
        .map((line): Kind => (/DOWN|FLAPPING/.test(line) ? 'trigger' : 'resolve'))
      const taken = same.map(({ at }) => at)
      const until = taken[0] ?? plannedAt
      return { id, plannedAt, until, state, at: taken, kinds, isCut: text.includes('\n- and ') }
    })
    .sort((a, b) => a.until - b.until)
}

/**
 * Assigns the lines of digests to the alerts without a record of their own. Alerts, lines and records are in the same
 * order; a record that no service took has its place by the moment at which that was decided, since it may have been planned
 * long before a digest of earlier alerts went out. As many lines as possible are assigned, and none to an alert that is later
 * than its digest. Returns the digest of each alert; undefined where no line is left for it.
 */
export function assignLines(
  alerts: readonly {
    readonly kind: Kind
    readonly at: number
    readonly record?: Pick<DeliveryRecord, 'at'>
    /** The moment at which the service took it first. */
    readonly takenAt?: number
  }[],
  digests: readonly Pick<Digest, 'id' | 'until' | 'kinds'>[],
): (string | undefined)[] {
  const lines = digests.flatMap(({ kinds, ...digest }) => kinds.map(kind => ({ ...digest, kind })))
  const records = alerts.flatMap(({ record, takenAt }, of) =>
    record ? [{ until: takenAt ?? record.at, of }] : [],
  )
  const items = [...lines, ...records].sort((a, b) => a.until - b.until)
  type Assigned = readonly (string | true | undefined)[]
  const countOf = (assigned: Assigned) => assigned.filter(Boolean).length

  function best(alert: number, item: number): Assigned {
    const [next, present] = [alerts[alert], items[item]]
    if (next === undefined) return []
    if (present === undefined) return alerts.slice(alert).map(() => undefined)
    const isLine = 'kind' in present
    const fits = isLine
      ? !next.record && next.kind === present.kind && next.at <= present.until
      : present.of === alert
    const options = [
      ...(fits ? [[isLine ? present.id : true, ...best(alert + 1, item + 1)] as const] : []),
      [undefined, ...best(alert + 1, item)],
      best(alert, item + 1),
    ]
    return options.reduce((one, other) => (countOf(other) > countOf(one) ? other : one))
  }
  return best(0, 0).map(assigned => (assigned === true ? undefined : assigned))
}

/** Whether a trigger has no line because it was over when the digest was made, or when it should have gone out. */
export function mayLeaveOut(
  { state, until }: Digest,
  { kind, over = Number.POSITIVE_INFINITY }: { readonly kind: Kind; readonly over?: number },
): boolean {
  if (kind !== 'trigger') return false
  return state === 'dropped' || (FINAL.some(final => final === state) && over <= until)
}
