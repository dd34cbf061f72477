/** Discord's "Execute Webhook", with one embed and no mentions. */
import { type Alert, alertLinks } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { bodyOf, judge, waiting } from './judge'
import { asDiscordText } from './markup'
import { postJson } from './post-json'
import { markOf } from './status-marks'

/** Characters of an embed ("Embed Limits"); its title is kept within half, as each of its signs may become two. */
const LIMITS = { title: 256, description: 4_096 } as const

export const discord: Notifier = async (alert, channel, context) => {
  const address = new URL(settingOf(channel, 'url'))
  // The answer comes once the message is there, not before.
  address.searchParams.set('wait', 'true')
  const message = { allowed_mentions: { parse: [] }, embeds: [embedOf(alert, context.page)] }
  const exchange = await postJson(context, address.href, message)
  return waiting(judge(exchange), bodyOf(exchange).retry_after)
}

function embedOf(alert: Alert, page: string | undefined) {
  const links = alertLinks(alert, page)
  // A webhook that belongs to no app has no buttons.
  const buttons = links.map(({ label, url }) => `[${label}](${url})`).join(' · ')
  const description = (text: string) => [asDiscordText(text), buttons].filter(Boolean).join('\n\n')
  const text = reportOf(alert, {
    tags: true,
    fits: text => description(text).length <= LIMITS.description,
  })
  return {
    title: asDiscordText(firstCharacters(alert.subject, LIMITS.title / 2)),
    ...(links[0] && { url: links[0].url }),
    description: description(text),
    color: Number.parseInt(markOf(alert).colour, 16),
    timestamp: new Date(alert.at).toISOString(),
  }
}
