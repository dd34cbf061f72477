/** Check-ins by e-mail: for which checks a mail is, and what it signals. Keywords count as at Healthchecks. Pure. */

import type { WholeMail } from '../../mail/mailbox'
import { type MatchInTime, patternOf } from '../../probes/body-pattern'
import { canonicalUuid } from '../../uuid'
import type { Check } from '../check'
import type { SignalKind } from '../signal'

/** As an address names a check; the key has to be compared before the slug counts, and is in small letters. */
export type MailTarget =
  | { readonly id: string }
  | { readonly key: string; readonly slug: string }
  | { readonly slug: string }

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/
const PING_KEY = /^[a-z0-9_-]{22}$/
const SLUG = /^[a-z0-9_-]{1,100}$/

/**
 * The checks that recipients name, each once: by the check's UUID anywhere before the @, by `ping-key+slug`, or by the
 * account's own address with the slug behind a plus.
 *
 * @param recipients in small letters
 * @param own the address of the account, without a name
 */
export function targetsIn(recipients: readonly string[], own: string): readonly MailTarget[] {
  const found = new Map<string, MailTarget>()
  for (const recipient of recipients) {
    const target = targetIn(recipient, own.toLowerCase())
    if (target !== undefined) found.set(JSON.stringify(target), target)
  }
  return [...found.values()]
}

function targetIn(recipient: string, own: string): MailTarget | undefined {
  const at = recipient.lastIndexOf('@')
  const [local, host] = [recipient.slice(0, at), recipient.slice(at + 1)]
  const id = canonicalUuid(UUID.exec(local)?.[0] ?? '')
  if (id !== undefined) return { id }
  const parts = local.split('+')
  const slug = parts.at(-1) ?? ''
  const key = parts.at(-2)
  if (key === undefined || !SLUG.test(slug)) return undefined
  // The account's own name may be as long as a key.
  if (`${parts.slice(0, -1).join('+')}@${host}` === own) return { slug }
  return PING_KEY.test(key) ? { key, slug } : undefined
}

/** Whether the subject is one of those that the check waits for. One that cannot be judged in time is none. */
export function hasSubjectOf(
  { mailSubject }: Pick<Check, 'mailSubject'>,
  subject: string,
  matchInTime: MatchInTime,
): boolean {
  if (mailSubject === undefined || mailSubject === '') return false
  return matchInTime(patternOf(mailSubject), subject.slice(0, 1_000)) === true
}

type MailRules = Pick<Check, 'mailFail' | 'mailSuccess' | 'mailStart' | 'mailWordsIn' | 'mailOther'>

/** The kind of signal that a mail is; undefined: none. Without keywords every mail is a success. */
export function kindOfMail(
  { mailFail, mailSuccess, mailStart, mailWordsIn, mailOther }: MailRules,
  { subject, text, html = '' }: Pick<WholeMail, 'subject' | 'text' | 'html'>,
): SignalKind | undefined {
  const rules = [
    ['fail', mailFail],
    ['success', mailSuccess],
    ['start', mailStart],
  ] as const
  const given = rules.filter(([, words]) => wordsOf(words).length > 0)
  if (given.length === 0) return 'success'
  const parts = [
    ...(mailWordsIn === 'body' ? [] : [subject]),
    ...(mailWordsIn === 'subject' ? [] : [text, html]),
  ].map(part => part.normalize('NFC'))
  const found = given.find(([, words]) =>
    wordsOf(words).some(word => parts.some(part => part.includes(word))),
  )
  return found?.[0] ?? (mailOther === 'fail' ? 'fail' : undefined)
}

/** Words with commas between them; each counts with its capital letters, anywhere in the text. */
function wordsOf(words: string | undefined): readonly string[] {
  return (words ?? '')
    .normalize('NFC')
    .split(',')
    .flatMap(word => word.trim() || [])
}

/** The body that is kept of a mail. */
export function bodyOfMail({ subject, text }: Pick<WholeMail, 'subject' | 'text'>): string {
  return text === '' ? subject : `${subject}\n\n${text}`
}
