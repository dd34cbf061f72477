/**
 * The claims to take check-ins: each process that does renews one every few seconds, over the connection on which it writes them, and
 * at each roll call of a sweep. The server's clock alone judges; a connection that only seems to stand renews nothing.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { CLAIM_MS } from '../../domain/time/limits'
import type { Door } from '../../domain/watch/doors'
import type { DoubtfulTaker, Listening } from '../../domain/watch/sweep-store'
import { namesOf, type Redis } from '../redis/client'
import { results } from '../redis/revision'
import { defineScript } from '../redis/script'
import renewListeningLua from './renew-listening.lua' with { type: 'text' }

/** Milliseconds within which a roll call is answered; the pauses between looks for an answer grow from the first one. */
const ANSWER = { within: 1_000, firstPause: 2 } as const

const LIMITS = { web: CLAIM_MS.listening, messages: CLAIM_MS.receiving } as const

export interface ListeningClaim {
  /** Renews it now. Fails when the server does not take the renewal. */
  renew(): Promise<void>
  /** The name of this process while several take check-ins; empty while it is the only one. */
  taker(): string
  /** Withdraws it: the process takes no check-ins any more. */
  end(): Promise<void>
  /** Lets it lapse: the process takes none for a while. */
  stop(): void
}

export interface ClaimOptions {
  readonly door?: Door
  /** The same for a process that follows another in its place. */
  readonly id?: string
  /** Whether every check-in that came before the call is written down; where it is not, the claim is not renewed then. */
  readonly mayRenew?: () => Promise<boolean>
}

/** `connection`: the one on which check-ins are written. */
export function claimListening(
  connection: Redis,
  { door = 'web', id = randomUUID(), mayRenew = async () => true }: ClaimOptions = {},
): ListeningClaim {
  const { claims: key, takers, heard } = doorKeys(connection, door)
  const runRenew = defineScript<number>(connection, renewListeningLua)
  let isNew = true
  let isOneOfSeveral = false
  let underWay: Promise<void> | undefined

  async function renewOnce(): Promise<void> {
    // A renewal at a roll call puts off the next one.
    timer.refresh()
    if (!(await mayRenew())) return
    const claims = await runRenew(
      [key, takers, heard],
      [id, LIMITS[door].valid, isNew ? '1' : '', isOneOfSeveral ? '1' : ''],
    )
    isOneOfSeveral = claims > 1
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
  const timer = setInterval(renewSoon, LIMITS[door].renewal)

  const stop = () => {
    clearInterval(timer)
    connection.off('ready', onReady)
  }

  return {
    renew,
    taker: () => (isOneOfSeveral ? id : ''),
    stop,
    end: async () => {
      stop()
      if (connection.status === 'ready') await connection.hdel(key, id).catch(() => {})
    },
  }
}

/** Calls the roll, and returns what the claims show then; undefined while there is no valid one: then nobody is called. */
export async function callRoll(connection: Redis, door: Door): Promise<Listening | undefined> {
  const { messages } = namesOf(connection)
  const before = await readClaims(connection, door)
  if (before.claims.every(({ renewed }) => before.now - renewed > LIMITS[door].valid)) return undefined
  const called = before.now
  await connection.publish(messages.rollCall, '')
  let found = await readClaims(connection, door)
  for (let wait: number = ANSWER.firstPause; !isAnswered(); wait *= 2) {
    if (found.now - called > ANSWER.within) break
    await pause(wait)
    found = await readClaims(connection, door)
  }
  const { now, claims } = found
  const valid = validIn(found, door)
  if (valid.length === 0) return undefined
  const since = Math.min(...valid.map(claim => claim.since))
  const renewed = Math.max(...valid.map(claim => claim.renewed))
  const unconfirmedFor = (renewal: number) => (renewal >= called ? 0 : now - renewal)
  const doubtful = claims.flatMap(({ id, since, renewed, broken }): [string, DoubtfulTaker][] => {
    if (now - renewed > CLAIM_MS.listening.held) return []
    const doubt = unconfirmedFor(renewed)
    const gap = broken !== undefined && { gap: { from: now - broken, to: now - since } }
    return doubt > 0 || gap ? [[id, { unconfirmedFor: doubt, ...gap }]] : []
  })
  return {
    for: now - since,
    unconfirmedFor: unconfirmedFor(renewed),
    serverTime: now,
    // Of a single one all that is known stands above.
    doubtful: new Map(claims.length > 1 ? doubtful : []),
  }

  function isAnswered(): boolean {
    const valid = validIn(found, door)
    return valid.length > 0 && valid.every(({ renewed }) => renewed >= called)
  }
}

/** A claim from the future is from before the server's clock was set back: its process renews it at a roll call, if it lives. */
function validIn({ now, claims }: Claims, door: Door): readonly Claim[] {
  return claims.filter(({ renewed }) => renewed <= now && now - renewed <= LIMITS[door].valid)
}

interface Claim {
  readonly id: string
  readonly since: number
  readonly renewed: number
  /** The last renewal before its last gap, where it had one. */
  readonly broken?: number
}

interface Claims {
  readonly now: number
  readonly claims: readonly Claim[]
}

/** Whether anybody has attended the door lately, and has not withdrawn since. */
export async function isAttended(connection: Redis, door: Door): Promise<boolean> {
  return (await readClaims(connection, door)).claims.length > 0
}

/** Withdraws a claim of another process. */
export async function withdrawClaim(connection: Redis, door: Door, id: string): Promise<void> {
  await connection.hdel(doorKeys(connection, door).claims, id)
}

/** The hash of a door's claims, and that of the processes which took the last check-in of each check. */
export function doorKeys(
  connection: Redis,
  door: Door,
): { readonly claims: string; readonly takers: string; readonly heard: string } {
  const { listeners, takers, heard, receivers, messageTakers, heardMessages } = namesOf(connection).watch
  return door === 'web'
    ? { claims: listeners, takers, heard }
    : { claims: receivers, takers: messageTakers, heard: heardMessages }
}

/** A claim that was not renewed for so long is removed. A program for 0MQ that died is awaited for longer. */
const KEPT_MS: Readonly<Record<Door, number>> = { web: CLAIM_MS.listening.held, messages: 7 * 86_400_000 }

async function readClaims(connection: Redis, door: Door): Promise<Claims> {
  const { claims: key } = doorKeys(connection, door)
  const [time, all] = results(await connection.multi().time().hgetall(key).exec()) as [
    [string | number, string | number],
    Record<string, string>,
  ]
  const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000)
  const claims = Object.entries(all).map(([id, text]) => {
    const [since = 0, renewed = 0, broken] = text.split(' ').map(Number)
    return { id, since, renewed, ...(broken !== undefined && { broken }) }
  })
  const isOver = ({ renewed }: Claim) => now - renewed > KEPT_MS[door]
  const over = claims.filter(isOver).map(({ id }) => id)
  if (over.length > 0) await connection.hdel(key, ...over)
  return { now, claims: claims.filter(claim => !isOver(claim)) }
}
