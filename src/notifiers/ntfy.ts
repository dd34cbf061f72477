/** ntfy: JSON to the server's root (as its "Publish as JSON" documents). */
import type { Alert } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { firstCharacters } from '../domain/shorten'
import { JSON_TYPE, judge, limits } from './judge'

/** Longer ones would arrive as an attachment. In firstCharacters, of which each may have four of 4,096 bytes. */
const TEXT_LIMIT = 1_000
const TITLE_LIMIT = 250

/** Emoji by ntfy's short codes. */
const TAGS: Readonly<Record<Alert['status'], string>> = {
  down: 'rotating_light',
  flapping: 'ocean',
  up: 'white_check_mark',
  paused: 'double_vertical_bar',
  mixed: 'clipboard',
}

export const ntfy: Notifier = async (alert, channel, { http, page, notAfter }) => {
  const token = settingOf(channel, 'token')
  const message = {
    topic: settingOf(channel, 'topic'),
    title: firstCharacters(alert.subject, TITLE_LIMIT),
    message: firstCharacters(alert.text, TEXT_LIMIT),
    tags: [TAGS[alert.status], ...alert.tags],
    priority: alert.kind === 'trigger' ? Number(settingOf(channel, 'priority')) : 3,
    ...(page !== undefined && { click: alert.check === undefined ? page : `${page}/checks/${alert.check}` }),
  }
  const headers = { ...JSON_TYPE, ...(token && { Authorization: `Bearer ${token}` }) }
  const url = settingOf(channel, 'url')
  return judge(
    await http.send({ method: 'POST', url, body: JSON.stringify(message), headers }, limits({ notAfter })),
  )
}
