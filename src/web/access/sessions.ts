import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import type { Request, RequestHandler, Response } from 'express'
import session, { type SessionData, Store } from 'express-session'
import type { SessionFile } from '../../domain/access/ports'
import type { Settings } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { onceEach } from '../pages/memo'

declare module 'express-session' {
  interface SessionData {
    /** Which log-in it is: with another name or password in the INI it is none any more. */
    login: string
  }
}

const DAY_MS = 86_400_000
const DAYS_30_MS = 30 * DAY_MS
const COOKIE = 'intvlm8r'

/** Sessions of thirty days, which begin anew with every answer; only a log-in makes one. */
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

/** Under a new id, so that nobody can have planted it. */
export async function beginSession(request: Request, login: Settings['login']): Promise<void> {
  await promisify(request.session.regenerate).call(request.session)
  request.session.login = digest(login)
}

export async function endSession(request: Request, response: Response): Promise<void> {
  await promisify(request.session.destroy).call(request.session)
  response.clearCookie(COOKIE, { path: '/' })
}

export function isLoggedIn({ session }: Request, login: Settings['login']): boolean {
  return isOf(session, login)
}

/** A request whose target is no path, such as `*`, is given no session. */
function isOf(session: Partial<SessionData> | undefined, login: Settings['login']): boolean {
  return session?.login === digest(login)
}

/** An INI that stays the same comes with the same log-in. */
const digest = onceEach(({ username, passwordHash }: Settings['login']) =>
  createHash('sha256').update(`${username}\n${passwordHash}`).digest('base64url'),
)

/** More than there are sessions. */
const MOST_RECOGNISED = 100

/** Tells log-ins by the cookies that came with them, as they came. */
export interface Recognised {
  /** The request was found to be logged in, and the answer to it renews the cookie. */
  note(request: Request): void
  /** Somebody was logged in with this cookie within a day, and has not logged out: whether the INI still has that log-in is to be asked. */
  has(cookie: string | undefined): boolean
  isLoggedIn(cookie: string | undefined, login: Settings['login']): boolean
}

/** What express-session has made out of a cookie holds for a day, after which it has to renew the cookie. */
export function createRecognised(sessions: Pick<SessionFile, 'find'>, now: Clock): Recognised {
  const known = new Map<string, { readonly id: string; readonly at: number }>()

  function find(cookie = ''): string | undefined {
    const entry = known.get(cookie)
    return entry && Math.abs(now() - entry.at) <= DAY_MS ? sessions.find(entry.id) : undefined
  }

  return {
    note: ({ headers: { cookie = '' }, sessionID: id }) => {
      known.delete(cookie)
      known.set(cookie, { id, at: now() })
      const oldest = known.keys().next().value
      if (known.size > MOST_RECOGNISED && oldest !== undefined) known.delete(oldest)
    },
    has: cookie => find(cookie) !== undefined,
    isLoggedIn: (cookie, login) => {
      const session = find(cookie)
      return session !== undefined && isOf(JSON.parse(session), login)
    },
  }
}

/** express-session's face of the session file. */
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
    // While express-session waits, it holds the last byte of the answer back.
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
