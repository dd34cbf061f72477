import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Signal, SignalKind } from '../../domain/watch/signal'

interface Pending {
  readonly id: string
  readonly signal: Signal
  readonly bytes: number
  /** Of `written`: the number of its call that waits for this signal first. */
  readonly era: number
}

export interface BacklogPorts {
  /** Writes a signal down; those of one check in the order of the calls. */
  readonly record: (id: string, signal: Signal) => Promise<unknown>
  readonly onFailure: (error: Error) => void
  /** Called with the number of signals that are not written down, after each change of it. */
  readonly onSize?: (size: number) => void
  /** Milliseconds until the next attempt while Redis is away. */
  readonly retryMs?: number
}

/** Writes that are under way at once: two batches of the store. */
const AT_ONCE = 200
/** While more notes come in each moment, none is written down, for so many moments. */
const MOMENT_MS = 25
const MOST_MOMENTS = 40
/** Notes that go before a start or a success of their check. */
const MOST_ALONG = 100
/**
 * As many wait here at most, and more in the sockets and with their senders: a program that is killed loses them. Of notes
 * there are many, or a failure behind a burst of them would have to wait.
 */
const ROOM = { notes: 20_000, others: 2 * AT_ONCE, bytes: 8_000_000 } as const

/**
 * Signals on their way to Redis. A failure goes before everything but earlier signals of its own check, and those before
 * all notes; of one check, each waits for the one before it, but that notes may come later. While Redis is away, they
 * wait. Notes also wait until a burst of them has been read: a failure may stand behind it.
 */
export function createBacklog({ record, onFailure, onSize, retryMs = 1_000 }: BacklogPorts) {
  const urgent: Pending[] = []
  /** By check, in the order in which its first one came. */
  const others = new Map<string, Pending[]>()
  const notes = new Map<string, Pending[]>()
  let waiting = { notes: 0, others: 0, bytes: 0 }
  let underWay = 0
  let isAway = false
  /** Of this round: those that Redis did not take, in their order. */
  let returned: Pending[] = []
  const wakes = new Set<() => void>()
  /** The checks of which a signal is under way that the next one waits for. */
  const busy = new Set<string>()
  /** The number of signals but notes that came in each era and are not written down yet. */
  const eras = new Map<number, number>()
  let era = 0
  let mayNote = false
  let burst: NodeJS.Timeout | undefined

  /** Lets notes go when no more of them came in a moment, or when they have waited long enough. */
  function awaitQuiet(before: number, times: number): void {
    burst = setTimeout(() => {
      const isQuiet = waiting.notes === before || waiting.notes > ROOM.notes / 2
      if (!isQuiet && times < MOST_MOMENTS) return awaitQuiet(waiting.notes, times + 1)
      burst = undefined
      mayNote = true
      send()
    }, MOMENT_MS)
  }

  function takeUrgent(): Pending | undefined {
    const index = urgent.findIndex(({ id }) => !busy.has(id))
    return index < 0 ? undefined : urgent.splice(index, 1)[0]
  }

  function send(): void {
    while (!isAway && underWay < AT_ONCE) {
      const next = takeUrgent() ?? firstOf(others, busy)
      const note = next === undefined && mayNote ? firstOf(notes) : undefined
      if (next === undefined && note === undefined) break
      underWay++
      if (next) busy.add(next.id)
      void write(next ?? (note as Pending), next !== undefined)
    }
    if (notes.size === 0) mayNote = false
  }

  async function write(pending: Pending, isAwaited: boolean): Promise<void> {
    try {
      await record(pending.id, pending.signal)
      done(pending)
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        isAway = true
        returned.push(pending)
      } else {
        done(pending)
        onFailure(error as Error)
      }
    }
    underWay--
    if (isAwaited) busy.delete(pending.id)
    if (!isAway) send()
    else if (underWay === 0) tryAgain()
  }

  function done({ signal, bytes, era: came }: Pending): void {
    waiting = counted(waiting, signal, -1, -bytes)
    onSize?.(waiting.notes + waiting.others)
    if (signal.kind !== 'log') {
      const left = (eras.get(came) ?? 1) - 1
      if (left > 0) eras.set(came, left)
      else eras.delete(came)
    }
    wake()
  }

  function tryAgain(): void {
    setTimeout(() => {
      urgent.unshift(...returned)
      returned = []
      isAway = false
      send()
    }, retryMs)
  }

  /** Lets each that waits look again whether it still has to. */
  function wake(): void {
    for (const resolve of wakes) resolve()
    wakes.clear()
  }

  const hasRoom = () =>
    waiting.notes < ROOM.notes && waiting.others < ROOM.others && waiting.bytes < ROOM.bytes

  /** A few notes go along, so that the history has them in their order; of many, which come later, the progress is over. */
  function notesBefore(id: string, kind: SignalKind): readonly Pending[] {
    const own = notes.get(id)
    if (own === undefined) return []
    if (kind !== 'fail' && own.length <= MOST_ALONG) {
      notes.delete(id)
      return own
    }
    notes.set(id, own.map(withoutProgress))
    return []
  }

  return {
    add(id: string, signal: Signal): void {
      const { kind } = signal
      const pending = { id, signal, bytes: 200 + (signal.detail.body?.length ?? 0), era }
      if (kind !== 'log') eras.set(era, (eras.get(era) ?? 0) + 1)
      waiting = counted(waiting, signal, 1, pending.bytes)
      onSize?.(waiting.notes + waiting.others)
      if (kind === 'log') {
        append(notes, id, [pending])
        if (!mayNote && burst === undefined) awaitQuiet(waiting.notes, 0)
      } else {
        const before = notesBefore(id, kind)
        if (kind === 'fail') {
          urgent.push(...(others.get(id) ?? []), pending)
          others.delete(id)
        } else append(others, id, [...before, pending])
      }
      send()
    },

    /** Whether more may be read. */
    hasRoom,

    /** Settles when more may be read. */
    async room(): Promise<void> {
      while (!hasRoom()) await new Promise<void>(resolve => wakes.add(resolve))
    },

    /** Settles when everything that came before the call is written down, but for notes. */
    async written(): Promise<void> {
      const before = era++
      while ([...eras.keys()].some(other => other <= before))
        await new Promise<void>(resolve => wakes.add(resolve))
    },

    /** Settles when everything is written down. */
    async empty(): Promise<void> {
      while (waiting.notes + waiting.others > 0) await new Promise<void>(resolve => wakes.add(resolve))
    },

    size: () => waiting.notes + waiting.others,
  }
}

function append(queues: Map<string, Pending[]>, id: string, more: readonly Pending[]): void {
  const queue = queues.get(id)
  if (queue) queue.push(...more)
  else queues.set(id, [...more])
}

/** Takes the first one whose check is not busy. */
function firstOf(queues: Map<string, Pending[]>, busy?: ReadonlySet<string>): Pending | undefined {
  for (const [id, queue] of queues) {
    if (busy?.has(id)) continue
    const first = queue.shift()
    if (queue.length === 0) queues.delete(id)
    return first
  }
  return undefined
}

function withoutProgress(pending: Pending): Pending {
  const { percent, ...detail } = pending.signal.detail
  // Stryker disable next-line ConditionalExpression: the result is the same, and slow for thousands of notes.
  return percent === undefined ? pending : { ...pending, signal: { ...pending.signal, detail } }
}

function counted(
  before: { notes: number; others: number; bytes: number },
  { kind }: Signal,
  by: number,
  bytes: number,
) {
  const isNote = kind === 'log'
  return {
    notes: before.notes + (isNote ? by : 0),
    others: before.others + (isNote ? 0 : by),
    bytes: before.bytes + bytes,
  }
}
