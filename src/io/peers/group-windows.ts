/** The maintenance windows of the members of a group, in Redis: written only when one of them has changed. */
import type { BareWindow, WindowList } from '../../domain/alerts/shared-windows'
import { WINDOW_NEWS } from '../../domain/peers/group'
import type { GroupWindows } from '../../domain/peers/group-ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import newerWindowsLua from './newer-windows.lua' with { type: 'text' }

/** Every call fails when Redis does not answer within two seconds. */
export function openGroupWindows(connection: Redis, self: string): GroupWindows {
  const { backupChanged, peers, messages } = namesOf(connection)
  const keepNewer = defineScript<0 | 1>(connection, newerWindowsLua)
  const inTime = inTimeOn(connection)

  async function read(): Promise<WindowList | undefined> {
    const text = await inTime(connection.hget(peers.windows, OWN))
    return text === null ? undefined : JSON.parse(text)
  }

  async function keep(place: string, list: WindowList): Promise<void> {
    const written = await inTime(keepNewer([peers.windows], [place, list.n, JSON.stringify(list)]))
    if (written !== 1) return
    await inTime(connection.publish(messages.changed, WINDOW_NEWS))
    await releaseAlerts()
  }

  /** The alerts that wait for the end of a window are looked through again. */
  async function releaseAlerts(): Promise<void> {
    await inTime(connection.publish(backupChanged, ''))
  }

  const isSame = (list: WindowList | undefined, windows: readonly BareWindow[]) =>
    JSON.stringify(list?.windows ?? []) === JSON.stringify(windows)

  return {
    all: async () => {
      const [own, others] = await Promise.all([read(), readWindowsOfOthers(connection)])
      return new Map([...(own ? [[self, own] as const] : []), ...others])
    },
    share: async windows => {
      const before = await read()
      if (!isSame(before, windows)) await keep(OWN, { n: (before?.n ?? 0) + 1, windows })
    },
    take: async (home, list) => {
      if (home !== self) return await keep(home, list)
      // This watch had a list before it lost its data: its next one has to be newer.
      const own = await read()
      if (own === undefined) await keep(OWN, list)
      else if (own.n <= list.n && !isSame(own, list.windows)) await keep(OWN, { ...own, n: list.n + 1 })
    },
    keepOnly: async ids => {
      const known = await readWindowsOfOthers(connection)
      const gone = [...known.keys()].filter(id => !ids.includes(id))
      if (gone.length === 0) return
      await inTime(connection.hdel(peers.windows, ...gone))
      await releaseAlerts()
    },
  }
}

/** The field of this watch's own list. */
const OWN = 'own'

/** The lists of other members, by their ids. */
export async function readWindowsOfOthers(connection: Redis): Promise<ReadonlyMap<string, WindowList>> {
  const all = await inTimeOn(connection)(connection.hgetall(namesOf(connection).peers.windows))
  return new Map(
    Object.entries(all).flatMap(([home, text]) =>
      home === OWN ? [] : [[home, JSON.parse(text) as WindowList] as const],
    ),
  )
}
