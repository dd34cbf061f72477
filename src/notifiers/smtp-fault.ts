/** Why a mail was not sent: by the codes of nodemailer and SMTP. */
import type { MailSent, SendFault } from '../domain/mail/sending'
import { tlsFault } from '../domain/net/tls-fault'

export interface SmtpError extends Error {
  readonly code?: string
  /** Node's own code, where nodemailer has replaced it. */
  readonly originalCode?: string
  readonly responseCode?: number
  readonly command?: string
  /** The recipient whom the server refused. */
  readonly recipient?: string
  /** The errors of all recipients, where the server refused each of them. */
  readonly rejectedErrors?: readonly SmtpError[]
  /** The server was sent the whole mail. */
  readonly hasMail?: boolean
}

/** nodemailer's codes of a server that was not reached. */
const UNREACHED: readonly (string | undefined)[] = ['ETIMEDOUT', 'ECONNECTION', 'ESOCKET', 'EDNS', 'EABORT']

export function isUnreached({ code, hasMail = false }: SmtpError): boolean {
  return UNREACHED.includes(code) && !hasMail
}

interface Judging {
  readonly host: string
  /** Absent: the log-in is by password. */
  readonly token: string | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** 5xx is final. The message may hold the server's words, so it is not passed on. */
export function smtpFault(error: SmtpError, { host, token, now }: Judging): MailSent {
  const { code = '', originalCode = '', responseCode, command } = error
  const failed = (permanent: boolean, fault: SendFault, detail: string): MailSent => ({
    ok: false,
    permanent,
    fault,
    detail,
  })
  if (responseCode !== undefined && responseCode >= 400) {
    const isLogin = code === 'EAUTH'
    if (command?.startsWith('STARTTLS'))
      return failed(false, 'tls', `${host} offers no TLS that can be used here`)
    if (isLogin && responseCode < 500)
      return failed(false, 'refused', `${host} takes no log-in at present (${responseCode})`)
    const answered = `${host} answered ${responseCode}${command ? ` to ${command.split(' ')[0]}` : ''}`
    const detail = isLogin
      ? `${answered} (log-in refused: check user and ${token === undefined ? 'password' : 'token'})`
      : answered
    return failed(responseCode >= 500, isLogin ? 'login' : 'refused', detail)
  }
  if (error.hasMail)
    return failed(false, 'unanswered', `${host} did not confirm that it took the mail, though it may have`)
  const fault = tlsFault(error, host, now)
  if (fault !== undefined) return failed(false, 'tls', fault)
  if (/CERT|SIGNED|ISSUER/.test(originalCode))
    return failed(false, 'tls', `the certificate of ${host} is not to be trusted here (${originalCode})`)
  const reason = REASONS.get(originalCode) ?? REASONS.get(code)
  if (reason !== undefined) {
    const [permanent, kind, why] = reason
    return failed(
      permanent,
      kind,
      why.replace('{host}', () => host),
    )
  }
  const reasonless = `sending by ${host} failed (no reason given)`
  return failed(false, 'unreached', /^\w+$/.test(code) ? `sending by ${host} failed (${code})` : reasonless)
}

const REASONS: ReadonlyMap<string, readonly [permanent: boolean, fault: SendFault, why: string]> = new Map([
  ['EABORT', [false, 'unreached', '{host} does not answer in time']],
  ['ETIMEDOUT', [false, 'unreached', '{host} does not answer in time']],
  ['ECONNECTION', [false, 'unreached', 'no connection to {host}']],
  ['ESOCKET', [false, 'unreached', 'no connection to {host}']],
  ['ECONNREFUSED', [false, 'unreached', 'connection refused by {host}']],
  ['EAI_AGAIN', [false, 'ours', 'there is no host of the name {host}, or no DNS server answers']],
  ['ENETUNREACH', [false, 'ours', 'no connection to {host}']],
  ['EDNS', [false, 'unreached', 'there is no host of the name {host}, or no DNS server answers']],
  ['ENOTFOUND', [false, 'unreached', 'there is no host of the name {host}']],
  ['ETLS', [false, 'tls', '{host} offers no TLS that can be used here']],
  ['EAUTH', [true, 'login', '{host} accepts no log-in of this kind; check user, password and security']],
  ['ENOAUTH', [true, 'login', '{host} wants a log-in; enter user and password']],
  ['EENVELOPE', [true, 'refused', 'the addresses cannot be used; check To and From']],
])
