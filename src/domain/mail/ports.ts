/** The interfaces around mail accounts. Types only; `io` and `wire` implement them. */

import type { MailAccount } from './account'
import type { Mailbox, MailTrouble } from './mailbox'
import type { MailSent, OutgoingMail } from './sending'

/** All accounts, from the INI and from the page; read anew for every use. Secrets in files are read already. */
export interface MailAccounts {
  list(): Promise<readonly MailAccount[]>
  find(name: string): Promise<MailAccount | undefined>
}

/** The accounts that were made in the page. A name that the INI has belongs to the INI. */
export interface MailAccountStore {
  list(): Promise<readonly MailAccount[]>
  save(account: MailAccount): Promise<void>
  remove(name: string): Promise<void>
}

/** The means of probes, channels and check-ins by mail. */
export interface MailTools {
  account(name: string): Promise<MailAccount | undefined>
  send(account: MailAccount, mail: OutgoingMail, signal: AbortSignal): Promise<MailSent>
  /** Connects, encrypts and logs in as for a mail, and sends none. */
  trySending(account: MailAccount, signal: AbortSignal): Promise<MailSent>
  /**
   * Connects, encrypts and logs in. A log-in that was refused is not tried again for a while, see
   * domain/mail/login-pause.ts, unless a person wants it now.
   */
  open(
    account: MailAccount,
    signal: AbortSignal,
    options?: { readonly byHand?: boolean },
  ): Promise<Mailbox | MailTrouble>
  /** Settles after so many milliseconds, or when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

/** The answer of one step of *Try it*. */
export interface TriedStep {
  readonly side: 'SMTP' | 'IMAP'
  readonly step: string
  readonly ok: boolean
  /** A sentence without its full stop. */
  readonly detail: string
}

/** Tries each step of both sides of an account, for somebody who waits. */
export type TryAccount = (account: MailAccount) => Promise<readonly TriedStep[]>
