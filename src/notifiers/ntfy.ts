/** ntfy: JSON to the server's root, as its "Publish as JSON" documents. */
import { type Alert, alertLinks, type Delivery, isUrgent } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import { tidied } from '../domain/alerts/channel-kinds'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import type { Exchange } from '../domain/net/exchange'
import { firstCharacters } from '../domain/shorten'
import { bodyOf, judge } from './judge'
import { postJson } from './post-json'

/**
 * Bytes. A message of more than 4,096 would arrive as an attachment, and of twice as many JSON is refused
 * (`message-size-limit` of ntfy's server).
 */
const LIMITS = { message: 4_000, json: 8_000, tags: 3_000 } as const
const TITLE_LIMIT = 250

/** ntfy's short codes of emoji. */
const TAGS: Readonly<Record<Alert['status'], string>> = {
  down: 'rotating_light',
  blind: 'see_no_evil',
  flapping: 'ocean',
  up: 'white_check_mark',
  paused: 'double_vertical_bar',
  mixed: 'clipboard',
}

export const ntfy: Notifier = async (alert, saved, context) => {
  const channel = { ...saved, settings: tidied(saved.kind, saved.settings) }
  const links = alertLinks(alert, context.page)
  const token = settingOf(channel, 'token')
  const message = {
    topic: settingOf(channel, 'topic'),
    title: firstCharacters(alert.subject, TITLE_LIMIT),
    tags: [TAGS[alert.status], ...firstTags(alert.tags)],
    priority: isUrgent(alert) ? Number(settingOf(channel, 'priority')) : 3,
    ...(links[0] && {
      click: links[0].url,
      actions: links.map(({ label, url }) => ({ action: 'view', label, url })),
    }),
  }
  const body = (text: string) => JSON.stringify({ ...message, message: text })
  const text = reportOf(alert, {
    fits: text => Buffer.byteLength(text) <= LIMITS.message && Buffer.byteLength(body(text)) <= LIMITS.json,
  })
  const headers = token ? { Authorization: `Bearer ${token}` } : {}
  const exchange = await postJson(context, settingOf(channel, 'url'), body(text), headers)
  return isElsewhere(exchange, message.topic) ? ELSEWHERE : judge(exchange)
}

/** The first tags, as many as leave room for the text. */
function firstTags(tags: readonly string[]): readonly string[] {
  let room: number = LIMITS.tags
  return tags.filter(tag => {
    room -= Buffer.byteLength(JSON.stringify(tag))
    return room >= 0
  })
}

const ELSEWHERE: Delivery = {
  ok: false,
  permanent: true,
  detail:
    'the server took its address for another topic; enter it without the path, and the topic at its place',
}

/** ntfy answers with the message as it published it; JSON that is not sent to the root becomes a text for another topic. */
function isElsewhere(exchange: Exchange, topic: string): boolean {
  const { topic: published } = bodyOf(exchange)
  return typeof published === 'string' && published !== topic
}
