/** A change of a check: its parts as they are stored, and its arguments for save-states.lua. */
import { entryOf as placeOf } from '../../domain/watch/list-order'
import type { Watched } from '../../domain/watch/ports'
import type { Signal } from '../../domain/watch/signal'
import { excerptOf } from '../../domain/watch/signal-excerpt'
import { type Change, type CheckState, deadlineHere, type Received } from '../../domain/watch/state'
import { encodeBody, encodeSignal, encodeState } from './codec'

/** A state to be stored, with its version and flips. */
export interface NextState extends Change {
  readonly version: string
  /** It may be lost in a power cut, and costs no write to the disk. */
  readonly unsynced?: boolean
}

/** A signal as it is stored. */
export interface LogEntry {
  /** Empty for one that is not stored. */
  readonly signal: string
  /** Empty where there is none. */
  readonly body: string
  /** For the alerts about its flip, as JSON; empty where there is none. */
  readonly excerpt: string
  /** The moment of a ping; '0' for a signal that is none. */
  readonly pingAt: string
  /** The moment at which it came by a door; 0 where a probe found it, and of a mail. */
  readonly heardAt: number
}

/**
 * Unique, even when two processes derive it from the same predecessor; otherwise an update built on a rejected change
 * could pass.
 */
export function nextVersion(version: string): string {
  return `${Number.parseInt(version, 10) + 1}.${Math.floor(Math.random() * 2 ** 40)}`
}

export function entryOf(
  { verdict, state: { signals }, flips, duration }: Received,
  signal: Signal,
  heardAt = 0,
): LogEntry {
  const excerpt = flips.length === 0 ? '' : JSON.stringify(excerptOf(signal, duration))
  const pingAt = signal.isFirst ? '0' : `${signal.at}`
  // It is counted only.
  if (verdict === 'too-frequent') return { signal: '', body: '', excerpt, pingAt, heardAt }
  const { body = '' } = signal.detail
  return {
    signal: encodeSignal(signals, signal, duration),
    body: body === '' ? '' : encodeBody(signals, signal, body),
    excerpt,
    pingAt,
    heardAt,
  }
}

/**
 * Adds the arguments of a change.
 *
 * @param lists the number of the first key of its lists, and how many lists there are
 */
export function addArgs(
  args: (string | number)[],
  before: Watched,
  next: NextState,
  entry: LogEntry | undefined,
  lists: readonly [firstList: number, lists: number],
): void {
  const { version, state } = next
  const further = isOrdinary(before, next, entry) ? NOTHING : furtherArgs(before, next, entry, lists)
  args.push(
    before.check.id,
    before.version,
    encodeState(version, state),
    deadlineHere(state) ?? '',
    entry?.signal ?? '',
    further.length,
    ...further,
  )
}

const NOTHING: readonly string[] = []

/** Whether a check-in only moves the deadline of its check, and has no words: by far the most do, and they cost Redis least. */
function isOrdinary(
  { check: { waits }, state: before }: Watched,
  { state, flips, unsynced }: NextState,
  entry: LogEntry | undefined,
): boolean {
  return (
    !!entry?.signal &&
    entry.body === '' &&
    !waits &&
    !unsynced &&
    flips.length === 0 &&
    state.status === before.status &&
    state.since === before.since &&
    comesLater(state, before)
  )
}

function comesLater(state: CheckState, before: CheckState): boolean {
  const [deadline, earlier] = [deadlineHere(state), deadlineHere(before)]
  return deadline !== undefined && earlier !== undefined && deadline >= earlier
}

/** The arguments that only a change has that is not ordinary. */
function furtherArgs(
  before: Watched,
  { state, flips, unsynced }: NextState,
  entry: LogEntry | undefined,
  [firstList, lists]: readonly [firstList: number, lists: number],
): string[] {
  const { check } = before
  const places = lists === 0 ? ['', ''] : [placeOf(before), placeOf({ check, state })]
  return [
    entry?.body ?? '',
    entry?.excerpt ?? '',
    unsynced ? '1' : '',
    check.waits ? (entry?.pingAt ?? '0') : '',
    ...places,
    `${firstList}`,
    `${lists}`,
    comesLater(state, before.state) ? '1' : '',
    ...flips.map(flip => JSON.stringify(flip)),
  ]
}
