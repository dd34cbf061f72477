/** Compares a check's stored check-ins, flips and deliveries with the answers that its client got and the messages that the services took. Pure. */
import type { DeliveryRecord } from '../../src/domain/alerts/alert'
import { dedupKey, type Flip } from '../../src/domain/watch/flip'
import type { Watched } from '../../src/domain/watch/ports'
import type { KeptSignal } from '../../src/domain/watch/signal'
import type { Message } from '../support/alert-service'
import { assignLines, digestsOf, type Kind, mayLeaveOut } from './digests'
import { CHANNELS, type Channel } from './fleet'
import type { Life } from './lives'

/** Everything that is stored of one check. */
export interface Stored {
  readonly watched: Watched
  readonly signals: readonly KeptSignal[]
  readonly flips: readonly Flip[]
  readonly deliveries: readonly DeliveryRecord[]
}

/** Messages whose sender died after they were taken, before it could record them: `identityOf` -> how often. */
export type InHand = ReadonlyMap<string, number>

export interface Verdict {
  /** A sentence for each fault. */
  readonly faults: readonly string[]
  /** The number of alerts that reached people, alone or in a digest. */
  readonly sent: number
  /** The number of alerts that were over before they could be sent, recorded as dropped. */
  readonly superseded: number
  /** Whole milliseconds from a flip to the first message about it. */
  readonly delays: readonly number[]
}

export const identityOf = ({ channel, key, kind }: Pick<Message, 'channel' | 'key' | 'kind'>) =>
  `${channel} ${kind} ${key}`

/** Each check-in that was answered 2xx is stored, once and in order; and nothing is stored that was not tried. */
export function checkInFaults({ name, tried }: Life, { watched, signals, flips }: Stored): string[] {
  const faults: string[] = []
  const need = (ok: boolean, reason: string) => {
    if (!ok) faults.push(`${name} ${reason}`)
  }
  const inOrder = [...signals].sort((a, b) => a.n - b.n)
  const rids = inOrder.map(({ detail }) => detail.rid ?? '')
  const known = new Set(tried.map(({ rid }) => rid))
  const stored = new Set(rids)
  for (const { rid, kind, answered } of tried)
    need(!answered || stored.has(rid), `lost the ${kind} ${rid}, which was answered 2xx`)
  need(stored.size === rids.length, 'has a check-in twice')
  need(
    rids.every(rid => known.has(rid)),
    'has a check-in that nobody sent',
  )
  need(
    watched.state.signals === rids.length,
    `counts ${watched.state.signals} signals and has ${rids.length}`,
  )
  need(
    inOrder.every(({ n }, index) => n === index + 1),
    'has a gap in the numbers of its signals',
  )
  const seqs = flips.map(({ seq }) => seq).sort((a, b) => a - b)
  need(
    watched.state.flips === seqs.length && seqs.every((seq, index) => seq === index + 1),
    'has a gap in its flips',
  )
  // A web that stood still stores early signals late; then the moments do not show the order.
  const steady = inOrder.every(({ at }, index) => at >= (inOrder[index - 1]?.at ?? 0))
  const answered = new Set(tried.filter(one => one.answered).map(({ rid }) => rid))
  for (const { kind, at, detail } of steady ? inOrder : []) {
    const { to } = flips.find(({ due }) => due <= at) ?? {}
    // A pause has the moment of its request. A check-in whose client had given up may come after that moment, and be
    // stored before the pause, which it does not end then.
    const isBeforeThePause = to === 'paused' && !answered.has(detail.rid ?? '')
    need(isBeforeThePause || to === (kind === 'fail' ? 'down' : 'up'), `was ${to} after a ${kind}`)
  }
  return faults
}

interface Outage {
  /** Counted from 1. */
  readonly number: number
  readonly key: string
  readonly begin: Flip
  readonly end?: Flip
}

function outagesOf(flips: readonly Flip[]): Outage[] {
  const inOrder = [...flips].sort((a, b) => a.seq - b.seq)
  return inOrder
    .flatMap((begin, index) => {
      if (begin.to !== 'down') return []
      const end = inOrder[index + 1]
      return [{ begin, ...(end && { end }) }]
    })
    .map((outage, index) => ({ ...outage, number: index + 1, key: dedupKey(outage.begin) ?? '' }))
}

interface ExpectedAlert {
  readonly kind: Kind
  readonly outage: Outage
  readonly at: number
  /** The moment from which on a trigger need not be sent any more. */
  readonly over?: number
  /** Absent where the alert is a line of a digest. */
  readonly record?: DeliveryRecord
}

function alertsOf(outage: Outage, channel: Channel, deliveries: readonly DeliveryRecord[]): ExpectedAlert[] {
  const { key, begin, end } = outage
  const alert = (kind: Kind, at: number, over?: number): ExpectedAlert => {
    const record = deliveries.find(one => one.kind === kind && one.id.startsWith(`${key}-`))
    return { kind, outage, at, ...(over !== undefined && { over }), ...(record && { record }) }
  }
  const hasResolve = end && (end.to !== 'paused' || channel === 'duty')
  return [alert('trigger', begin.at, end?.at), ...(hasResolve ? [alert('resolve', end.at)] : [])]
}

function takenOf({ kind, outage }: ExpectedAlert, messages: readonly Message[]) {
  const first = messages.find(message => message.key === outage.key && message.kind === kind)
  return first && { takenAt: first.at }
}

/** From the end of the fourth outage on a check flaps, and has other alerts. */
function isNoFlapping({ kind, outage }: ExpectedAlert): boolean {
  return outage.number < 4 || (outage.number === 4 && kind === 'trigger')
}

/** Each outage has its trigger and, when it is over, its resolve: once, in order, on each channel. */
export function alertVerdict(
  life: Life,
  stored: Stored,
  messages: readonly Message[],
  inHand: InHand,
): Verdict {
  const faults: string[] = []
  const delays: number[] = []
  let [sent, superseded] = [0, 0]
  const outages = outagesOf(stored.flips)
  for (const channel of CHANNELS) {
    const mine = messages.filter(message => message.channel === channel)
    const deliveries = stored.deliveries.filter(one => one.channel === channel)
    const digests = digestsOf(life.name, deliveries, mine)
    const alerts = outages
      .flatMap(outage => alertsOf(outage, channel, deliveries))
      .filter(isNoFlapping)
      .map(alert => ({ ...alert, ...takenOf(alert, mine) }))
    const assigned = assignLines(alerts, digests)
    let [before, lastDigest] = [0, '']
    for (const [index, alert] of alerts.entries()) {
      const { kind, outage, at, record } = alert
      const what = `${life.name} ${kind} ${outage.number} on ${channel}`
      const named = digests.find(({ id }) => id === assigned[index])
      // An alert without a line of its own belongs to the first digest that can have held one.
      const digest = record ? undefined : (named ?? digests.find(({ until }) => until >= at))
      const alone = mine.filter(message => message.key === outage.key && message.kind === kind)
      const taken = record ? alone.map(message => message.at) : named || digest?.isCut ? digest!.at : []
      const [first] = taken
      if (first === undefined) {
        if (record?.state === 'dropped' || (digest && mayLeaveOut(digest, alert))) superseded++
        else faults.push(`${what}: lost (${record?.state ?? digest?.state ?? 'never planned'})`)
        continue
      }
      sent++
      delays.push(Math.max(0, first - at))
      const spare = inHand.get(identityOf({ channel, key: outage.key, kind })) ?? 0
      // A message whose sender died, and that was over when it could have been sent again, is recorded as dropped.
      if (record && record.state !== 'delivered' && !(record.state === 'dropped' && spare > 0))
        faults.push(`${what}: taken, but ${record.state}`)
      if (record && taken.length > 1 + spare) faults.push(`${what}: doubled (${taken.length} times)`)
      // All lines of a digest that is taken twice are taken twice.
      if (first < before && (!digest || digest.id !== lastDigest)) faults.push(`${what}: out of order`)
      before = Math.max(before, ...taken)
      lastDigest = digest?.id ?? ''
    }
    const keys = new Set(outages.map(({ key }) => key))
    for (const { key, kind } of mine)
      if (key.includes(life.id) && !key.startsWith('digest-') && !keys.has(key))
        faults.push(`${life.name} on ${channel}: a ${kind} about nothing (${key})`)
    const lines = digests.reduce((sum, { kinds }) => sum + kinds.length, 0)
    if (lines > assigned.filter(id => id !== undefined).length)
      faults.push(`${life.name} on ${channel}: sent twice, in digests too`)
  }
  return { faults, sent, superseded, delays }
}

/** Digests and messages about the watch itself are taken once each. */
export function otherFaults(messages: readonly Message[], inHand: InHand): string[] {
  const times = new Map<string, number>()
  for (const message of messages)
    if (message.kind === 'digest' || !message.key.match(/^intvlm8r-[0-9a-f]{8}-/))
      times.set(identityOf(message), (times.get(identityOf(message)) ?? 0) + 1)
  return [...times].flatMap(([identity, many]) =>
    many > 1 + (inHand.get(identity) ?? 0) ? [`${identity}: doubled (${many} times)`] : [],
  )
}

/** The id of the check that a message is about. */
export function checkOf({ key }: Message): string | undefined {
  return /^(?:digest-)?intvlm8r-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})-/.exec(key)?.[1]
}

export function recordOf(
  { channel, key, kind }: Message,
  deliveries: readonly DeliveryRecord[],
): DeliveryRecord | undefined {
  return deliveries.find(one =>
    kind === 'digest'
      ? one.id === key
      : one.channel === channel && one.kind === kind && one.id.startsWith(`${key}-`),
  )
}
