/**
 * PagerDuty's Events API v1 (generic/2010-04-15), for integration keys that are older than v2: 200 is success, 400 is
 * final, 403 (too many events) and 5xx may pass, as its reference documents.
 */
import { type Alert, alertAddress, type Delivery } from '../domain/alerts/alert'
import { type Channel, offsetOf, settingOf } from '../domain/alerts/channel'
import { incidentKeyOf } from '../domain/alerts/incident-key'
import type { Notifier, NotifierContext } from '../domain/alerts/ports'
import { baseOf, judge } from './judge'
import { detailsOf, summaryOf } from './pagerduty-words'
import { postJson } from './post-json'

const PATH = '/generic/2010-04-15/create_event.json'

export const pagerdutyV1: Notifier = async (alert, channel, context) => {
  const { incidents, now } = context
  const drawn = incidentKeyOf(alert)
  const isEnd = alert.kind === 'resolve'
  if (alert.check === undefined || alert.kind === 'test')
    return await postAlone(drawn, alert, channel, context)
  const key = await unlessAway(incidents?.keyFor(alert.key, drawn), drawn)
  const opened = offsetOf(channel) > 0 ? await unlessAway(incidents?.openedBy(key), 'us') : 'us'
  if (opened === 'another' && !isEnd)
    return { ok: true, detail: 'not sent: another watch has opened the incident' }
  // The peer's check may be down still, and it resolves what it has opened.
  if (opened === 'peer')
    return { ok: true, detail: `not sent: a peer has opened the incident${isEnd ? ', and resolves it' : ''}` }
  if (opened === undefined && isEnd)
    return { ok: true, detail: 'not sent: this watch has no such incident open' }
  const event = eventOf(isEnd ? 'resolve' : 'trigger', key, alert, context)
  const delivery = await post(event, channel, context)
  if (!delivery.ok) return delivery
  const noted = isEnd
    ? incidents?.noteEnded(alert.key, key)
    : incidents?.noteOpened(key, JSON.stringify(event), now)
  await unlessAway(noted, undefined)
  return delivery
}

/** An alert is sent whether or not the store answers: then two watches open the same incident, by the same key. */
async function unlessAway<T>(work: Promise<T> | undefined, otherwise: T): Promise<T> {
  return work === undefined ? otherwise : await work.catch(() => otherwise)
}

/** An alert about no check has an incident of its own; a test leaves no incident behind. */
async function postAlone(
  key: string,
  alert: Alert,
  channel: Channel,
  context: NotifierContext,
): Promise<Delivery> {
  const { kind } = alert
  const send = (type: 'trigger' | 'resolve') => post(eventOf(type, key, alert, context), channel, context)
  const delivery = await send(kind === 'resolve' ? kind : 'trigger')
  return delivery.ok && kind === 'test' ? await send('resolve') : delivery
}

/** Without the service's key. */
function eventOf(type: 'trigger' | 'resolve', key: string, alert: Alert, { page }: NotifierContext) {
  const address = alertAddress(alert, page)
  return {
    incident_key: key,
    event_type: type,
    description: summaryOf(alert),
    ...(type === 'trigger' && {
      client: 'intvlm8r',
      ...(address !== undefined && { client_url: address }),
      details: detailsOf(alert),
    }),
  }
}

async function post(
  event: ReturnType<typeof eventOf>,
  channel: Channel,
  context: NotifierContext,
): Promise<Delivery> {
  const url = `${baseOf(settingOf(channel, 'url'))}${PATH}`
  const content = { service_key: settingOf(channel, 'routingkey'), ...event }
  return judge(await postJson(context, url, content), 200, 403)
}
