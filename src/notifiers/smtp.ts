/** The way of a mail to its server: through the proxy where one stands between, with the authorities that are trusted here. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { Transporter } from 'nodemailer'
import type { MailServer } from '../domain/mail/account'
import type { MailSent, OutgoingMail } from '../domain/mail/sending'
import type { OtherWay } from '../domain/net/http-client'
import { isUntrusted } from '../domain/net/tls-fault'
import { isUnreached, type SmtpError, smtpFault } from './smtp-fault'

/** Milliseconds. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
  socketTimeout: 12_000,
} as const

export interface SmtpContext {
  readonly signal: AbortSignal
  /** Absent: straight, with Node's own authorities. */
  readonly otherWay?: OtherWay | undefined
  /** Epoch milliseconds. */
  readonly now: number
  /** On the open connection: why nothing is to be sent after all. */
  readonly withhold?: (() => Promise<string | undefined>) | undefined
}

interface Way {
  readonly connection?: Socket | undefined
  readonly secureContext?: SecureContext | undefined
}

/** Sends one mail. */
export async function sendBySmtp(
  server: MailServer,
  mail: OutgoingMail,
  context: SmtpContext,
): Promise<MailSent> {
  const { messageId, references, ...others } = mail
  const message = {
    ...others,
    to: [...mail.to],
    ...(messageId !== undefined && { messageId }),
    ...(references !== undefined && { references: [...references] }),
    signal: context.signal,
  }
  return await overSmtp(server, context, async transport => {
    const { accepted = [], rejected = [] } = await transport.sendMail(message)
    const all = accepted.length + rejected.length
    if (rejected.length === 0) return 'taken by the mail server'
    return `taken by the mail server, but not for ${rejected.length} of ${all} recipients`
  })
}

/** Connects, encrypts and logs in as for a mail, and sends none. */
export async function trySmtp(server: MailServer, context: SmtpContext): Promise<MailSent> {
  return await overSmtp(server, context, async transport => {
    await transport.verify()
    return 'it answers'
  })
}

async function overSmtp(
  server: MailServer,
  { signal, otherWay, now, withhold }: SmtpContext,
  work: (transport: Transporter) => Promise<string>,
): Promise<MailSent> {
  const { host, port, token } = server
  /** The reason of a proxy that does not let mails through, which few do: then it is tried without. */
  let refusal = ''

  async function attempt(authorities?: object): Promise<MailSent> {
    const tunnel = await otherWay?.tunnel(host, port, signal)
    if (typeof tunnel === 'string') refusal = tunnel
    const connection =
      typeof tunnel === 'object' ? (tunnel as Socket) : withhold && (await openSocket(host, port, signal))
    const reason = await withhold?.()
    if (reason !== undefined) {
      connection?.destroy()
      return { ok: false, permanent: false, fault: 'ours', detail: reason }
    }
    const secureContext = authorities as SecureContext | undefined
    const transport = await transportTo(server, { connection, secureContext })
    const abort = () => transport.close()
    signal.addEventListener('abort', abort)
    try {
      return { ok: true, detail: await work(transport) }
    } finally {
      signal.removeEventListener('abort', abort)
      transport.close()
      connection?.destroy()
    }
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
    const sent = smtpFault(error as SmtpError, { host, token, now })
    return refusal && isUnreached(error as SmtpError)
      ? { ...sent, detail: `${sent.detail}; ${refusal}` }
      : sent
  }
}

/** A connection straight to the server. Rejects as nodemailer does where there is none. */
async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, autoSelectFamily: true })
  try {
    const timeout = AbortSignal.timeout(TIMEOUTS.connectionTimeout)
    await once(socket, 'connect', { signal: AbortSignal.any([signal, timeout]) })
    return socket
  } catch {
    socket.destroy()
    throw Object.assign(new Error('no connection'), { code: 'ECONNECTION' })
  }
}

/** @throws SmtpError */
async function transportTo(
  { host, port, security, user, password, token }: MailServer,
  { connection, secureContext }: Way,
): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user &&
      (token === undefined
        ? { auth: { user, pass: password } }
        : { auth: { type: 'OAuth2' as const, user, accessToken: token } })),
    ...(connection && { connection }),
    ...(secureContext && { tls: { secureContext } }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
