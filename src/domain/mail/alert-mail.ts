/** Alerts by e-mail come into mailboxes that are read, and so do the answers to them. Pure. */

import type { MailHead, WholeMail } from './mailbox'

/** Holds the alert's key: relays such as Amazon SES replace Message-IDs, and leave other headers as they are. */
export const ALERT_HEADER = 'X-Intvlm8r-Alert'

/** How the keys of alerts begin, from which notifiers/email derives Message-IDs; not that of a weekly report. */
const ALERT_KEY = /^<?intvlm8r-(?!week-)/

/** Whether it is an alert, or answers one: its subject names the check, and yet is no sign of life of it. */
export function isAboutAlert({
  messageId,
  inReplyTo = '',
  alertKey = '',
}: Pick<MailHead, 'messageId' | 'inReplyTo'> & Pick<Partial<WholeMail>, 'alertKey'>): boolean {
  return [messageId, inReplyTo, alertKey].some(id => ALERT_KEY.test(id))
}
