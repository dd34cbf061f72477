/** Sends a permitted alert once, and records what became of it. */
import type { Alert, Delivery, DeliveryRecord } from '../../domain/alerts/alert'
import type { AlertStore, DeliverResult, Withhold } from '../../domain/alerts/ports'
import { isToldToSome } from '../../domain/alerts/recipients'
import { GIVE_UP_AFTER, retryDelay } from '../../domain/alerts/retry'
import type { Log } from '../../domain/log'
import { currentPart } from './alert-standing'
import { AT_ONCE, type Attempt, type Turn } from './attempt'
import type { Cooldowns } from './cooldowns'
import { createNoteHealth } from './note-health'
import { endUnused, type Permitted, underPermit } from './seek-permit'
import { type SendPorts, sendAlert } from './send-alert'

export interface TryOncePorts extends SendPorts {
  readonly store: AlertStore
  /** For the moments at which a channel ceases to deliver, and does so again. */
  readonly log: Log
  /** 0 to 1, for the jitter. */
  readonly chance: () => number
}

const GIVEN_UP = (detail: string): Delivery => ({ ok: false, permanent: true, detail })

/**
 * For so many milliseconds after its plan an alert may be late. Where this watch alone sends it, only a worker that stood still
 * is late; a member of a group has less time, and a channel that is slower than that each time has trouble.
 */
const LATE_EXCUSED_MS = { own: GIVE_UP_AFTER, send: 120_000 } as const

export function createTryOnce(ports: TryOncePorts, cooldowns: Cooldowns) {
  const { now, store, chance } = ports
  const noteHealth = createNoteHealth(ports)

  return async (attempt: Attempt, turn: Turn, permitted: Permitted): Promise<DeliverResult> => {
    const { planned, record } = attempt
    const { sources } = planned
    if (planned.alert.isReport && isUnderWay(record)) {
      await endUnused(permitted.permit)
      const { settled: _ended, ...ended } = record
      const detail = 'a worker ended while it was sent; a report is not sent twice'
      await store.write(sources, { ...ended, state: 'failed', detail, at: now() })
      return {}
    }
    const { nextAt: _past, untaken: untakenBefore = record.attempts === 0, ...same } = record
    const sending = { ...same, subject: permitted.alert.subject, attempts: record.attempts + 1 }
    const begun = { ...sending, state: 'retrying', detail: 'being sent', at: now() } as const
    await underPermit(permitted.permit, store.write(sources, begun))
    const { delivery, isWithheld } = await sendPermitted(attempt, turn, permitted, begun)
    const isExcused = now() < planned.at + LATE_EXCUSED_MS[permitted.permit.kind]
    if (!delivery.ok && (isWithheld || (delivery.isLate && isExcused))) {
      await store.write(sources, record)
      return AT_ONCE.result
    }
    if (!isInPart(delivery, turn)) cooldowns.note(planned.channel, delivery, turn.cooldown)
    const settled = delivery.ok ? undefined : (delivery.settled ?? record.settled)
    const tried = { ...sending, ...(settled && { settled }) }
    const untaken = untakenBefore && !delivery.ok && delivery.untaken === true && !isToldToSome(tried)
    return await noteOutcome(attempt, turn, permitted.alert, delivery, {
      ...tried,
      ...(untaken && { untaken }),
    })
  }

  /** The permit ends with the attempt, also with one that went wrong. */
  async function sendPermitted(
    { planned, record, notAfter }: Attempt,
    { channel, among }: Turn,
    { alert, permit }: Permitted,
    begun: DeliveryRecord,
  ): Promise<{ readonly delivery: Delivery; readonly isWithheld: boolean }> {
    const recipients = { settled: record.settled, among }
    if (permit.kind === 'own')
      return { delivery: await sendAlert(ports, alert, channel, notAfter, recipients), isWithheld: false }
    const { confirm } = permit
    let isWithheld = false
    const withhold: Withhold | undefined =
      confirm &&
      (async () => {
        // The members' news may have put an older incident in the place of this one.
        if ((await confirm()) && (await currentPart(store, planned)) !== undefined) return undefined
        isWithheld = true
        return 'another member answers again'
      })
    let isDelivered = false
    try {
      const until = Math.min(notAfter, now() + permit.withinMs)
      const delivery = await sendAlert(ports, alert, channel, until, { ...recipients, withhold })
      isDelivered = delivery.ok
      if (!delivery.ok && isToldToSome(delivery)) {
        isDelivered = true
        isWithheld = false
        // Once the group is told of it, the record alone says who is left.
        await store.write(planned.sources, { ...begun, settled: delivery.settled })
      }
      return { delivery, isWithheld }
    } finally {
      await permit.done(isDelivered)
    }
  }

  async function noteOutcome(
    { planned }: Attempt,
    turn: Turn,
    alert: Alert,
    delivery: Delivery,
    tried: DeliveryRecord,
  ): Promise<DeliverResult> {
    const { channel: name, sources } = planned
    const { channels } = turn
    const { detail } = delivery
    const at = now()
    // A test is for somebody who waits for its outcome.
    const isFinalOutcome =
      delivery.ok || delivery.permanent || alert.kind === 'test' || (alert.isReport && !delivery.untaken)
    const nextAt = isFinalOutcome ? undefined : at + retryDelay(tried.attempts, chance(), delivery.retryAfter)
    if (nextAt !== undefined && nextAt < planned.at + GIVE_UP_AFTER) {
      await store.write(sources, { ...tried, state: 'retrying', detail, at, nextAt })
      if (!isInPart(delivery, turn)) await noteHealth(name, alert.kind, delivery, channels)
      return { retryInMs: nextAt - at }
    }
    const { settled: _ended, ...ended } = tried
    await store.write(sources, { ...ended, state: delivery.ok ? 'delivered' : 'failed', detail, at })
    if (alert.kind === 'test' && !delivery.ok && isToldToSome(delivery)) return {}
    // An alert that was given up is reported by the other channels, however few attempts the service allowed.
    const outcome = delivery.ok || delivery.permanent ? delivery : GIVEN_UP(detail)
    await noteHealth(name, alert.kind, outcome, channels)
    return {}
  }
}

/**
 * Whether some recipients have it, or only the others still wait for an earlier alert: then whether the channel delivers is known
 * at the end.
 */
function isInPart(delivery: Delivery, { among }: Turn): boolean {
  return !delivery.ok && delivery.settled !== undefined && (among !== undefined || isToldToSome(delivery))
}

/** An attempt began, and nobody has noted its outcome. */
function isUnderWay({ state, attempts, nextAt }: DeliveryRecord): boolean {
  return state === 'retrying' && attempts > 0 && nextAt === undefined
}
