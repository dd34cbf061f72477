import type { Clock } from '../../domain/time/clock'
import { type EventMessage, eventMessage } from '../../domain/watch/event-message'
import { addressees, type JobCheck, type JobTable, type MessageCounts } from '../../domain/watch/jobs'
import { createRate } from '../../domain/watch/message-rate'
import type { createBacklog } from './message-backlog'

const UNKNOWN_MS = 1_000
const MOST_UNKNOWN = 1_000

export interface TakeMessagesPorts {
  readonly now: Clock
  readonly jobs: JobTable
  readonly backlog: Pick<ReturnType<typeof createBacklog>, 'add'>
  readonly counts: MessageCounts & { noteUnknown(job: string): void }
  /** The word that every message has; empty: none. */
  readonly word: string
  /** Makes a check for an unknown job of a sender, or returns why it makes none. Absent: none is made. */
  readonly create?: (job: string, sender: string) => Promise<JobCheck | 'full' | 'rate'>
}

/** Takes messages: each becomes a signal of the checks that it is for, or is counted by the reason for which it is dropped. */
export function createTakeMessages({ now, jobs, backlog, counts, word, create }: TakeMessagesPorts) {
  const mayCome = createRate()
  /** Jobs that no check was for, and until when that is not looked up again. */
  const unknown = new Map<string, number>()

  async function lookUp(message: EventMessage, at: number): Promise<void> {
    await jobs.confirm()
    if (unknown.size >= MOST_UNKNOWN) unknown.clear()
    // Unknown to this message, too, where the clock was set back meanwhile.
    if (jobs.checksOf(message.job).length === 0) unknown.set(message.job, Math.max(at, now()) + UNKNOWN_MS)
    await deal(message, at)
  }

  function pass({ kind, detail }: EventMessage, at: number, checks: readonly JobCheck[]): void {
    for (const { id } of addressees(checks, kind)) backlog.add(id, { kind, at, detail })
    counts.add('taken')
  }

  function deal(message: EventMessage, at: number): Promise<void> | undefined {
    const { sender, job, kind } = message
    const checks = jobs.checksOf(job)
    if (checks.length === 0 && (unknown.get(job) ?? at) <= at) return lookUp(message, at)
    if (checks.length === 0 && create === undefined) {
      counts.noteUnknown(job)
      return void counts.add('unknown')
    }
    if (!mayCome(sender, kind === 'log', at)) return void counts.add('rate')
    if (checks.length > 0) return void pass(message, at, checks)
    return create?.(job, sender).then(
      made => (typeof made === 'string' ? counts.add(made) : pass(message, at, [made])),
      () => counts.add('failed'),
    )
  }

  /** Undefined: it is dealt with; a promise: its check is being read or made. */
  return (frames: readonly Uint8Array[]): Promise<void> | undefined => {
    const message = eventMessage(frames, word)
    return typeof message === 'string' ? void counts.add(message) : deal(message, now())
  }
}
