/** A notice of the watch about itself, for each channel that it concerns. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import type { Channel } from '../../domain/alerts/channel'
import { type NoticeSubject, noticeId, planNotice, WATCH_SOURCE } from '../../domain/alerts/plan'
import type { AlertStore } from '../../domain/alerts/ports'
import type { AlertText } from '../../domain/alerts/text'

export interface NoticePorts {
  readonly store: Pick<AlertStore, 'record'>
  /** All that there are. */
  readonly channels: readonly Channel[]
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Plans it for the channels with the names `chosen`. An end goes to each channel that got the trigger, too: the choice may
 * have become another one since, and nothing else would end the incident there.
 */
export async function planNotices(
  text: AlertText,
  about: NoticeSubject,
  chosen: readonly string[],
  { store, channels, now }: NoticePorts,
): Promise<readonly PlannedAlert[]> {
  const notices = channels.map(async ({ name }) => {
    const gotTrigger = async () =>
      (await store.record(WATCH_SOURCE, noticeId(about.key, 'trigger', name))) !== undefined
    const isConcerned = chosen.includes(name) || (text.kind === 'resolve' && (await gotTrigger()))
    return isConcerned ? [planNotice(text, about, name, now)] : []
  })
  return (await Promise.all(notices)).flat()
}
