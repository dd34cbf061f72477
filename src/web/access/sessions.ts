import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import type { Request, RequestHandler, Response } from 'express'
import session, { type SessionData, Store } from 'express-session'
import type { SessionFile } from '../../domain/access/ports'
import { deviceWords, SESSION_MS } from '../../domain/access/session'
import type { Settings } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { plainAddress } from '../net/addresses'
import { memo } from '../pages/memo'
import { type CookieNames, cookieNames } from './cookie-names'

declare module 'express-session' {
  interface SessionData {
    /** Digest of the user name and the factors; another log-in in the INI ends the session. */
    login: string
    /** Words for the device that logged in, and its address. */
    device?: string
    address?: string
    /** When the log-in was, and when the password was typed last; in epoch milliseconds. */
    begun?: number
    typedAt?: number
    /** Whether the browser has been sent the cookie of https, so that no other counts there. */
    isHostBound?: boolean
  }
}

/** A session lasts for thirty days from the last answer, ninety in all; only a log-in makes one. */
export function sessionHandler(sessions: SessionFile, now: Clock): RequestHandler {
  const names = cookieNames(sessions)
  const handler = (name: string, store: Store) =>
    session({
      name,
      secret: sessions.secret,
      store,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: cookieFor,
    })
  const plain = handler(names.session, new RecordStore(sessions, now))
  const hostBound = handler(names.hostSession, new RecordStore(sessions, now))
  const takenOver = handler(names.hostSession, new RecordStore(sessions, now, data => !data.isHostBound))
  return (request, response, next) => {
    const earlier = renameCookie(request, names)
    const isPlanted = earlier !== undefined && earlier !== names.earlier.hostSession
    const handle = !request.secure ? plain : isPlanted ? takenOver : hostBound
    handle(request, response, error => {
      // Any other cookie is left to the appliance on this host that made it.
      if (earlier !== undefined && request.session?.login !== undefined) {
        response.append('Set-Cookie', `${earlier}=; Path=/; Max-Age=0${request.secure ? '; Secure' : ''}`)
        if (request.secure) request.session.isHostBound = true
      }
      next(error)
    })
  }
}

/** `lax`: a link of an alert, followed in a web mail or a chat, comes with it. `hardening` refuses the forms of other sites. */
function cookieFor({ secure }: Request) {
  return { httpOnly: true, sameSite: 'lax', path: '/', maxAge: SESSION_MS.idle, secure } as const
}

/**
 * Reads the cookie of an earlier version, and over https that of http, under its present name where there is none of that name:
 * its session goes on, and the browser gets the present one in its place. Over https a name that others may plant is of no
 * use after that. Returns the name that it had.
 */
function renameCookie({ headers, secure }: Request, names: CookieNames): string | undefined {
  const { cookie = '' } = headers
  const place = (name: string) => new RegExp(`(^|;\\s*)${name}=`)
  const { earlier } = names
  const present = secure ? names.hostSession : names.session
  const before = secure ? [earlier.hostSession, names.session, earlier.session] : [earlier.session]
  const found = place(present).test(cookie) ? undefined : before.find(name => place(name).test(cookie))
  if (found !== undefined) headers.cookie = cookie.replace(place(found), `$1${present}=`)
  return found
}

/** `now` in epoch milliseconds; `begun`: of the log-in that it continues. The session gets a new id, which nobody can have planted. */
export async function beginSession(
  request: Request,
  login: Settings['login'],
  now: number,
  begun = now,
): Promise<void> {
  await promisify(request.session.regenerate).call(request.session)
  Object.assign(request.session, {
    login: logInDigest(login),
    device: deviceWords(request.headers['user-agent']),
    address: plainAddress(request.ip ?? ''),
    begun,
    typedAt: now,
    ...(request.secure && { isHostBound: true }),
  } satisfies Partial<SessionData>)
}

export async function endSession(
  request: Request,
  response: Response,
  sessions: Pick<SessionFile, 'secret'>,
): Promise<void> {
  const { session, hostSession } = cookieNames(sessions)
  await promisify(request.session.destroy).call(request.session)
  response.clearCookie(session, { path: '/' })
  if (request.secure) response.clearCookie(hostSession, { path: '/', secure: true })
}

export function isLoggedIn({ session }: Request, login: Settings['login']): boolean {
  return isSessionOf(session, login)
}

/** Whether the session began with this log-in. A request whose target is no path, such as `*`, has no session. */
export function isSessionOf(session: Partial<SessionData> | undefined, login: Settings['login']): boolean {
  return session?.login === logInDigest(login)
}

/** Names a log-in by its user and its factors. An unchanged INI comes as the same object, so each is hashed once. */
export const logInDigest = memo(({ username, passwordHash, secondFactor }: Settings['login']) => {
  const factors = [username, passwordHash, ...(secondFactor ? [secondFactor.secret] : [])]
  return createHash('sha256').update(factors.join('\n')).digest('base64url')
})

/** Adapts the session file to express-session, which waits for each `done`; `accepts` hides some of its sessions. */
class RecordStore extends Store {
  readonly #sessions: SessionFile
  readonly #now: Clock
  readonly #accepts: (data: SessionData) => boolean

  constructor(sessions: SessionFile, now: Clock, accepts: (data: SessionData) => boolean = () => true) {
    super()
    this.#sessions = sessions
    this.#now = now
    this.#accepts = accepts
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const json = this.#sessions.find(id)
    const data: SessionData | null = json === undefined ? null : JSON.parse(json)
    done(null, data && this.#accepts(data) ? data : null)
  }

  override set(id: string, data: SessionData, done: (error?: unknown) => void): void {
    this.#sessions.save(id, JSON.stringify(data), this.#end(), data.begun).then(() => done(), done)
  }

  override touch(id: string, _data: SessionData, done: (error?: unknown) => void): void {
    const writing = this.#sessions.extend(id, this.#end())
    // express-session holds back the last byte of the answer until `done` is called.
    if (writing === undefined) done()
    else writing.then(() => done(), done)
  }

  override destroy(id: string, done: (error?: unknown) => void): void {
    this.#sessions.remove(id).then(() => done(), done)
  }

  /** When a session ends that is used now. */
  #end(): number {
    return this.#now() + SESSION_MS.idle
  }
}
