/** Compares a check's stored check-ins, flips and deliveries with the answers that its client got and the messages that the services took. Pure. */
import type { DeliveryRecord } from '../../src/domain/alerts/alert'
import { dedupKey, type Flip } from '../../src/domain/watch/flip'
import type { Watched } from '../../src/domain/watch/ports'
import type { KeptSignal } from '../../src/domain/watch/signal'
import type { Life } from './lives'
import { CHANNELS, type Message } from './service'

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
  for (const { kind, at } of steady ? inOrder : []) {
    const { to } = flips.find(({ due }) => due <= at) ?? {}
    need(to === (kind === 'fail' ? 'down' : 'up'), `was ${to} after a ${kind}`)
  }
  return faults
}

interface Outage {
  readonly key: string
  readonly begin: Flip
  readonly end?: Flip
}

function outagesOf(flips: readonly Flip[]): Outage[] {
  const inOrder = [...flips].sort((a, b) => a.seq - b.seq)
  return inOrder.flatMap((begin, index) => {
    if (begin.to !== 'down') return []
    const end = inOrder[index + 1]
    return [{ key: dedupKey(begin) ?? '', begin, ...(end && { end }) }]
  })
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
    const digests = openDigests(life.name, deliveries, mine)
    let [before, digest] = [0, '']
    for (const [index, { key, begin, end }] of outages.entries()) {
      const next = outages[index + 1]
      const expected = [
        ['trigger', begin],
        ...(end && (end.to !== 'paused' || channel === 'duty') ? [['resolve', end] as const] : []),
      ] as const
      for (const [kind, flip] of expected) {
        // From the fourth outage on the check flaps, and has other alerts.
        if (index > 3 || (index === 3 && kind === 'resolve')) continue
        const what = `${life.name} ${kind} ${index + 1} on ${channel}`
        const record = deliveries.find(one => one.kind === kind && one.id.startsWith(`${key}-`))
        const line = record
          ? undefined
          : digests.take(flip, kind, kind === 'trigger' ? next?.begin : next?.end)
        const alone = mine.filter(message => message.key === key && message.kind === kind)
        const taken = line ? line.at : alone.map(({ at }) => at)
        const [first] = taken
        if (first === undefined) {
          if (record?.state === 'dropped' || line?.leftOut) superseded++
          else faults.push(`${what}: lost (${record?.state ?? line?.state ?? 'never planned'})`)
          continue
        }
        sent++
        delays.push(Math.max(0, first - flip.at))
        const spare = inHand.get(identityOf({ channel, key, kind })) ?? 0
        // A message whose sender died, and that was over when it could have been sent again, is recorded as dropped.
        if (record && record.state !== 'delivered' && !(record.state === 'dropped' && spare > 0))
          faults.push(`${what}: taken, but ${record.state}`)
        if (record && taken.length > 1 + spare) faults.push(`${what}: doubled (${taken.length} times)`)
        // All lines of a digest that is taken twice are taken twice.
        if (first < before && (!line || line.digest !== digest)) faults.push(`${what}: out of order`)
        before = Math.max(before, ...taken)
        digest = line?.digest ?? ''
      }
    }
    const keys = new Set(outages.map(({ key }) => key))
    for (const { key, kind } of mine)
      if (key.includes(life.id) && !key.startsWith('digest-') && !keys.has(key))
        faults.push(`${life.name} on ${channel}: a ${kind} about nothing (${key})`)
    if (digests.left() > 0) faults.push(`${life.name} on ${channel}: sent twice, in digests too`)
  }
  return { faults, sent, superseded, delays }
}

/** The lines about a check in its digests, each digest once however often it was taken. */
function openDigests(name: string, deliveries: readonly DeliveryRecord[], messages: readonly Message[]) {
  const digests = deliveries
    .filter(({ kind }) => kind === 'digest')
    .sort((a, b) => a.plannedAt - b.plannedAt)
    .map(({ id, plannedAt, state }) => {
      const same = messages.filter(({ key }) => key === id)
      const text = same[0]?.text ?? ''
      const lines = (text.match(/\[(DOWN|FLAPPING|UP|PAUSED)\] \S+/g) ?? [])
        .filter(line => line.endsWith(` ${name}`))
        .map(line => (/DOWN|FLAPPING/.test(line) ? 'trigger' : 'resolve'))
      return { id, plannedAt, state, at: same.map(({ at }) => at), lines, cut: text.includes('\n- and ') }
    })
  return {
    /** Takes the line about a flip: from the first digest that was planned after it, or from the next, unless that is about `later`. */
    take: ({ at }: Flip, kind: 'trigger' | 'resolve', later: Flip | undefined) => {
      const [first, second] = digests.filter(({ plannedAt }) => plannedAt >= at)
      if (first === undefined) return undefined
      const missedIt =
        second?.lines[0] === kind && first.lines[0] !== kind && !(later && later.at <= second.plannedAt)
      const found = missedIt ? second : first
      const { id: digest, state, lines, cut } = found
      const isThere = lines[0] === kind
      if (isThere) lines.shift()
      // A line that was over by the digest's turn was left out of it.
      const leftOut = !isThere && !cut && kind === 'trigger' && state !== 'queued' && state !== 'retrying'
      return { digest, state, leftOut, at: isThere || cut ? found.at : [] }
    },
    left: () => digests.reduce((sum, { lines }) => sum + lines.length, 0),
  }
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
