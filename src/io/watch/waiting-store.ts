/** The account of the checks that wait to be adopted, and the room that the watch has left. */
import type { WaitingStore } from '../../domain/watch/ports'
import { WAITING } from '../../domain/watch/waiting'
import { namesOf, type Redis } from '../redis/client'
import memoryShareLua from '../redis/memory-share.lua' with { type: 'text' }
import { defineScript } from '../redis/script'
import expireWaitingLua from './expire-waiting.lua' with { type: 'text' }
import { ERASING_LUA, erasing, keysOfChecks } from './plan-saves'
import { readChecks } from './read-checks'

export function openWaitingStore(connection: Redis): WaitingStore {
  const runExpire = defineScript<number>(connection, 'expireWaiting', ERASING_LUA + expireWaitingLua)
  const runShare = defineScript<string>(
    connection,
    'memoryShare',
    `${memoryShareLua}\nreturn tostring(memoryShare())`,
  )
  const { waiting, unpinged, waitingAccount } = namesOf(connection).watch
  const names = namesOf(connection)
  const erased = erasing(names)

  return {
    room: async () => {
      const [share, account, count] = await Promise.all([
        runShare([], []),
        connection.hgetall(waitingAccount),
        connection.hlen(waiting),
      ])
      const number = (name: string) => Number(account[name] ?? 0)
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
      return await runExpire([...erased.keys, ...keysOfChecks(names, due)], [...erased.args, moment])
    },

    note: async (name, moment) => {
      if (moment === 0) await connection.hdel(waitingAccount, name)
      else await connection.hset(waitingAccount, name, moment)
    },
  }
}
