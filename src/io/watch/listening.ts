/**
 * The claims to take check-ins: each process that does renews one every few seconds, over the connection on which it writes them, and
 * at each roll call of a sweep. The server's clock alone judges; a connection that only seems to stand renews nothing.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { CLAIM_MS } from '../../domain/time/limits'
import type { Listening } from '../../domain/watch/sweep-store'
import { namesOf, type Redis } from '../redis/client'
import { results } from '../redis/revision'
import { defineScript } from '../redis/script'
import renewListeningLua from './renew-listening.lua' with { type: 'text' }

/** Milliseconds within which a roll call is answered; the pauses between looks for an answer grow from the first one. */
const ANSWER = { within: 1_000, firstPause: 2 } as const

/** A claim of a process that ended out of order is removed after so long. */
const FORGOTTEN_MS = 3_600_000

export interface ListeningClaim {
  /** Renews it now. Fails when the server does not take the renewal. */
  renew(): Promise<void>
  /** Withdraws it: the process takes no check-ins any more. */
  end(): Promise<void>
}

/** `connection`: the one on which check-ins are written. */
export function claimListening(connection: Redis): ListeningClaim {
  const { listeners } = namesOf(connection).watch
  const runRenew = defineScript<1>(connection, 'renewListening', renewListeningLua)
  const id = randomUUID()
  let isNew = true
  let underWay: Promise<void> | undefined

  async function renewOnce(): Promise<void> {
    await runRenew([listeners], [id, CLAIM_MS.listening.valid, isNew ? '1' : ''])
    isNew = false
  }
  function renew(): Promise<void> {
    // Not several at once: behind a server that does not answer they would pile up.
    underWay ??= renewOnce().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const renewSoon = () => {
    if (connection.status === 'ready') renew().catch(() => {}) // The connection reports its own troubles.
  }
  const onReady = () => {
    isNew = true
    renewSoon()
  }
  connection.on('ready', onReady)
  const timer = setInterval(renewSoon, CLAIM_MS.listening.renewal)

  return {
    renew,
    end: async () => {
      clearInterval(timer)
      connection.off('ready', onReady)
      if (connection.status === 'ready') await connection.hdel(listeners, id).catch(() => {})
    },
  }
}

/** Calls the roll, and returns what the claims show then; undefined while there is no valid one. */
export async function callRoll(connection: Redis): Promise<Listening | undefined> {
  const { messages } = namesOf(connection)
  const { now: called } = await readClaims(connection)
  await connection.publish(messages.rollCall, '')
  let found = await readClaims(connection)
  for (let wait: number = ANSWER.firstPause; !isAnswered(); wait *= 2) {
    if (found.now - called > ANSWER.within) break
    await pause(wait)
    found = await readClaims(connection)
  }
  const { now, claims } = found
  const valid = claims.filter(({ renewed }) => now - renewed <= CLAIM_MS.listening.valid)
  if (valid.length === 0) return undefined
  const since = Math.min(...valid.map(claim => claim.since))
  const renewed = Math.max(...valid.map(claim => claim.renewed))
  return { for: now - since, unconfirmedFor: isAnswered() ? 0 : now - renewed, serverTime: now }

  function isAnswered(): boolean {
    return found.claims.some(({ renewed }) => renewed >= called)
  }
}

interface Claim {
  readonly since: number
  readonly renewed: number
}

async function readClaims(connection: Redis): Promise<{ now: number; claims: readonly Claim[] }> {
  const { listeners } = namesOf(connection).watch
  const [time, all] = results(await connection.multi().time().hgetall(listeners).exec()) as [
    [string | number, string | number],
    Record<string, string>,
  ]
  const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000)
  const claims = Object.entries(all).map(([id, text]) => {
    const [since = 0, renewed = 0] = text.split(' ').map(Number)
    return { id, since, renewed }
  })
  const over = claims.filter(({ renewed }) => now - renewed > FORGOTTEN_MS).map(({ id }) => id)
  if (over.length > 0) await connection.hdel(listeners, ...over)
  return { now, claims }
}
