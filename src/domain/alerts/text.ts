/** The texts of alerts. Pure; times are local times of the process's zone. */

import { mark, t, tStored } from '../language/text'
import type { NetworkIncident } from '../probes/own-network'
import { localDate } from '../time/local-date'
import { shownSpan } from '../time/shown-time'
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
    subject: t('[DOWN] {name}', { name }),
    text: lines(
      t('{name} is down since {since}.', { name, since: localDate(since) }),
      tStored(flipSentence(reason, look)),
    ),
  }
}

/** @param why a sentence without its full stop; undefined where no look was tried */
export function unseenText(check: Check, since: number, why: string = mark('no look has ended')): AlertText {
  const name = shownName(check)
  return {
    kind: 'trigger',
    status: 'blind',
    subject: t('[BLIND] {name}', { name }),
    text: lines(
      t('{name} cannot be looked at since {since}: {why}.', {
        name,
        since: localDate(since),
        why: tStored(why),
      }),
      t('Whether it works is not known.'),
    ),
  }
}

export function flappingText(check: Check, downs: number, since: number): AlertText {
  const name = shownName(check)
  return {
    kind: 'trigger',
    status: 'flapping',
    subject: t('[FLAPPING] {name}', { name }),
    text: lines(
      t('{name} is flapping: it went down {downs} times since {since}.', {
        name,
        downs,
        since: localDate(since),
      }),
      t('The next alert comes when it is steady.'),
    ),
  }
}

type Trouble = Pick<Incident, 'since' | 'isBlind'>

export function reminderText(check: Check, { since, isBlind }: Trouble, now: number): AlertText {
  const name = shownName(check)
  const times = { name, span: shownSpan(now - since), since: localDate(since) }
  if (isBlind)
    return {
      kind: 'reminder',
      status: 'blind',
      subject: t('[STILL BLIND] {name}', { name }),
      text: t('{name} still cannot be looked at, for {span} now (since {since}).', times),
    }
  return {
    kind: 'reminder',
    status: 'down',
    subject: t('[STILL DOWN] {name}', { name }),
    text: t('{name} is still down, for {span} now (since {since}).', times),
  }
}

/** For how long it was down is not told where its signal came before that: a mail that was read late, or a clock set back. */
export function recoveryText(name: string, { since, isBlind }: Trouble, { at: until, to }: Flip): AlertText {
  const times = { span: shownSpan(until - since), since: localDate(since), until: localDate(until) }
  const was =
    until < since
      ? ''
      : isBlind
        ? t('It could not be looked at for {span}, from {since} to {until}.', times)
        : t('It was down for {span}, from {since} to {until}.', times)
  if (to === 'paused')
    return {
      kind: 'resolve',
      status: 'paused',
      subject: t('[PAUSED] {name}', { name }),
      text: lines(t('{name} is paused.', { name }), was),
    }
  if (to === 'new')
    return {
      kind: 'resolve',
      status: 'paused',
      subject: t('[CHANGED] {name}', { name }),
      text: lines(
        t('The plan of {name} was changed, and nothing is known by the new one yet.', { name }),
        was,
      ),
    }
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[UP] {name}', { name }),
    text: lines(t(isBlind ? '{name} is up.' : '{name} is up again.', { name }), was),
  }
}

export function goneText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    subject: t('[REMOVED] {name}', { name }),
    text: t('The check {name} was removed.', { name }),
  }
}

export function digestText(items: readonly Alert[]): AlertText {
  const subjects = items.map(({ subject }) => subject)
  const [first] = items
  const count = (status: Alert['status'], words: string) => {
    const n = items.filter(item => item.status === status).length
    return n === 0 ? [] : [t(words, { n })]
  }
  const counts = [
    ...count('down', mark('{n} down')),
    ...count('blind', mark('{n} blind')),
    ...count('flapping', mark('{n} flapping')),
    ...count('up', mark('{n} up again')),
    ...count('paused', mark('{n} paused')),
  ].join(', ')
  return {
    kind: 'digest',
    status: 'mixed',
    subject: t('[DIGEST] {counts}', { counts }),
    text: lines(
      first === undefined
        ? t('Many checks changed at once:')
        : t('Many checks changed at once, by {at}:', { at: localDate(first.at) }),
      ...some(subjects),
    ),
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
  const times = { from: localDate(from), to: localDate(to) }
  const isPart = door === 'messages'
  return {
    kind: 'digest',
    status: 'mixed',
    subject: t(
      isPart
        ? '[BLIND] The watch received nothing by 0MQ for {span}'
        : '[BLIND] The watch received nothing for {span}',
      { span: shownSpan(to - from) },
    ),
    text: lines(
      t(
        isPart
          ? 'Messages by 0MQ were not received from {from} to {to}. Checks that fell silent in that time were given more time and are not called down for it.'
          : 'The watch was blind from {from} to {to}. Checks that fell silent in that time were given more time and are not called down for it.',
        times,
      ),
      t('No signal yet from:'),
      ...some(names, total),
    ),
  }
}

/** `isIncident`: for a service that keeps it open until it is resolved. */
export function lossText(loss: Loss, isIncident: boolean): AlertText {
  return {
    kind: isIncident ? 'trigger' : 'digest',
    status: isIncident ? 'down' : 'mixed',
    subject: t('[DATA LOST] The watch lost data'),
    text: lines(...lossSentences(loss).map(tStored)),
  }
}

export function lossSeenText(lostAt: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[DATA LOST] acknowledged'),
    text: t('The loss of data of {at} was acknowledged on the page.', { at: localDate(lostAt) }),
  }
}

export function networkAwayText({ since, why }: NetworkIncident): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[NO NETWORK] This watch has no network'),
    text: lines(
      t('Since {since} this watch has no network: {why}.', { since: localDate(since), why: tStored(why) }),
      t(
        'Checks that look over the network keep their status until it is back; what happened meanwhile is not known.',
      ),
    ),
  }
}

export function networkBackText({ since }: NetworkIncident, at: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[NETWORK] This watch has its network again'),
    text: t('This watch has its network again; it had none for {span}.', { span: shownSpan(at - since) }),
  }
}

export function channelDownText(name: string, since: number, detail: string): AlertText {
  return {
    kind: 'trigger',
    status: 'down',
    subject: t('[CHANNEL] {name} does not deliver', { name }),
    text: t('Alerts do not get through by the channel {name} since {since}: {detail}.', {
      name,
      since: localDate(since),
      detail: tStored(detail),
    }),
  }
}

export function channelUpText(name: string, since: number, now: number): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[CHANNEL] {name} delivers again', { name }),
    text: t('The channel {name} delivers again; it had not for {span}.', {
      name,
      span: shownSpan(now - since),
    }),
  }
}

export function channelGoneText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    subject: t('[CHANNEL] {name} is removed', { name }),
    text: t('The channel {name} was removed; it had not delivered.', { name }),
  }
}

export function testText(channel: string): AlertText {
  return {
    kind: 'test',
    status: 'up',
    subject: t('[TEST] {channel}', { channel }),
    text: t('This is a test of the channel {channel}. Alerts would arrive like this.', { channel }),
  }
}

/** The names as a list; of many the first ones and their number. */
export function some(names: readonly string[], total = names.length): string[] {
  const more = total - MOST_NAMED
  return [
    ...names.slice(0, MOST_NAMED).map(name => `- ${name}`),
    ...(more > 0 ? [t('- and {more} more', { more })] : []),
  ]
}

/** The parts that say something, one a line. */
export function lines(...parts: string[]): string {
  return parts.filter(part => part !== '').join('\n')
}
