/** The account of the checks that wait to be adopted, and the room that the watch has left. */
import type { WaitingStore, WatchRoom } from '../../domain/watch/ports'
import { WAITING } from '../../domain/watch/waiting'
import { namesOf, type Redis } from '../redis/client'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import { ofShards, shardsOf } from '../redis/shards'
import expireWaitingLua from './expire-waiting.lua' with { type: 'text' }
import { ERASING_LUA, erasedIn, erasing, keysOfChecks } from './plan-saves'
import { readChecks } from './read-checks'
import roomLua from './room.lua' with { type: 'text' }
import { openSlugIndex, type SlugIndex } from './slug-index'

export function openWaitingStore(connection: Redis): WaitingStore {
  const slugs = openSlugIndex(connection)
  const { all } = ofShards(connection, shard => openPart(shard, slugs, shardsOf(connection).length > 1))
  const [only] = all as [WaitingStore]
  if (all.length === 1) return only
  return {
    room: async () => sumOf(await Promise.all(all.map(part => part.room()))),
    waiting: async () => (await Promise.all(all.map(part => part.waiting()))).flat(),
    expire: async now => {
      const counts = await Promise.all(all.map(part => part.expire(now)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    note: async (name, moment) => void (await Promise.all(all.map(part => part.note(name, moment)))),
  }
}

/** Of all parts, whose servers have a memory each. */
function sumOf(rooms: readonly WatchRoom[]): WatchRoom {
  const sum = (number: (room: WatchRoom) => number) => rooms.reduce((all, room) => all + number(room), 0)
  const latest = (number: (room: WatchRoom) => number) => Math.max(...rooms.map(number))
  const earliest = (number: (room: WatchRoom) => number) =>
    Math.min(...rooms.map(number).filter(moment => moment > 0), Number.POSITIVE_INFINITY)
  const orNone = (moment: number) => (moment === Number.POSITIVE_INFINITY ? 0 : moment)
  return {
    memoryShare: latest(room => room.memoryShare),
    shortSince: orNone(earliest(room => room.shortSince)),
    waiting: {
      count: sum(({ waiting }) => waiting.count),
      bytes: sum(({ waiting }) => waiting.bytes),
      dropped: sum(({ waiting }) => waiting.dropped),
      fullSince: orNone(earliest(({ waiting }) => waiting.fullSince)),
      fullAt: latest(({ waiting }) => waiting.fullAt),
      toldAt: latest(({ waiting }) => waiting.toldAt),
    },
  }
}

function openPart(connection: Redis, slugs: SlugIndex, isDivided: boolean): WaitingStore {
  const runExpire = defineScript<number | string[]>(connection, ERASING_LUA + expireWaitingLua)
  const runRoom = defineScript<[share: string, count: number, account: string[]]>(
    connection,
    memoryShareLua + roomLua,
  )
  const { waiting, unpinged, waitingAccount } = namesOf(connection).watch
  const names = namesOf(connection)
  const erased = erasing(names)

  return {
    room: async () => {
      const [share, count, account] = await runRoom([waiting, waitingAccount], [])
      const fields = new Map(account.flatMap((name, at) => (at % 2 === 0 ? [[name, account[at + 1]]] : [])))
      const number = (name: string) => Number(fields.get(name) ?? 0)
      return {
        memoryShare: Number(share),
        shortSince: number('shortSince'),
        waiting: {
          count,
          bytes: number('bytes'),
          dropped: number('dropped'),
          fullSince: number('fullSince'),
          fullAt: number('fullAt'),
          toldAt: number('toldAt'),
        },
      }
    },

    waiting: async () => await readChecks(connection, await connection.hkeys(waiting)),

    expire: async now => {
      const moment = now - WAITING.unpingedMs
      // A script counts as a write, also where it removes nothing.
      const due = await connection.zrangebyscore(unpinged, '-inf', moment)
      if (due.length === 0) return 0
      const args = [...erased.args, moment, isDivided ? '1' : '']
      const expired = await runExpire([...erased.keys, ...keysOfChecks(names, due)], args)
      if (!Array.isArray(expired)) return expired
      const gone = erasedIn(expired)
      for (const { slug, id } of gone) await slugs.leave(slug, id)
      return gone.length
    },

    note: async (name, moment) => {
      if (moment === 0) await connection.hdel(waitingAccount, name)
      else await connection.hset(waitingAccount, name, moment)
    },
  }
}
