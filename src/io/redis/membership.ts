/** The members of a watch: appliances that share one server, and no heartbeats. */
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isServerGroup } from '../../domain/redis/redis-url'
import { replaceFile } from '../files/atomic-file'
import { connectOnce, namesOf, REQUEST_TIMEOUT_MS, type RedisTarget, within } from './client'
import type { Admit } from './connector'
import { Refusal, stateOf } from './errors'
import joinWatchLua from './join-watch.lua' with { type: 'text' }
import { defineScript } from './script'

/** A member as the watch knows it. */
export interface Member {
  /** The name of its machine. */
  readonly name: string
  /** The day on which a program of it was there last, since 1970, by the server's clock; older programs do not note it. */
  readonly seen?: number
}

export function memberIn(entry: string): Member {
  return JSON.parse(entry) as Member
}

/** Days after which a member that was not seen counts as gone: its card died, or it has moved to another watch. */
const GONE_AFTER = 7

/** @param now by the server's clock, epoch milliseconds */
export function isGone({ seen }: Member, now: number): boolean {
  return seen !== undefined && dayOf(now) - seen > GONE_AFTER
}

/** The number of the day since 1970. */
export function dayOf(now: number): number {
  return Math.floor(now / 86_400_000)
}

export interface Applicant {
  readonly id: string
  /** It was a member before there were ids, or its INI has `join = on`. */
  readonly mayJoin: boolean
  /** The state folder, which keeps the watches that it has joined: after a loss of data it joins them again by itself. */
  readonly home: string
}

/** The file in the state folder with a line for each watch: the server's address, the prefix, and the number of parts where there are several. */
const FILE = 'joined.txt'

export interface Membership {
  readonly admit: Admit
  /** Makes the appliance a member again, where the server has lost its data while the programs ran, and one that was seen today. */
  readonly rejoin: () => Promise<void>
}

/**
 * Makes the appliance a member of the watch at `target` before its first connection there: a fresh one joins only a watch
 * that nobody uses yet, or one that it is told to join.
 */
export function createMembership(target: RedisTarget, { id, mayJoin, home }: Applicant): Membership {
  const watch = `${placeOf(target)} ${target.prefix}`
  const { shards = 1 } = target
  const line = shards === 1 ? watch : `${watch} ${shards}`
  const path = join(home, FILE)
  let isAdmitted = false

  const isMember = (joined: readonly string[]) => joined.some(joinedLine => isOf(watch, joinedLine))

  async function enter(): Promise<void> {
    const joined = await linesOf(path)
    const knowsShards = joined.includes(line)
    await register(target, { id, mayJoin: mayJoin || isMember(joined), knowsShards })
    if (knowsShards) return
    const others = joined.filter(joinedLine => !isOf(watch, joinedLine))
    await replaceFile(path, [...others, line, ''].join('\n'), 0o600).catch(() => {}) // Asked again next time.
  }

  async function admit(): Promise<void> {
    if (isAdmitted) return
    try {
      await enter()
      isAdmitted = true
    } catch (error) {
      const isState = stateOf(error as Error) !== undefined && !(error instanceof Refusal)
      // A member gets its connection: the reason why its commands fail is found where they are needed.
      if (!isState || !isMember(await linesOf(path))) throw error
    }
  }

  return { admit, rejoin: enter }
}

interface Registration extends Pick<Applicant, 'id' | 'mayJoin'> {
  /** It has joined the watch before with as many parts as its INI names now. */
  readonly knowsShards: boolean
}

/** @throws Refusal when the watch is that of others */
async function register(target: RedisTarget, { id, mayJoin, knowsShards }: Registration): Promise<void> {
  const { connection, connected } = connectOnce(target)
  try {
    await within(REQUEST_TIMEOUT_MS, connected)
    const { members, shards, watch, backup, channels, access } = namesOf(connection)
    const traces = [watch.plans, watch.alive, watch.pingKey, backup.mark, channels.all, access.secret]
    const joinWatch = defineScript<number | string[]>(connection, joinWatchLua)
    const answer = await joinWatch(
      [members, shards, ...traces],
      [id, JSON.stringify(hostname()), mayJoin ? '1' : '', target.shards ?? 1, knowsShards ? '1' : ''],
    )
    if (Array.isArray(answer))
      throw new Refusal(
        inUse(
          target.prefix ?? '',
          answer.map(entry => memberIn(entry).name),
        ),
      )
    if (answer < 0) throw new Refusal(otherParts(target.prefix ?? '', -answer))
  } finally {
    connection.disconnect()
  }
}

function inUse(prefix: string, names: readonly string[]): string {
  const users =
    names.length === 0 ? 'others use' : `${names.join(', ')} ${names.length === 1 ? 'uses' : 'use'}`
  return `does not take this appliance into the watch "${prefix}", which ${users}: set join = on under [Redis] to become a member of it, or give another prefix there`
}

/** The reason where the INI names no watch on a server that others may use. */
export const NAMELESS_WATCH =
  'may have other users, so the watch needs a name there: set prefix = NAME under [Redis], the same on all members of one watch'

function otherParts(prefix: string, shards: number): string {
  const parts = shards === 1 ? 'undivided' : `in ${shards} parts`
  return `has the checks of the watch "${prefix}" ${parts}, which was fixed at its first start: set shards = ${shards} under [Redis], or begin another watch with another prefix`
}

function isOf(watch: string, line: string): boolean {
  return line === watch || line.startsWith(`${watch} `)
}

/** The fault of an INI whose number of parts is not that with which the watch was joined here; undefined where it has none. */
export async function divisionFault(target: RedisTarget, home: string): Promise<string | undefined> {
  const watch = `${placeOf(target)} ${target.prefix}`
  const line = (await linesOf(join(home, FILE))).find(joined => isOf(watch, joined))
  if (line === undefined) return undefined
  const joined = line === watch ? 1 : Number(line.slice(watch.length))
  return joined === (target.shards ?? 1) ? undefined : `Redis ${otherParts(target.prefix ?? '', joined)}`
}

async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').filter(line => line !== '')
}

/** The server's address without user and password. */
export function placeOf(target: RedisTarget): string {
  const where = 'path' in target ? target.path : target.url
  if (where.startsWith('/')) return where
  // The text behind the log-in, up to passwords of Sentinels.
  if (isServerGroup(where)) return where.replace(/^(\w+\+\w+:\/\/)(?:[^@/?]*@)?([^?]*).*$/, '$1$2')
  const { hostname, port, pathname } = new URL(where)
  return `${hostname}:${port}${pathname}`
}
