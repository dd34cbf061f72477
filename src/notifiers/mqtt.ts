/** MQTT: an alert as JSON, with the acknowledgement of the broker (QoS 1). Home Assistant's sensors have a connection of their own. */
import { type Alert, alertAddress, type Delivery } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { brokerFault, openBroker } from './broker'

/** Bytes of a text, far below the limit of any broker. */
const LIMIT = 16_000
const TITLE_LIMIT = 250

export const mqtt: Notifier = async (alert, channel, { otherWay, page, signal }) => {
  const client = await openBroker(channel, { otherWay, stays: false })
  const url = settingOf(channel, 'url')
  const end = () => client.end(true)
  signal.addEventListener('abort', end)
  let isSent = false
  try {
    return await new Promise<Delivery>(resolve => {
      const fail = (error: Error) =>
        resolve({ ok: false, ...brokerFault(error, url), ...(!isSent && { untaken: true }) })
      client.on('error', fail)
      client.on('close', () => fail(new Error('closed')))
      client.on('connect', () => {
        isSent = true
        client.publish(`${settingOf(channel, 'topic')}/alerts`, payloadOf(alert, page), { qos: 1 }, error =>
          error ? fail(error) : resolve({ ok: true, detail: 'acknowledged by the broker' }),
        )
      })
    })
  } finally {
    signal.removeEventListener('abort', end)
    client.end()
  }
}

function payloadOf(alert: Alert, page: string | undefined): string {
  const { kind, status, name, subject, key, check, tags, reason, since, until, at } = alert
  const moment = (ms: number | undefined) => ms !== undefined && new Date(ms).toISOString()
  const link = alertAddress(alert, page)
  return JSON.stringify({
    kind,
    status,
    name,
    subject: firstCharacters(subject, TITLE_LIMIT),
    text: reportOf(alert, { tags: true, link, fits: text => Buffer.byteLength(text) <= LIMIT }),
    key,
    tags,
    at: moment(at),
    ...(check !== undefined && { check }),
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since: moment(since) }),
    ...(until !== undefined && { until: moment(until) }),
    ...(link !== undefined && { url: link }),
  })
}
