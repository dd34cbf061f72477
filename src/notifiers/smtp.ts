/** The way of a mail to its server: through the proxy where one stands between, with the authorities that are trusted here. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { Transporter } from 'nodemailer'
import type { MailServer } from '../domain/mail/account'
import type { MailSent, OutgoingMail, Rejection } from '../domain/mail/sending'
import type { OtherWay } from '../domain/net/http-client'
import { isUntrusted } from '../domain/net/tls-fault'
import { isUnreached, type SmtpError, smtpFault } from './smtp-fault'
import { createPatience, type SmtpPatience } from './smtp-patience'

/** Milliseconds. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 8_000,
  greetingTimeout: 8_000,
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
  readonly connection: Socket
  readonly patience: SmtpPatience
  readonly secureContext?: SecureContext | undefined
}

/** The server has the mail. */
export const TAKEN = 'taken by the mail server'

/** Sends one mail. */
export async function sendBySmtp(
  server: MailServer,
  mail: OutgoingMail,
  context: SmtpContext,
): Promise<MailSent> {
  const { messageId, references, only, ...others } = mail
  const message = {
    ...others,
    to: [...mail.to],
    ...(only !== undefined && { envelope: { from: mail.from, to: [...only] } }),
    ...(messageId !== undefined && { messageId }),
    ...(references !== undefined && { references: [...references] }),
  }
  return await overSmtp(server, context, async (transport, signal) => {
    const { rejectedErrors } = await transport.sendMail({ ...message, signal })
    const rejected = rejectionsIn(rejectedErrors)
    return { ok: true, detail: TAKEN, ...(rejected.length > 0 && { rejected }) }
  })
}

/** Connects, encrypts and logs in as for a mail, and sends none. */
export async function trySmtp(server: MailServer, context: SmtpContext): Promise<MailSent> {
  return await overSmtp(server, context, async transport => {
    await transport.verify()
    return { ok: true, detail: 'it answers' }
  })
}

async function overSmtp(
  server: MailServer,
  { signal, otherWay, now, withhold }: SmtpContext,
  work: (transport: Transporter, signal: AbortSignal) => Promise<MailSent>,
): Promise<MailSent> {
  const { host, port, token } = server
  /** The reason of a proxy that does not let mails through, which few do: then it is tried without. */
  let refusal = ''

  async function attempt(authorities?: object): Promise<MailSent> {
    const tunnel = await otherWay?.tunnel(host, port, signal)
    if (tunnel && 'refusal' in tunnel) refusal = tunnel.refusal
    const connection =
      tunnel && 'socket' in tunnel ? (tunnel.socket as Socket) : await openSocket(host, port, signal)
    const reason = await withhold?.()
    if (reason !== undefined) {
      connection.destroy()
      return { ok: false, permanent: false, fault: 'ours', detail: reason }
    }
    const secureContext = authorities as SecureContext | undefined
    const patience = createPatience()
    const transport = await transportTo(server, { connection, secureContext, patience })
    const end = AbortSignal.any([signal, patience.signal])
    const abort = () => takeBack(connection)
    end.addEventListener('abort', abort)
    try {
      return await work(transport, end)
    } catch (error) {
      takeBack(connection)
      const isLate = end.aborted && { code: 'ETIMEDOUT' }
      throw Object.assign(error as SmtpError, isLate, { hasMail: patience.hasMail() })
    } finally {
      end.removeEventListener('abort', abort)
      patience.end()
      transport.close()
      connection.destroy()
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
    if (refusal && isUnreached(error as SmtpError)) return { ...sent, detail: `${sent.detail}; ${refusal}` }
    const rejected = rejectionsIn((error as SmtpError).rejectedErrors)
    return rejected.length > 0 ? { ...sent, rejected } : sent
  }
}

function rejectionsIn(errors: readonly SmtpError[] = []): readonly Rejection[] {
  return errors.map(({ recipient: address = '', responseCode: code = 0 }) => ({ address, code }))
}

/** Ends with a reset, so that no part of a mail that was given up arrives later: the system would go on sending it. */
function takeBack(connection: Socket): void {
  // Inside of TLS to a proxy there is none, and one waits for what the system has not taken yet.
  if (connection instanceof TLSSocket || connection.writableLength > 0) connection.destroy()
  else connection.resetAndDestroy()
}

/** A connection straight to the server. Rejects as nodemailer does where there is none. */
async function openSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, autoSelectFamily: true })
  const timeout = AbortSignal.timeout(TIMEOUTS.connectionTimeout)
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, timeout]) })
    return socket.on('error', () => undefined)
  } catch (error) {
    socket.destroy()
    const { code, syscall, message } = error as NodeJS.ErrnoException
    const failed = timeout.aborted ? 'ETIMEDOUT' : syscall === 'getaddrinfo' ? 'EDNS' : 'ESOCKET'
    throw Object.assign(new Error(message), { code: failed, ...(code && { originalCode: code }) })
  }
}

/** @throws SmtpError */
async function transportTo(
  { host, port, security, user, password, token }: MailServer,
  { connection, patience, secureContext }: Way,
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
    connection,
    ...(secureContext && { tls: { secureContext } }),
    ...TIMEOUTS,
    logger: patience.log,
    transactionLog: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
