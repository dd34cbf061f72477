/** Signal by signal-cli-rest-api: `POST /v2/send`, as its Swagger document has it (201, else 400 with an error). */
import { randomInt } from 'node:crypto'
import { type Alert, alertLinks, type Delivery } from '../domain/alerts/alert'
import { settingOf, toOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import type { RecipientWords } from '../domain/alerts/recipients'
import { reportOf } from '../domain/alerts/report'
import type { Exchange } from '../domain/net/exchange'
import { firstCharacters } from '../domain/shorten'
import { baseOf, bodyOf, judge } from './judge'
import { postJson } from './post-json'
import { sendToEach } from './recipients'
import { signed } from './status-marks'

/** Bytes; a longer text would arrive as an attachment. */
const LIMIT = 1_900
const TITLE_LIMIT = 150
/** The beginning of the id of a group. */
const GROUP = 'group.'

const WORDS: RecipientWords = (having, without, why) => {
  if (without.length > 0) return `sent to ${having.join(', ')}; not to ${without.join(', ')}: ${why}`
  return having.length === 1 ? 'sent' : `sent to ${having.length} recipients`
}

/**
 * A call for each recipient, one after the other: one call takes one group alone, or numbers, or names, and fails as a whole
 * where one of them cannot be reached, though the others have it.
 */
export const signal: Notifier = async (alert, channel, context) => {
  const url = `${baseOf(settingOf(channel, 'url'))}/v2/send`
  // Nothing in it is formatted.
  const message = { message: textOf(alert, context.page), text_mode: 'normal' }
  const send = async (recipients: readonly string[]) => {
    const outcomes: Delivery[] = []
    // The time of an attempt may end with a call that hangs, and then those behind it have to be first at another one.
    const first = randomInt(recipients.length)
    for (let i = 0; i < recipients.length; i++) {
      const turn = (first + i) % recipients.length
      const recipient = recipients[turn] ?? ''
      const content = { ...message, number: settingOf(channel, 'number'), recipients: [recipient] }
      outcomes[turn] = outcomeOf(await postJson(context, url, content), recipient)
    }
    return outcomes
  }
  return await sendToEach(toOf(channel), context, send, WORDS)
}

function outcomeOf(exchange: Exchange, recipient: string): Delivery {
  // It answers 400 also while Signal itself cannot be reached.
  const delivery = judge(exchange, undefined, 400)
  const isGroup = recipient.startsWith(GROUP)
  // Some members of a group may have it.
  if (isGroup && !delivery.ok && exchange.kind === 'answer' && exchange.status === 400)
    return { ok: false, permanent: false, detail: delivery.detail }
  return delivery.ok && !isGroup && namesFailures(exchange)
    ? { ok: false, permanent: false, untaken: true, detail: 'Signal did not take it' }
    : delivery
}

/** Later versions accept a message, and name the recipients who do not get it. */
function namesFailures(exchange: Exchange): boolean {
  const { recipients } = Object(bodyOf(exchange).errors)
  return Array.isArray(recipients) && recipients.length > 0
}

function textOf(alert: Alert, page: string | undefined): string {
  const title = firstCharacters(signed(alert), TITLE_LIMIT)
  const message = (text: string) => `${title}\n\n${text}`
  const link = alertLinks(alert, page)
    .map(({ label, url }) => `${label}: ${url}`)
    .join('\n')
  return message(
    reportOf(alert, { tags: true, link, fits: text => Buffer.byteLength(message(text)) <= LIMIT }),
  )
}
