/** An IMAP connection as a mailbox. */
import { ALERT_HEADER } from '../../domain/mail/alert-mail'
import type { Mailbox, MailHead, MailQuery } from '../../domain/mail/mailbox'
import type { FetchMessageObject, ImapFlow, SearchObject } from './imap-client'
import { type Commands, commandsOn, HEAD } from './imap-commands'
import {
  alertKeyIn,
  headDates,
  RECIPIENT_HEADERS,
  recipientsIn,
  type TextPart,
  textOf,
  textParts,
} from './mail-parts'

/** Mails whose heads come with one command. */
const PIECE = 200
/** Milliseconds between two looks of a connection without IDLE. */
const POLL_MS = 60_000
/** Servers compare days without their zone, so a mail of this moment may have the day before. */
const ZONE_MS = 86_400_000
/** Bytes of a text that are read. */
const TEXT_LIMIT = 1_000_000
const LARGEST_UID = 2 ** 32 - 1

export function mailboxOf(client: ImapFlow, host: string, now: number): Mailbox {
  const commands = commandsOn(client, host, now)
  const { within, ask, search, heads, fail } = commands
  /** The server reported mails that were not fetched since. */
  let hasNews = false
  client.on('exists', () => {
    hasNews = true
  })

  /** The deadline is for each piece. */
  const read = (uid: number, part: TextPart) =>
    ask('mail', async goesOn => {
      const downloaded = await client.download(String(uid), part.id, { uid: true, maxBytes: TEXT_LIMIT })
      return await textOf(part, downloaded, goesOn)
    })

  return {
    idles: client.capabilities.has('IDLE'),
    tls: client.tls ? client.tls.version : undefined,
    remove: uids => removeMails(client, commands, uids),
    folders: async () =>
      (await ask('folder', () => client.list())).map(({ path, specialUse }) => ({
        path,
        ...(specialUse !== undefined && { use: specialUse }),
      })),
    open: async (path, { write = false } = {}) => {
      try {
        const opened = await within(() => client.mailboxOpen(path, { readOnly: !write }))
        const { uidValidity, uidNext = await nextUid(commands), exists } = opened
        return { path, uidValidity: String(uidValidity), uidNext, mails: exists }
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
      for (const piece of pieces)
        for await (const message of heads(piece)) {
          // `5:*` names the last mail even where its UID is smaller.
          if (!('from' in wanted) || message.uid >= wanted.from) yield headOf(message)
        }
    },
    mail: async (uid, { textless = false } = {}) => {
      const query = { ...HEAD, bodyStructure: !textless, headers: [...RECIPIENT_HEADERS, ALERT_HEADER] }
      const message = await ask('mail', () => client.fetchOne(String(uid), query, { uid: true }))
      if (!message) return undefined
      const texts: string[] = []
      for (const part of message.bodyStructure ? textParts(message.bodyStructure) : [])
        texts.push(await read(uid, part))
      const [text = '', html] = texts.filter(words => words !== '')
      const recipients = recipientsIn(message.headers)
      const alertKey = alertKeyIn(message.headers)
      return {
        ...{ ...headOf(message), recipients, text },
        ...(html !== undefined && { html }),
        ...(alertKey !== undefined && { alertKey }),
      }
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

/** Removes mails of the open folder for good. */
async function removeMails(
  client: ImapFlow,
  { ask, search }: Commands,
  uids: readonly number[],
): Promise<void> {
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

/** Of the open folder, for servers that do not say it (RFC 3501, 6.3.1). */
async function nextUid({ heads }: Commands): Promise<number> {
  let last = 0
  // A range that begins beyond the last mail names it alone.
  for await (const { uid } of heads(`${LARGEST_UID}:*`)) last = uid
  return last + 1
}

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
    ...(since === undefined ? { all: true } : { since: new Date(since - ZONE_MS) }),
    ...(senders.length === 1 && senders[0]),
    ...(senders.length > 1 && { or: senders }),
    ...(subject !== undefined && { subject }),
  }
}

function headOf({ uid, envelope, internalDate }: FetchMessageObject): MailHead {
  const { subject = '', messageId = '', inReplyTo = '', from = [], date } = envelope ?? {}
  return {
    uid,
    // Servers leave the tab by which a long one was folded.
    subject: subject.replace(/\r?\n[ \t]*|\t/g, ' ').trim(),
    messageId,
    ...(inReplyTo !== '' && { inReplyTo }),
    from: from.map(({ name = '', address = '' }) => ({ name, address })),
    ...headDates(date, internalDate),
  }
}
