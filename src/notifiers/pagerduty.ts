/** PagerDuty's Events API v2: 202 is success, 400 is final, 429 and 5xx may pass, as its "Send an alert event" documents. */
import { type Alert, alertAddress } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { quoteOf, runTime } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { localDate } from '../domain/time/local-time'
import { JSON_TYPE, judge, limits } from './judge'

const SUMMARY_LIMIT = 1_024
/** Characters; an event may have 512 kB in all. */
const TEXT_LIMIT = 20_000

export const pagerduty: Notifier = async (alert, channel, { http, page, notAfter }) => {
  const address = alertAddress(alert, page)
  const enqueue = async (action: 'trigger' | 'resolve') => {
    const event = {
      routing_key: settingOf(channel, 'routingkey'),
      event_action: action,
      dedup_key: firstCharacters(alert.key, 255),
      ...(action === 'trigger' && {
        payload: payloadOf(alert, settingOf(channel, 'severity')),
        client: 'intvlm8r',
        ...(address !== undefined && { client_url: address }),
      }),
    }
    const url = `${settingOf(channel, 'url').replace(/(?<!\/)\/+$/, '')}/v2/enqueue`
    return judge(
      await http.send(
        { method: 'POST', url, body: JSON.stringify(event), headers: JSON_TYPE },
        limits({ notAfter }),
      ),
      202,
    )
  }
  if (alert.kind === 'resolve') return await enqueue('resolve')
  const delivery = await enqueue('trigger')
  // A test leaves no incident behind.
  return delivery.ok && alert.kind === 'test' ? await enqueue('resolve') : delivery
}

function payloadOf(alert: Alert, severity: string) {
  const { kind, text, name, tags, since, at, reason, signal, schedule, about } = alert
  const { lines } = quoteOf(signal)
  return {
    summary: summaryOf(alert, lines),
    source: firstCharacters(name, 255),
    severity: kind === 'test' ? 'info' : severity,
    timestamp: new Date(since ?? at).toISOString(),
    component: firstCharacters(name, 255),
    custom_details: {
      text: firstCharacters(text, TEXT_LIMIT),
      tags,
      ...(about && { about }),
      ...(reason && { reason }),
      ...(schedule !== undefined && { schedule }),
      ...(signal && { last_signal: `${signal.kind}, ${localDate(signal.at)}` }),
      ...(signal?.exitCode !== undefined && { exit_code: signal.exitCode }),
      ...(signal?.duration !== undefined && { run_time: runTime(signal.duration) }),
      ...(lines.length > 0 && { last_lines_of_the_sender: lines.join('\n') }),
    },
  }
}

/** It is all that a phone shows: `[DOWN] backup: exit code 3, the sender's last line: > no space left`. */
function summaryOf({ subject, signal }: Alert, lines: readonly string[]): string {
  const last = lines.at(-1)
  const parts = [
    ...(signal?.exitCode === undefined ? [] : [`exit code ${signal.exitCode}`]),
    ...(last === undefined ? [] : [`the sender's last line: ${last}`]),
  ]
  return firstCharacters(parts.length === 0 ? subject : `${subject}: ${parts.join(', ')}`, SUMMARY_LIMIT)
}
