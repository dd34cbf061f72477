/** Apprise API: `POST /notify/KEY`, or `/notify` with addresses. 204 is for "nobody to notify", 424 for a service that failed. */
import type { Alert } from '../domain/alerts/alert'
import { alertAddress } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, judge } from './judge'
import { postJson } from './post-json'

/** Characters. Apprise cuts a text to what each service takes, at its end. */
const LIMIT = 8_000
const TITLE_LIMIT = 250

const TYPES: Readonly<Record<Alert['status'], string>> = {
  down: 'failure',
  blind: 'warning',
  flapping: 'warning',
  up: 'success',
  paused: 'info',
  mixed: 'info',
}

export const apprise: Notifier = async (alert, channel, context) => {
  const [key, addresses, tag] = ['key', 'addresses', 'tag'].map(name => settingOf(channel, name))
  const link = alertAddress(alert, context.page)
  const message = {
    title: firstCharacters(alert.subject, TITLE_LIMIT),
    body: reportOf(alert, { tags: true, link, fits: text => text.length <= LIMIT }),
    type: alert.kind === 'test' ? 'info' : TYPES[alert.status],
    format: 'text',
    ...(tag && { tag }),
    ...(addresses && { urls: addresses }),
  }
  const base = `${baseOf(settingOf(channel, 'url'))}/notify`
  const url = key ? `${base}/${key}` : base
  const exchange = await postJson(context, url, message)
  if (exchange.kind === 'answer' && exchange.status === 204) return NOBODY
  return judge(exchange, 200, 424)
}

const NOBODY = {
  ok: false,
  permanent: true,
  untaken: true,
  detail: 'Apprise knows no service to notify: check the key or the addresses',
} as const
