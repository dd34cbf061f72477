/** Looks once for a peer: only where its section of the INI allows that, and only so often. */

import type { Peer } from '../../domain/peers/peer'
import type { Look } from '../../domain/probes/look'
import { type Probe, probeFaults } from '../../domain/probes/probe'
import {
  hostsOf,
  isNamed,
  mayLook,
  OPINION_MS,
  type Opinion,
  type OpinionQuestion,
} from '../../domain/probes/second-opinion'
import type { Clock } from '../../domain/time/clock'

/** Looks for one peer within a minute, and for all of them at once. */
const BOUNDS = { ofOne: 10, withinMs: 60_000, atOnce: 3 } as const
/** The rest of the time is for the way. */
const LOOK_MS = OPINION_MS - 1_000

export interface LookForPeerPorts {
  /** Looks once, and judges the own network: `isPublic` keeps it from all addresses that are not public. */
  readonly look: (probe: Probe, isPublic: boolean, signal: AbortSignal) => Promise<Look>
  /** The reach of the host, and one of its addresses. */
  readonly placeOf: (host: string) => Promise<{ readonly isPublic: boolean; readonly address?: string }>
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: Clock
}

export function createLookForPeer({ look, placeOf, steady }: LookForPeerPorts) {
  /** By the peer's name: when looks were made for it. */
  const made = new Map<string, readonly number[]>()
  let running = 0

  function hasRoom(name: string): boolean {
    const now = steady()
    const before = (made.get(name) ?? []).filter(at => now - at < BOUNDS.withinMs)
    const isFree = before.length < BOUNDS.ofOne && running < BOUNDS.atOnce
    made.set(name, isFree ? [...before, now] : before)
    return isFree
  }

  return async (
    { name, looks, lookHosts }: Peer,
    question: OpinionQuestion,
  ): Promise<Pick<Opinion, 'answer' | 'detail'>> => {
    const probe: Probe = { ...question, every: OPINION_MS * 3, timeout: LOOK_MS }
    if (probeFaults(probe, 'page').length > 0) return none('the question has faults')
    const hosts = hostsOf(question)
    const places = await Promise.all(hosts.map(async host => ({ host, ...(await placeOf(host)) })))
    const isPublic = (host: string) => places.some(place => place.host === host && place.isPublic)
    if (!mayLook(question, { kinds: looks, hosts: lookHosts }, isPublic))
      return none('this is not allowed here')
    if (!hasRoom(name)) return none('there were too many questions')
    running++
    try {
      const areNamed = hosts.every(host => isNamed(host, lookHosts))
      const began = steady()
      const pinned = areNamed ? probe : pinnedTo(places[0], probe)
      if (pinned === undefined) return none('its name is not known here')
      const { answer, detail } = await look(pinned, !areNamed, AbortSignal.timeout(LOOK_MS))
      // The asker may have had more patience.
      if (answer === 'failure' && steady() - began >= LOOK_MS - 50)
        return none('it did not answer soon enough')
      return { answer, detail }
    } finally {
      running--
    }
  }
}

function none(detail: string): Pick<Opinion, 'answer' | 'detail'> {
  return { answer: 'blind', detail }
}

/**
 * The look at the very address that was judged: a name may lead elsewhere a moment later. For http the client keeps to
 * public ones. Undefined: the host has no address.
 */
function pinnedTo(
  place: { readonly host: string; readonly address?: string } | undefined,
  probe: Probe,
): Probe | undefined {
  const { kind, target, settings } = probe
  if (kind === 'http' || kind === 'dns') return probe
  if (place?.address === undefined) return undefined
  const { host, address } = place
  if (address === host) return probe
  const literal = address.includes(':') && kind !== 'ping' ? `[${address}]` : address
  const named = kind === 'tls' && !settings.name ? { ...settings, name: host } : settings
  return { ...probe, target: target.replace(host, literal), settings: named }
}
