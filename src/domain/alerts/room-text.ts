/** The texts of alerts about checks that wait to be adopted, and about the room of the watch. Pure. */

import { t, tn, tStored } from '../language/text'
import { type AlertText, lines, some } from './text'

/** `names`: of the checks that wait, quoted. */
export function waitingText(names: readonly string[]): AlertText {
  return {
    kind: 'digest',
    status: 'mixed',
    subject: tn(
      names.length,
      '[WAITING] {n} check waits to be adopted',
      '[WAITING] {n} checks wait to be adopted',
    ),
    text: lines(
      t(
        'Devices in your network, or strangers, made checks without a log-in. They alert nobody until you adopt them on the page of the checks; what you do not know can be deleted there.',
      ),
      t('The names are theirs:'),
      ...some(names),
    ),
  }
}

export function waitingEndText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[WAITING] This was a message, and nothing is down'),
    text: t('Checks wait to be adopted; nothing is down.'),
  }
}

export function waitingFullText(dropped: number): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[STRANGERS] The room for checks that wait is full'),
    text: lines(
      t(
        'So many checks were made without a log-in that {dropped} had to go, the oldest first. Your own checks and the heartbeat are not concerned.',
        { dropped },
      ),
      t(
        'Adopt on the page of the checks what you know; [Watch] pyremto = off and batchy = off in the INI close the doors.',
      ),
    ),
  }
}

export function waitingRoomText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[STRANGERS] There is room again for checks that wait'),
    text: t('For a day no check that waits had to go to make room for another.'),
  }
}

/** `words`: how the watch saves memory. */
export function shortageText(words: string): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[MEMORY] The watch has used its share of the memory'),
    text: lines(
      t('The rest is kept free for the heartbeat and the alerts. Until there is room: {words}.', {
        words: tStored(words),
      }),
      t('Delete checks that you do not need, or give Redis more memory.'),
    ),
  }
}

export function roomAgainText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[MEMORY] The watch has room again'),
    text: t('The watch keeps messages and histories again as usual.'),
  }
}
