/** Looks of probes as changes of their checks. Pure. */

import type { Answer, Look } from '../probes/look'
import type { Check } from './check'
import { awaitAnew, couldNotLook, receive } from './check-state'
import type { DueAfter } from './schedule'
import type { Signal } from './signal'
import type { CheckState, Received } from './state'
import { isUntouched, takenOver } from './taken-over'
import { same } from './transition'

/** The change that a look makes. Without a signal there was no answer. */
export interface LookChange extends Received {
  readonly signal?: Signal
  /** It is worth a write to the disk at once: more than that the same was seen again. */
  readonly isNews: boolean
}

/** Applies a look at that moment, epoch milliseconds; first, where it is the first one, the outage before it. */
export function applyLook(
  before: CheckState,
  check: Check,
  look: Look,
  at: number,
  dueAfter: DueAfter,
): LookChange {
  if (look.before === undefined || !isUntouched(before)) return afterLook(before, check, look, at, dueAfter)
  const { state, flips } = takenOver(before, check, look.before)
  const change = afterLook(state, check, look, at, dueAfter)
  return { ...change, flips: [...flips, ...change.flips], isNews: true }
}

function afterLook(before: CheckState, check: Check, look: Look, at: number, dueAfter: DueAfter): LookChange {
  const signal = signalOf(look, check, at)
  if (signal === undefined) {
    const noted = couldNotLook(before, at, look.detail)
    const state = look.isCutOff ? awaitAnew(noted, check, at, dueAfter) : noted
    const isNews = state.unseen !== undefined && before.unseen === undefined
    return { verdict: 'accepted', ...same(state), isNews }
  }
  // The appliance's own look ends no pause.
  const received =
    before.status === 'paused'
      ? { verdict: 'paused' as const, ...same(before) }
      : receive(before, signal, check, dueAfter)
  const state = withPhases(received.state, look)
  return { ...received, state, signal, isNews: isNews(before, received, signal) }
}

/** The state with the phases of the last answer. */
function withPhases({ phases: _before, ...state }: CheckState, { phases = {} }: Look): CheckState {
  const rounded = Object.entries(phases).map(([name, ms]) => [name, Math.round(ms)] as const)
  return rounded.length === 0 ? state : { ...state, phases: Object.fromEntries(rounded) }
}

/** The answer of the last look of the check's probe; undefined before the first. */
export function lastAnswer({ unseen, lastSignalKind }: CheckState): Answer | undefined {
  if (unseen !== undefined) return 'blind'
  if (lastSignalKind === 'success') return 'success'
  return lastSignalKind === 'fail' ? 'failure' : undefined
}

function signalOf(
  { answer, detail, warning, took, ran, exitCode, output }: Look,
  { probe }: Check,
  at: number,
): Signal | undefined {
  if (answer === 'blind') return undefined
  const isFailure = answer === 'failure'
  const duration = took ?? ran
  return {
    kind: isFailure ? 'fail' : 'success',
    at,
    detail: {
      via: 'probe',
      ...(probe && { agent: probe.kind }),
      body: [detail, ...(isFailure && output ? [output] : [])].join('\n\n'),
      ...(duration !== undefined && { duration: Math.round(duration) }),
      ...(exitCode !== undefined && { exitCode }),
      ...(!isFailure && warning !== undefined && { warning }),
    },
  }
}

function isNews(before: CheckState, { verdict, state, flips }: Received, { kind }: Signal): boolean {
  if (verdict === 'paused') return false
  if (flips.length > 0 || before.lastSignalAt === undefined) return true
  const counts = kind === 'fail' && before.status !== 'down'
  const warned = (state.warning === undefined) !== (before.warning === undefined)
  return counts || warned || before.unseen !== undefined
}
