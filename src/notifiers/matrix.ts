/** Matrix' client-server API: `m.room.message` by PUT, whose transaction id makes two attempts at an alert one message. */
import { createHash } from 'node:crypto'
import { type Alert, alertLinks, type Delivery } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, bodyOf, JSON_TYPE, judge, limits, waiting } from './judge'
import { asHtml } from './markup'
import { signed } from './status-marks'

/** Bytes of the content; an event with all around it may have 65,536. */
const LIMIT = 60_000
const TITLE_LIMIT = 250
const API = '_matrix/client/v3'

export const matrix: Notifier = async (alert, channel, { http, page, notAfter }) => {
  const base = `${baseOf(settingOf(channel, 'url'))}/${API}`
  const headers = { ...JSON_TYPE, Authorization: `Bearer ${settingOf(channel, 'token')}` }
  const send = (method: 'GET' | 'PUT', path: string, body?: string) =>
    http.send(
      { method, url: `${base}/${path}`, headers, ...(body !== undefined && { body }) },
      limits({ notAfter }),
    )
  let room = settingOf(channel, 'room')
  if (room.startsWith('#')) {
    const found = await send('GET', `directory/room/${encodeURIComponent(room)}`)
    const { room_id: id } = bodyOf(found)
    if (typeof id !== 'string') return unresolved(judge(found, 200))
    room = id
  }
  const path = `rooms/${encodeURIComponent(room)}/send/m.room.message/${transactionOf(alert)}`
  const exchange = await send('PUT', path, contentOf(alert, page))
  const { retry_after_ms: wait } = bodyOf(exchange)
  return waiting(judge(exchange), typeof wait === 'number' ? wait / 1_000 : undefined)
}

function unresolved(delivery: Delivery): Delivery {
  const detail = `the room’s address leads to no room: the server ${delivery.detail}`
  return delivery.ok ? { ok: false, permanent: true, untaken: true, detail } : { ...delivery, detail }
}

function transactionOf({ key, kind, status, at }: Alert): string {
  return createHash('sha256').update(`${key} ${kind} ${status} ${at}`).digest('hex').slice(0, 32)
}

function contentOf(alert: Alert, page: string | undefined): string {
  const title = firstCharacters(signed(alert), TITLE_LIMIT)
  const links = alertLinks(alert, page)
  const anchors = links.map(({ label, url }) => `<a href="${asHtml(url)}">${label}</a>`).join(' · ')
  const content = (text: string) =>
    JSON.stringify({
      msgtype: 'm.text',
      body: [title, text, links[0]?.url ?? ''].filter(Boolean).join('\n\n'),
      format: 'org.matrix.custom.html',
      formatted_body: [`<strong>${asHtml(title)}</strong>`, ...text.split('\n').map(asHtml), anchors].join(
        '<br>',
      ),
      // No name in the text is a mention.
      'm.mentions': {},
    })
  const text = reportOf(alert, { tags: true, fits: text => Buffer.byteLength(content(text)) <= LIMIT })
  return content(text)
}
