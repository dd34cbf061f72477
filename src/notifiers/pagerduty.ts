/** PagerDuty's Events API v2: 202 is success, 400 is final, 429 and 5xx may pass, as its "Send an alert event" documents. */
import { type Alert, alertAddress } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { firstCharacters } from '../domain/shorten'
import { baseOf, judge } from './judge'
import { pagerdutyV1 } from './pagerduty-v1'
import { detailsOf, summaryOf } from './pagerduty-words'
import { postJson } from './post-json'

/** By the version of the channel's integration. */
export const pagerduty: Notifier = (alert, channel, context) =>
  settingOf(channel, 'version') === '1'
    ? pagerdutyV1(alert, channel, context)
    : pagerdutyV2(alert, channel, context)

const pagerdutyV2: Notifier = async (alert, channel, context) => {
  const address = alertAddress(alert, context.page)
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
    const url = `${baseOf(settingOf(channel, 'url'))}/v2/enqueue`
    return judge(await postJson(context, url, event), 202)
  }
  if (alert.kind === 'resolve') return await enqueue('resolve')
  const delivery = await enqueue('trigger')
  // A test leaves no incident behind.
  return delivery.ok && alert.kind === 'test' ? await enqueue('resolve') : delivery
}

function payloadOf(alert: Alert, severity: string) {
  const { kind, name, since, at } = alert
  return {
    summary: summaryOf(alert),
    source: firstCharacters(name, 255),
    severity: kind === 'test' ? 'info' : severity,
    timestamp: new Date(since ?? at).toISOString(),
    component: firstCharacters(name, 255),
    custom_details: detailsOf(alert),
  }
}
