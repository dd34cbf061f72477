import { createHash, randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { SessionFile } from '../../domain/access/ports'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'
import { replaceFile } from '../files/atomic-file'

/** One admin with a few devices; the oldest goes when there are more. */
const MOST_SESSIONS = 50
const DAY_MS = 86_400_000

interface Entry {
  readonly session: string
  readonly expires: number
}

/**
 * The sessions in memory, with a copy in a file that only its owner may read. Their ids stand there as hashes, so
 * that the file alone lets nobody in. It is written at a log-in and a log-out, and once a day while a page is in use;
 * what the disk did not take is tried again at the next request.
 */
export async function openSessionFile(
  path: string,
  now: Clock,
  log: Pick<Log, 'warn'>,
): Promise<SessionFile> {
  const { secret, entries } = await load(path, log)
  let writing: Promise<void> = Promise.resolve()

  /** The file is behind, since the disk took nothing the last time. */
  let behind = false
  let retrying = false
  /** The file still knows somebody who has logged out. */
  let holdsEnded = false

  function write(): Promise<void> {
    writing = writing.then(async () => {
      for (const [id, { expires }] of entries) if (expires <= now()) entries.delete(id)
      const content = JSON.stringify({ secret, sessions: Object.fromEntries(entries) })
      try {
        await replaceFile(path, `${content}\n`, 0o600)
        behind = false
        holdsEnded = false
      } catch (error) {
        if (!behind)
          log.warn(
            `log-ins will not outlive a restart, since ${path} cannot be written: ${(error as Error).message}`,
          )
        behind = true
        // A full disk lets a file be removed. Better that all log in again than that a log-out ends with a restart.
        if (holdsEnded) await rm(path, { force: true }).catch(() => undefined)
      }
    })
    return writing
  }

  function catchUp(): void {
    if (!behind || retrying) return
    retrying = true
    write().finally(() => {
      retrying = false
    })
  }

  return {
    secret,
    find: id => {
      catchUp()
      const entry = entries.get(hashed(id))
      return entry && entry.expires > now() ? entry.session : undefined
    },
    save: (id, session, expires) => {
      entries.delete(hashed(id))
      entries.set(hashed(id), { session, expires })
      const oldest = entries.keys().next().value
      if (entries.size > MOST_SESSIONS && oldest !== undefined) entries.delete(oldest)
      return write()
    },
    extend: (id, expires) => {
      const entry = entries.get(hashed(id))
      if (entry === undefined || expires - entry.expires < DAY_MS) return undefined
      entries.delete(hashed(id))
      entries.set(hashed(id), { ...entry, expires })
      return write()
    },
    remove: async id => {
      if (!entries.delete(hashed(id))) return
      holdsEnded = true
      await write()
    },
  }
}

async function load(
  path: string,
  log: Pick<Log, 'warn'>,
): Promise<{ secret: string; entries: Map<string, Entry> }> {
  try {
    const { secret, sessions } = JSON.parse(await readFile(path, 'utf8'))
    if (typeof secret === 'string' && secret.length >= 40)
      return { secret, entries: new Map(Object.entries<Entry>(Object(sessions)).filter(isEntry)) }
    throw new Error('it holds no secret')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn(`everybody has to log in again, since ${path} cannot be used: ${(error as Error).name}`)
    return { secret: randomBytes(32).toString('base64url'), entries: new Map() }
  }
}

function isEntry([, entry]: [string, Partial<Entry>]): boolean {
  return typeof entry?.session === 'string' && typeof entry.expires === 'number'
}

function hashed(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
