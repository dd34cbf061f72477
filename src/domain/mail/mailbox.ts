/** A mailbox as it is looked into over IMAP; io/mail/imap-mailbox.ts implements it. Shapes. */

/** The steps of a look into a mailbox, in their order. */
export type MailStep = 'connection' | 'tls' | 'login' | 'folder' | 'mail'

/** Why a mailbox cannot be looked into: never the same as *no mail*. */
export interface MailTrouble {
  readonly step: MailStep
  /** A sentence without its full stop; it holds no secret. */
  readonly detail: string
  /** The server does not take this user and password; absent where it only takes no log-in at present. */
  readonly refused?: true
  /** There is no access token, so the server was not asked. */
  readonly noToken?: true
}

/** Whether a mailbox was opened. */
export function isMailbox(opened: Mailbox | MailTrouble): opened is Mailbox {
  return 'close' in opened
}

/** Thrown by an open mailbox when it cannot be looked into any more. */
export class MailboxError extends Error {
  readonly trouble: MailTrouble
  constructor(trouble: MailTrouble) {
    super(trouble.detail)
    this.name = 'MailboxError'
    this.trouble = trouble
  }
}

export interface MailFolder {
  readonly path: string
  /** `\All`, `\Junk`, `\Trash`, ... where the server names it, or its name says so. */
  readonly use?: string
}

/** A folder that is selected. UIDs count only together with `uidValidity`. */
export interface OpenFolder {
  readonly path: string
  readonly uidValidity: string
  /** Every mail that comes from now on has this UID, or a greater one. */
  readonly uidNext: number
  readonly mails: number
}

export interface MailHead {
  readonly uid: number
  /** Decoded; empty where there is none. */
  readonly subject: string
  readonly from: readonly { readonly name: string; readonly address: string }[]
  readonly messageId: string
  /** The Message-ID of the mail that it answers. */
  readonly inReplyTo?: string
  /** Of the header Date with its own offset, epoch milliseconds; absent where it is missing or cannot be read. */
  readonly sentAt?: number
  /** When the server got it (INTERNALDATE), epoch milliseconds. */
  readonly arrivedAt?: number
}

/** A mail with the parts that matter to a check-in. */
export interface WholeMail extends MailHead {
  /** The addresses that it was delivered to, as its headers name them, in small letters. */
  readonly recipients: readonly string[]
  /** The value of domain/mail/alert-mail's header. */
  readonly alertKey?: string
  /** Its plain text, decoded, or that of its HTML where it has no other; the first megabyte. */
  readonly text: string
  /** The text of its HTML beside the plain one. */
  readonly html?: string
}

/** All of them have to hold. */
export interface MailQuery {
  /** Epoch milliseconds; servers compare days only, so mails of two days before may be found as well. */
  readonly since?: number
  /** Any of these stands in From. */
  readonly from?: readonly string[]
  /** Stands in the subject. */
  readonly subject?: string
}

/** All calls throw MailboxError when there is no answer. */
export interface Mailbox {
  /** Whether the server reports new mails by itself. */
  readonly idles: boolean
  /** `TLS 1.3`, or undefined without encryption. */
  readonly tls: string | undefined
  folders(): Promise<readonly MailFolder[]>
  /** Undefined where there is no such folder. Without `write` nothing in it can be changed, not even what is unread. */
  open(path: string, options?: { readonly write?: boolean }): Promise<OpenFolder | undefined>
  /** UIDs, ascending. */
  search(query: MailQuery): Promise<readonly number[]>
  /** Headers alone, in pieces: a mailbox may hold many. */
  heads(uids: readonly number[] | { readonly from: number }): AsyncIterable<MailHead>
  /** With `textless` its text is left out, as of a mail whose text breaks the connection. */
  mail(uid: number, options?: { readonly textless?: boolean }): Promise<WholeMail | undefined>
  /** Removes these mails of the open folder, and no others. */
  remove(uids: readonly number[]): Promise<void>
  /** Settles when the open folder has mails that `heads` from a UID on has not returned, or after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
