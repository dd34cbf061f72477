/**
 * A small IMAP server (IMAP4rev1, IDLE, UIDPLUS, SPECIAL-USE, XOAUTH2) with mailboxes in memory, which a test can make
 * misbehave at any command. `npm run test:mail` runs the same things against Dovecot.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import type { Certificate } from './certificates'

export interface StoredMail {
  readonly uid: number
  readonly raw: string
  readonly arrived: Date
  readonly flags: Set<string>
}

interface Folder {
  uidValidity: number
  uidNext: number
  mails: StoredMail[]
  readonly use?: string
}

export interface ImapCommand {
  readonly tag: string
  /** `UID FETCH`, `LOGIN`, ... */
  readonly verb: string
  readonly args: string
  readonly socket: Socket
}

export interface ImapOptions {
  readonly user?: string
  readonly password?: string
  /** Accepted in place of the password. */
  readonly token?: string
  readonly certificate?: Certificate
  /** With a certificate: only after STARTTLS. */
  readonly startTls?: boolean
  readonly capabilities?: string
  /** As RFC 3501 allows, false: a folder that is opened comes without its UIDNEXT. */
  readonly namesNextUid?: boolean
  /** Further folders; the path and perhaps its use: `Spam \\Junk`. */
  readonly folders?: readonly string[]
  /** Answers a command in the server's place; false: it does so itself. */
  readonly interrupt?: (command: ImapCommand) => boolean
}

interface Session {
  folder?: Folder
  idleTag?: string
  /** Of an AUTHENTICATE whose response has still to come, with its mechanism. */
  authenticating?: Pick<ImapCommand, 'tag' | 'args'>
  startedTls?: boolean
  writable: boolean
}

const CAPABILITIES = 'IMAP4rev1 IDLE UIDPLUS SPECIAL-USE SASL-IR AUTH=PLAIN AUTH=XOAUTH2'

export type ImapServer = Awaited<ReturnType<typeof startImap>>

export async function startImap(options: ImapOptions = {}) {
  const { user = 'me@example.org', password = 'secret', token, certificate, startTls = false } = options
  const folders = new Map<string, Folder>([['INBOX', newFolder()]])
  for (const named of options.folders ?? []) {
    const [, path = '', use] = /^(.*?)(?: (\\\w+))?$/.exec(named) ?? []
    folders.set(path, newFolder(use))
  }
  const sessions = new Map<Socket, Session>()
  /** Every command, in order: the verb and its arguments. */
  const commands: { readonly verb: string; readonly args: string }[] = []
  let interrupt = options.interrupt

  function greet(socket: Socket): void {
    sessions.set(socket, { writable: false })
    socket.on('error', () => {})
    socket.on('close', () => sessions.delete(socket))
    if (!socket.destroyed) socket.write(`* OK [CAPABILITY ${capabilities()}] ready\r\n`)
    listenTo(socket)
  }

  const capabilities = () => `${options.capabilities ?? CAPABILITIES}${startTls ? ' STARTTLS' : ''}`

  function listenTo(socket: Socket): void {
    let rest = ''
    socket.on('data', chunk => {
      rest += chunk.toString('latin1')
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        take(line, socket)
      }
    })
  }

  function take(line: string, socket: Socket): void {
    const session = sessions.get(socket)
    if (session === undefined) return
    if (session.idleTag !== undefined) {
      const tag = session.idleTag
      if (/^DONE$/i.test(line)) {
        delete session.idleTag
        socket.write(`${tag} OK idle ended\r\n`)
      }
      return
    }
    if (session.authenticating !== undefined) {
      const { tag, args } = session.authenticating
      delete session.authenticating
      answer({ tag, verb: 'AUTHENTICATE', args: `${args} ${line}`, socket }, session)
      return
    }
    const [, tag = '', verb = '', args = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    const command = { tag, verb: verb.toUpperCase(), args, socket }
    commands.push({ verb: command.verb, args })
    if (interrupt?.(command)) return
    answer(command, session)
  }

  function answer({ tag, verb, args, socket }: ImapCommand, session: Session): unknown {
    const send = (...lines: string[]) =>
      void socket.write(lines.map(line => `${line}\r\n`).join(''), 'latin1')
    const ok = (words = 'done') => send(`${tag} OK ${words}`)
    const no = (words: string) => send(`${tag} NO ${words}`)
    const uids = () => (session.folder === undefined ? [] : wanted(args, session.folder))
    switch (verb) {
      case 'CAPABILITY':
        send(`* CAPABILITY ${capabilities()}`)
        return ok()
      case 'ID':
        send('* ID NIL')
        return ok()
      case 'NOOP':
        if (session.folder) send(`* ${session.folder.mails.length} EXISTS`)
        return ok()
      case 'STARTTLS':
        ok('begin')
        return upgrade(socket)
      case 'LOGIN': {
        const [, name, secret] = /^"?([^"\s]*)"? "?([^"\s]*)"?$/.exec(args) ?? []
        return name === user && secret === password ? ok('logged in') : no('[AUTHENTICATIONFAILED] no')
      }
      case 'AUTHENTICATE': {
        const [, initial] = args.split(' ')
        if (initial === undefined) {
          session.authenticating = { tag, args }
          return send('+ ')
        }
        const text = Buffer.from(initial, 'base64').toString()
        const isRight = args.startsWith('XOAUTH2')
          ? token !== undefined && text === `user=${user}\u0001auth=Bearer ${token}\u0001\u0001`
          : text === `\0${user}\0${password}`
        return isRight ? ok('logged in') : no('[AUTHENTICATIONFAILED] no')
      }
      case 'LIST':
      case 'LSUB':
        if (args === '"" ""') send('* LIST (\\Noselect) "/" ""')
        else if (verb === 'LIST')
          for (const [path, { use }] of folders) send(`* LIST (${use ?? '\\HasNoChildren'}) "/" "${path}"`)
        return ok()
      case 'SELECT':
      case 'EXAMINE': {
        const path = args.replace(/^"?([^"]*?)"?(?: \(.*\))?$/, '$1')
        const folder = folders.get(path)
        delete session.folder
        if (folder === undefined) return no('[NONEXISTENT] no such mailbox')
        session.folder = folder
        session.writable = verb === 'SELECT'
        send(
          '* FLAGS (\\Seen \\Deleted)',
          '* OK [PERMANENTFLAGS (\\Seen \\Deleted)] flags',
          `* ${folder.mails.length} EXISTS`,
          `* OK [UIDVALIDITY ${folder.uidValidity}] valid`,
          ...(options.namesNextUid === false ? [] : [`* OK [UIDNEXT ${folder.uidNext}] next`]),
        )
        return ok(session.writable ? '[READ-WRITE] selected' : '[READ-ONLY] selected')
      }
      case 'UID SEARCH': {
        const found = (session.folder?.mails ?? []).filter(mail => matches(mail, args))
        send(`* SEARCH ${found.map(({ uid }) => uid).join(' ')}`.trim())
        return ok()
      }
      case 'UID FETCH':
        for (const mail of uids()) {
          const number = (session.folder?.mails.indexOf(mail) ?? 0) + 1
          send(`* ${number} FETCH (${fetched(mail, args)})`)
        }
        return ok()
      case 'UID STORE':
        if (!session.writable) return no('read-only')
        for (const mail of uids()) for (const flag of args.match(/\\\w+/g) ?? []) mail.flags.add(flag)
        return ok()
      case 'EXPUNGE':
      case 'UID EXPUNGE': {
        if (!session.writable || session.folder === undefined) return no('read-only')
        const gone = (verb === 'EXPUNGE' ? session.folder.mails : uids()).filter(({ flags }) =>
          flags.has('\\Deleted'),
        )
        session.folder.mails = session.folder.mails.filter(mail => !gone.includes(mail))
        return ok()
      }
      case 'IDLE':
        session.idleTag = tag
        send('+ idling')
        return session.folder && send(`* ${session.folder.mails.length} EXISTS`)
      case 'UNSELECT':
      case 'CLOSE':
        delete session.folder
        return ok()
      case 'LOGOUT':
        send('* BYE good day')
        ok()
        return void socket.end()
      default:
        return send(`${tag} BAD unknown command`)
    }
  }

  function upgrade(socket: Socket): void {
    socket.removeAllListeners('data')
    const secured = new TLSSocket(socket, { isServer: true, ...certificate })
    sessions.set(secured, { writable: false })
    secured.on('error', () => {})
    secured.on('close', () => sessions.delete(secured))
    listenTo(secured)
  }

  const all = new Set<Socket>()
  const server =
    certificate === undefined || startTls ? createServer(greet) : createTlsServer({ ...certificate }, greet)
  server.on('connection', socket => {
    all.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => all.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const folderOf = (path: string) => {
    const folder = folders.get(path)
    if (folder === undefined) throw new Error(`this test has no folder ${path}`)
    return folder
  }

  return {
    port: (server.address() as AddressInfo).port,
    commands,
    verbs: () => commands.map(({ verb }) => verb),
    folders,
    /** The mails of a folder. */
    mails: (path = 'INBOX') => folderOf(path).mails,
    /** Puts a mail into a folder, and reports it to all who wait there. */
    deliver: (raw: string, path = 'INBOX', arrived = new Date()): number => {
      const folder = folderOf(path)
      const uid = folder.uidNext++
      folder.mails.push({ uid, raw: raw.replace(/\r?\n/g, '\r\n'), arrived, flags: new Set() })
      for (const [socket, session] of sessions)
        if (session.folder === folder && session.idleTag !== undefined)
          socket.write(`* ${folder.mails.length} EXISTS\r\n`)
      return uid
    },
    /** The folder is made anew, with the same mails under other UIDs. */
    renew: (path = 'INBOX'): void => {
      const folder = folderOf(path)
      folder.uidValidity++
      folder.mails = folder.mails.map((mail, index) => ({ ...mail, uid: index + 1 }))
      folder.uidNext = folder.mails.length + 1
    },
    misbehave: (how: ImapOptions['interrupt']) => {
      interrupt = how
    },
    drop: () => {
      for (const socket of all) socket.destroy()
    },
    connections: () => all.size,
    close: async () => {
      for (const socket of all) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function newFolder(use?: string): Folder {
  return { uidValidity: 1, uidNext: 1, mails: [], ...(use !== undefined && { use }) }
}

/** A set of UIDs such as `1:3,7,9:*`. */
function wanted(args: string, { mails }: Folder): StoredMail[] {
  const last = mails.at(-1)?.uid ?? 0
  const numbers = (args.split(' ', 1)[0] ?? '')
    .split(',')
    .map(range => range.split(':').map(end => (end === '*' ? last : Number(end))))
  return mails.filter(({ uid }) =>
    numbers.some(([from = 0, to = from]) => uid >= Math.min(from, to) && uid <= Math.max(from, to)),
  )
}

/** FROM, SUBJECT, SINCE, OR of two, DELETED; other keys hold. As real servers do, it compares days. */
function matches(mail: StoredMail, args: string): boolean {
  const words = args.match(/"[^"]*"|\S+/g) ?? []
  let at = 0
  const next = () => (words[at++] ?? '').replace(/^"|"$/g, '')
  function one(): boolean {
    const key = next().toUpperCase()
    if (key === 'OR') {
      const [a, b] = [one(), one()]
      return a || b
    }
    if (key === 'FROM' || key === 'SUBJECT') {
      const value = next().toLowerCase()
      return headerOf(mail.raw, key).toLowerCase().includes(value)
    }
    if (key === 'SINCE') return mail.arrived.getTime() >= Date.parse(`${next()} UTC`)
    if (key === 'DELETED') return mail.flags.has('\\Deleted')
    return true
  }
  while (at < words.length) if (!one()) return false
  return true
}

export function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: ?(.*)$`, 'im').exec(head)?.[1] ?? ''
}

const bodyOf = (raw: string) => raw.slice(raw.indexOf('\r\n\r\n') + 4)
const quoted = (text: string) => (text === '' ? 'NIL' : `"${text.replace(/["\\]/g, '\\$&')}"`)

function fetched(mail: StoredMail, args: string): string {
  const { uid, raw, arrived } = mail
  const items = [`UID ${uid}`]
  if (/ENVELOPE/.test(args)) items.push(`ENVELOPE ${envelopeOf(raw)}`)
  if (/INTERNALDATE/.test(args)) items.push(`INTERNALDATE "${internalDate(arrived)}"`)
  if (/BODYSTRUCTURE/.test(args)) {
    const [, subtype = 'plain'] = /^text\/(\w+)/i.exec(headerOf(raw, 'Content-Type')) ?? []
    const encoding = headerOf(raw, 'Content-Transfer-Encoding') || '8bit'
    items.push(
      `BODYSTRUCTURE ("text" "${subtype}" ("charset" "utf-8") NIL NIL "${encoding}" ${bodyOf(raw).length} 1)`,
    )
  }
  for (const [, section = ''] of args.matchAll(/BODY\.PEEK\[([^\]]*)\](?:<[\d.]+>)?/g)) {
    const literal = sectionOf(raw, section)
    const at = /<(\d+)/.exec(args)?.[1]
    const begun = section === '1' && at !== undefined ? `<${at}>` : ''
    items.push(`BODY[${section}]${begun} {${Buffer.byteLength(literal, 'latin1')}}\r\n${literal}`)
  }
  return items.join(' ')
}

function sectionOf(raw: string, section: string): string {
  if (section === '') return raw
  if (/^HEADER\.FIELDS/.test(section)) {
    const names = (/\((.*)\)/.exec(section)?.[1] ?? '').split(' ').map(name => name.replace(/"/g, ''))
    const lines = names.flatMap(name =>
      headerOf(raw, name) === '' ? [] : [`${name}: ${headerOf(raw, name)}`],
    )
    return `${lines.join('\r\n')}\r\n\r\n`
  }
  if (/HEADER$/.test(section)) return raw.slice(0, raw.indexOf('\r\n\r\n') + 4)
  if (/MIME$/.test(section))
    return ['Content-Type', 'Content-Transfer-Encoding']
      .map(
        name =>
          `${name}: ${headerOf(raw, name) || (name === 'Content-Type' ? 'text/plain; charset=utf-8' : '8bit')}`,
      )
      .join('\r\n')
      .concat('\r\n\r\n')
  return bodyOf(raw)
}

function envelopeOf(raw: string): string {
  const people = (name: string) => {
    const found = [...headerOf(raw, name).matchAll(/(?:"?([^"<,]*?)"? ?<)?([^\s<>,@"]+)@([^\s<>,"]+)>?/g)]
    if (found.length === 0) return 'NIL'
    return `(${found.map(([, who = '', box = '', host = '']) => `(${quoted(who)} NIL ${quoted(box)} ${quoted(host)})`).join('')})`
  }
  const from = people('From')
  const parts = [quoted(headerOf(raw, 'Date')), quoted(headerOf(raw, 'Subject')), from, from, from]
  return `(${[...parts, people('To'), people('Cc'), 'NIL', quoted(headerOf(raw, 'In-Reply-To')), quoted(headerOf(raw, 'Message-ID'))].join(' ')})`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function internalDate(date: Date): string {
  const time = date.toISOString().slice(11, 19)
  return `${String(date.getUTCDate()).padStart(2, ' ')}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000`
}
