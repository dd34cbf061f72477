/** The loop of a mail from an account to itself: when to look for it, and the verdicts. Pure. */

import type { MailTrouble } from '../mail/mailbox'
import type { MailSent } from '../mail/sending'
import { formatDuration } from '../time/duration'
import type { Look } from './look'

const SECOND = 1_000
const FIRST_PAUSE = SECOND
const LONGEST_PAUSE = 60 * SECOND

/** Milliseconds until the next look after that many, growing; never beyond what is left. */
export function pauseAfter(looks: number, left: number): number {
  return Math.max(0, Math.min(FIRST_PAUSE * 2 ** Math.min(looks, 10), LONGEST_PAUSE, left))
}

/** The words by which all test mails are found. */
export const SUBJECT_WORDS = 'intvlm8r mail loop'
const TEST_SUBJECT = new RegExp(`^(?:\\[[^\\]]*\\] )?${SUBJECT_WORDS} ([0-9a-f]{32})$`)

/** It is in small letters and digits, so that every server finds it as one word. */
export function subjectOf(token: string): string {
  return `${SUBJECT_WORDS} ${token}`
}

/** The token of a test mail; undefined for any other mail, which is none of ours. */
export function tokenIn(subject: string): string | undefined {
  return TEST_SUBJECT.exec(subject.trim())?.[1]
}

/** Milliseconds after which a test mail that was left behind is one of an earlier run, of whichever appliance. */
export const LEFT_BEHIND_MS = 2 * 3_600_000

/** Why the mail was not sent, as a verdict. */
export function unsentLook(sent: Extract<MailSent, { ok: false }>): Look {
  const { fault, detail } = sent
  if (fault === 'ours') return { answer: 'blind', detail }
  if (fault === 'login') return { answer: 'failure', detail: `log-in refused: ${detail}` }
  return { answer: 'failure', detail: fault === 'tls' ? `TLS: ${detail}` : `not sent: ${detail}` }
}

/** Why the mailbox could not be looked into. A refused log-in and broken TLS are faults of the account. */
export function unseenLook({ step, refused, detail }: MailTrouble, isSent: boolean): Look {
  if (step === 'login' && refused) return { answer: 'failure', detail }
  if (step === 'tls') return { answer: 'failure', detail: `TLS: ${detail}` }
  return {
    answer: 'blind',
    detail: isSent ? `sent, but the mailbox cannot be looked into: ${detail}` : detail,
  }
}

export interface Arrival {
  /** The path of the folder. */
  readonly folder: string
  readonly isSpam: boolean
  /** Milliseconds from the moment that the server took the mail. */
  readonly after: number
}

/** @param slow milliseconds from which on an arrival is worth a warning */
export function arrivedLook({ folder, isSpam, after }: Arrival, slow: number): Look {
  const span = formatDuration(Math.max(SECOND, Math.round(after / SECOND) * SECOND))
  if (isSpam) return { answer: 'failure', detail: `arrived in spam (${folder}) after ${span}` }
  return {
    answer: 'success',
    detail: `arrived in ${folder} after ${span}`,
    took: after,
    ...(after >= slow && { warning: `arrived only after ${span}` }),
  }
}

/** @param doubt why it may never have been taken */
export function missingLook(folders: readonly string[], patience: number, doubt?: string): Look {
  const [time, places] = [formatDuration(patience), folders.join(', ')]
  const detail =
    doubt === undefined
      ? `sent, but not arrived within ${time} (looked in ${places})`
      : `sent, but not arrived within ${time} (looked in ${places}); ${doubt}`
  return { answer: 'failure', detail }
}
