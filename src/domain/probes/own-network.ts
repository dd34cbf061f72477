/** The watch's own network: whether a look failed because of it. Pure. */

import type { Look } from './look'

/** The own network as it was just seen. */
export type NetworkSight =
  | { readonly kind: 'works' }
  /**
   * `cut`: no cable, no WLAN or no route, which is certain; `silent`: the gateway does not answer, though there may be
   * others that do. `why` is a sentence without its full stop.
   */
  | { readonly kind: 'cut' | 'silent'; readonly why: string }

export interface OwnNetwork {
  /** Absent while it works. Epoch milliseconds. */
  readonly away?: { readonly since: number; readonly kind: 'cut' | 'silent'; readonly why: string }
  /** The end of the last time that it was away, epoch milliseconds. */
  readonly backAt?: number
  /** Others could be reached while the gateway was silent, so that its silence means nothing until it has answered. */
  readonly isMute?: true
}

/** Milliseconds after its return in which a failure is still no target's fault: links and routes take a moment. */
const SETTLE_MS = 10_000

/** Milliseconds for which it has to be away before that is told; a silent gateway may yet turn out to be mute. */
export const TELL_AFTER_MS = { cut: 10_000, silent: 60_000 } as const

export function afterSight(before: OwnNetwork, sight: NetworkSight, at: number): OwnNetwork {
  const { away, isMute, ...rest } = before
  if (sight.kind === 'works') return away === undefined ? rest : { ...rest, backAt: at }
  if (sight.kind === 'silent' && isMute)
    return away?.kind === 'cut' ? { ...rest, isMute, backAt: at } : before
  const { kind, why } = sight
  // A beginning in the future is one from before the clock was set back.
  const since = Math.min(away?.since ?? at, at)
  return { ...rest, ...(isMute && { isMute }), away: { since, kind, why } }
}

/** After another machine was reached. What is cut is cut: the answer came before that. */
export function afterAnswer(before: OwnNetwork, at: number): OwnNetwork {
  if (before.away?.kind !== 'silent') return before
  const { away: _over, ...rest } = before
  return { ...rest, backAt: at, isMute: true }
}

/** The reason why a look that began at that moment and failed shows nothing about its target; undefined: there is none. */
export function excuse({ away, backAt }: OwnNetwork, began: number, now: number): string | undefined {
  if (away !== undefined) return noNetwork(away)
  // A return in the future is one from before the clock was set back.
  return backAt !== undefined && backAt <= now && began < backAt + SETTLE_MS
    ? 'this watch had no network until a moment ago'
    : undefined
}

export function noNetwork({ why }: { readonly why: string }): string {
  return `this watch has no network: ${why}`
}

/** The outcome of a look that the own network kept from its target. */
export function cutOff(detail: string): Look {
  return { answer: 'blind', detail, isCutOff: true }
}

/** An absence that was long enough to be told, in the store until it is over. */
export interface NetworkIncident {
  /** Epoch milliseconds. */
  readonly since: number
  readonly why: string
  /** The names of the channels of all checks concerned. */
  readonly channels: readonly string[]
}

/** Of several workers, or lives of one, the first opens the incident and the first ends it; io/watch implements it. */
export interface NetworkIncidents {
  open(incident: NetworkIncident): Promise<void>
  /** Does nothing where none is open. */
  end(at: number): Promise<void>
}
