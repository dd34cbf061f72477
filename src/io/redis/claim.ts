/**
 * Liveness as a claim that is renewed, never the mere existence of a connection. A process names the connection that it
 * works on, and sends a PING on it every few seconds while its work goes on. Redis keeps for each connection how long ago
 * its last command came (`idle` of CLIENT LIST), by its own clock alone, and writes none of this to the disk.
 */
import { CLAIM_MS } from '../../domain/time/limits'
import type { Redis } from './client'

/** Renews the claim as long as `works`; the connection's own reconnections included. */
export function renewClaim(
  connection: Redis,
  name: string,
  works: () => boolean = () => true,
  everyMs: number = CLAIM_MS.renewal,
): { close(): void } {
  // A connection that breaks meanwhile reports that itself.
  const claim = () => void connection.client('SETNAME', name).catch(() => {})
  connection.on('ready', claim)
  if (connection.status === 'ready') claim()
  const timer = setInterval(() => {
    if (connection.status === 'ready' && works()) connection.ping().catch(() => {})
  }, everyMs)
  return {
    close: () => {
      clearInterval(timer)
      connection.off('ready', claim)
    },
  }
}

export interface Claims {
  /** The number that are renewed. */
  readonly renewed: number
  /** Milliseconds since the last renewal of one that no longer is: the shortest, where there are several. */
  readonly lapsedFor?: number
}

/** The claims of that name, from the reply to CLIENT LIST. */
export function claimsIn(clients: string, name: string, validMs: number = CLAIM_MS.valid): Claims {
  const ages = clients
    .split('\n')
    .filter(line => line.includes(` name=${name} `))
    .map(line => Number(/ idle=(\d+) /.exec(line)?.[1]) * 1000)
  const lapsed = ages.filter(age => age > validMs)
  return {
    renewed: ages.length - lapsed.length,
    ...(lapsed.length > 0 && { lapsedFor: Math.min(...lapsed) }),
  }
}
