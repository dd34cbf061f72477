/** The one judgement on heartbeats that the page, `status`, /healthz and /metrics share. Pure. */

import { mark } from '../language/text'
import type { Liveness } from './alive'
import { brokenLink } from './cause-chain'
import type { Link, QueueView } from './chain-link'

export interface Verdict {
  /** As of the worst link. `unknown`: nothing is wrong, but not all is known to be well. */
  readonly state: 'ok' | 'warn' | 'bad' | 'unknown'
  /** For the page. */
  readonly word: string
  /** Whether nothing is known to be wrong: every heartbeat that was due went out, and the next one can. */
  readonly isWell: boolean
  /** The link that is broken, or else the first one that needs attention, or of which nothing is known though a heartbeat arrived. */
  readonly link: Link | undefined
}

export function verdictOf(liveness: Liveness, chain: readonly Link[]): Verdict {
  const link = brokenLink(chain) ?? doubtfulLink(liveness, chain)
  const state = stateOf(liveness, link)
  return { state, word: wordOf(liveness, state), isWell: state === 'ok' || state === 'unknown', link }
}

/** Before the first heartbeat, and with Off, not much can be known, and nothing is claimed. */
function doubtfulLink(liveness: Liveness, chain: readonly Link[]): Link | undefined {
  if (liveness === 'off') return undefined
  const doubtful = chain.find(({ state }) => state === 'warn')
  return doubtful ?? (liveness === 'alive' ? chain.find(({ state }) => state === 'unknown') : undefined)
}

function stateOf(liveness: Liveness, link: Link | undefined): Verdict['state'] {
  if (liveness === 'silent' || link?.state === 'bad') return 'bad'
  if (liveness === 'late' || link?.state === 'warn') return 'warn'
  return liveness === 'alive' && link === undefined ? 'ok' : 'unknown'
}

function wordOf(liveness: Liveness, state: Verdict['state']): string {
  if (liveness === 'alive') return state === 'bad' ? mark('Broken') : mark('Alive')
  return WORDS[liveness]
}

const WORDS = {
  late: mark('Late'),
  silent: mark('No heartbeat'),
  waiting: mark('Waiting'),
  off: mark('Off'),
} as const

/** Milliseconds until a heartbeat is under way; 0 while one is, waits or is late; undefined when none is to come. */
export function underWayIn(
  now: number,
  next: number | undefined,
  liveness: Liveness,
  queue: QueueView,
): number | undefined {
  const waits = queue.reached && queue.pulse.waitingSince !== undefined
  if (waits || liveness === 'late') return 0
  return next === undefined ? undefined : Math.max(0, next - now)
}
