/** Reports through the default channels that check-ins by 0MQ are not received although the INI names an address, and the end. */

import { defaultChannels } from '../../domain/alerts/channel'
import { messagesAwayText, messagesBackText } from '../../domain/alerts/messages-text'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import type { AlertText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { Clock } from '../../domain/time/clock'
import type { NotedAbsence } from '../../domain/watch/jobs'
import { type MessageState, messageNotices } from '../../domain/watch/message-words'
import { planNotices } from './plan-notices'

/** Milliseconds for which the trouble has to last: the program is started again within seconds. */
const PATIENCE_MS = 300_000

export interface MessageReportPorts {
  readonly now: Clock
  /** Undefined while the INI does not let that be known. */
  readonly usesMessages: () => Promise<boolean | undefined>
  readonly messages: () => Promise<MessageState>
  readonly absence: NotedAbsence
  readonly store: Pick<AlertStore, 'commit' | 'record'>
  readonly channels: Channels
  /** Called when it begins and when it ends, with the subject of the alert. */
  readonly onChange: (subject: string) => void
}

/** Returns one turn. Several workers may take turns: a notice has an id by its occasion, so that it goes out once. */
export function createReportMessages({
  now,
  usesMessages,
  messages,
  absence,
  store,
  channels,
  onChange,
}: MessageReportPorts): () => Promise<void> {
  /** Seen by this worker, since a note may be as old as the last time that the machine ran. */
  let seenSince: number | undefined
  /** Occasions that need not be planned again. */
  const reported = new Set<string>()

  /** Returns whether it is on its way. */
  async function send(text: AlertText, since: number): Promise<boolean> {
    const mark = `${text.kind} ${since}`
    if (reported.has(mark)) return true
    const about = { key: `intvlm8r-messages-${since}`, name: t('the watch'), since }
    const all = await channels.list()
    const notices = await planNotices(text, about, defaultChannels(all), { store, channels: all, now: now() })
    if (notices.length > 0 && !(await store.commit([], notices))) return false
    reported.add(mark)
    onChange(text.subject)
    return true
  }

  async function end(isExpected: boolean): Promise<void> {
    seenSince = undefined
    const since = await absence.since()
    if (since !== undefined && (await send(messagesBackText(isExpected), since))) await absence.forget()
  }

  return async () => {
    const isExpected = await usesMessages()
    if (isExpected === undefined) return
    if (!isExpected) return await end(false)
    const notices = messageNotices(await messages())
    if (notices.length === 0) return await end(true)
    // A moment that lies ahead is from before the clock was set back.
    seenSince = Math.min(seenSince ?? now(), now())
    if (now() - seenSince < PATIENCE_MS) return
    await send(messagesAwayText(notices), await absence.note(seenSince))
  }
}
