/** Watches the appliance's own network while looks fail: one alert about it stands for those of all targets behind it. */

import type { Look } from '../../domain/probes/look'
import {
  afterAnswer,
  afterSight,
  cutOff,
  excuse,
  type NetworkIncidents,
  type NetworkSight,
  noNetwork,
  type OwnNetwork,
  TELL_AFTER_MS,
} from '../../domain/probes/own-network'
import { answeringHostOf, leavesMachine } from '../../domain/probes/probe'
import type { Clock } from '../../domain/time/clock'
import type { ProbedCheck } from '../../domain/watch/looks'

/**
 * Milliseconds between two sights while it is away. Of a cable that is out and in again and again, rare ones might see only
 * the moments without it; a gateway is asked by programs and connections, which cost more.
 */
const AGAIN_MS = { cut: 1_000, silent: 5_000 } as const

export interface OwnNetworkPorts {
  /** Looks at the own network, within a few seconds. */
  readonly sight: () => Promise<NetworkSight>
  /** Whether a host is this very machine, which answers without any network. */
  readonly leadsHere: (host: string) => Promise<boolean>
  readonly incidents: NetworkIncidents
  readonly now: Clock
  readonly onError: (error: Error) => void
}

export function createWatchOwnNetwork({ sight, leadsHere, incidents, now, onError }: OwnNetworkPorts) {
  let network: OwnNetwork = {}
  /** Whether an incident is open; undefined: the last life of this program may have left one. */
  let isOpen: boolean | undefined
  let channels: readonly string[] = []
  let running: Promise<void> | undefined
  let following: Promise<void> | undefined
  let again: NodeJS.Timeout | undefined
  /** The last look that was made although the gateway is silent: others may answer. */
  let scoutedAt = Number.NEGATIVE_INFINITY
  let hasBegun = false
  let hasEnded = false

  /** The outcome of a sight that begins from now on; those who wait share it. */
  function seeAnew(): Promise<void> {
    if (running === undefined) {
      running = see().finally(() => {
        running = undefined
      })
      return running
    }
    following ??= running.then(() => {
      following = undefined
      return seeAnew()
    })
    return following
  }

  async function see(): Promise<void> {
    const seen = await sight()
    await move(afterSight(network, seen, now()))
  }

  async function move(next: OwnNetwork): Promise<void> {
    network = next
    const { away } = next
    clearTimeout(again)
    if (away !== undefined && !hasEnded)
      again = setTimeout(() => void seeAnew().catch(onError), AGAIN_MS[away.kind])
    try {
      if (away === undefined && isOpen !== false) {
        await incidents.end(now())
        isOpen = false
      } else if (away !== undefined && !isOpen && now() - away.since >= TELL_AFTER_MS[away.kind]) {
        await incidents.open({ since: away.since, why: away.why, channels })
        isOpen = true
      }
    } catch (error) {
      onError(error as Error) // Tried again with the next sight or answer.
    }
  }

  return {
    /** Takes these checks from now on. The first that reach out over the network have it looked at once, for what is usual. */
    watch(checks: readonly ProbedCheck[]): void {
      const outward = checks.filter(({ probe }) => leavesMachine(probe))
      channels = [...new Set(outward.flatMap(check => check.channels))]
      if (outward.length === 0 || hasBegun) return
      hasBegun = true
      void seeAnew().catch(onError)
    },

    /** While nothing can be reached, looks would only wait for their time limits, and keep others from theirs. */
    forestall({ probe }: ProbedCheck): Look | undefined {
      const { away } = network
      if (away === undefined || !leavesMachine(probe)) return undefined
      if (away.kind === 'silent' && Math.abs(now() - scoutedAt) >= AGAIN_MS.silent) {
        scoutedAt = now()
        return undefined
      }
      return cutOff(noNetwork(away))
    },

    /** The look that began at that moment, as it counts: none of the own network's failures is one of its target. */
    async judge({ probe }: ProbedCheck, look: Look, began: number): Promise<Look> {
      if (!leavesMachine(probe)) return look
      if (look.answer === 'success') {
        const host = answeringHostOf(probe)
        const isRefuted = network.away?.kind === 'silent' && host !== '' && !(await leadsHere(host))
        if (isRefuted) await move(afterAnswer(network, now()))
        return look
      }
      await seeAnew().catch(onError)
      const detail = excuse(network, began, now())
      return detail === undefined ? look : cutOff(detail)
    },

    end(): void {
      hasEnded = true
      clearTimeout(again)
    },
  }
}
