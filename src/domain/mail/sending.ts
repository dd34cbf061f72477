/** Mails that go out, and what became of them. Shapes only. */

interface Mailbox {
  readonly name: string
  readonly address: string
}

export interface OutgoingMail {
  readonly from: Mailbox
  readonly to: readonly Mailbox[]
  /** The recipients who get it; absent: all of `to`. */
  readonly only?: readonly Mailbox[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly messageId?: string
  readonly inReplyTo?: string
  readonly references?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Milliseconds in which a server may answer once it has the whole mail: content scanners take their time, for which RFC 5321,
 * 4.5.3.2.6, allows ten minutes.
 */
export const MAIL_ANSWER_MS = 60_000

/**
 * `login`: refused; `tls`: no encryption that can be used; `unreached`: the server; `ours`: this machine could not try;
 * `refused`: by the server, for another reason; `unanswered`: the server has the whole mail, and may have taken it.
 */
export type SendFault = 'login' | 'tls' | 'unreached' | 'ours' | 'refused' | 'unanswered'

/** A recipient whom the server refused, by the code of its reply. */
export interface Rejection {
  readonly address: string
  readonly code: number
}

/** `detail` is for people and holds no secret. */
export type MailSent =
  | {
      readonly ok: true
      readonly detail: string
      /** The others got it. */
      readonly rejected?: readonly Rejection[]
    }
  | {
      readonly ok: false
      /** All recipients, where the server refused each by itself. */
      readonly rejected?: readonly Rejection[]
      /** No further attempt can succeed. */
      readonly permanent: boolean
      readonly fault: SendFault
      readonly detail: string
      /** There is no access token, so the server was not asked. */
      readonly noToken?: true
    }
