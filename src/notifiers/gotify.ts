/** Gotify: `POST /message` with the token of an application, and the extras of its "Message Extras" page. */
import { alertAddress, isUrgent } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, judge } from './judge'
import { postJson } from './post-json'
import { signed } from './status-marks'

/** Characters that a phone shows without trouble. */
const LIMIT = 8_000
const TITLE_LIMIT = 250
/** The priority of a message that wakes nobody. */
const USUAL = 4

export const gotify: Notifier = async (alert, channel, context) => {
  const address = alertAddress(alert, context.page)
  const message = {
    title: firstCharacters(signed(alert), TITLE_LIMIT),
    message: reportOf(alert, { tags: true, link: address, fits: text => text.length <= LIMIT }),
    priority: isUrgent(alert) ? Number(settingOf(channel, 'priority')) : USUAL,
    extras: {
      // Nothing in it is formatted.
      'client::display': { contentType: 'text/plain' },
      ...(address !== undefined && { 'client::notification': { click: { url: address } } }),
    },
  }
  const url = `${baseOf(settingOf(channel, 'url'))}/message`
  return judge(await postJson(context, url, message, { 'X-Gotify-Key': settingOf(channel, 'token') }))
}
