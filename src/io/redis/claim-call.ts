/**
 * A question to all who hold a claim, which each of them answers by a renewal. A claim alone is valid for a while after its
 * process has come to a standstill. Neither the question nor the answers are written to the disk.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { CLAIM_MS } from '../../domain/time/limits'
import type { Redis } from './client'
import { unlessRefused } from './errors'

/** The pauses between looks for the answers grow from this one, in milliseconds. */
const FIRST_PAUSE_MS = 2

export interface CalledClaims {
  /** The reply to CLIENT LIST after the answers. */
  readonly clients: string
  /** Milliseconds since the last command of a valid claim that did not answer: the longest, where there are several. */
  readonly silentFor?: number
}

/**
 * Calls the holders of claims of that name, and waits for their answers; nobody is called whose last command is less than a
 * second old, and nobody is said to be silent where not all of them hear the call.
 */
export async function callClaims(
  connection: Redis,
  { name, message }: { readonly name: string; readonly message: string },
): Promise<CalledClaims> {
  const list = async () => (await connection.client('LIST', 'TYPE', 'NORMAL')) as string
  let clients = await list()
  const valid = validIn(clients, name)
  const asked = valid.filter(({ idleMs }) => idleMs > 0)
  if (asked.length === 0) return { clients }
  const heard = (await connection.publish(message, '').catch(unlessRefused)) ?? 0
  // A worker of version 1.0 does not hear it, nor does one that is just connecting, or whose user access control forbids it.
  if (heard < valid.length) return { clients }
  const until = performance.now() + CLAIM_MS.answer
  for (let wait = FIRST_PAUSE_MS; ; wait *= 2) {
    clients = await list()
    const present = new Map(validIn(clients, name).map(claim => [claim.id, claim]))
    const silent = asked.flatMap(({ id, lastAt }) => {
      const claim = present.get(id)
      return claim && claim.lastAt <= lastAt ? [claim.idleMs] : []
    })
    if (silent.length === 0) return { clients }
    const left = until - performance.now()
    if (left <= 0) return { clients, silentFor: Math.max(...silent) }
    await pause(Math.min(wait, left))
  }
}

interface ValidClaim {
  readonly id: string
  readonly idleMs: number
  /** Seconds from the connection's beginning to its last command, which grow only with a further one. */
  readonly lastAt: number
}

function validIn(clients: string, name: string): readonly ValidClaim[] {
  return clients.split('\n').flatMap(line => {
    if (!line.includes(` name=${name} `)) return []
    const field = (key: string) => new RegExp(`\\b${key}=(\\d+)`).exec(line)?.[1] ?? ''
    const idle = Number(field('idle'))
    const claim = { id: field('id'), idleMs: idle * 1000, lastAt: Number(field('age')) - idle }
    return claim.idleMs <= CLAIM_MS.valid ? [claim] : []
  })
}
