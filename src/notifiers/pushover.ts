/** Pushover's Message API: 4xx is final but for 429 (the month's quota), as its "Being Friendly to our API" documents. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Alert, alertLinks, isUrgent } from '../domain/alerts/alert'
import { type Channel, settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import type { Exchange } from '../domain/net/exchange'
import { firstCharacters } from '../domain/shorten'
import { baseOf, bodyOf, judge, waiting } from './judge'
import { postJson } from './post-json'
import { signed } from './status-marks'

/** Characters. */
const LIMITS = { message: 1_024, title: 250, url: 512 } as const
/** Seconds between the repetitions of an emergency, and until they end. */
const EMERGENCY = { retry: 60, expire: 10_800 } as const
/** Milliseconds for which a message waits until emergencies are cancelled: its attempt has to end in time. */
const CANCEL_MS = 4_000

export const pushover: Notifier = async (alert, channel, context) => {
  const base = baseOf(settingOf(channel, 'url'))
  const token = settingOf(channel, 'token')
  const post = (path: string, content: object) => postJson(context, `${base}/1/${path}`, content)
  const exchange = await post('messages.json', {
    token,
    user: settingOf(channel, 'user'),
    ...messageOf(alert, channel, context.page),
  })
  const delivery = judge(exchange)
  if (delivery.ok && settingOf(channel, 'priority') === '2')
    await Promise.race([cancelEmergencies(), pause(CANCEL_MS, undefined, { ref: false })])
  if (delivery.ok && bodyOf(exchange).status === 0)
    return { ok: false, permanent: true, untaken: true, detail: 'it was refused; check token and user key' }
  return waiting(delivery, secondsToReset(exchange, context.now))

  /** Cancels those of all that has ended. Repetitions end by themselves where this fails. */
  async function cancelEmergencies(): Promise<void> {
    for (const one of alert.items ?? [alert])
      if (one.kind === 'resolve') await post(`receipts/cancel_by_tag/${tagOf(one)}.json`, { token })
  }
}

function messageOf(alert: Alert, channel: Channel, page: string | undefined) {
  const [open] = alertLinks(alert, page)
  const device = settingOf(channel, 'device')
  const sound = settingOf(channel, 'sound')
  const wanted = Number(settingOf(channel, 'priority'))
  // The repetitions of a digest would outlast what it is about.
  const most = alert.kind === 'trigger' ? wanted : isUrgent(alert) ? 1 : 0
  const priority = Math.min(wanted, most)
  return {
    title: firstCharacters(signed(alert), LIMITS.title),
    message: reportOf(alert, { tags: true, fits: text => text.length <= LIMITS.message }),
    priority,
    timestamp: Math.floor(alert.at / 1_000),
    ...(priority === 2 && { ...EMERGENCY, tags: tagOf(alert) }),
    ...(open && open.url.length <= LIMITS.url && { url: open.url, url_title: open.label }),
    ...(device && { device }),
    ...(sound && { sound }),
  }
}

function tagOf({ key }: Alert): string {
  return key.replace(/[^\w-]/g, '-')
}

/** The quota begins anew at `X-Limit-App-Reset`, in Unix seconds. */
function secondsToReset(exchange: Exchange, now: number): number | undefined {
  const reset = exchange.kind === 'answer' ? exchange.headers['x-limit-app-reset'] : undefined
  return reset !== undefined && /^\d{1,12}$/.test(reset)
    ? Math.max(0, Number(reset) - now / 1_000)
    : undefined
}
