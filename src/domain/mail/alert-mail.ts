/** Alerts by e-mail come into mailboxes that are read, and so do the answers to them. Pure. */

import type { MailHead } from './mailbox'

/** How the keys of alerts begin, from which notifiers/email derives Message-IDs; not that of a weekly report. */
const ALERT_ID = /^<intvlm8r-(?!week-)/

/** Whether it is an alert, or answers one: its subject names the check, and yet is no sign of life of it. */
export function isAboutAlert({
  messageId,
  inReplyTo = '',
}: Pick<MailHead, 'messageId' | 'inReplyTo'>): boolean {
  return ALERT_ID.test(messageId) || ALERT_ID.test(inReplyTo)
}
