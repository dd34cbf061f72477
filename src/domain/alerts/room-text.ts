/** The texts of alerts about checks that wait to be adopted, and about the room of the watch. Pure. */

import { type AlertText, lines, some } from './text'

/** `names`: of the checks that wait, quoted. */
export function waitingText(names: readonly string[]): AlertText {
  const many = names.length === 1 ? '1 check waits' : `${names.length} checks wait`
  return {
    kind: 'digest',
    status: 'mixed',
    subject: `[WAITING] ${many} to be adopted`,
    text: lines(
      'Devices in your network, or strangers, made checks without a log-in. They alert nobody until you adopt them on the page of the checks; what you do not know can be deleted there.',
      'The names are theirs:',
      ...some(names),
    ),
  }
}

export function waitingEndText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: '[WAITING] This was a message, and nothing is down',
    text: 'Checks wait to be adopted; nothing is down.',
  }
}

export function waitingFullText(dropped: number): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: '[STRANGERS] The room for checks that wait is full',
    text: lines(
      `So many checks were made without a log-in that ${dropped} had to go, the oldest first. Your own checks and the heartbeat are not concerned.`,
      'Adopt on the page of the checks what you know; [Watch] pyremto = off and batchy = off in the INI close the doors.',
    ),
  }
}

export function waitingRoomText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: '[STRANGERS] There is room again for checks that wait',
    text: 'For a day no check that waits had to go to make room for another.',
  }
}

/** `words`: how the watch saves memory. */
export function shortageText(words: string): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: '[MEMORY] The watch has used its share of the memory',
    text: lines(
      `The rest is kept free for the heartbeat and the alerts. Until there is room: ${words}.`,
      'Delete checks that you do not need, or give Redis more memory.',
    ),
  }
}

export function roomAgainText(): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: '[MEMORY] The watch has room again',
    text: 'The watch keeps messages and histories again as usual.',
  }
}
