import { createHash, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { SessionFile } from '../../domain/access/ports'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'
import { replaceFile } from '../files/atomic-file'
import { createTurns } from '../turns'

/** Enough for an admin with a few devices; the oldest session goes when there are more. */
const MAX_SESSIONS = 50
const DAY_MS = 86_400_000

interface StoredSession {
  readonly session: string
  readonly expires: number
}

/**
 * The sessions in memory, with a copy in a file that only its owner may read. The file holds hashes of their ids, so
 * that it alone lets nobody in. It is written at a log-in and a log-out, and once a day while a page is in use; a write
 * that fails is tried again at the next request.
 */
export async function openSessionFile(
  path: string,
  now: Clock,
  log: Pick<Log, 'warn'>,
): Promise<SessionFile> {
  const { secret, sessions } = await load(path, log)
  const inTurn = createTurns()
  const hashed = hashing()

  /** The last write failed, so the file is older than the memory. */
  let isOutdated = false
  let isRetrying = false
  /** The file still holds the session of somebody who has logged out. */
  let holdsEnded = false

  function write(): Promise<void> {
    return inTurn(async () => {
      for (const [id, { expires }] of sessions) if (expires <= now()) sessions.delete(id)
      const content = JSON.stringify({ secret, sessions: Object.fromEntries(sessions) })
      try {
        await replaceFile(path, `${content}\n`, 0o600)
        isOutdated = false
        holdsEnded = false
      } catch (error) {
        if (!isOutdated)
          log.warn(
            `log-ins will not outlive a restart, since ${path} cannot be written: ${(error as Error).message}`,
          )
        isOutdated = true
        // A full disk lets a file be removed. Better that all log in again than that a log-out ends with a restart.
        if (holdsEnded) await rm(path, { force: true }).catch(() => undefined)
      }
    })
  }

  function catchUp(): void {
    if (!isOutdated || isRetrying) return
    isRetrying = true
    write().finally(() => {
      isRetrying = false
    })
  }

  return {
    secret,
    find: id => {
      catchUp()
      const stored = sessions.get(hashed(id))
      return stored && stored.expires > now() ? stored.session : undefined
    },
    save: (id, session, expires) => {
      sessions.delete(hashed(id))
      sessions.set(hashed(id), { session, expires })
      const oldest = sessions.keys().next().value
      if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
      return write()
    },
    extend: (id, expires) => {
      const stored = sessions.get(hashed(id))
      if (stored === undefined || expires - stored.expires < DAY_MS) return undefined
      sessions.delete(hashed(id))
      sessions.set(hashed(id), { ...stored, expires })
      return write()
    },
    remove: async id => {
      if (!sessions.delete(hashed(id))) return
      holdsEnded = true
      await write()
    },
  }
}

async function load(
  path: string,
  log: Pick<Log, 'warn'>,
): Promise<{ secret: string; sessions: Map<string, StoredSession> }> {
  try {
    const { secret, sessions } = JSON.parse(await readFile(path, 'utf8'))
    if (typeof secret !== 'string' || secret.length < 40) throw new Error('it holds no secret')
    return { secret, sessions: new Map(Object.entries<StoredSession>(Object(sessions)).filter(isSession)) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn(`everybody has to log in again, since ${path} cannot be used: ${(error as Error).name}`)
    return { secret: randomBytes(32).toString('base64url'), sessions: new Map() }
  }
}

function isSession([, stored]: [string, Partial<StoredSession>]): boolean {
  return typeof stored?.session === 'string' && typeof stored.expires === 'number'
}

/** Returns a function that hashes ids, and remembers the last ones: each request of a browser has the same. */
function hashing(): (id: string) => string {
  const known = new Map<string, string>()
  return id => {
    const hash = known.get(id) ?? createHash('sha256').update(id).digest('base64url')
    known.delete(id)
    known.set(id, hash)
    const oldest = known.keys().next().value
    if (known.size > MAX_SESSIONS && oldest !== undefined) known.delete(oldest)
    return hash
  }
}
