/**
 * The connections of a watch whose checks are divided (`[Redis] shards`): each part has a hash tag, and so a node of a Cluster.
 * The first part shares its tag with all that is no check, and has a connection of its own all the same: what is given one of
 * these connections works on that part alone.
 */
import { randomUUID } from 'node:crypto'
import { shardNumberOf } from '../../domain/redis/shard-of'
import type { Redis } from './quiet-redis'

interface Division {
  readonly count: number
  /** Opens the connection to a part, from 0 on. */
  open(shard: number): Redis
  /** They are opened when they are needed first. */
  all?: readonly Redis[]
  readonly onOpened: ((connection: Redis) => void)[]
}

const divisions = new WeakMap<Redis, Division>()

/** Notes that the checks behind `connection` are divided into `count` parts. */
export function divide(connection: Redis, count: number, open: (shard: number) => Redis): void {
  divisions.set(connection, { count, open, onOpened: [] })
}

/** The connections to all parts, which end with this one; it alone where the checks are not divided. */
export function shardsOf(connection: Redis): readonly Redis[] {
  const division = divisions.get(connection)
  if (division === undefined) return [connection]
  if (division.all !== undefined) return division.all
  const shards = Array.from({ length: division.count }, (_none, shard) => division.open(shard))
  division.all = shards
  connection.once('end', () => {
    for (const shard of shards) shard.disconnect()
  })
  for (const shard of shards) for (const callback of division.onOpened) callback(shard)
  return shards
}

/** This connection, and those to parts that are open. */
export function openedWith(connection: Redis): readonly Redis[] {
  return [connection, ...(divisions.get(connection)?.all ?? [])]
}

/** Calls back with this connection, and with those to parts once they are opened. */
export function onOpened(connection: Redis, callback: (opened: Redis) => void): void {
  for (const opened of openedWith(connection)) callback(opened)
  divisions.get(connection)?.onOpened.push(callback)
}

/** The connection to the part of a check, by its id. */
export function shardOf(connection: Redis, id: string): Redis {
  const shards = shardsOf(connection)
  return shards[shardNumberOf(id, shards.length)] ?? connection
}

/** A random id that belongs to the same part as the text. */
export function idBeside(connection: Redis, text: string): string {
  const count = shardsOf(connection).length
  const wanted = shardNumberOf(text, count)
  for (;;) {
    const id = randomUUID()
    if (shardNumberOf(id, count) === wanted) return id
  }
}

export interface OfShards<T> {
  /** That of the part to which the check with this id belongs. */
  of(id: string): T
  readonly all: readonly T[]
}

/** Makes something for each part. */
export function ofShards<T>(connection: Redis, make: (shard: Redis) => T): OfShards<T> {
  const all = shardsOf(connection).map(make)
  const [only] = all as [T]
  if (all.length === 1) return { of: () => only, all }
  return { of: id => all[shardNumberOf(id, all.length)] ?? only, all }
}

/** Ids by the connection to their part. */
export function byShard(connection: Redis, ids: readonly string[]): ReadonlyMap<Redis, readonly string[]> {
  const grouped = new Map<Redis, string[]>()
  if (shardsOf(connection).length === 1) return ids.length === 0 ? grouped : new Map([[connection, ids]])
  for (const id of ids) {
    const shard = shardOf(connection, id)
    const there = grouped.get(shard)
    if (there) there.push(id)
    else grouped.set(shard, [id])
  }
  return grouped
}
