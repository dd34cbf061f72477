import type { Request } from 'express'
import type { SessionFile } from '../../domain/access/ports'
import type { Settings } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { isSessionOf } from './sessions'

const DAY_MS = 86_400_000
/** More cookies than an appliance has sessions. */
const MOST_RECOGNISED = 100

/** Cookies that express-session has verified, as the browser sent them; the fast path recognises log-ins by them. */
export interface Recognised {
  /** Call it for a request that is logged in, before the answer, which renews the cookie. */
  note(request: Request): void
  /**
   * Whether the cookie was noted within a day and its session still exists. The caller must still check the log-in
   * against the INI.
   */
  has(cookie: string | undefined): boolean
  /** Notes the use of the session. */
  isLoggedIn(cookie: string | undefined, login: Settings['login']): boolean
}

/** A cookie is recognised for a day; then a request has to go through express-session, which renews it. */
export function createRecognised(sessions: Pick<SessionFile, 'find' | 'noteUse'>, now: Clock): Recognised {
  const known = new Map<string, { readonly id: string; readonly at: number }>()

  function idOf(cookie = ''): string | undefined {
    const entry = known.get(cookie)
    return entry && Math.abs(now() - entry.at) <= DAY_MS ? entry.id : undefined
  }

  function find(cookie: string | undefined): string | undefined {
    const id = idOf(cookie)
    return id === undefined ? undefined : sessions.find(id)
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
      const [id, session] = [idOf(cookie), find(cookie)]
      if (id === undefined || session === undefined || !isSessionOf(JSON.parse(session), login)) return false
      sessions.noteUse(id)
      return true
    },
  }
}
