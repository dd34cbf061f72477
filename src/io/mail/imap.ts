/** IMAP: connections to mailboxes. The only file that imports imapflow, when a mailbox is opened first. */
import type { Socket } from 'node:net'
import { type SecureContext, connect as secure } from 'node:tls'
import type { FetchMessageObject, ImapFlow, ImapFlowOptions, ImapTransport, SearchObject } from 'imapflow'
import type { MailServer } from '../../domain/mail/account'
import {
  type Mailbox,
  MailboxError,
  type MailHead,
  type MailQuery,
  type MailStep,
  type MailTrouble,
} from '../../domain/mail/mailbox'
import type { OtherWay } from '../../domain/net/http-client'
import { isUntrusted } from '../../domain/net/tls-fault'
import { troubleOf } from './imap-trouble'
import { headDates, RECIPIENT_HEADERS, recipientsIn, textOf, textPart } from './mail-parts'

export interface ImapServer extends MailServer {
  /** In place of the password (XOAUTH2). */
  readonly token?: string
}

export interface ImapContext {
  readonly signal: AbortSignal
  /** Absent: straight, with Node's own authorities. */
  readonly otherWay?: OtherWay | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Milliseconds for the answer to one command; and of silence while new mails are awaited. */
const COMMAND_MS = 30_000
const SILENCE_MS = 6 * 60_000
const CONNECT_MS = 20_000
/** An address is given up after so long, should there be others. */
const ADDRESS_TIMEOUT = 2_500
/** Bytes: headers of a mail, or the part of its text that is kept, come in one literal. */
const LIMITS = { maxLiteralSize: 1_000_000, maxLineLength: 1_000_000, maxResponseSize: 4_000_000 } as const
const TOKENS = 200_000
/** Mails whose heads come with one command. */
const PIECE = 200
/** IDLE is begun anew before the server or a router between ends the connection. */
const IDLE_MS = 4 * 60_000
/** Milliseconds between two looks of a connection without IDLE. */
const POLL_MS = 60_000

/** Connects, encrypts and logs in. */
export async function openMailbox(server: ImapServer, context: ImapContext): Promise<Mailbox | MailTrouble> {
  const { host, port } = server
  const { signal, otherWay, now } = context
  let refusal = ''

  async function attempt(authorities?: object): Promise<Mailbox> {
    const tunnel = await otherWay?.tunnel(host, port, signal)
    if (typeof tunnel === 'string') refusal = tunnel
    const { ImapFlow } = await import('imapflow')
    const client = new ImapFlow(
      optionsFor(server, {
        authorities: authorities as SecureContext | undefined,
        tunnel: typeof tunnel === 'object' ? (tunnel as Socket) : undefined,
      }),
    )
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
    const trouble = troubleOf(error, host, 'login', now)
    return refusal && trouble.step === 'connection'
      ? { ...trouble, detail: `${trouble.detail}; ${refusal}` }
      : trouble
  }
}

function optionsFor(
  { host, port, security, user, password, token }: ImapServer,
  {
    authorities,
    tunnel,
  }: { readonly authorities: SecureContext | undefined; readonly tunnel: Socket | undefined },
): ImapFlowOptions {
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
    auth: token === undefined ? { user, pass: password } : { user, accessToken: token },
    tls: {
      ...(authorities && { secureContext: authorities }),
      ...({ autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT } as object),
    },
    ...(tunnel && { transport: through(tunnel) }),
    logger: false,
    clientInfo: { name: 'intvlm8r' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    maxIdleTime: IDLE_MS,
    ...LIMITS,
    maxResponseTokens: TOKENS,
  }
}

/** Over a connection that a proxy made. */
function through(tunnel: Socket): ImapTransport {
  const encrypted = (
    socket: Socket,
    {
      servername,
      tls,
    }: Parameters<ImapTransport['connect']>[0] | Parameters<NonNullable<ImapTransport['upgrade']>>[1],
    onSecure: () => void,
  ) => secure({ ...tls, socket, ...(servername !== undefined && { servername }) }, onSecure)
  return {
    connect: (options, onConnect) => {
      if (options.secure) return encrypted(tunnel, options, onConnect)
      setImmediate(onConnect)
      return tunnel
    },
    upgrade: (socket, options, onSecure) => encrypted(socket as Socket, options, onSecure),
  }
}

function mailboxOf(client: ImapFlow, host: string, now: number): Mailbox {
  /** The reason why the connection closed; the command that waits only fails. */
  let broken: Error | undefined
  client.on('error', error => {
    broken = error
  })
  /** The server reported mails that were not fetched since. */
  let hasNews = false
  client.on('exists', () => {
    hasNews = true
  })
  /** The command under way did not end in time, which closed the connection. */
  let isLate = false
  const fail = (error: unknown, step: MailStep) =>
    isLate
      ? new MailboxError({ step, detail: `${host} did not answer in time` })
      : error instanceof MailboxError
        ? error
        : new MailboxError(troubleOf(broken ?? error, host, step, now))

  function limited(): NodeJS.Timeout {
    return setTimeout(() => {
      isLate = true
      client.close()
    }, COMMAND_MS)
  }

  async function within<T>(run: () => Promise<T>): Promise<T> {
    const limit = limited()
    try {
      return await run()
    } finally {
      clearTimeout(limit)
    }
  }

  /** Runs a command, and throws also where the library only returns that it had no answer. */
  async function ask<T>(step: MailStep, run: () => Promise<T>): Promise<T> {
    try {
      const answer = await within(run)
      if (!client.usable) throw new MailboxError(CLOSED(host))
      return answer
    } catch (error) {
      throw fail(error, step)
    }
  }

  async function search(query: SearchObject): Promise<readonly number[]> {
    const found = await ask('mail', () => client.search(query, { uid: true }))
    if (!Array.isArray(found)) throw new MailboxError({ step: 'mail', detail: `${host} refused the search` })
    return found
  }

  async function remove(uids: readonly number[]): Promise<void> {
    if (uids.length === 0 || client.mailbox === false) return
    const range = uids.join(',')
    const here = client.mailbox.path
    if (client.capabilities.has('X-GM-EXT-1')) {
      // Outside of its trash, Gmail would keep a mail that was removed.
      const trash = (await ask('folder', () => client.list())).find(
        ({ specialUse }) => specialUse === '\\Trash',
      )
      if (trash !== undefined && trash.path !== here) {
        const moved = await ask('mail', () => client.messageMove(range, trash.path, { uid: true }))
        const there = moved === false ? [] : [...(moved.uidMap?.values() ?? [])]
        await ask('folder', () => client.mailboxOpen(trash.path))
        if (there.length > 0) await ask('mail', () => client.messageDelete(there.join(','), { uid: true }))
        await ask('folder', () => client.mailboxOpen(here))
        return
      }
    }
    if (!client.capabilities.has('UIDPLUS')) {
      // The server removes all that are marked: others that wait for that are not ours to remove.
      const marked = await search({ deleted: true })
      if (marked.some(uid => !uids.includes(uid)))
        return void (await ask('mail', () => client.messageFlagsAdd(range, ['\\Deleted'], { uid: true })))
    }
    await ask('mail', () => client.messageDelete(range, { uid: true }))
  }

  return {
    idles: client.capabilities.has('IDLE'),
    tls: client.tls ? client.tls.version : undefined,
    remove,
    folders: async () =>
      (await ask('folder', () => client.list())).map(({ path, specialUse }) => ({
        path,
        ...(specialUse !== undefined && { use: specialUse }),
      })),
    open: async (path, { write = false } = {}) => {
      try {
        const opened = await within(() => client.mailboxOpen(path, { readOnly: !write }))
        const { uidValidity, uidNext, exists } = opened
        return { path, uidValidity: String(uidValidity), uidNext: Number(uidNext), mails: exists }
      } catch (error) {
        const { responseStatus } = error as { responseStatus?: string }
        if (responseStatus === 'NO' && client.usable && !(await within(() => isListed(client, path))))
          return undefined
        throw fail(error, 'folder')
      }
    },
    search: query => search(searchOf(query)),
    heads: async function* (wanted) {
      if ('from' in wanted) hasNews = false
      const pieces = 'from' in wanted ? [`${wanted.from}:*`] : piecesOf(wanted)
      for (const piece of pieces) {
        if (!client.usable || client.mailbox === false) throw new MailboxError(CLOSED(host))
        const query = { uid: true, envelope: true, internalDate: true } as const
        const limit = limited()
        try {
          for await (const message of client.fetch(piece, query, { uid: true })) {
            limit.refresh()
            // `5:*` names the last mail even where its UID is smaller.
            if (!('from' in wanted) || message.uid >= wanted.from) yield headOf(message)
          }
        } catch (error) {
          throw fail(error, 'mail')
        } finally {
          clearTimeout(limit)
        }
        if (!client.usable) throw new MailboxError(CLOSED(host))
      }
    },
    mail: async uid => {
      const query = {
        uid: true,
        envelope: true,
        internalDate: true,
        bodyStructure: true,
        headers: RECIPIENT_HEADERS,
      }
      const message = await ask('mail', () => client.fetchOne(String(uid), query, { uid: true }))
      if (!message) return undefined
      const part = message.bodyStructure && textPart(message.bodyStructure)
      const text =
        part === undefined
          ? ''
          : await ask('mail', async () =>
              textOf(part, await client.download(String(uid), part.id, { uid: true, maxBytes: part.most })),
            )
      return { ...headOf(message), recipients: recipientsIn(message.headers), text }
    },
    wait: async (ms, signal) => {
      if (hasNews) return
      await waitFor(client, ms, signal)
      // It ends IDLE, and a server without it reports what is new.
      if (!signal.aborted) await ask('connection', () => client.noop())
    },
    close: async () => {
      if (!client.usable) return client.close()
      const limit = setTimeout(() => client.close(), 3_000)
      await client.logout().catch(() => {})
      clearTimeout(limit)
      client.close()
    },
  }
}

const CLOSED = (host: string): MailTrouble => ({
  step: 'connection',
  detail: `${host} closed the connection`,
})

/** A server may refuse a folder for another reason than that there is none. */
async function isListed(client: ImapFlow, path: string): Promise<boolean> {
  const all = await client.list({ listOnly: true }).catch(() => undefined)
  return all === undefined || all.some(one => one.path.toLowerCase() === path.toLowerCase())
}

/** Until the server reports a change, by IDLE where it has that; else until the next look, which asks for one. */
async function waitFor(client: ImapFlow, ms: number, signal: AbortSignal): Promise<void> {
  const limit = client.capabilities.has('IDLE') ? ms : Math.min(ms, POLL_MS)
  if (signal.aborted || !client.usable) return
  let end = () => {}
  const changed = new Promise<void>(resolve => {
    end = resolve
  })
  const events = ['exists', 'expunge', 'mailboxClose', 'close'] as const
  for (const event of events) client.on(event, end)
  signal.addEventListener('abort', end)
  const timer = setTimeout(end, limit)
  try {
    if (client.capabilities.has('IDLE')) client.idle().catch(end)
    await changed
  } finally {
    clearTimeout(timer)
    for (const event of events) client.off(event, end)
    signal.removeEventListener('abort', end)
  }
}

function* piecesOf(uids: readonly number[]): Generator<string> {
  for (let at = 0; at < uids.length; at += PIECE) yield uids.slice(at, at + PIECE).join(',')
}

function searchOf({ since, from = [], subject }: MailQuery): SearchObject {
  const senders = from.map(one => ({ from: one }))
  return {
    ...(since === undefined ? { all: true } : { since: new Date(since) }),
    ...(senders.length === 1 && senders[0]),
    ...(senders.length > 1 && { or: senders }),
    ...(subject !== undefined && { subject }),
  }
}

function headOf({ uid, envelope, internalDate }: FetchMessageObject): MailHead {
  const { subject = '', messageId = '', from = [], date } = envelope ?? {}
  return {
    uid,
    subject: subject.replace(/\r?\n[ \t]*/g, ' ').trim(),
    messageId,
    from: from.map(({ name = '', address = '' }) => ({ name, address })),
    ...headDates(date, internalDate),
  }
}
