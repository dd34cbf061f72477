/** Mail accounts with real servers behind them, and the tools that the worker has for them. */
import type { MailAccount } from '../../src/domain/mail/account'
import { imapOf, smtpOf } from '../../src/domain/mail/account'
import type { MailTools } from '../../src/domain/mail/ports'
import { openMailbox } from '../../src/io/mail/imap'
import { sendBySmtp, trySmtp } from '../../src/notifiers/smtp'
import type { ImapServer } from './imap-server'

export const ME = 'me@example.org'

export function accountOf(
  servers: { readonly smtp?: number; readonly imap?: number },
  settings: Readonly<Record<string, string>> = {},
): MailAccount {
  const local = (side: string, port: number | undefined) =>
    port === undefined
      ? {}
      : { [`${side}host`]: '127.0.0.1', [`${side}port`]: String(port), [`${side}security`]: 'none' }
  return {
    name: 'home',
    origin: 'ini',
    settings: {
      from: ME,
      smtpuser: ME,
      smtppassword: 'secret',
      ...local('smtp', servers.smtp),
      ...local('imap', servers.imap),
      ...settings,
    },
  }
}

/** The tools over real connections, without the pause after a refused log-in. Pauses are as long as a test wants. */
export function toolsFor(
  account: MailAccount | undefined,
  { now = Date.now, pause }: { readonly now?: () => number; readonly pause?: MailTools['pause'] } = {},
): MailTools {
  const server = (found: MailAccount) => {
    const smtp = smtpOf(found)
    if (smtp === undefined) throw new Error('this test has no SMTP server')
    const { token } = found.settings
    return token === undefined ? smtp : { ...smtp, token }
  }
  return {
    account: async name => (account?.name === name ? account : undefined),
    send: (found, mail, signal) => sendBySmtp(server(found), mail, { signal, now: now() }),
    trySending: (found, signal) => trySmtp(server(found), { signal, now: now() }),
    open: async (found, signal) => {
      const imap = imapOf(found)
      if (imap === undefined) return { step: 'connection', detail: 'it has no IMAP server' }
      const { token } = found.settings
      return await openMailbox(token === undefined ? imap : { ...imap, token }, { signal, now: now() })
    },
    pause:
      pause ??
      ((ms, signal) =>
        new Promise(resolve => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            resolve()
          })
        })),
  }
}

/** Delivers what an SMTP server takes into a mailbox. */
export const into =
  (imap: ImapServer, folder = 'INBOX') =>
  ({ source }: { readonly source: string }): void =>
    void imap.deliver(source, folder)
