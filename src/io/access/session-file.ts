import { createHash, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { SessionFile } from '../../domain/access/ports'
import { SESSION_MS } from '../../domain/access/session'
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
  readonly begun: number
  readonly usedAt: number
  readonly address?: string
}

/** As earlier versions wrote it. */
type EarlierSession = Pick<StoredSession, 'session' | 'expires'> & Partial<StoredSession>

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
  const { secret, sessions, ...loaded } = await load(path, now(), log)
  let { usedStep } = loaded
  const inTurn = createTurns()
  const hashed = hashing()
  const listeners = new Map<string, Set<() => void>>()

  /** The last write failed, so the file is older than the memory. */
  let isOutdated = false
  let isRetrying = false
  /** The file still holds the session of somebody who has logged out. */
  let holdsEnded = false

  function write(): Promise<void> {
    return inTurn(async () => {
      for (const [name, { expires }] of sessions) if (expires <= now()) drop(name)
      const content = JSON.stringify({ secret, usedStep, sessions: Object.fromEntries(sessions) })
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

  function put(name: string, stored: StoredSession): Promise<void> {
    sessions.delete(name)
    const expires = Math.min(stored.expires, stored.begun + SESSION_MS.longest)
    sessions.set(name, { ...stored, expires })
    const oldest = sessions.keys().next().value
    if (sessions.size > MAX_SESSIONS && oldest !== undefined) drop(oldest)
    return write()
  }

  /** Returns whether there was such a session. */
  function drop(name: string): boolean {
    const existed = sessions.delete(name)
    if (existed) for (const listener of listeners.get(name) ?? []) listener()
    return existed
  }

  async function end(names: readonly string[]): Promise<number> {
    const ended = names.filter(drop).length
    if (ended === 0) return 0
    holdsEnded = true
    await write()
    return ended
  }

  return {
    secret,
    nameOf: hashed,
    find: id => {
      catchUp()
      const stored = sessions.get(hashed(id))
      return stored && stored.expires > now() ? stored.session : undefined
    },
    save: (id, session, expires, begun) => {
      const name = hashed(id)
      const before = sessions.get(name) ?? { begun: now(), usedAt: now() }
      return put(name, { ...before, session, expires, ...(begun !== undefined && { begun }) })
    },
    extend: (id, expires) => {
      const name = hashed(id)
      const stored = sessions.get(name)
      const latest = Math.min(expires, (stored?.begun ?? 0) + SESSION_MS.longest)
      return stored && latest - stored.expires >= DAY_MS ? put(name, { ...stored, expires }) : undefined
    },
    remove: async id => void (await end([hashed(id)])),
    noteUse: (id, address) => {
      const name = hashed(id)
      const stored = sessions.get(name)
      const use = { usedAt: now(), ...(address !== undefined && { address }) }
      // It keeps its place among the others, which is that of its last writing.
      if (stored) sessions.set(name, { ...stored, ...use })
    },
    list: () =>
      [...sessions]
        .filter(([, { expires }]) => expires > now())
        .map(([name, stored]) => ({ name, ...stored }))
        .sort((a, b) => b.usedAt - a.usedAt),
    end: async name => await end(name === undefined ? [...sessions.keys()] : [name]),
    usedStep: () => usedStep,
    noteUsedStep: step => {
      usedStep = step
    },
    onEnd: (id, listener) => {
      const name = hashed(id)
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0 && listeners.get(name) === own) listeners.delete(name)
      }
    },
  }
}

async function load(
  path: string,
  now: number,
  log: Pick<Log, 'warn'>,
): Promise<{ secret: string; usedStep: number; sessions: Map<string, StoredSession> }> {
  try {
    const { secret, sessions, usedStep = 0 } = JSON.parse(await readFile(path, 'utf8'))
    if (typeof secret !== 'string' || secret.length < 40) throw new Error('it holds no secret')
    const stored = Object.entries<EarlierSession>(Object(sessions)).filter(isSession)
    // Sessions of earlier versions have no beginning: their ninety days begin now.
    return {
      secret,
      usedStep: Number(usedStep),
      sessions: new Map(stored.map(([name, one]) => [name, { begun: now, usedAt: now, ...one }])),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn(`everybody has to log in again, since ${path} cannot be used: ${(error as Error).name}`)
    return { secret: randomBytes(32).toString('base64url'), usedStep: 0, sessions: new Map() }
  }
}

function isSession([, stored]: [string, Partial<EarlierSession>]): boolean {
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
