/**
 * Reports what strangers and fullness do to the watch, through the default channels: the checks that wait to be adopted,
 * once a day in one message; that some had to go to make room; and that the watch keeps less for want of memory.
 */

import { type Channel, defaultChannels, opensIncidents } from '../../domain/alerts/channel'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { quotedName } from '../../domain/alerts/quote'
import {
  roomAgainText,
  shortageText,
  waitingEndText,
  waitingFullText,
  waitingRoomText,
  waitingText,
} from '../../domain/alerts/room-text'
import type { AlertText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { Clock } from '../../domain/time/clock'
import type { WaitingStore, WatchRoom } from '../../domain/watch/ports'
import { ROOM, shortage } from '../../domain/watch/room'
import { isFull } from '../../domain/watch/waiting'
import { planNotices } from './plan-notices'

const DAY = 86_400_000
/** Milliseconds for which the first check that waits is left alone, so that one message names those that follow it. */
const COLLECT_MS = 300_000

export interface RoomPorts {
  readonly now: Clock
  readonly waiting: WaitingStore
  readonly store: Pick<AlertStore, 'commit' | 'record'>
  readonly channels: Channels
}

/** Returns one turn. Several workers may take turns: a notice has an id by its occasion, so that it goes out once. */
export function createReportRoom({ now, waiting, store, channels }: RoomPorts): () => Promise<void> {
  /** Occasions that need not be planned again. */
  const reported = new Set<string>()

  async function send(
    texts: readonly AlertText[],
    key: string,
    since: number,
    chosen: readonly Channel[],
  ): Promise<void> {
    const mark = `${key} ${texts.map(({ kind }) => kind)}`
    if (reported.has(mark)) return
    const about = { key: `intvlm8r-${key}`, name: t('the watch'), since }
    const ports = { store, channels: await channels.list(), now: now() }
    const names = chosen.map(({ name }) => name)
    const notices = (await Promise.all(texts.map(text => planNotices(text, about, names, ports)))).flat()
    if (notices.length > 0 && (await store.commit([], notices))) reported.add(mark)
  }

  async function defaults(): Promise<readonly Channel[]> {
    const all = await channels.list()
    const names = defaultChannels(all)
    return all.filter(({ name }) => names.includes(name))
  }

  async function reportFull({ waiting: account }: WatchRoom, at: number): Promise<void> {
    const { fullSince, dropped } = account
    if (fullSince === 0) return
    const key = `waiting-full-${fullSince}`
    if (isFull(account, at)) return await send([waitingFullText(dropped)], key, fullSince, await defaults())
    await send([waitingRoomText()], key, fullSince, await defaults())
    await waiting.note('fullSince', 0)
  }

  async function reportShortage({ memoryShare, shortSince }: WatchRoom, at: number): Promise<void> {
    const words = shortage(memoryShare)
    if (words !== undefined) {
      const since = shortSince || at
      if (since !== shortSince) await waiting.note('shortSince', since)
      await send([shortageText(words)], `room-${since}`, since, await defaults())
    } else if (shortSince !== 0 && memoryShare < ROOM.again) {
      await send([roomAgainText()], `room-${shortSince}`, shortSince, await defaults())
      await waiting.note('shortSince', 0)
    }
  }

  async function reportWaiting({ waiting: { count, toldAt } }: WatchRoom, at: number): Promise<void> {
    // A moment that lies ahead is from before the clock was set back.
    if (count === 0 || (toldAt <= at && at - toldAt < DAY)) return
    const list = (await waiting.waiting()).map(({ check }) => check).sort((a, b) => a.createdAt - b.createdAt)
    const [oldest] = list
    if (oldest === undefined || at - oldest.createdAt < COLLECT_MS) return
    const text = waitingText(list.map(({ name }) => quotedName(name)))
    const all = await defaults()
    const messengers = all.filter(channel => !opensIncidents(channel))
    const key = `waiting-${toldAt}`
    if (messengers.length > 0) await send([text], key, oldest.createdAt, messengers)
    // A service that knows only incidents gets one that ends at once, as nothing else would ever resolve it.
    else await send([{ ...text, kind: 'trigger' }, waitingEndText()], key, oldest.createdAt, all)
    await waiting.note('toldAt', at)
  }

  return async () => {
    const at = now()
    const room = await waiting.room()
    if (room.waiting.count > 0) await waiting.expire(at)
    await reportFull(room, at)
    await reportShortage(room, at)
    await reportWaiting(room, at)
  }
}
