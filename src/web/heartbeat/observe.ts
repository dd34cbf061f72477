import { setImmediate } from 'node:timers/promises'
import type { DiskTrouble } from '../../domain/files/disk'
import { type Liveness, livenessOf, missesOf, newerResult, nextHeartbeat } from '../../domain/heartbeat/alive'
import { causeChain } from '../../domain/heartbeat/cause-chain'
import type { Link, QueueView } from '../../domain/heartbeat/chain-link'
import type { Gate } from '../../domain/heartbeat/gates'
import { lastResultOf, newestHeartbeat } from '../../domain/heartbeat/heartbeat'
import { SHOWN_BARS } from '../../domain/heartbeat/heartbeat-bar'
import type { LastResult } from '../../domain/heartbeat/result-line'
import type { LastTick } from '../../domain/heartbeat/tick'
import type { TimerState } from '../../domain/heartbeat/timer'
import { underWayIn, type Verdict, verdictOf } from '../../domain/heartbeat/verdict'
import { providableChecks, type Reading, usable } from '../../domain/settings/reading'
import type { Notice } from '../../domain/watch/notices'
import { createDoubts, doubtNotices } from '../pages/doubts'
import { failureLog } from '../pages/failure-log'
import { type NoticePorts, noticesOf } from '../pages/notices'
import type { AppPorts } from '../ports'

export type ObserverPorts = Pick<
  AppPorts,
  'now' | 'log' | 'settings' | 'queue' | 'disk' | 'result' | 'ticks' | 'timer' | 'gates' | 'closedDoor'
> &
  NoticePorts

/** Everything that the pages show, at one moment. */
export interface Observation {
  /** Epoch milliseconds, as all times here, rounded down to a second, as pages show times. */
  readonly now: number
  readonly reading: Reading
  readonly tick: LastTick | undefined
  readonly timer: TimerState | undefined
  readonly queue: QueueView
  readonly disk: DiskTrouble | undefined
  readonly gates: readonly Gate[]
  readonly last: LastResult | undefined
  readonly chain: readonly Link[]
  readonly liveness: Liveness
  readonly verdict: Verdict
  readonly next: number | undefined
  readonly notices: readonly Notice[]
  /** Milliseconds until a heartbeat is under way: from then on the page renews itself more often. */
  readonly underWayIn: number | undefined
}

/**
 * Observes all organs at once; a Redis that is away costs two seconds at most, and the rest is observed all the same.
 * Requests during an observation share the next one, so no answer is older than its request. Doors that show no notice
 * need not read any.
 */
export function createObserver(
  ports: ObserverPorts,
  readNotices: typeof noticesOf = noticesOf,
): () => Promise<Observation> {
  const noteResult = failureLog(ports, 'hbresults.txt cannot be read')
  const since = ports.now()
  let current: Promise<unknown> = Promise.resolve()
  let next: Promise<Observation> | undefined
  return () => {
    next ??= current
      .then(() => setImmediate())
      .then(() => {
        next = undefined
        return observe()
      })
    current = next.catch(() => undefined)
    return next
  }

  async function observe(): Promise<Observation> {
    const now = Math.floor(ports.now() / 1_000) * 1_000
    const reading = await ports.settings.read()
    const doubts = createDoubts()
    const [gates, tick, timer, inFile, { queue, disk }, notices] = await Promise.all([
      gatesOf(reading, ports),
      ports.ticks.read(),
      ports.timer(),
      ports.result.read().catch(error => void noteResult(error)),
      stores(ports),
      readNotices(ports, doubts),
    ])
    const last = newerResult(now, inFile, queue.reached ? lastOf(queue) : undefined)
    const closed = ports.closedDoor?.()
    const web = { up: true, since, ...(closed !== undefined && { closed }) } as const
    const chain = causeChain({ now, reading, tick, timer, web, queue, disk, gates, lastResult: last })
    const next = nextHeartbeat(now, reading, last)
    const misses = missesOf(tick, queue.reached ? queue.history : [])
    const liveness = livenessOf(now, reading, last, misses)
    return {
      now,
      reading,
      tick,
      timer,
      queue,
      disk,
      gates,
      last,
      chain,
      liveness,
      verdict: verdictOf(liveness, chain),
      next,
      // A Redis that is away is shown as such.
      notices: queue.reached ? [...notices, ...doubtNotices(doubts.sentences())] : notices,
      underWayIn: underWayIn(now, next, liveness, queue),
    }
  }
}

/** The queue, and the disk, which is suspected when the queue takes nothing. */
async function stores(ports: ObserverPorts): Promise<Pick<Observation, 'queue' | 'disk'>> {
  const queue = await queueView(ports)
  const isSuspected = !queue.reached || queue.pulse.refuses !== undefined
  return { queue, disk: await ports.disk.trouble(isSuspected) }
}

/** None where the INI names none; those that cannot be read are shown as that. */
async function gatesOf(reading: Reading, { gates }: ObserverPorts): Promise<readonly Gate[]> {
  const names = usable(reading, 'monitoring')?.gates ?? []
  if (names.length === 0) return []
  try {
    return await gates(names, providableChecks(reading)?.checks ?? [])
  } catch (error) {
    return names.map(name => ({ name, status: 'unread', why: (error as Error).message }))
  }
}

async function queueView({ queue }: ObserverPorts): Promise<QueueView> {
  try {
    const [pulse, history] = await Promise.all([queue.pulse(), queue.history(SHOWN_BARS)])
    return { reached: true, pulse, history }
  } catch (error) {
    return { reached: false, reason: (error as Error).message }
  }
}

function lastOf({ history }: Extract<QueueView, { reached: true }>): LastResult | undefined {
  const record = newestHeartbeat(history)
  return record && lastResultOf(record, record.finishedAt)
}
