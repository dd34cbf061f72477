/** The texts of alerts. Pure; times are local times of the process's zone. */

import type { NetworkIncident } from '../probes/own-network'
import { localDate } from '../time/local-time'
import { span } from '../time/time-words'
import type { Check } from '../watch/check'
import type { Door } from '../watch/doors'
import type { Flip } from '../watch/flip'
import { flipSentence, lookBehind } from '../watch/flip-words'
import { type Loss, lossSentences } from '../watch/loss'
import type { DeafSpan } from '../watch/state'
import type { Alert } from './alert'
import type { Incident } from './alerting'
import { plainLine, shownName } from './quote'

/** Checks that a text names; of more it gives the number. */
export const MOST_NAMED = 50

export type AlertText = Pick<Alert, 'kind' | 'status' | 'subject' | 'text' | 'isMerge'>

/** @param signal the one that brought it down; undefined where time did, or where it is not known */
export function downText(
  check: Check,
  { since, reason, signal }: Pick<Incident, 'since' | 'reason' | 'signal'>,
): AlertText {
  const isLook = signal === undefined ? check.probe !== undefined : signal.why !== undefined
  const look = isLook ? lookBehind(signal?.why && plainLine(signal.why)) : undefined
  const name = shownName(check)
  return {
    kind: 'trigger',
    status: 'down',
    subject: `[DOWN] ${name}`,
    text: lines(`${name} is down since ${localDate(since)}.`, flipSentence(reason, look)),
  }
}

/** @param why a sentence without its full stop; undefined where no look was tried */
export function unseenText(check: Check, since: number, why = 'no look has ended'): AlertText {
  const name = shownName(check)
  return {
    kind: 'trigger',
    status: 'blind',
    subject: `[BLIND] ${name}`,
    text: lines(
      `${name} cannot be looked at since ${localDate(since)}: ${why}.`,
      'Whether it works is not known.',
    ),
  }
}

export function flappingText(check: Check, downs: number, since: number): AlertText {
  const name = shownName(check)
  return {
    kind: 'trigger',
    status: 'flapping',
    subject: `[FLAPPING] ${name}`,
    text: lines(
      `${name} is flapping: it went down ${downs} times since ${localDate(since)}.`,
      'The next alert comes when it is steady.',
    ),
  }
}

type Trouble = Pick<Incident, 'since' | 'isBlind'>

export function reminderText(check: Check, { since, isBlind }: Trouble, now: number): AlertText {
  const name = shownName(check)
  if (isBlind)
    return {
      kind: 'reminder',
      status: 'blind',
      subject: `[STILL BLIND] ${name}`,
      text: lines(
        `${name} still cannot be looked at, for ${span(now - since)} now (since ${localDate(since)}).`,
      ),
    }
  return {
    kind: 'reminder',
    status: 'down',
    subject: `[STILL DOWN] ${name}`,
    text: lines(`${name} is still down, for ${span(now - since)} now (since ${localDate(since)}).`),
  }
}

export function recoveryText(name: string, { since, isBlind }: Trouble, { at: until, to }: Flip): AlertText {
  const words = isBlind ? 'could not be looked at' : 'was down'
  const was = `It ${words} for ${span(until - since)}, from ${localDate(since)} to ${localDate(until)}.`
  if (to === 'paused')
    return {
      kind: 'resolve',
      status: 'paused',
      subject: `[PAUSED] ${name}`,
      text: lines(`${name} is paused.`, was),
    }
  if (to === 'new')
    return {
      kind: 'resolve',
      status: 'paused',
      subject: `[CHANGED] ${name}`,
      text: lines(`The plan of ${name} was changed, and nothing is known by the new one yet.`, was),
    }
  return {
    kind: 'resolve',
    status: 'up',
    subject: `[UP] ${name}`,
    text: lines(`${name} is up${isBlind ? '' : ' again'}.`, was),
  }
}

export function goneText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    subject: `[REMOVED] ${name}`,
    text: `The check ${name} was removed.`,
  }
}

export function digestText(items: readonly Alert[]): AlertText {
  const subjects = items.map(({ subject }) => subject)
  const [first] = items
  const by = first === undefined ? '' : `, by ${localDate(first.at)}`
  const count = (status: Alert['status'], word: string) => {
    const many = items.filter(item => item.status === status).length
    return many === 0 ? [] : [`${many} ${word}`]
  }
  const counts = [
    ...count('down', 'down'),
    ...count('blind', 'blind'),
    ...count('flapping', 'flapping'),
    ...count('up', 'up again'),
    ...count('paused', 'paused'),
  ].join(', ')
  return {
    kind: 'digest',
    status: 'mixed',
    subject: `[DIGEST] ${counts}`,
    text: lines(`Many checks changed at once${by}:`, ...some(subjects)),
  }
}

/** `door`: the one by which nothing came. */
/** `names`: the first of them, of `total`. */
export function blindText(
  { from, to }: DeafSpan,
  names: readonly string[],
  total: number,
  door: Door,
): AlertText {
  const time = `from ${localDate(from)} to ${localDate(to)}`
  const isPart = door === 'messages'
  const what = isPart ? 'nothing by 0MQ' : 'nothing'
  const wasBlind = isPart ? 'Messages by 0MQ were not received' : 'The watch was blind'
  return {
    kind: 'digest',
    status: 'mixed',
    subject: `[BLIND] The watch received ${what} for ${span(to - from)}`,
    text: lines(
      `${wasBlind} ${time}. Checks that fell silent in that time were given more time and are not called down for it.`,
      'No signal yet from:',
      ...some(names, total),
    ),
  }
}

/** `isIncident`: for a service that keeps it open until it is resolved. */
export function lossText(loss: Loss, isIncident: boolean): AlertText {
  return {
    kind: isIncident ? 'trigger' : 'digest',
    status: isIncident ? 'down' : 'mixed',
    subject: '[DATA LOST] The watch lost data',
    text: lines(...lossSentences(loss)),
  }
}

export function lossSeenText(lostAt: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: '[DATA LOST] acknowledged',
    text: `The loss of data of ${localDate(lostAt)} was acknowledged on the page.`,
  }
}

export function networkAwayText({ since, why }: NetworkIncident): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: '[NO NETWORK] This watch has no network',
    text: lines(
      `Since ${localDate(since)} this watch has no network: ${why}.`,
      'Checks that look over the network keep their status until it is back; what happened meanwhile is not known.',
    ),
  }
}

export function networkBackText({ since }: NetworkIncident, at: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: '[NETWORK] This watch has its network again',
    text: `This watch has its network again; it had none for ${span(at - since)}.`,
  }
}

export function channelDownText(name: string, since: number, detail: string): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: `[CHANNEL] ${name} does not deliver`,
    text: lines(`Alerts do not get through by the channel ${name} since ${localDate(since)}: ${detail}.`),
  }
}

export function channelUpText(name: string, since: number, now: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: `[CHANNEL] ${name} delivers again`,
    text: `The channel ${name} delivers again; it had not for ${span(now - since)}.`,
  }
}

export function testText(channel: string): AlertText {
  return {
    kind: 'test',
    status: 'up',
    subject: `[TEST] ${channel}`,
    text: `This is a test of the channel ${channel}. Alerts would arrive like this.`,
  }
}

/** The names as a list; of many the first ones and their number. */
export function some(names: readonly string[], total = names.length): string[] {
  const more = total - MOST_NAMED
  return [...names.slice(0, MOST_NAMED).map(name => `- ${name}`), ...(more > 0 ? [`- and ${more} more`] : [])]
}

/** The parts that say something, one a line. */
export function lines(...parts: string[]): string {
  return parts.filter(part => part !== '').join('\n')
}
