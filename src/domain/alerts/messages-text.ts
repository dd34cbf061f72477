/** The texts of alerts that check-ins by 0MQ are not received, and that they are again. Pure. */

import { t, tStored } from '../language/text'
import type { Notice } from '../watch/notices'
import { type AlertText, lines } from './text'

/** @param notices at least one */
export function messagesAwayText(notices: readonly Notice[]): AlertText {
  const [first] = notices
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[0MQ] {title}', { title: tStored(first?.title ?? '').replace(/\.$/, '') }),
    text: lines(
      notices
        .flatMap(({ title, sentences }) => [title, ...sentences])
        .map(tStored)
        .join(' '),
      t('Until that is mended no silence of the checks that are fed by 0MQ is judged; all others are.'),
    ),
  }
}

/** @param isExpected whether the INI still names an address */
export function messagesBackText(isExpected: boolean): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t(isExpected ? '[0MQ] Messages are received again' : '[0MQ] Messages are not expected any more'),
    text: t(
      isExpected
        ? 'Messages by 0MQ are received again, and silences are judged again.'
        : 'The INI names no address for 0MQ any more.',
    ),
  }
}
