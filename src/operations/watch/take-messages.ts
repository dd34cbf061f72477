import type { Clock } from '../../domain/time/clock'
import { type EventMessage, eventMessage } from '../../domain/watch/event-message'
import { addressees, type JobCheck, type JobTable, type MessageCounts } from '../../domain/watch/jobs'
import { createRate } from '../../domain/watch/message-rate'
import type { createBacklog } from './message-backlog'

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

  function pass({ kind, detail }: EventMessage, at: number, checks: readonly JobCheck[]): void {
    for (const { id } of addressees(checks, kind)) backlog.add(id, { kind, at, detail })
    counts.add('taken')
  }

  function deal(message: EventMessage, at: number): Promise<void> | undefined {
    const { sender, job, kind } = message
    const checks = jobs.checksOf(job)
    if (checks.length === 0 && !jobs.isReady()) return jobs.ready().then(() => deal(message, at))
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
