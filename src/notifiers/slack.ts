/** Slack's incoming webhooks, with an attachment whose buttons are links ("Secondary message attachments"); Mattermost's, too. */
import { type Alert, alertLinks } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { judge } from './judge'
import { asSlackText } from './markup'
import { postJson } from './post-json'
import { markOf, signed } from './status-marks'

/** Characters, with what escapes them. */
const LIMIT = 3_500
const TITLE_LIMIT = 250

export const slack: Notifier = async (alert, channel, context) => {
  const message = { attachments: [attachmentOf(alert, context.page)] }
  return judge(await postJson(context, settingOf(channel, 'url'), message))
}

function attachmentOf(alert: Alert, page: string | undefined) {
  const title = asSlackText(firstCharacters(signed(alert), TITLE_LIMIT))
  const links = alertLinks(alert, page)
  const text = reportOf(alert, { tags: true, fits: text => asSlackText(text).length <= LIMIT })
  return {
    fallback: title,
    color: `#${markOf(alert).colour}`,
    title,
    ...(links[0] && { title_link: links[0].url }),
    text: asSlackText(text),
    // Nothing in it is formatted.
    mrkdwn_in: [],
    ts: Math.floor(alert.at / 1_000),
    ...(links.length > 0 && {
      actions: links.map(({ label, url }) => ({ type: 'button', text: label, url })),
    }),
  }
}
