/** ntfy: JSON to the server's root, as its "Publish as JSON" documents. */
import { type Alert, alertAddress } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { firstCharacters } from '../domain/shorten'
import { JSON_TYPE, judge, limits } from './judge'

/** Characters. A message of more than 4,096 bytes would arrive as an attachment, and a character may have four. */
const TEXT_LIMIT = 1_000
const TITLE_LIMIT = 250

/** ntfy's short codes of emoji. */
const TAGS: Readonly<Record<Alert['status'], string>> = {
  down: 'rotating_light',
  flapping: 'ocean',
  up: 'white_check_mark',
  paused: 'double_vertical_bar',
  mixed: 'clipboard',
}

export const ntfy: Notifier = async (alert, channel, { http, page, notAfter }) => {
  const address = alertAddress(alert, page)
  const token = settingOf(channel, 'token')
  const message = {
    topic: settingOf(channel, 'topic'),
    title: firstCharacters(alert.subject, TITLE_LIMIT),
    message: firstCharacters(alert.text, TEXT_LIMIT),
    tags: [TAGS[alert.status], ...alert.tags],
    priority: alert.kind === 'trigger' ? Number(settingOf(channel, 'priority')) : 3,
    ...(address !== undefined && { click: address }),
  }
  const headers = { ...JSON_TYPE, ...(token && { Authorization: `Bearer ${token}` }) }
  const url = settingOf(channel, 'url')
  return judge(
    await http.send({ method: 'POST', url, body: JSON.stringify(message), headers }, limits({ notAfter })),
  )
}
