/**
 * An attempt at an alert from the queue. Delivery is at least once: an alert whose outcome was recorded is not sent again,
 * an alert that a service accepted right before the worker died is.
 */
import { type Alert, type Delivery, type DeliveryRecord, isFinal, newRecord } from '../../domain/alerts/alert'
import { type Channel, offsetOf, opensIncidents } from '../../domain/alerts/channel'
import type {
  AlertPermit,
  AlertStore,
  Channels,
  DeliverResult,
  DeliverStep,
  PermitAlert,
  Withhold,
} from '../../domain/alerts/ports'
import { GIVE_UP_AFTER, retryDelay } from '../../domain/alerts/retry'
import { digestText } from '../../domain/alerts/text'
import type { Log } from '../../domain/log'
import { currentPart, forgetNotified, isUnopened, predecessors } from './alert-standing'
import { createCooldowns } from './cooldowns'
import { createNoteHealth } from './note-health'
import { type SendPorts, sendAlert } from './send-alert'

export interface DeliverPorts extends SendPorts {
  readonly store: AlertStore
  readonly channels: Channels
  /** For the moments at which a channel ceases to deliver, and does so again. */
  readonly log: Log
  /** 0 to 1, for the jitter. */
  readonly chance: () => number
  /** Absent: all alerts are this watch's own. */
  readonly permit?: PermitAlert | undefined
}

const OUTDATED = 'it was over, or covered by a later alert, before it could be sent'
const OUTDATED_AGAIN = 'it was over, or covered by a later alert, before it could be sent again'
/**
 * Milliseconds between two attempts of an alert that waits. Behind a dead channel many may wait for hours, so each is
 * attempted the less often the longer it has waited: after a share of that time.
 */
const WAIT = { shortest: 250, longest: 60_000, share: 1 / 4 } as const
/** Milliseconds. The machine that knows the channel may be restarting, or have the newer INI. */
const UNKNOWN_FOR = 600_000
const GIVEN_UP = (detail: string): Delivery => ({ ok: false, permanent: true, detail })
const OWN: AlertPermit = { kind: 'own' }
const UNKNOWN = 'it waits for a worker that knows a channel of that name'

export function createDeliverAlert(ports: DeliverPorts): DeliverStep {
  const { now, store, channels, chance } = ports
  const noteHealth = createNoteHealth(ports)
  const cooldowns = createCooldowns(now)

  return async (planned, leaseMs) => {
    const notAfter = now() + leaseMs
    const { id, channel: name, sources, after } = planned
    const [source = ''] = sources
    const record = (await store.record(source, id)) ?? newRecord(planned)
    if (isFinal(record)) return {}
    const outdated = record.attempts === 0 ? OUTDATED : OUTDATED_AGAIN
    // An outdated reminder is dropped at once; later alerts cover it.
    if (planned.alert.kind === 'reminder' && (await currentPart(store, planned)) === undefined)
      return await drop(outdated)

    const before = await predecessors(store, after)
    // A predecessor without an end, since its queue was lost, does not hold up others for ever.
    const awaited = before.find(other => !isFinal(other) && now() < other.plannedAt + GIVE_UP_AFTER)
    if (awaited) {
      const triedIn = (awaited.nextAt ?? 0) - now()
      const wait = triedIn > 0 ? triedIn + WAIT.shortest : (now() - planned.at) * WAIT.share
      return { retryInMs: bounded(wait), waitsFor: awaited.id }
    }
    const all = await channels.list()
    const channel = all.find(one => one.name === name)
    if (channel === undefined) return await waitForChannel()
    const current = await currentPart(store, planned)
    if (current === undefined) return await drop(outdated)
    const offset = record.attempts > 0 ? 0 : offsetOf(channel)
    const toWait = planned.at + offset - now()
    if (offset > 0 && toWait > 0) return { retryInMs: toWait }

    const cooldown = cooldowns.of(name)
    const coolsFor = (cooldown?.until ?? 0) - now()
    if (coolsFor > 0) return { retryInMs: coolsFor + Math.round(chance() * 1_000) }

    const permit: AlertPermit = (await ports.permit?.(planned, current)) ?? OWN
    if (permit.kind === 'wait') return { retryInMs: permit.ms }
    if (permit.kind === 'void') return await drop('it turned out to be no news')
    if (permit.kind === 'told') return await noteTold(permit.by)
    const alert = permit.kind === 'send' ? asPermitted(current, permit) : current
    const isOpened = permit.kind === 'send' && permit.isOpened
    if (
      alert.kind === 'resolve' &&
      (opensIncidents(channel) || alert.isMerge) &&
      !isOpened &&
      (await isUnopened(store, planned, before))
    ) {
      if (permit.kind === 'send') await permit.done(false)
      return await drop('there was nothing to resolve')
    }

    if (planned.alert.isReport && isUnderWay(record)) {
      const detail = 'a worker ended while it was sent; a report is not sent twice'
      await store.write(sources, { ...record, state: 'failed', detail, at: now() })
      return {}
    }
    const attempts = record.attempts + 1
    const { nextAt: _past, untaken: untakenBefore = record.attempts === 0, ...same } = record
    const sending: DeliveryRecord = { ...same, subject: alert.subject, attempts }
    await store.write(sources, { ...sending, state: 'retrying', detail: 'being sent', at: now() })
    let isWithheld = false
    const delivery = await sendPermitted(channel)
    const isGivenUp = now() >= planned.at + GIVE_UP_AFTER
    if (!delivery.ok && (isWithheld || (delivery.isLate && !isGivenUp))) {
      await store.write(sources, record)
      return { retryInMs: WAIT.shortest }
    }
    const { detail } = delivery
    const untaken = untakenBefore && !delivery.ok && delivery.untaken === true
    const tried: DeliveryRecord = { ...sending, ...(untaken && { untaken }) }
    const at = now()
    cooldowns.note(name, delivery, cooldown)
    // A test is for somebody who waits for its outcome.
    const isFinalOutcome =
      delivery.ok || delivery.permanent || alert.kind === 'test' || (alert.isReport && !delivery.untaken)
    const nextAt = isFinalOutcome ? undefined : at + retryDelay(attempts, chance(), delivery.retryAfter)
    if (nextAt !== undefined && nextAt < planned.at + GIVE_UP_AFTER) {
      await store.write(sources, { ...tried, state: 'retrying', detail, at, nextAt })
      await noteHealth(name, alert.kind, delivery, all)
      return { retryInMs: nextAt - at }
    }
    await store.write(sources, { ...tried, state: delivery.ok ? 'delivered' : 'failed', detail, at })
    // An alert that was given up is reported by the other channels, however few attempts the service allowed.
    await noteHealth(name, alert.kind, delivery.ok || delivery.permanent ? delivery : GIVEN_UP(detail), all)
    return {}

    async function drop(why: string): Promise<DeliverResult> {
      await store.write(sources, { ...record, state: 'dropped', detail: why, at: now() })
      return {}
    }

    /** The permit ends with the attempt, also with one that went wrong. */
    async function sendPermitted(to: Channel): Promise<Delivery> {
      if (permit.kind !== 'send') return await sendAlert(ports, alert, to, notAfter)
      let isDelivered = false
      try {
        const until = Math.min(notAfter, now() + permit.withinMs)
        const delivery = await sendAlert(ports, alert, to, until, permit.confirm && withhold(permit.confirm))
        isDelivered = delivery.ok
        return delivery
      } finally {
        await permit.done(isDelivered)
      }
    }

    function withhold(confirm: () => Promise<boolean>): Withhold {
      return async () => {
        // The members' news may have put an older incident in the place of this one.
        if ((await confirm()) && (await currentPart(store, planned)) !== undefined) return undefined
        isWithheld = true
        return 'another member answers again'
      }
    }

    async function noteTold(by: string): Promise<DeliverResult> {
      const told = { ...record, state: 'delivered', attempts: Math.max(1, record.attempts) } as const
      await store.write(sources, { ...told, detail: `${by} has told it`, at: now() })
      return {}
    }

    async function waitForChannel(): Promise<DeliverResult> {
      const waited = now() - planned.at
      if (waited >= UNKNOWN_FOR) {
        await forgetNotified(store, planned, now())
        return await drop('there is no channel of that name')
      }
      const waiting: DeliveryRecord = { ...record, detail: UNKNOWN, at: now() }
      if (record.detail !== UNKNOWN) await store.write(sources, waiting)
      return { retryInMs: bounded(waited * WAIT.share) }
    }
  }
}

/** The rest of a digest that nobody has told, and what the group adds to the text. */
function asPermitted(alert: Alert, { left, line }: Extract<AlertPermit, { kind: 'send' }>): Alert {
  const isWhole = left === undefined || left.length === alert.items?.length
  const rest = isWhole ? alert : { ...alert, ...digestText(left), items: left }
  return line === undefined ? rest : { ...rest, text: `${rest.text}\n${line}` }
}

/** An attempt began, and nobody has noted its outcome. */
function isUnderWay({ state, attempts, nextAt }: DeliveryRecord): boolean {
  return state === 'retrying' && attempts > 0 && nextAt === undefined
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, WAIT.shortest), WAIT.longest)
}
