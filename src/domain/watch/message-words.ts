/** The state of check-ins by 0MQ in words, for pages and the shell. Pure. */

import { t, tn, tStored } from '../language/text'
import { DROPS, type Drop } from './event-message'
import type { Notice } from './notices'

export interface MessageState {
  /** Whether the program that receives them works. */
  readonly isReceived: boolean
  /** Why there is no 0MQ on this machine, in words with a remedy. */
  readonly problem?: string
  /** Of the sockets, as sentences without their full stop. */
  readonly troubles?: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** `sender/event` of the last message that no check was for. */
  readonly lastUnknown?: string
}

export function messageNotices({ isReceived, problem, troubles = [] }: MessageState): readonly Notice[] {
  if (isReceived)
    return troubles.map(trouble => ({
      title: 'Messages by 0MQ are not received everywhere.',
      sentences: [
        `${tStored(trouble)}.`,
        'It is tried again every few seconds; otherwise change [Zmq] in the INI.',
      ],
    }))
  const remedy =
    'its program does not run; type "sudo systemctl status intvlm8r-zmq", or look at what npm start printed'
  return [{ title: 'Messages by 0MQ are not received.', sentences: [`The reason: ${problem ?? remedy}.`] }]
}

/** `12 taken; dropped: 3 from unknown senders (the last: a/b), 1 of another type`. */
export function messageWords({ counts, lastUnknown }: MessageState): string {
  const drops = (Object.entries(DROPS) as [Drop, string][]).flatMap(([drop, words]) => {
    const n = counts[drop] ?? 0
    if (n === 0) return []
    return drop === 'unknown' && lastUnknown !== undefined
      ? [t('{n} from unknown senders (the last: {sender})', { n, sender: lastUnknown })]
      : [t(words, { n })]
  })
  const taken = counts.taken ?? 0
  return drops.length === 0
    ? tn(taken, '{n} message taken', '{n} messages taken')
    : tn(taken, '{n} message taken; dropped: {drops}', '{n} messages taken; dropped: {drops}', {
        drops: drops.join(', '),
      })
}
