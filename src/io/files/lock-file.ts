import { randomUUID } from 'node:crypto'
import { link, open, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, ownLife } from './process-life'

const RETRY_MS = 15

/**
 * An empty lock of this age is no lock that is just being made, but one that a power cut emptied. Not less than two seconds,
 * since the times of FAT are no finer.
 */
const EMPTY_MS = 2_000

/** The result of `work`, or the id of the process that kept the lock for all of `waitMs`. */
export type Locked<T> = { readonly result: T } | { readonly heldBy: string }

/**
 * Does `work` while the file `path` exists, which only one process at a time can create. The file holds its owner's life
 * (`ownLife`), so that the lock of a process that died is taken over, also when a power cut emptied it or another process
 * has its pid by now. An emptied one is waited for longer than `waitMs`. Throws the system's error where no file can be
 * created.
 */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<Locked<T>> {
  const holder = await lock(path, waitMs)
  if (holder !== undefined) return { heldBy: holder.split(' ', 1)[0] ?? '' }
  try {
    return { result: await work() }
  } finally {
    await unlink(path)
  }
}

/** A lock as it was found. */
interface Found {
  /** Its owner; empty while it is being made. */
  readonly holder: string
  /** Epoch milliseconds. An empty one that was made since has another time. */
  readonly changedAt: number
}

/** Returns undefined once the lock is ours, or its holder when the time is over. */
async function lock(path: string, waitMs: number): Promise<string | undefined> {
  const giveUp = performance.now() + waitMs
  let empty: { changedAt: number; since: number } | undefined
  for (;;) {
    const found = await find(path)
    if (found === undefined) {
      if (await placed(path)) return undefined
      continue
    }
    const { holder, changedAt } = found
    if (holder === '' && empty?.changedAt !== changedAt) empty = { changedAt, since: performance.now() }
    const isBeingMade = holder === '' && performance.now() - (empty?.since ?? 0) < EMPTY_MS
    if (isBeingMade) await pause(RETRY_MS)
    else if (!(await isAlive(holder))) await removeDead(path, found)
    else if (performance.now() > giveUp) return holder
    else await pause(RETRY_MS)
  }
}

async function find(path: string): Promise<Found | undefined> {
  try {
    const { mtimeMs } = await stat(path)
    return { holder: await readFile(path, 'utf8'), changedAt: mtimeMs }
  } catch (error) {
    return unlessMissing(error)
  }
}

/** The errors of a file system without hard links (FAT, exFAT, some network disks), or of one that refuses them. */
const NO_LINKS = ['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']

/** A lock appears together with its content: as a link to a finished file, which fails where one exists. */
async function placed(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  const content = await ownLife()
  try {
    await writeFile(draft, content, { flag: 'wx' })
    await link(draft, path)
    return true
  } catch (error) {
    const code = codeOf(error) ?? ''
    if (code === 'EEXIST') return false
    if (!NO_LINKS.includes(code)) throw error
    return await made(path, content)
  } finally {
    await unlink(draft).catch(unlessMissing)
  }
}

/** Makes the lock where there are no links: it is empty for a moment, in which the others wait. */
async function made(path: string, content: string): Promise<boolean> {
  const file = await open(path, 'wx').catch(error => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  if (file === undefined) return false
  try {
    await file.writeFile(content)
    return true
  } catch (error) {
    await unlink(path)
    throw error
  } finally {
    await file.close()
  }
}

/** Two processes that found the same dead lock must not both remove it, or the second would remove the new lock of the first. */
async function removeDead(path: string, dead: Found): Promise<void> {
  await withLock(`${path}.dead`, 0, async () => {
    const found = await find(path)
    if (found?.holder === dead.holder && (found.holder !== '' || found.changedAt === dead.changedAt))
      await unlink(path)
  })
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
