/** Errors of IMAP connections as troubles with their words. */
import type { MailStep, MailTrouble } from '../../domain/mail/mailbox'
import { tlsFault } from '../../domain/net/tls-fault'

/** The fields that imapflow and Node put on their errors. */
interface ImapError extends Error {
  readonly code?: string
  readonly authenticationFailed?: boolean
  readonly serverResponseCode?: string
  readonly tlsFailed?: boolean
}

/** Codes by which a server takes nobody at present; the user and the password may be right (RFC 5530). */
const NOT_NOW = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN', 'THROTTLED']

const WORDS: Readonly<Record<string, readonly [MailStep, string]>> = {
  ECONNREFUSED: ['connection', '{host} refuses connections'],
  ECONNRESET: ['connection', '{host} closed the connection'],
  EPIPE: ['connection', '{host} closed the connection'],
  EHOSTUNREACH: ['connection', '{host} cannot be reached'],
  ETIMEDOUT: ['connection', '{host} does not answer in time'],
  CONNECT_TIMEOUT: ['connection', '{host} does not answer in time'],
  GREETING_TIMEOUT: ['connection', '{host} does not answer in time'],
  ETIMEOUT: ['connection', '{host} does not answer in time'],
  ENOTFOUND: ['connection', 'there is no host of the name {host}'],
  EAI_AGAIN: ['connection', 'the name server does not answer'],
  ENETUNREACH: ['connection', 'no network here leads to {host}'],
  UPGRADE_TIMEOUT: ['tls', '{host} does not begin TLS in time'],
  MissingServerExtension: ['tls', '{host} offers no STARTTLS'],
  STARTTLS_INJECTION: ['tls', '{host} sent something between STARTTLS and TLS, which may be an attack'],
  ClosedAfterConnectTLS: ['connection', '{host} closed the connection'],
  ClosedAfterConnectText: ['connection', '{host} closed the connection'],
  NoConnection: ['connection', '{host} closed the connection'],
  EConnectionClosed: ['connection', '{host} closed the connection'],
  LiteralTooLarge: ['mail', '{host} sent more than is read'],
  LineTooLarge: ['mail', '{host} sent more than is read'],
  ResponseTooLarge: ['mail', '{host} sent more than is read'],
  TooManyTokens: ['mail', '{host} sent more than is read'],
}

/**
 * @param step during which it happened, where the error does not say more
 * @param secret that the log-in is made with
 */
export function troubleOf(
  error: unknown,
  host: string,
  step: MailStep,
  now: number,
  secret: 'password' | 'token' = 'password',
): MailTrouble {
  const { authenticationFailed, serverResponseCode = '', code = '', tlsFailed } = error as ImapError
  if (authenticationFailed)
    return NOT_NOW.includes(serverResponseCode)
      ? { step: 'login', detail: `${host} takes no log-in at present (${serverResponseCode})` }
      : {
          step: 'login',
          refused: true,
          detail: `log-in refused by ${host} (IMAP): check user and ${secret}`,
        }
  const fault = tlsFault(error, host, now)
  if (fault !== undefined) return { step: 'tls', detail: fault }
  if (/CERT|SIGNED|ISSUER/.test(code))
    return { step: 'tls', detail: `the certificate of ${host} is not to be trusted here (${code})` }
  const known = WORDS[code]
  if (known !== undefined) return { step: known[0], detail: known[1].replace('{host}', host) }
  if (tlsFailed) return { step: 'tls', detail: `${host} offers no TLS that can be used here` }
  return { step, detail: `${host} gave no answer that can be used${/^\w+$/.test(code) ? ` (${code})` : ''}` }
}
