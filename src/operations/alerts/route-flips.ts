/** From the outbox to the channels' queues: each change is turned into alerts once, whoever dies in between. */
import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { type CheckDrafts, planAlerts, planNotice } from '../../domain/alerts/plan'
import { decideAfterFlips, decideAlerts, newAlerting } from '../../domain/alerts/policy'
import type { AlertChange, AlertQueue, AlertStore, Channels, Remembered } from '../../domain/alerts/ports'
import { blindText } from '../../domain/alerts/text'
import type { Clock } from '../../domain/time/clock'
import type { Flip } from '../../domain/watch/flip'
import type { CheckStore, Outbox, OutboxEntry, OutboxRecord, Watched } from '../../domain/watch/ports'

export interface RoutePorts {
  readonly now: Clock
  readonly outbox: Outbox
  readonly checks: Pick<CheckStore, 'get' | 'flips'>
  readonly store: AlertStore
  readonly channels: Channels
  readonly queue: AlertQueue
}

/** Entries and checks that are dealt with in one step. */
const MOST = 500
/** When that many things happen at once, more may be about to: they are waited for, so that one digest holds them. */
const MANY = 5
const MORE_WAIT_MS = 100
/** Another router was faster that often: what is left is handed out again later. */
const MOST_RACES = 20

/**
 * One turn: waits up to `waitMs` for something to happen, and queues the alerts that come of it. In one step with what
 * is remembered they are written down as planned, and only then queued, by ids that make twice one: a turn that dies
 * anywhere is made good by the next one. Throws when Redis is away; what was taken is then handed out again.
 */
export function createRouteFlips(ports: RoutePorts): (waitMs: number) => Promise<void> {
  const { now, outbox, store, queue, channels } = ports

  /** Taken in a turn that broke off: it goes on in the next one, rather than when the outbox hands it out again. */
  let inHand: OutboxEntry[] = []

  return async waitMs => {
    await queue.serve((await channels.list()).map(({ name }) => name))
    await queuePlanned(ports)
    const looks = await store.dueReviews(now(), MOST)
    const idle =
      looks.sources.length > 0 ? 0 : Math.min(waitMs, (looks.next ?? Number.POSITIVE_INFINITY) - now())
    if (inHand.length === 0) await takeTogether(outbox, Math.max(1, idle), inHand)
    const entries = inHand
    const known = new Map((await channels.list()).map(channel => [channel.name, channel]))
    const due = looks.sources.length === 0 ? (await store.dueReviews(now(), MOST)).sources : looks.sources
    const flips = flipsByCheck(entries)
    const named = entries.flatMap(({ record }) => ('check' in record ? [record.check] : []))
    const sources = [...new Set([...flips.keys(), ...named, ...due])]
    if (entries.length > 0 || sources.length > 0) {
      await route(ports, sources, flips, known, await blindNotices(ports, entries, known))
      await queuePlanned(ports)
    }
    await outbox.done(entries.map(({ id }) => id))
    inHand = []
  }
}

async function queuePlanned({ store, queue }: RoutePorts): Promise<void> {
  for (;;) {
    const planned = await store.planned(MOST)
    if (planned.length === 0) return
    await queue.add(planned)
    await store.queued(planned.map(({ id }) => id))
  }
}

/** Adds to `taken` as it goes: what was taken when it breaks off is in hand. */
async function takeTogether(outbox: Outbox, waitMs: number, taken: OutboxEntry[]): Promise<void> {
  for (let wait = waitMs; taken.length < 4 * MOST; wait = MORE_WAIT_MS) {
    const more = await outbox.take(MOST, wait)
    taken.push(...more)
    if (more.length < MANY) return
  }
}

function flipsByCheck(entries: readonly OutboxEntry[]): Map<string, Flip[]> {
  const flips = new Map<string, Flip[]>()
  for (const { record } of entries) {
    if (record.kind === 'flip')
      flips.set(record.flip.check, [...(flips.get(record.flip.check) ?? []), record.flip])
  }
  return flips
}

async function route(
  { now, store, checks }: RoutePorts,
  sources: readonly string[],
  flips: ReadonlyMap<string, readonly Flip[]>,
  known: ReadonlyMap<string, Channel>,
  notices: readonly PlannedAlert[],
): Promise<void> {
  // One that only another machine knows may be of either kind: an incident left open, or a digest that opens one, is worse.
  const isIncident = (name: string) => {
    const channel = known.get(name)
    return channel === undefined || opensIncidents(channel)
  }
  for (let race = 0; race < MOST_RACES; race++) {
    const at = now()
    const remembered = await store.remembered(sources)
    const watched = new Map(
      await Promise.all(sources.map(async source => [source, await checks.get(source)] as const)),
    )
    const changes: (Omit<AlertChange, 'after'> & { drafts?: CheckDrafts })[] = []
    for (const source of sources) {
      const before = remembered.get(source) ?? { alerting: undefined, raw: '' }
      const present = watched.get(source)
      const news = await allFlips(checks, source, before, flips.get(source) ?? [])
      const routed = routeOne(before, present, news, at, isIncident)
      const { reviewAt, ...told } = routed ?? {}
      changes.push({ source, before, reviewAt, ...('alerting' in told && { drafts: { source, ...told } }) })
    }
    const drafted = changes.flatMap(({ drafts }) => (drafts ? [drafts] : []))
    const { alertings, planned } = planAlerts(drafted, isIncident, at)
    const written = changes.map(({ source, before, reviewAt }) => ({
      source,
      before,
      reviewAt,
      after: watched.get(source) === undefined ? undefined : alertings.get(source),
    }))
    if (await store.commit(written, [...planned, ...notices])) return
  }
  throw new Error('other workers were always faster; what happened is dealt with later')
}

/** Undefined: nothing is known of it, and nothing is there. */
function routeOne(
  { alerting }: Remembered,
  watched: Watched | undefined,
  flips: readonly Flip[],
  now: number,
  isIncident: (channel: string) => boolean,
) {
  if (watched === undefined) return alerting && decideAlerts(alerting, undefined, now, isIncident)
  const fresh = newAlerting(watched.check)
  const same = alerting?.createdAt === watched.check.createdAt
  const gone = same || alerting === undefined ? undefined : decideAlerts(alerting, undefined, now, isIncident)
  const start = same
    ? alerting
    : { ...fresh, ...(gone && { count: gone.alerting.count, last: gone.alerting.last }) }
  const routed = decideAfterFlips(start, flips, watched, now, isIncident)
  return gone === undefined ? routed : { ...routed, drafts: [...gone.drafts, ...routed.drafts] }
}

/** In order and without a gap: what another worker took and has not dealt with stands in the check's history. */
async function allFlips(
  checks: RoutePorts['checks'],
  check: string,
  { alerting }: Remembered,
  taken: readonly Flip[],
): Promise<readonly Flip[]> {
  const bySeq = new Map(taken.map(flip => [flip.seq, flip]))
  const newest = Math.max(0, ...bySeq.keys())
  let complete = true
  for (let seq = (alerting?.routed ?? 0) + 1; seq < newest; seq++) complete &&= bySeq.has(seq)
  if (!complete) {
    for (const flip of await checks.flips(check)) if (flip.seq <= newest) bySeq.set(flip.seq, flip)
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/**
 * One digest a channel; a channel hears of its own checks. Not those that open incidents: nothing would ever resolve
 * it, and whoever stays silent opens one of its own.
 */
async function blindNotices(
  { now, checks }: RoutePorts,
  entries: readonly OutboxEntry[],
  known: ReadonlyMap<string, Channel>,
): Promise<PlannedAlert[]> {
  const blind = entries.flatMap(({ record }) => (record.kind === 'blind' ? [record] : []))
  return (await Promise.all(blind.map(record => noticesOf(record, checks, known, now())))).flat()
}

async function noticesOf(
  { gap, awaited }: Extract<OutboxRecord, { kind: 'blind' }>,
  checks: RoutePorts['checks'],
  known: ReadonlyMap<string, Channel>,
  now: number,
): Promise<PlannedAlert[]> {
  const watched = await Promise.all(awaited.map(id => checks.get(id)))
  return [...known.values()].flatMap(channel => {
    if (opensIncidents(channel)) return []
    const names = watched
      .flatMap(one => (one?.check.channels.includes(channel.name) ? [one.check.name] : []))
      .sort()
    if (names.length === 0) return []
    const about = { key: `intvlm8r-blind-${gap.to}`, name: 'the watch', since: gap.from }
    return [planNotice(blindText(gap, names, now), about, channel.name, now)]
  })
}
