/** The patience with a mail server: short until it has the whole mail, and longer from then on. */
import { MAIL_ANSWER_MS } from '../domain/mail/sending'

/** Milliseconds for each reply until then. */
const REPLY_MS = 12_000

export interface SmtpPatience {
  /** Aborts when it is over. */
  readonly signal: AbortSignal
  /** Whether the server was sent the mail to its end. */
  hasMail(): boolean
  /** The `logger` of nodemailer, which reports the progress of a mail nowhere else: its `transactionLog` has to be on. */
  readonly log: { info(entry: { readonly tnx?: unknown }): void }
  end(): void
}

export function createPatience(): SmtpPatience {
  const over = new AbortController()
  const within = (ms: number) => setTimeout(() => over.abort(), ms)
  let timer = within(REPLY_MS)
  let hasMail = false
  return {
    signal: over.signal,
    hasMail: () => hasMail,
    log: {
      info: ({ tnx }) => {
        if (tnx === 'server') timer.refresh()
        if (tnx !== 'message') return
        hasMail = true
        clearTimeout(timer)
        timer = within(MAIL_ANSWER_MS)
      },
    },
    end: () => clearTimeout(timer),
  }
}
