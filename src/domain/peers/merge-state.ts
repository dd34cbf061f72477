/**
 * The state of a check from those of two members. Clocks are not compared: the last signals are, by their age, and of those
 * of one member by its count. Pure.
 */

import type { Check } from '../watch/check'
import type { Flip } from '../watch/flip'
import { type Change, type CheckState, copyOf } from '../watch/state'
import { isTrouble, type Status } from '../watch/status'
import { settled } from '../watch/transition'
import type { GroupEntry } from './group'

/** The last signal of a state: the member at which it arrived, and how many had arrived there. */
export interface LastSignal {
  readonly by: string
  readonly n: number
}

export function lastSignalOf(state: CheckState, self: string): LastSignal {
  const copy = copyOf(state)
  return copy === undefined ? { by: self, n: state.signals } : { by: copy.by, n: copy.n }
}

/** Ages that differ by less show no order, as messages take their time. */
const SAME_AGE_MS = 2_000
/** A difference of two clocks that is none. */
const SAME_CLOCK_MS = 1_000

export interface Here {
  /** The id of this watch. */
  readonly self: string
  /** Milliseconds since the last signal of its own state; undefined: there was none. */
  readonly age: number | undefined
  /** That signal came since this program began: no clock was set without its notice. */
  readonly isAgeSure: boolean
  /** Epoch milliseconds by this watch's clock. */
  readonly now: number
  /** Milliseconds that this watch waits beyond the deadlines of copies. */
  readonly patience: number
}

type Order = 'newer' | 'same' | 'older'

/** Whether the entry's last signal is newer than that of the own state. */
export function orderOf(
  state: CheckState,
  entry: Pick<GroupEntry, 'state' | 'by' | 'n' | 'age' | 'isAgeSure'>,
  { self, age, isAgeSure }: Here,
): Order {
  const own = lastSignalOf(state, self)
  const [mine, theirs] = [age ?? Number.POSITIVE_INFINITY, entry.age ?? Number.POSITIVE_INFINITY]
  if (own.by === entry.by) {
    if (own.n === entry.n) return 'same'
    // A member whose store lost its last seconds counts some numbers twice.
    const isClear = Math.abs(mine - theirs) > SAME_AGE_MS
    return (isClear ? theirs < mine : entry.n > own.n) ? 'newer' : 'older'
  }
  // A clock that was behind after a cut of the power makes a signal from before it look young.
  if (!isAgeSure || !entry.isAgeSure) {
    if (cameAfter(state, entry)) return 'older'
    if (cameAfter(entry.state, own)) return 'newer'
  }
  if (mine === theirs)
    return mine === Number.POSITIVE_INFINITY ? 'same' : entry.by < own.by ? 'newer' : 'older'
  return theirs < mine ? 'newer' : 'older'
}

/** Whether the last signal of a state came when its member had the other signal already. */
function cameAfter({ copied, signals }: CheckState, { by, n }: LastSignal): boolean {
  return copied !== undefined && copied.own < signals && copied.by === by && n <= copied.n
}

/** The state here after the entry of another member; undefined: nothing changes. */
export function mergedState(
  before: CheckState,
  check: Check,
  entry: GroupEntry,
  here: Here,
): Change | undefined {
  const [touches, theirs] = [before.touched ?? 0, entry.state.touched ?? 0]
  const isOtherPause = (before.status === 'paused') !== (entry.state.status === 'paused')
  const order = orderOf(before, entry, here)
  const isTaken =
    // The other member learns first what people did here.
    !(theirs < touches && isOtherPause) &&
    (order === 'newer' || (order === 'same' && (theirs > touches || isFurther(before, entry, here.self))))
  const change = isTaken
    ? copied(before, entry, here)
    : theirs > touches
      ? touchedAs(before, entry, isOtherPause, here)
      : undefined
  const edits = editsOf(change?.state ?? before, before, entry.state, isTaken)
  if (change === undefined && isSameEdits(edits, before)) return undefined
  const { silenced: _silence, acknowledged: _acknowledgement, ...rest } = change?.state ?? before
  return settled({ state: { ...rest, ...edits }, flips: change?.flips ?? [] }, check)
}

/**
 * Of two states after the same signal, that in which more time has run out. A member to which none arrived knows less than
 * any other; the one at which it arrived knows of its own outages.
 */
function isFurther(before: CheckState, { state, by }: GroupEntry, self: string): boolean {
  const own = copyOf(before)
  if (own?.by !== undefined && own.by !== by) return false
  const isOwnUnheard = own?.isUnheard === true && before.status === 'blind'
  const isTheirsUnheard = state.copied?.isUnheard === true && state.status === 'blind'
  if (isTheirsUnheard) return false
  if (isOwnUnheard) return true
  if (before.status === 'paused') return false
  if (PROGRESS[state.status] > PROGRESS[before.status])
    return state.status === 'down' || state.status === 'blind'
  // The member at which it arrived has given it more time.
  const isLonger = by !== self && state.status === before.status && (state.due ?? 0) > (before.due ?? 0)
  return isLonger && !isTrouble(state.status)
}

const PROGRESS: Readonly<Record<Status, number>> = { paused: 0, new: 1, up: 1, late: 2, blind: 3, down: 4 }

function copied(before: CheckState, entry: GroupEntry, here: Here): Change {
  const { state, by, n, age, clock } = entry
  const { copied: theirs, deadline: _old, touched: _touches, ...known } = state
  const isUnheard = theirs?.isUnheard === true && known.status === 'blind'
  const present = state.lastSignalAt !== undefined && age !== undefined ? state.lastSignalAt + age : clock
  const ahead = here.now - present
  const shift = Math.abs(ahead) < SAME_CLOCK_MS ? 0 : Math.round(ahead)
  const { signals, flips, tooFrequent, downDue, status } = before
  const isOlderHere =
    isTrouble(status) &&
    isTrouble(known.status) &&
    downDue !== undefined &&
    downDue + shiftOf(before) < (known.downDue ?? 0) + shift
  const next: CheckState = {
    ...known,
    ...touchesOf((state.touched ?? 0) > (before.touched ?? 0) ? state : before),
    signals,
    flips,
    tooFrequent,
    // The member at which the last signal arrived judges its silence by itself.
    ...(isUnheard && by === here.self && { status: 'up' as const }),
    // The same outage began at two moments for them: the older one stays.
    ...(isOlderHere && { downDue }),
    ...(by !== here.self && {
      copied: { by, n, own: signals, shift, patience: here.patience, ...(isUnheard && { isUnheard }) },
    }),
  }
  return withFlip(before, next, entry, here, shift)
}

/** Milliseconds by which the clock of its watch is ahead of that of its moments. */
function shiftOf(state: CheckState): number {
  return copyOf(state)?.shift ?? 0
}

function touchesOf({ touched }: CheckState): Pick<CheckState, 'touched'> {
  return touched === undefined ? {} : { touched }
}

type Edits = Pick<CheckState, 'silenced' | 'silenceEdited' | 'acknowledged' | 'acknowledgementEdited'>

/**
 * The silence and the acknowledgement after both states: each as the last edit left it. Of two states after the same edit the
 * newer one counts, since a recovery ends both.
 */
function editsOf(after: CheckState, mine: CheckState, theirs: CheckState, isTaken: boolean): Edits {
  const lastOf = (part: 'silenceEdited' | 'acknowledgementEdited') => {
    const [own, other] = [mine[part] ?? 0, theirs[part] ?? 0]
    return own === other ? (isTaken ? theirs : mine) : own > other ? mine : theirs
  }
  const [silence, acknowledgement] = [lastOf('silenceEdited'), lastOf('acknowledgementEdited')]
  const hasRecovered = isTrouble(silence.status) && after.status === 'up'
  const { silenced, silenceEdited } = silence
  const { acknowledged, acknowledgementEdited } = acknowledgement
  // A success in between has begun another outage.
  const isSameOutage = isTrouble(after.status) && acknowledgement.lastSuccessAt === after.lastSuccessAt
  return {
    ...(silenced !== undefined && !(silenced === 'recovery' && hasRecovered) && { silenced }),
    ...(silenceEdited !== undefined && { silenceEdited }),
    ...(acknowledged !== undefined && isSameOutage && { acknowledged }),
    ...(acknowledgementEdited !== undefined && { acknowledgementEdited }),
  }
}

function isSameEdits(one: Edits, other: Edits): boolean {
  return (
    one.silenceEdited === other.silenceEdited && one.acknowledgementEdited === other.acknowledgementEdited
  )
}

/** The state with the flip that makes it, as the other member's, but counted here. */
function withFlip(
  before: CheckState,
  next: CheckState,
  { id, flip: theirs, state, clock }: GroupEntry,
  { now }: Pick<Here, 'now'>,
  shift: number,
): Change {
  if (before.status === next.status) return { state: next, flips: [] }
  const signalAt = next.lastSignalAt ?? next.since
  // The flip may be of a third member, whose clock the sender has compared with its own.
  const aheadOfFlip = (theirs?.ahead ?? 0) + now - clock - shiftOf(state)
  // By the other's last signal, its time had never run out.
  const isTaken =
    isTrouble(before.status) &&
    !isTrouble(next.status) &&
    (theirs?.due ?? 0) + aheadOfFlip < before.since + shiftOf(before)
  const isBySignal = theirs === undefined || isTaken
  const { reason, at, due } = isBySignal
    ? ({ reason: 'success', at: signalAt, due: signalAt } as const)
    : theirs
  const ahead = isBySignal ? shift : aheadOfFlip
  const flip: Flip = {
    check: id,
    seq: before.flips + 1,
    from: before.status,
    to: next.status,
    reason,
    at,
    due,
    ...(before.downDue !== undefined && { ends: before.downDue }),
    ...(Math.abs(ahead) >= SAME_CLOCK_MS && { ahead: Math.round(ahead) }),
  }
  return { state: { ...next, flips: flip.seq }, flips: [flip] }
}

/** The own state, with what people did to it at another member. */
function touchedAs(before: CheckState, entry: GroupEntry, isOtherPause: boolean, here: Here): Change {
  const state: CheckState = { ...before, ...touchesOf(entry.state) }
  if (!isOtherPause) return { state, flips: [] }
  const { status, since, due, heardAt, downDue } = entry.state
  const { due: _due, heardAt: _heard, downDue: _down, ...rest } = state
  const next: CheckState = {
    ...rest,
    status,
    since,
    ...(due !== undefined && { due }),
    ...(heardAt !== undefined && { heardAt }),
    ...(downDue !== undefined && { downDue }),
  }
  return withFlip(before, next, entry, here, shiftOf(before))
}
