/**
 * Liveness as a claim that is renewed, never the mere existence of a connection. A process names the connection that it
 * works on, and sends a command on it every few seconds while its work goes on. Redis keeps for each connection how long ago
 * its last command came (`idle` of CLIENT LIST), by its own clock alone, and writes none of this to the disk.
 * While the work fails again and again, the connection has another name, since its commands go on.
 */
import { CLAIM_MS } from '../../domain/time/limits'
import { atMultiplesOf } from './aligned-timer'
import type { Redis } from './client'

/**
 * Renews the claim as long as `works`; the connection's own reconnections included. `renew` sends a command on the connection:
 * one that has to be sent now and then anyway spares a PING.
 */
export function renewClaim(
  connection: Redis,
  name: string,
  works: () => boolean = () => true,
  everyMs: number = CLAIM_MS.renewal,
  renew: () => Promise<unknown> = () => connection.ping(),
): { renew(): void; close(): void } {
  // A connection that breaks meanwhile reports that itself.
  let worked = true
  const claim = () => void connection.client('SETNAME', worked ? name : stuck(name)).catch(() => {})
  connection.on('ready', claim)
  if (connection.status === 'ready') claim()
  const renewNow = () => {
    if (connection.status !== 'ready') return
    const before = worked
    worked = works()
    if (worked !== before) claim()
    if (worked) renew().catch(() => {})
  }
  const renewing = atMultiplesOf(everyMs, renewNow)
  return {
    renew: renewNow,
    close: () => {
      renewing.close()
      connection.off('ready', claim)
    },
  }
}

function stuck(name: string): string {
  return `${name}-stuck`
}

/** The id of the oldest connection whose claim of that name is renewed, from the reply to CLIENT LIST; undefined: none is. */
export function firstClaimIn(
  clients: string,
  name: string,
  validMs: number = CLAIM_MS.valid,
): number | undefined {
  const ids = clients.split('\n').flatMap(line => {
    if (!line.includes(` name=${name} `)) return []
    const idle = Number(/ idle=(\d+) /.exec(line)?.[1]) * 1000
    return idle <= validMs ? [Number(/^id=(\d+) /.exec(line)?.[1])] : []
  })
  return ids.length === 0 ? undefined : Math.min(...ids)
}

export interface Claims {
  /** The number that are renewed. */
  readonly renewed: number
  /** Milliseconds since the last renewal of one that no longer is: the shortest, where there are several. */
  readonly lapsedFor?: number
}

/** The claims of that name, from the reply to CLIENT LIST. */
export function claimsIn(clients: string, name: string, validMs: number = CLAIM_MS.valid): Claims {
  const lines = clients.split('\n')
  const agesOf = (named: string) =>
    lines
      .filter(line => line.includes(` name=${named} `))
      .map(line => Number(/ idle=(\d+) /.exec(line)?.[1]) * 1000)
  const ages = agesOf(name)
  // Work that fails sends commands all the while, so for how long is not known: at least as long as a claim is valid.
  const failing = agesOf(stuck(name)).map(age => Math.max(age, validMs))
  const lapsed = [...ages.filter(age => age > validMs), ...failing]
  return {
    renewed: ages.length + failing.length - lapsed.length,
    ...(lapsed.length > 0 && { lapsedFor: Math.min(...lapsed) }),
  }
}
