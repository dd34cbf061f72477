/** Opsgenie's Alert API: 202 is success; 422 and 4xx are final, 429 and 5xx may pass, as its "Create Alert" documents. */
import { type Alert, alertLinks } from '../domain/alerts/alert'
import { type Channel, settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { factsOf, reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, judge } from './judge'
import { postJson } from './post-json'

/** Characters of the fields ("Create Alert Request"). */
const LIMITS = { message: 130, alias: 512, description: 15_000, tag: 50, tags: 20, details: 8_000 } as const

export const opsgenie: Notifier = async (alert, channel, context) => {
  const base = `${baseOf(settingOf(channel, 'url'))}/v2/alerts`
  const headers = { Authorization: `GenieKey ${settingOf(channel, 'key')}` }
  const alias = firstCharacters(alert.key, LIMITS.alias)
  const post = async (url: string, content: object) =>
    judge(await postJson(context, url, content, headers), 202)
  const close = () =>
    post(`${base}/${encodeURIComponent(alias)}/close?identifierType=alias`, {
      source: 'intvlm8r',
      note: reportOf(alert, { tags: true, fits: text => text.length <= LIMITS.description }),
    })
  if (alert.kind === 'resolve') return await close()
  const delivery = await post(base, { alias, ...contentOf(alert, channel, context.page) })
  // A test leaves no alert behind.
  return delivery.ok && alert.kind === 'test' ? await close() : delivery
}

function contentOf(alert: Alert, channel: Channel, page: string | undefined) {
  const links = alertLinks(alert, page).map(({ label, url }) => `${label}: ${url}`)
  const details = factsOf(alert).map(({ term, words }) => [term, firstCharacters(words, LIMITS.details / 4)])
  return {
    message: firstCharacters(alert.subject, LIMITS.message),
    description: reportOf(alert, {
      tags: true,
      link: links.join('\n'),
      fits: text => text.length <= LIMITS.description,
    }),
    tags: alert.tags.slice(0, LIMITS.tags).map(tag => firstCharacters(tag, LIMITS.tag)),
    details: Object.fromEntries(details),
    entity: firstCharacters(alert.name, LIMITS.alias),
    source: 'intvlm8r',
    priority: alert.kind === 'test' ? 'P5' : settingOf(channel, 'priority'),
  }
}
