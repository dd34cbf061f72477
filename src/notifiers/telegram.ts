/** Telegram's Bot API: `sendMessage` in its HTML style, as "Available methods" and "Formatting options" document them. */
import { type Alert, type AlertLink, alertLinks, type Delivery, isUrgent } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, bodyOf, judge, waiting } from './judge'
import { asHtml } from './markup'
import { postJson } from './post-json'
import { signed } from './status-marks'

/** UTF-16 units; Telegram counts them without the markup. */
const LIMIT = 4_000
const TITLE_LIMIT = 250

export const telegram: Notifier = async (alert, channel, context) => {
  const send = async (chat: string) => {
    const url = `${baseOf(settingOf(channel, 'url'))}/bot${settingOf(channel, 'token')}/sendMessage`
    const topic = settingOf(channel, 'topic')
    const message = {
      chat_id: chat,
      ...(topic && { message_thread_id: Number(topic) }),
      ...messageOf(alert, context.page),
    }
    return await postJson(context, url, message)
  }
  const exchange = await send(settingOf(channel, 'chat'))
  const { migrate_to_chat_id: moved, retry_after: seconds } = Object(bodyOf(exchange).parameters)
  // A group that became a supergroup has another number.
  if (Number.isSafeInteger(moved)) return naming(judge(await send(String(moved))), moved)
  return waiting(judge(exchange), seconds)
}

function naming(delivery: Delivery, chat: number): Delivery {
  return { ...delivery, detail: `${delivery.detail}; the chat is now ${chat}, enter that` }
}

function messageOf(alert: Alert, page: string | undefined) {
  const title = `<b>${asHtml(firstCharacters(signed(alert), TITLE_LIMIT))}</b>`
  const links = alertLinks(alert, page)
  const buttons = buttonsOf(links)
  const link = buttons.length > 0 ? undefined : links[0]?.url
  const html = (text: string) => `${title}\n\n${asHtml(text)}`
  const text = reportOf(alert, { tags: true, link, fits: text => html(text).length <= LIMIT })
  return {
    text: html(text),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    // An end makes no noise.
    disable_notification: ['resolve', 'digest'].includes(alert.kind) && !isUrgent(alert),
    ...(buttons.length > 0 && { reply_markup: { inline_keyboard: [buttons] } }),
  }
}

/** Telegram refuses a whole message for a button whose host has no dot, such as `http://pi:8080`. */
export function buttonsOf(links: readonly AlertLink[]) {
  return links
    .filter(({ url }) => /[.:]/.test(new URL(url).hostname))
    .map(({ label, url }) => ({ text: label, url }))
}
