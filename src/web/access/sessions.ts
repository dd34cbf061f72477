import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import type { Request, RequestHandler, Response } from 'express'
import session, { type SessionData, Store } from 'express-session'
import type { SessionFile } from '../../domain/access/ports'
import type { Settings } from '../../domain/settings/settings'
import { memo } from '../pages/memo'

declare module 'express-session' {
  interface SessionData {
    /** Digest of the user name and the password's hash; another log-in in the INI ends the session. */
    login: string
  }
}

export const DAY_MS = 86_400_000
const DAYS_30_MS = 30 * DAY_MS
const COOKIE = 'intvlm8r'

/** A session lasts for thirty days from the last answer; only a log-in makes one. */
export function sessionHandler(sessions: SessionFile): RequestHandler {
  return session({
    name: COOKIE,
    secret: sessions.secret,
    store: new RecordStore(sessions),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: cookieFor,
  })
}

function cookieFor({ secure }: Request) {
  return { httpOnly: true, sameSite: 'strict', path: '/', maxAge: DAYS_30_MS, secure } as const
}

/** The session gets a new id, which nobody can have planted. */
export async function beginSession(request: Request, login: Settings['login']): Promise<void> {
  await promisify(request.session.regenerate).call(request.session)
  request.session.login = digest(login)
}

export async function endSession(request: Request, response: Response): Promise<void> {
  await promisify(request.session.destroy).call(request.session)
  response.clearCookie(COOKIE, { path: '/' })
}

export function isLoggedIn({ session }: Request, login: Settings['login']): boolean {
  return isSessionOf(session, login)
}

/** Whether the session began with this log-in. A request whose target is no path, such as `*`, has no session. */
export function isSessionOf(session: Partial<SessionData> | undefined, login: Settings['login']): boolean {
  return session?.login === digest(login)
}

/** An unchanged INI comes as the same object, so each log-in is hashed once. */
const digest = memo(({ username, passwordHash }: Settings['login']) =>
  createHash('sha256').update(`${username}\n${passwordHash}`).digest('base64url'),
)

/** Adapts the session file to express-session. */
class RecordStore extends Store {
  readonly #sessions: SessionFile

  constructor(sessions: SessionFile) {
    super()
    this.#sessions = sessions
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const json = this.#sessions.find(id)
    done(null, json === undefined ? null : JSON.parse(json))
  }

  override set(id: string, data: SessionData, done?: (error?: unknown) => void): void {
    this.#sessions.save(id, JSON.stringify(data), expiry(data)).then(() => done?.(), done)
  }

  override touch(id: string, data: SessionData, done?: (error?: unknown) => void): void {
    const writing = this.#sessions.extend(id, expiry(data))
    // express-session holds back the last byte of the answer until `done` is called.
    if (writing === undefined) done?.()
    else writing.then(() => done?.(), done)
  }

  override destroy(id: string, done?: (error?: unknown) => void): void {
    this.#sessions.remove(id).then(() => done?.(), done)
  }
}

function expiry({ cookie }: SessionData): number {
  return new Date(cookie.expires ?? 0).getTime()
}
