/** From the outbox to the channels' queues: each change becomes alerts once, even if a worker dies in between. */
import type { PlannedAlert } from '../../domain/alerts/alert'
import { newAlerting } from '../../domain/alerts/alerting'
import { type Channel, defaultChannels } from '../../domain/alerts/channel'
import type { Circumstances, Decision } from '../../domain/alerts/decision'
import { type CheckDrafts, planAlerts } from '../../domain/alerts/plan'
import { decideAfterFlips, decideAlerts, type NotedFlip } from '../../domain/alerts/policy'
import type {
  AlertChange,
  AlertQueue,
  AlertStore,
  Channels,
  Remembered,
  ScheduleWords,
} from '../../domain/alerts/ports'
import {
  doubtOf,
  type MailDoubt,
  noticesForStandIns,
  withReason,
  withStandIns,
} from '../../domain/alerts/stand-ins'
import type { Clock } from '../../domain/time/clock'
import type { Outbox, OutboxEntry } from '../../domain/watch/outbox'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import { addContext } from './add-context'
import { blindNotices } from './blind-notices'
import { type CircumstancePorts, readCircumstances } from './circumstances'
import { lossNotices } from './loss-notices'
import { networkNotices } from './network-notices'

export interface RoutePorts extends Omit<CircumstancePorts, 'store'> {
  readonly now: Clock
  readonly outbox: Outbox
  readonly checks: Pick<CheckStore, 'get' | 'getAll' | 'damagedOf' | 'flips' | 'history' | 'bodies'>
  readonly scheduleWords: ScheduleWords
  readonly store: AlertStore
  readonly channels: Channels
  readonly queue: AlertQueue
  /** The checks that look at e-mail. */
  readonly mailLoops: () => Promise<readonly Watched[]>
  /** Called when the channels by which new checks alert have become others. */
  readonly onDefaults?: () => void
  /** Whether channels or windows may have changed since the last call. */
  readonly mayHaveChanged?: () => boolean
}

/** Entries and sources that are routed in one step. */
const MOST = 500
/** So many entries at once announce more of them: these are waited for, so that one digest holds all. */
const MANY = 5
const MORE_WAIT_MS = 100
/** A check whose record is damaged may be readable again by then. */
const DAMAGED_MS = 3_600_000
/** After so many races that other workers won, the entries are left to be handed out again. */
const MOST_RACES = 20

/**
 * The returned function is one turn: it waits up to `waitMs` for an entry or a review, and queues the alerts that follow.
 * They are stored as planned in one step with the memory, and queued afterwards by ids that make a repetition the same job,
 * so that the next turn completes one that died anywhere. Throws when Redis is away; the entries are handed out again then.
 */
export function createRouteFlips(ports: RoutePorts): (waitMs: number) => Promise<void> {
  const { now, outbox, store, checks, queue, channels, windows, mailLoops, onDefaults } = ports
  const { mayHaveChanged = () => true } = ports

  /** Entries of a turn that failed. The next turn routes them, rather than wait until the outbox hands them out again. */
  let inHand: OutboxEntry[] = []
  /** Whether the channels and windows as they are have been dealt with, and their queues need nothing any more. */
  let isSettled = false
  let known: readonly Channel[] | undefined
  let knownWindows: string | undefined
  /** When the last turn began, epoch milliseconds. */
  let turnedAt = 0

  /** A new channel is notified of the incidents that are open. */
  async function serveChannels(): Promise<boolean> {
    const all = await channels.list()
    const isServed = await queue.serve(all.map(({ name }) => name))
    const before = known
    if (before !== undefined) {
      if (all.some(({ name }) => before.every(other => other.name !== name))) await store.reviewAll(now())
      if (`${defaultChannels(all)}` !== `${defaultChannels(before)}`) onDefaults?.()
    }
    known = [...all]
    return isServed
  }

  /** Alerts that were held back may go out now, where windows of maintenance have changed. */
  async function noteWindows(): Promise<void> {
    const present = JSON.stringify(await windows())
    if (knownWindows !== undefined && knownWindows !== present) await store.reviewAll(now())
    knownWindows = present
  }

  /** After the clock was set back, the moments of the reviews would be far away. */
  async function noteTime(): Promise<void> {
    const at = now()
    if (at < turnedAt) await store.reviewAll(at)
    turnedAt = at
  }

  /** Routes these entries and the sources whose review is due. */
  async function routeTogether(entries: readonly OutboxEntry[], reviewed: readonly string[]): Promise<void> {
    const all = await channels.list()
    const flips = flipsByCheck(entries)
    const loops = await mailLoops()
    // Alerts that went out by e-mail alone may not count any more.
    if (loops.some(({ check }) => flips.has(check.id))) await store.reviewAll(now())
    const doubt = doubtOf(loops)
    const due = reviewed.length === 0 ? await store.dueReviews(now(), MOST) : reviewed
    const named = entries.flatMap(({ record }) => ('check' in record ? [record.check] : []))
    const sources = [...new Set([...flips.keys(), ...named, ...due])]
    if (entries.length === 0 && sources.length === 0) return
    const noticePorts = { store, channels: all, now: now() }
    const notices = [
      ...(await blindNotices(entries, all, checks, now())),
      ...(await lossNotices(entries, noticePorts)),
      ...(await networkNotices(entries, noticePorts)),
    ]
    const others = noticesForStandIns(notices, all, doubt)
    await route(ports, sources, flips, { all, doubt }, [...notices, ...others])
    await queuePlanned(ports)
  }

  /** Planned alerts that were queued may be for a channel that nobody serves. */
  async function settle(): Promise<void> {
    if (mayHaveChanged()) isSettled = false
    if (isSettled) return
    const isServed = await serveChannels()
    await noteWindows()
    isSettled = isServed
  }

  return async waitMs => {
    await settle()
    await noteTime()
    const { isPlanned, next = Number.POSITIVE_INFINITY } = await store.outlook()
    if (isPlanned) await queuePlanned(ports)
    const sources = next > now() ? [] : await store.dueReviews(now(), MOST)
    const idle = sources.length > 0 ? 0 : Math.min(waitMs, next - now())
    if (inHand.length === 0) await takeTogether(outbox, Math.max(1, idle), inHand)
    if (isPlanned || inHand.length > 0 || sources.length > 0) isSettled = false
    if (inHand.length > 0 || sources.length > 0 || now() >= next) await routeTogether(inHand, sources)
    await outbox.done(inHand.map(({ id }) => id))
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

/** Adds to `taken` as it goes, so that the entries are in hand when it fails halfway. */
async function takeTogether(outbox: Outbox, waitMs: number, taken: OutboxEntry[]): Promise<void> {
  for (let wait = waitMs; taken.length < 4 * MOST; wait = MORE_WAIT_MS) {
    const more = await outbox.take(MOST, wait)
    taken.push(...more)
    if (more.length < MANY) return
  }
}

function flipsByCheck(entries: readonly OutboxEntry[]): Map<string, NotedFlip[]> {
  const flips = new Map<string, NotedFlip[]>()
  for (const { record } of entries) {
    if (record.kind !== 'flip') continue
    const { check } = record.flip
    flips.set(check, [...(flips.get(check) ?? []), record])
  }
  return flips
}

async function route(
  { now, store, checks, scheduleWords, windows, escalation }: RoutePorts,
  sources: readonly string[],
  flips: ReadonlyMap<string, readonly NotedFlip[]>,
  { all, doubt }: { readonly all: readonly Channel[]; readonly doubt: MailDoubt },
  notices: readonly PlannedAlert[],
): Promise<void> {
  for (let race = 0; race < MOST_RACES; race++) {
    const at = now()
    const remembered = await store.remembered(sources)
    const stored = new Map((await checks.getAll(sources)).map(one => [one.check.id, one] as const))
    const unread = sources.filter(source => !stored.has(source))
    const damaged = new Set(unread.length === 0 ? [] : await checks.damagedOf(unread))
    const watched = new Map(
      [...stored].map(([source, one]) => [source, withStandIns(one, all, doubt)] as const),
    )
    const around = await readCircumstances(
      { store, windows, escalation },
      [...watched].map(([source, one]) => ({ watched: one, alerting: remembered.get(source)?.alerting })),
      all,
      at,
    )
    const changes: Omit<AlertChange, 'after'>[] = []
    const drafted: CheckDrafts[] = []
    for (const source of sources) {
      const before = remembered.get(source) ?? { alerting: undefined, raw: '' }
      if (damaged.has(source)) {
        changes.push({ source, before, reviewAt: at + DAMAGED_MS })
        continue
      }
      const news = await allFlips(checks, source, before, flips.get(source) ?? [])
      const decision = decideFor(before, watched.get(source), news, at, around)
      changes.push({ source, before, reviewAt: decision?.reviewAt })
      if (decision === undefined) continue
      const isHelped = watched.get(source) !== stored.get(source)
      drafted.push({
        source,
        ...decision,
        ...(isHelped && { drafts: withReason(decision.drafts, doubt) }),
      })
    }
    const complete = await addContext({ checks, scheduleWords }, drafted, watched)
    const { alertings, planned } = planAlerts(complete, around.opensIncidents, at)
    const afterOf = ({ source, before }: (typeof changes)[number]) =>
      watched.has(source) ? alertings.get(source) : damaged.has(source) ? before.alerting : undefined
    const commits = changes.map(change => ({ ...change, after: afterOf(change) }))
    if (await store.commit(commits, [...planned, ...notices])) return
  }
  throw new Error('other workers were always faster; these alerts are routed later')
}

/** Undefined: nothing is remembered of the check, and it does not exist. */
function decideFor(
  { alerting }: Remembered,
  watched: Watched | undefined,
  flips: readonly NotedFlip[],
  now: number,
  around: Circumstances,
): Decision | undefined {
  if (watched === undefined) return alerting && decideAlerts(alerting, undefined, now, around)
  const isSame = alerting?.createdAt === watched.check.createdAt
  const gone = isSame || alerting === undefined ? undefined : decideAlerts(alerting, undefined, now, around)
  const start = isSame
    ? alerting
    : {
        ...newAlerting(watched.check),
        ...(gone && { count: gone.alerting.count, last: gone.alerting.last }),
      }
  const decision = decideAfterFlips(start, flips, watched, now, around)
  return gone === undefined ? decision : { ...decision, drafts: [...gone.drafts, ...decision.drafts] }
}

/** In order and without a gap: the check's history has the flips that another worker took and has not routed. */
async function allFlips(
  checks: RoutePorts['checks'],
  check: string,
  { alerting }: Remembered,
  taken: readonly NotedFlip[],
): Promise<readonly NotedFlip[]> {
  const bySeq = new Map<number, NotedFlip>(taken.map(noted => [noted.flip.seq, noted]))
  const newest = Math.max(0, ...bySeq.keys())
  let complete = true
  for (let seq = (alerting?.routed ?? 0) + 1; seq < newest; seq++) complete &&= bySeq.has(seq)
  if (!complete) {
    const history = await checks.flips(check)
    for (const flip of history) if (flip.seq <= newest && !bySeq.has(flip.seq)) bySeq.set(flip.seq, { flip })
  }
  return [...bySeq.values()].sort((a, b) => a.flip.seq - b.flip.seq)
}
