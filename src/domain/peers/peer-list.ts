/** The peers for the page, the shell and the metrics. Pure. */

import type { SeenPeer } from '../probes/look'
import { peerUrls } from '../probes/peer-kinds'
import type { CheckPlan } from '../watch/plan-fields'
import type { Watched } from '../watch/ports'
import type { Status } from '../watch/status'
import type { AskingPeer } from './peer'

export interface PeerRow {
  readonly name: string
  readonly kind: 'peer' | 'checker'
  readonly urls: readonly string[]
  /** The id of its check, and its status. */
  readonly id: string
  readonly status: Status
  /** In few words; `not asked yet` before the first answer. */
  readonly answer: string
  /** Whether the answer is a good one; undefined before the first. */
  readonly isFine?: boolean
  /** Since when it is that answer, and its last time: epoch milliseconds. */
  readonly since?: number
  readonly at?: number
  /** Milliseconds. */
  readonly took?: number
  readonly version?: string
  /** The name of its machine. */
  readonly machine?: string
  /** Its own last question to this watch, epoch milliseconds; absent for a Checker, which shows no name. */
  readonly askedAt?: number
  /** It was refused then, since it showed the id of that other peer, or of `this watch`. */
  readonly passesFor?: string
}

export function isPeerCheck({ probe }: Pick<CheckPlan, 'probe'>): boolean {
  return probe?.kind === 'peer' || probe?.kind === 'checker'
}

/** The name of the section, from that of its check. */
export function peerNameOf({ name }: Pick<CheckPlan, 'name'>): string {
  return name.replace(/^Peer /, '')
}

/** Sorted by name. */
export function peerRows(
  watched: readonly Watched[],
  answers: ReadonlyMap<string, SeenPeer>,
  questions: ReadonlyMap<string, AskingPeer>,
): readonly PeerRow[] {
  const rows = watched.flatMap(({ check, state }): PeerRow[] => {
    const { probe, id } = check
    if (probe?.kind !== 'peer' && probe?.kind !== 'checker') return []
    const name = peerNameOf(check)
    const seen = answers.get(probe.target)
    const asked = questions.get(name.toLowerCase())
    return [
      {
        name,
        kind: probe.kind,
        urls: peerUrls(probe.target),
        id,
        status: state.status,
        answer: seen?.words ?? 'not asked yet',
        ...(seen && { isFine: seen.words === 'fine', at: seen.at }),
        ...(seen?.since !== undefined && { since: seen.since }),
        ...(seen?.took !== undefined && { took: seen.took }),
        ...(seen?.version !== undefined && { version: seen.version }),
        ...(seen?.name !== undefined && { machine: seen.name }),
        ...(asked && { askedAt: asked.at }),
        ...(asked?.passesFor !== undefined && { passesFor: asked.passesFor }),
      },
    ]
  })
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1))
}
