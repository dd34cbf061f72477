/** The texts of alerts about a Redis server that is not as the watch needs it. Pure. */

import { t, tStored } from '../language/text'
import { type AlertText, lines } from './text'

/** `server`: its name and version; `words`: what it does and what to do, without the subject and the full stop. */
export function serverFaultText(server: string, words: string): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[REDIS] The server is not as the watch needs it'),
    text: lines(
      t('Redis ({server}) {words}.', { server, words: tStored(words) }),
      t('intvlm8r status and the page name it until it is mended.'),
    ),
  }
}

export function serverFaultEndText(server: string): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[REDIS] The server is as the watch needs it again'),
    text: t('Redis ({server}) has this fault no more.', { server }),
  }
}
