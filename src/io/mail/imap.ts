/** IMAP: opens mailboxes. */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import type { MailServer } from '../../domain/mail/account'
import type { Mailbox, MailTrouble } from '../../domain/mail/mailbox'
import type { OtherWay } from '../../domain/net/http-client'
import { isUntrusted } from '../../domain/net/tls-fault'
import { clientTo } from './imap-client'
import { mailboxOf } from './imap-mailbox'
import { troubleOf } from './imap-trouble'

export interface ImapContext {
  readonly signal: AbortSignal
  /** Absent: straight, with Node's own authorities. */
  readonly otherWay?: OtherWay | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Connects, encrypts and logs in. */
export async function openMailbox(server: MailServer, context: ImapContext): Promise<Mailbox | MailTrouble> {
  const { host, port } = server
  const { signal, otherWay, now } = context
  let refusal = ''

  async function attempt(authorities?: object): Promise<Mailbox> {
    const tunnel = await otherWay?.tunnel(host, port, signal)
    if (tunnel && 'refusal' in tunnel) refusal = tunnel.refusal
    const client = await clientTo(server, {
      authorities: authorities as SecureContext | undefined,
      tunnel: tunnel && 'socket' in tunnel ? (tunnel.socket as Socket) : undefined,
    })
    client.on('error', () => {})
    const abort = () => client.close()
    signal.addEventListener('abort', abort)
    client.on('close', () => signal.removeEventListener('abort', abort))
    if (signal.aborted) client.close()
    await client.connect().catch(error => {
      client.close()
      throw error
    })
    return mailboxOf(client, host, now)
  }

  try {
    try {
      return await attempt()
    } catch (error) {
      const authorities = isUntrusted(error) ? await otherWay?.authorities() : undefined
      if (authorities === undefined) throw error
      return await attempt(authorities)
    }
  } catch (error) {
    if (signal.aborted) return { step: 'connection', detail: `${host} did not answer in time` }
    const trouble = troubleOf(error, host, 'login', now, server.token === undefined ? 'password' : 'token')
    return refusal && trouble.step === 'connection'
      ? { ...trouble, detail: `${trouble.detail}; ${refusal}` }
      : trouble
  }
}
