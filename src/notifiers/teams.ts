/** Microsoft Teams: an Adaptive Card to a workflow's "When a Teams webhook request is received". */
import { type Alert, alertLinks } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { judge } from './judge'
import { postJson } from './post-json'
import { signed } from './status-marks'

/** Bytes of a message; Teams takes 28 KB. */
const LIMIT = 26_000
const TITLE_LIMIT = 250

export const teams: Notifier = async (alert, channel, context) => {
  const links = alertLinks(alert, context.page)
  const message = (text: string) =>
    JSON.stringify({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [titleOf(alert), ...text.split('\n').map(lineOf)],
            actions: links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
          },
        },
      ],
    })
  const text = reportOf(alert, { tags: true, fits: text => Buffer.byteLength(message(text)) <= LIMIT })
  return judge(await postJson(context, settingOf(channel, 'url'), message(text)))
}

const COLOURS: Readonly<Partial<Record<Alert['status'], string>>> = {
  down: 'attention',
  flapping: 'warning',
  blind: 'warning',
  up: 'good',
}

function titleOf(alert: Alert) {
  const text = firstCharacters(signed(alert), TITLE_LIMIT)
  const color = COLOURS[alert.status] ?? 'default'
  return richText({ text, weight: 'bolder', size: 'medium', color })
}

/** A line of its own, since a text run has none. */
function lineOf(line: string) {
  const isQuoted = line.startsWith('> ')
  const spacing = line === '' ? 'small' : 'none'
  // An empty run would be refused.
  return { ...richText({ text: line || ' ', ...(isQuoted && { fontType: 'monospace' }) }), spacing }
}

/** Nothing in a text run is Markdown, other than in a text block. */
function richText(run: Readonly<Record<string, string>>) {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] }
}
