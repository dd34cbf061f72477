/** Webhook: calls any address, with a JSON body in which `{{name}}` and the like are filled in. */
import { type Alert, alertAddress } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { quoteOf, reportOf } from '../domain/alerts/report'
import { parseHeaderList } from '../domain/net/header-list'
import { JSON_TYPE, judge, limits } from './judge'

const DEFAULT_BODY = {
  kind: '{{kind}}',
  status: '{{status}}',
  name: '{{name}}',
  subject: '{{subject}}',
  text: '{{text}}',
  key: '{{key}}',
  check: '{{check}}',
  tags: '{{tags}}',
  reason: '{{reason}}',
  since: '{{since}}',
  until: '{{until}}',
  at: '{{at}}',
  url: '{{url}}',
}
/** Added to it where they hold something. */
const MORE_PLACES = ['exitcode', 'duration', 'schedule', 'lastlines']

export const webhook: Notifier = async (alert, channel, { http, page, notAfter }) => {
  const method = settingOf(channel, 'method') as 'GET' | 'POST' | 'PUT'
  const headers = parseHeaderList(settingOf(channel, 'headers'))
  if (headers === undefined)
    return {
      ok: false,
      permanent: true,
      detail: 'the headers cannot be used: write "Name: value", with | between several',
    }
  const values = valuesOf(alert, page)
  const body = fill(settingOf(channel, 'body') || defaultBody(values), values)
  if (body === undefined)
    return {
      ok: false,
      permanent: true,
      detail: 'the body is no JSON; mend it, with the places in quotation marks',
    }
  const request = { method, url: settingOf(channel, 'url'), headers: { ...JSON_TYPE, ...headers } }
  return judge(await http.send(method === 'GET' ? request : { ...request, body }, limits({ notAfter })))
}

function defaultBody(values: Readonly<Record<string, string>>): string {
  const more = MORE_PLACES.filter(place => values[place]).map(place => [place, `{{${place}}}`])
  return JSON.stringify({ ...DEFAULT_BODY, ...Object.fromEntries(more) })
}

function valuesOf(alert: Alert, page: string | undefined): Readonly<Record<string, string>> {
  const { kind, status, name, subject, key, check = '', tags, reason = '', since, until, at } = alert
  const { signal, schedule = '' } = alert
  const time = (ms: number | undefined) => (ms === undefined ? '' : new Date(ms).toISOString())
  const url = alertAddress(alert, page) ?? ''
  const plain = { kind, status, name, subject, key, check, reason, url, schedule, tags: tags.join(' ') }
  const run = {
    exitcode: signal?.exitCode?.toString() ?? '',
    // In seconds.
    duration: signal?.duration === undefined ? '' : String(signal.duration / 1_000),
    lastlines: quoteOf(signal).lines.join('\n'),
  }
  return { ...plain, ...run, text: reportOf(alert), since: time(since), until: time(until), at: time(at) }
}

/** Fills the strings of the parsed template, so that no name can break out of them; undefined when it is no JSON. */
function fill(template: string, values: Readonly<Record<string, string>>): string | undefined {
  try {
    return JSON.stringify(JSON.parse(template), (_key, value) =>
      typeof value === 'string'
        ? value.replace(/\{\{ ?(\w+) ?\}\}/g, (place, name) =>
            Object.hasOwn(values, name) ? (values[name] ?? '') : place,
          )
        : value,
    )
  } catch {
    return undefined // the caller reports it
  }
}
