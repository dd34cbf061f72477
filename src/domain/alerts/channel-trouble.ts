/** The channels by which no alert arrives, for notices, the shell and the log. Pure. */

import { mark, t, tn, tStored } from '../language/text'
import { localMinute, localStamp } from '../time/local-time'
import type { Notice } from '../watch/notices'
import type { Channel } from './channel'
import type { ChannelHealth } from './channel-health'

/** A channel by which no alert arrives. */
export interface ChannelTrouble {
  readonly name: string
  /** Epoch milliseconds; undefined where nothing has been sent by it in this state. */
  readonly since?: number
  readonly detail: string
}

/** The channels, as far as they are known. */
export interface KnownChannels {
  readonly channels: readonly Channel[]
  /** False while the INI may have others. */
  readonly isWhole: boolean
  /** The health of those whose last delivery failed, by name; also of some that are gone. */
  readonly failing: ReadonlyMap<string, ChannelHealth>
  /** The names of those for browsers that no browser has allowed. */
  readonly withoutBrowser: readonly string[]
}

/** Sorted by name. */
export function channelTroubles(known: KnownChannels): readonly ChannelTrouble[] {
  const { channels, isWhole, failing, withoutBrowser } = known
  const troubles = new Map<string, ChannelTrouble>()
  for (const name of withoutBrowser)
    troubles.set(name, { name, detail: 'no browser has allowed messages; allow them on its page' })
  for (const [name, { since, detail }] of failing)
    if (!isWhole || channels.some(channel => channel.name === name))
      troubles.set(name, { name, since, detail })
  for (const { name, problem: detail } of channels)
    if (detail !== undefined) troubles.set(name, { ...troubles.get(name), name, detail })
  return [...troubles.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** `Nothing gets through to hook since 10:33: answered 503`, with the date unless it is today's. */
export function channelTroubleWords({ name, since, detail }: ChannelTrouble, now: number): string {
  return `Nothing gets through to ${name}${since === undefined ? '' : ` since ${timeOf(since, now)}`}: ${detail}`
}

/** None where every channel delivers, as far as is known. */
export function channelNotices(troubles: readonly ChannelTrouble[], now: number): readonly Notice[] {
  if (troubles.length === 0) return []
  const words = troubles.map(trouble => `${tStored(channelTroubleWords(trouble, now))}.`)
  const hasFailed = troubles.some(({ since }) => since !== undefined)
  return [
    {
      title: tn(troubles.length, 'A channel delivers no alerts.', '{n} channels deliver no alerts.'),
      sentences: hasFailed ? [...words, t(WAY_OUT)] : words,
    },
  ]
}

const WAY_OUT = mark('Send a test on the page Channels: one that gets through ends this.')

function timeOf(since: number, now: number): string {
  const isToday = localStamp(since).slice(0, 10) === localStamp(now).slice(0, 10)
  return isToday ? localMinute(since) : localStamp(since).slice(0, 16)
}
