/** Mails that go out, and what became of them. Shapes only. */

export interface OutgoingMail {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly { readonly name: string; readonly address: string }[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly messageId?: string
  readonly inReplyTo?: string
  readonly references?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * `login`: refused; `tls`: no encryption that can be used; `unreached`: the server; `ours`: this machine could not try;
 * `refused`: by the server, for another reason.
 */
export type SendFault = 'login' | 'tls' | 'unreached' | 'ours' | 'refused'

/** `detail` is for people and holds no secret. */
export type MailSent =
  | { readonly ok: true; readonly detail: string }
  | {
      readonly ok: false
      /** No further attempt can succeed. */
      readonly permanent: boolean
      readonly fault: SendFault
      readonly detail: string
      /** There is no access token, so the server was not asked. */
      readonly noToken?: true
    }
