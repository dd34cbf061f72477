/** Escalation: trouble that nobody acknowledges is reported to further channels, one after the other. Pure. */

import { t } from '../language/text'
import { shownSpan } from '../time/shown-time'
import type { Check } from '../watch/check'
import { NO_CHANNEL } from '../watch/plan-fields'
import type { CheckState } from '../watch/state'
import type { Incident } from './alerting'
import { type AlertText, lines } from './text'

export interface Escalation {
  /** Names of channels, in their order. */
  readonly channels: readonly string[]
  /** Milliseconds that each of them waits for somebody to acknowledge the trouble. */
  readonly after: number
}

export const ESCALATE_AFTER_MS = 1_800_000
export const NO_ESCALATION: Escalation = { channels: [], after: ESCALATE_AFTER_MS }

/** The escalation of a check: its own, or the usual one where it says nothing. */
export function escalationOf(
  { escalateTo, escalateAfter }: Pick<Check, 'escalateTo' | 'escalateAfter'>,
  usual: Escalation,
): Escalation {
  const channels = (escalateTo ?? usual.channels).filter(name => name !== NO_CHANNEL)
  return { channels, after: escalateAfter ?? usual.after }
}

/**
 * The next channel, and the moment at which it gets the message. Undefined where there is none, once somebody has
 * acknowledged, and for a check without a channel of its own: it alerts nobody on purpose.
 */
export function nextEscalation(
  check: Pick<Check, 'channels' | 'escalateTo' | 'escalateAfter'>,
  { notified, firstNotifiedAt, notifiedAt, escalatedAt }: Incident,
  { acknowledged }: Pick<CheckState, 'acknowledged'>,
  usual: Escalation,
  isKnown: (channel: string) => boolean,
): { readonly channel: string; readonly at: number } | undefined {
  const from = escalatedAt ?? firstNotifiedAt ?? notifiedAt
  if (acknowledged !== undefined || from === undefined || check.channels.length === 0) return undefined
  const { channels, after } = escalationOf(check, usual)
  const channel = channels.find(name => isKnown(name) && !notified.includes(name))
  return channel === undefined ? undefined : { channel, at: from + after }
}

/** The text of the first message, and why this channel gets it, too. */
export function escalationText(
  first: AlertText,
  { notified, firstNotifiedAt, notifiedAt }: Incident,
  now: number,
): AlertText {
  const span = shownSpan(now - (firstNotifiedAt ?? notifiedAt ?? now))
  return {
    ...first,
    text: lines(
      first.text,
      notified.length === 0
        ? t('Nobody has acknowledged it for {span}.', { span })
        : t('Nobody has acknowledged it for {span}. Told before: {names}.', {
            span,
            names: notified.join(', '),
          }),
    ),
  }
}
