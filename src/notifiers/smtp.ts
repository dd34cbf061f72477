/** The way of a mail to its server: through the proxy where one stands between, with the authorities that are trusted here. */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { SendMailOptions } from 'nodemailer'
import type { Delivery } from '../domain/alerts/alert'
import type { NotifierContext } from '../domain/alerts/ports'
import { isUntrusted, tlsFault } from '../domain/net/tls-fault'

/** Milliseconds. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
  socketTimeout: 12_000,
} as const

type Context = Pick<NotifierContext, 'signal' | 'otherWay' | 'now'>

interface Way {
  readonly connection?: Socket | undefined
  readonly secureContext?: SecureContext | undefined
}

/** @param setting returns a setting of the channel */
export async function sendBySmtp(
  setting: (key: string) => string,
  mail: SendMailOptions,
  { signal, otherWay, now }: Context,
): Promise<Delivery> {
  const host = setting('host')
  const port = Number(setting('port')) || (setting('security') === 'tls' ? 465 : 587)
  /** The reason of a proxy that does not let mails through, which few do: then it is tried without. */
  let refusal = ''

  async function attempt(authorities?: object): Promise<Delivery> {
    const tunnel = await otherWay?.tunnel(host, port, signal)
    if (typeof tunnel === 'string') refusal = tunnel
    const connection = typeof tunnel === 'object' ? (tunnel as Socket) : undefined
    const secureContext = authorities as SecureContext | undefined
    return await sendOnce(setting, { host, port }, { ...mail, signal }, { connection, secureContext })
  }

  try {
    try {
      return await attempt()
    } catch (error) {
      // Before the handshake has ended no part of the mail is sent.
      const authorities = isUntrusted(error) ? await otherWay?.authorities() : undefined
      if (authorities === undefined) throw error
      return await attempt(authorities)
    }
  } catch (error) {
    const delivery = judge(error as SmtpError, host, now)
    return refusal && UNREACHED.test((error as SmtpError).code ?? '')
      ? { ...delivery, detail: `${delivery.detail}; ${refusal}` }
      : delivery
  }
}

/** @throws SmtpError */
async function sendOnce(
  setting: (key: string) => string,
  server: { readonly host: string; readonly port: number },
  mail: SendMailOptions,
  { connection, secureContext }: Way,
): Promise<Delivery> {
  const { createTransport } = await import('nodemailer')
  const security = setting('security')
  const transport = createTransport({
    ...server,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(setting('username') && { auth: { user: setting('username'), pass: setting('password') } }),
    ...(connection && { connection }),
    ...(secureContext && { tls: { secureContext } }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { accepted, rejected } = await transport.sendMail(mail)
    const all = accepted.length + rejected.length
    if (rejected.length === 0) return { ok: true, detail: 'taken by the mail server' }
    return {
      ok: true,
      detail: `taken by the mail server, but not for ${rejected.length} of ${all} recipients`,
    }
  } finally {
    transport.close()
    connection?.destroy()
  }
}

interface SmtpError extends Error {
  readonly code?: string
  /** Node's own code, where nodemailer has replaced it. */
  readonly originalCode?: string
  readonly responseCode?: number
  readonly command?: string
}

/** nodemailer's codes of a server that was not reached. */
const UNREACHED = /^(ETIMEDOUT|ECONNECTION|ESOCKET|EDNS|EABORT)$/

/** Judges by the codes of nodemailer and SMTP: 5xx is final. The message may hold the server's words, so it is not passed on. */
function judge(error: SmtpError, host: string, now: number): Delivery {
  const { code = '', originalCode = '', responseCode, command } = error
  if (responseCode !== undefined && responseCode >= 400) {
    const step = command ? ` to ${command.split(' ')[0]}` : ''
    const why = code === 'EAUTH' ? ' (log-in refused: check user and password)' : ''
    return {
      ok: false,
      permanent: responseCode >= 500,
      detail: `${host} answered ${responseCode}${step}${why}`,
    }
  }
  const fault = tlsFault(error, host, now)
  if (fault !== undefined) return { ok: false, permanent: false, detail: fault }
  if (/CERT|SIGNED|ISSUER/.test(originalCode)) {
    const detail = `the certificate of ${host} is not to be trusted here (${originalCode})`
    return { ok: false, permanent: false, detail }
  }
  const [permanent, why] = REASONS[originalCode] ??
    REASONS[code] ?? [false, `sending by ${host} failed (${/^\w+$/.test(code) ? code : 'no reason given'})`]
  return { ok: false, permanent, detail: why.replace('%', host) }
}

const REASONS: Readonly<Record<string, readonly [permanent: boolean, why: string]>> = {
  EABORT: [false, '% does not answer in time'],
  ETIMEDOUT: [false, '% does not answer in time'],
  ECONNECTION: [false, 'no connection to %'],
  ESOCKET: [false, 'no connection to %'],
  ECONNREFUSED: [false, 'connection refused by %'],
  EDNS: [false, 'there is no host of the name %, or no DNS server answers'],
  ENOTFOUND: [false, 'there is no host of the name %'],
  ETLS: [false, '% offers no TLS that can be used here'],
  EAUTH: [true, '% accepts no log-in of this kind; check user, password and security'],
  ENOAUTH: [true, '% wants a log-in; enter user and password'],
  EENVELOPE: [true, 'the addresses cannot be used; check To and From'],
}
