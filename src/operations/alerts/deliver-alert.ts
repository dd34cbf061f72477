/**
 * One attempt at an alert from the queue. At least once: what was recorded is not sent again, what a service took right
 * before the worker died is.
 */
import {
  type Alert,
  type Delivery,
  type DeliveryRecord,
  isFinal,
  newRecord,
  type PlannedAlert,
} from '../../domain/alerts/alert'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { noteDelivery } from '../../domain/alerts/channel-health'
import { planNotice } from '../../domain/alerts/plan'
import { isCurrent } from '../../domain/alerts/policy'
import type {
  AlertStore,
  Channels,
  DeliverStep,
  Notifier,
  NotifierContext,
  TestChannel,
} from '../../domain/alerts/ports'
import { GIVE_UP_AFTER, retryDelay } from '../../domain/alerts/retry'
import { channelDownText, channelUpText, digestText, testText } from '../../domain/alerts/text'
import type { Clock } from '../../domain/time/clock'

export interface SendPorts extends Pick<NotifierContext, 'http' | 'push'> {
  readonly now: Clock
  readonly notifiers: Readonly<Record<Channel['kind'], Notifier>>
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page: () => Promise<string | undefined>
  /** Milliseconds for one attempt. */
  readonly deadlineMs?: number
  /** Hears of what no notifier may throw. */
  readonly onError: (error: Error) => void
}

export interface DeliverPorts extends SendPorts {
  readonly store: AlertStore
  readonly channels: Channels
  /** 0 to 1, for the jitter. */
  readonly chance: () => number
}

const DEADLINE_MS = 20_000
const OUTDATED = 'it was over, or told by a later one, before it could be sent'
/**
 * Milliseconds between two looks whether the alert before has gone out. Behind a dead channel many may wait for hours,
 * so each looks the less often the longer it has waited.
 */
const TURN = { shortest: 250, longest: 60_000, share: 1 / 4 } as const
/** Milliseconds. Another machine may know a channel and be away for a restart, or its INI be changed a little later than the others'. */
const UNKNOWN_FOR = 600_000
const UNKNOWN = 'it waits for a worker that knows a channel of that name'

export function createDeliverAlert(ports: DeliverPorts): DeliverStep {
  const { now, store, channels, chance } = ports
  /** Channels that just failed: until when nobody else need try, and how often in a row. */
  const resting = new Map<string, { readonly until: number; readonly failures: number }>()

  return async (planned, leaseMs) => {
    const notAfter = now() + leaseMs
    const { id, channel: name, sources, after } = planned
    const [source = ''] = sources
    const record = (await store.record(source, id)) ?? newRecord(planned)
    if (isFinal(record)) return {}
    const outdated = record.attempts === 0 ? OUTDATED : `${OUTDATED} again`
    // What comes after it is told of what it would have said: nothing has to wait for its turn.
    if (planned.alert.kind === 'reminder' && (await stillTrue(store, planned)) === undefined)
      return await drop(outdated)

    const before = await predecessors(store, after)
    // One that was given up without a word, since its queue was lost, holds up nobody for ever.
    const inFront = before.find(other => !isFinal(other) && now() < other.plannedAt + GIVE_UP_AFTER)
    if (inFront) {
      const triedIn = (inFront.nextAt ?? 0) - now()
      const wait = triedIn > 0 ? triedIn + TURN.shortest : (now() - planned.at) * TURN.share
      return { retryInMs: turnIn(wait), waitsFor: inFront.id }
    }
    const all = await channels.list()
    const channel = all.find(one => one.name === name)
    if (channel === undefined) {
      const waited = now() - planned.at
      if (waited >= UNKNOWN_FOR) return await drop('there is no channel of that name')
      if (record.detail !== UNKNOWN) await store.write(sources, { ...record, detail: UNKNOWN, at: now() })
      return { retryInMs: turnIn(waited * TURN.share) }
    }
    const alert = await stillTrue(store, planned)
    if (alert === undefined) return await drop(outdated)
    const neverOpened = before.some(
      ({ kind, state, attempts }) => kind === 'trigger' && state === 'dropped' && attempts === 0,
    )
    if (alert.kind === 'resolve' && neverOpened && opensIncidents(channel))
      return await drop('there was nothing to resolve')

    const rested = resting.get(name)
    const rest = (rested?.until ?? 0) - now()
    if (rest > 0) return { retryInMs: rest + Math.round(chance() * 1_000) }

    const attempts = record.attempts + 1
    const { nextAt: _past, ...same } = record
    const tried: DeliveryRecord = { ...same, subject: alert.subject, attempts }
    await store.write(sources, { ...tried, state: 'retrying', detail: 'being sent', at: now() })
    const delivery = await send(ports, alert, channel, notAfter)
    const { detail } = delivery
    const at = now()
    const again = delayAfter(delivery, attempts)
    const nextAt = again === undefined ? undefined : at + again
    if (nextAt !== undefined && nextAt < planned.at + GIVE_UP_AFTER) {
      await store.write(sources, { ...tried, state: 'retrying', detail, at, nextAt })
      await note(delivery, all)
      return { retryInMs: nextAt - at }
    }
    await store.write(sources, { ...tried, state: delivery.ok ? 'delivered' : 'failed', detail, at })
    // Others should hear of an alert that was given up, however few attempts the service allowed.
    await note(delivery.ok ? delivery : { ...delivery, permanent: true }, all)
    return {}

    async function drop(detail: string) {
      await store.write(sources, { ...(record as DeliveryRecord), state: 'dropped', detail, at: now() })
      return {}
    }

    /** Milliseconds; undefined when there is no more attempt. */
    function delayAfter(outcome: Delivery, made: number): number | undefined {
      if (outcome.ok || outcome.permanent) {
        resting.delete(name)
        return undefined
      }
      // What failed beside this one was the same trouble: it counts once, or four in hand would make a minute of a moment.
      const present = resting.get(name)
      const failures = present === rested ? (rested?.failures ?? 0) + 1 : (present?.failures ?? 1)
      const until = now() + retryDelay(failures, 0, outcome.retryAfter)
      resting.set(name, { failures, until: Math.max(until, present?.until ?? 0) })
      return retryDelay(made, chance(), outcome.retryAfter)
    }

    /** A channel that keeps failing is told of by the others. */
    async function note(outcome: Delivery, others: readonly Channel[]): Promise<void> {
      for (let noted = false; !noted; ) {
        const before = await store.health(name)
        if (before === undefined && outcome.ok) return
        const { health: after, report } = noteDelivery(before, outcome, now())
        const notices = report ? noticesOf(report, outcome, after?.since ?? before?.since ?? now()) : []
        noted = await store.commit([], notices, { channel: name, before, after })
      }

      function noticesOf(report: 'failing' | 'working', { detail }: Delivery, since: number) {
        const down = report === 'failing'
        const told = down ? channelDownText(name, since, detail, now()) : channelUpText(name, since, now())
        const about = { key: `intvlm8r-channel-${name}-${since}`, name, since }
        return others.filter(one => one.name !== name).map(one => planNotice(told, about, one.name, now()))
      }
    }
  }
}

function turnIn(ms: number): number {
  return Math.min(Math.max(ms, TURN.shortest), TURN.longest)
}

/** Sends a test at once, past the queue. */
export function createTestChannel(ports: SendPorts): TestChannel {
  return async channel => {
    const at = ports.now()
    const { name } = channel
    return await send(
      ports,
      { ...testText(name), key: `intvlm8r-test-${name}-${at}`, name, tags: [], at },
      channel,
      at + DEADLINE_MS,
    )
  }
}

/** Whatever a notifier does, there is an outcome by the deadline. */
async function send(ports: SendPorts, alert: Alert, channel: Channel, notAfter: number): Promise<Delivery> {
  const { now, notifiers, http, push, page, deadlineMs = DEADLINE_MS, onError } = ports
  if (channel.problem !== undefined) return { ok: false, permanent: false, detail: channel.problem }
  const seconds = deadlineMs / 1000
  const late: Delivery = { ok: false, permanent: false, detail: `no answer within ${seconds} s` }
  const deadline = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<Delivery>(resolve => {
    timer = setTimeout(() => {
      deadline.abort()
      resolve(late)
    }, deadlineMs)
  })
  try {
    const address = await page()
    const context = {
      signal: deadline.signal,
      notAfter,
      http,
      push,
      now: now(),
      ...(address !== undefined && { page: address }),
    }
    return await Promise.race([notifiers[channel.kind](alert, channel, context), ended])
  } catch (error) {
    onError(error as Error)
    return { ok: false, permanent: false, detail: 'something unexpected went wrong here; see the log' }
  } finally {
    clearTimeout(timer)
  }
}

async function predecessors(store: AlertStore, after: PlannedAlert['after']): Promise<DeliveryRecord[]> {
  const ids = Object.entries(after).flatMap(([source, ids]) => ids.map(id => [source, id] as const))
  const found = await Promise.all(ids.map(([source, id]) => store.record(source, id)))
  return found.flatMap(record => (record ? [record] : []))
}

/** The alert, or what of a digest still holds; undefined when what it tells is over, and told by what follows. */
async function stillTrue(
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
