/** Signal by signal-cli-rest-api: `POST /v2/send`, as its Swagger document has it (201, else 400 with an error). */
import { alertLinks } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { firstCharacters } from '../domain/shorten'
import { baseOf, judge } from './judge'
import { postJson } from './post-json'
import { signed } from './status-marks'

/** Bytes; a longer text would arrive as an attachment. */
const LIMIT = 1_900
const TITLE_LIMIT = 150

export const signal: Notifier = async (alert, channel, context) => {
  const title = firstCharacters(signed(alert), TITLE_LIMIT)
  const message = (text: string) => `${title}\n\n${text}`
  const text = reportOf(alert, {
    tags: true,
    link: alertLinks(alert, context.page)
      .map(({ label, url }) => `${label}: ${url}`)
      .join('\n'),
    fits: text => Buffer.byteLength(message(text)) <= LIMIT,
  })
  const content = {
    message: message(text),
    number: settingOf(channel, 'number'),
    recipients: settingOf(channel, 'to')
      .split(',')
      .map(each => each.trim()),
    // Nothing in it is formatted.
    text_mode: 'normal',
  }
  const url = `${baseOf(settingOf(channel, 'url'))}/v2/send`
  // It answers 400 also while Signal itself cannot be reached.
  return judge(await postJson(context, url, content), undefined, 400)
}
