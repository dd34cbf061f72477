/** Web Push (RFC 8030, 8291, 8292) to the browsers that allowed messages. */
import { createHash } from 'node:crypto'
import { type Alert, alertLinks, type Delivery, isUrgent } from '../domain/alerts/alert'
import { type Channel, settingOf } from '../domain/alerts/channel'
import type { Notifier, NotifierContext, PushSubscription, VapidKeys } from '../domain/alerts/ports'
import type { RecipientWords } from '../domain/alerts/recipients'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { judge, limits } from './judge'
import { sendToEach } from './recipients'

/** Seconds for which a push service keeps a message for a phone that is off. */
const KEEP_S = 86_400
/** Bytes of a message. Push services accept 4,096 after encryption, of which that takes 103 (RFC 8291); some are stricter. */
const LIMIT = 3_000

const WORDS: RecipientWords = (having, without, why) => {
  const all = having.length + without.length
  return without.length === 0
    ? `taken for ${having.length} of ${all} browsers`
    : `taken for ${having.length} of ${all} browsers: ${why}`
}

/** A browser that is gone is forgotten. */
export const webPush: Notifier = async (alert, channel, context) => {
  const { push } = context
  const browsers = new Map((await push.subscriptions(channel.name)).map(each => [nameOf(each), each]))
  if (browsers.size === 0 && context.settled === undefined)
    return {
      ok: false,
      permanent: true,
      detail: "no browser has allowed messages; open the channel's page there by https and allow them",
    }
  const keys = await push.vapidKeys()
  const send = async (names: readonly string[]) =>
    await Promise.all(
      names
        .flatMap(name => browsers.get(name) ?? [])
        .map(browser => sendTo(browser, keys, alert, channel, context)),
    )
  return await sendToEach([...browsers.keys()], context, send, WORDS)
}

/** Its address is a secret. */
function nameOf({ endpoint }: PushSubscription): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 16)
}

async function sendTo(
  browser: PushSubscription,
  keys: VapidKeys,
  alert: Alert,
  channel: Channel,
  { http, push, page, notAfter }: NotifierContext,
): Promise<Delivery> {
  const { default: library } = await import('web-push')
  const { key, subject, status } = alert
  const [open, silence, acknowledge] = alertLinks(alert, page)
  const message = {
    title: firstCharacters(subject, 150),
    tag: key,
    status,
    ...(open && { url: open.url }),
    ...(silence && { silence }),
    ...(acknowledge && { acknowledge }),
  }
  const json = (text: string) => JSON.stringify({ ...message, body: text })
  const text = reportOf(alert, { tags: true, fits: text => Buffer.byteLength(json(text)) <= LIMIT })
  let request: ReturnType<typeof library.generateRequestDetails>
  try {
    request = library.generateRequestDetails(browser, json(text), {
      TTL: KEEP_S,
      urgency: isUrgent(alert) ? 'high' : 'normal',
      vapidDetails: { subject: settingOf(channel, 'contact'), ...keys },
    })
  } catch {
    return {
      ok: false,
      permanent: true,
      detail: 'the subscription or the contact cannot be used; subscribe again',
    }
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const exchange = await http.send(
    { method: 'POST', url: request.endpoint, body: request.body ?? Buffer.alloc(0), headers },
    limits({ notAfter }),
  )
  const gone = exchange.kind === 'answer' && (exchange.status === 404 || exchange.status === 410)
  if (gone) await push.unsubscribe(channel.name, browser.endpoint)
  return gone
    ? { ok: false, permanent: true, detail: 'the browser has taken its permission back' }
    : judge(exchange)
}

export async function drawVapidKeys(): Promise<VapidKeys> {
  const { default: library } = await import('web-push')
  return library.generateVAPIDKeys()
}
