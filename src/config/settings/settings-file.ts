import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Edit, EditOutcome, Reading } from '../../domain/settings/reading'
import { editIniText } from '../ini/ini-edit'
import { parseSettings } from './settings'

const MOST_BYTES = 1_000_000
const LOCK_WAIT_MS = 5_000

/** Writes a file as a whole or not at all, keeping its mode and owner; throws the system's error. */
export type ReplaceFile = (path: string, content: string) => Promise<void>

/** Runs `work` while no other process holds the lock file; `io/files/lock-file` implements it. */
export type WithLock = <T>(
  path: string,
  waitMs: number,
  work: () => Promise<T>,
) => Promise<{ readonly result: T } | { readonly heldBy: string }>

export interface EditOptions {
  readonly replaceFile: ReplaceFile
  readonly withLock: WithLock
  /** Edit only if the file is still the one that was read with this revision. */
  readonly expectedRevision?: string
  /** Milliseconds to wait for another process that is editing. */
  readonly lockWaitMs?: number
}

/**
 * Never throws for the state of the file. The revision is a hash of the content, no secret and no proof. Synchronous: for
 * a file of this size that is less work than four trips to the thread pool, and the tick has nothing else to do.
 */
export function readSettings(path: string): Reading {
  return settingsReader(path)()
}

/** Reads the file at every call, as `readSettings`; as long as it says the same, so does the reading. */
export function settingsReader(path: string): () => Reading {
  let before: { readonly text: string; readonly changedAt: number; readonly reading: Reading } | undefined
  return () => {
    const file = readFile(path)
    if ('reason' in file) return { kind: 'unreadable', reason: file.reason }
    const { text, changedAt } = file
    if (before?.changedAt !== changedAt || before.text !== text)
      before = { text, changedAt, reading: readingOf(text, changedAt) }
    return before.reading
  }
}

/**
 * Sets values in the INI and touches nothing else in it. One edit at a time across all processes, by a lock file
 * `<ini>.lock`; the file is written only if it changes. A link is followed.
 */
export async function editIni(
  path: string,
  edits: readonly Edit[],
  options: EditOptions,
): Promise<EditOutcome> {
  const target = targetOf(path)
  const lockFile = `${target}.lock`
  try {
    const locked = await options.withLock(lockFile, options.lockWaitMs ?? LOCK_WAIT_MS, () =>
      editLocked(target, edits, options),
    )
    if ('result' in locked) return locked.result
    const reason = `process ${locked.heldBy} is editing ${target} and does not finish; try again, or end it`
    return { kind: 'refused', reason }
  } catch (error) {
    return { kind: 'refused', reason: writeProblem(error as NodeJS.ErrnoException, target) }
  }
}

/** Follows links; where there is nothing, reading says what is wrong. */
function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

async function editLocked(
  path: string,
  edits: readonly Edit[],
  { replaceFile, expectedRevision }: EditOptions,
): Promise<EditOutcome> {
  const file = readFile(path)
  if ('reason' in file) return { kind: 'refused', reason: file.reason }
  const { text } = file
  const reading = readingOf(text, file.changedAt)
  if (expectedRevision !== undefined && expectedRevision !== revisionOf(text))
    return { kind: 'conflict', reading }
  const edited = editIniText(text, edits)
  if ('problem' in edited) return { kind: 'refused', reason: `${path} was not changed: ${edited.problem}` }
  if (edited.text === text) return { kind: 'unchanged', reading }
  await replaceFile(path, edited.text)
  return { kind: 'saved', reading: readSettings(path) }
}

interface IniFile {
  /** With its byte order mark. */
  readonly text: string
  readonly changedAt: number
}

function readFile(path: string): IniFile | { readonly reason: string } {
  try {
    // Opening a named pipe would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = fstatSync(file)
      if (stat.isDirectory()) return { reason: `${path} is a folder; the INI has to be a file` }
      if (!stat.isFile()) return { reason: `${path} is not a regular file; the INI has to be one` }
      if (stat.size > MOST_BYTES)
        return {
          reason: `${path} is larger than 1 MB, which no INI is; put back a good one (see intvlm8r.example.ini)`,
        }
      const text = readFileSync(file, 'utf8')
      return isText(text, file) ? { text, changedAt: stat.mtimeMs } : { reason: binaryReason(path) }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return { reason: readProblem(error as NodeJS.ErrnoException, path) }
  }
}

/** Bytes that are no UTF-8 come as U+FFFD, which may stand in the file itself: what it was read from is looked at then. */
function isText(text: string, file: number): boolean {
  if (text.includes('\0')) return false
  if (!text.includes('\uFFFD')) return true
  const bytes = Buffer.alloc(MOST_BYTES)
  const size = readSync(file, bytes, 0, MOST_BYTES, 0)
  return isUtf8(bytes.subarray(0, size)) && bytes.toString('utf8', 0, size) === text
}

function readingOf(text: string, changedAt: number): Reading {
  let revision: string | undefined
  return {
    ...parseSettings(text),
    // Worked out for those who ask; the tick does not.
    get revision() {
      revision ??= revisionOf(text)
      return revision
    },
    changedAt,
  }
}

/** Two FNV-1a hashes (32 bits each), as the tick has no need of node:crypto, which costs it 3 ms. */
function revisionOf(text: string): string {
  return [0x811c9dc5, 0x9e3779b9].map(seed => hash(text, seed).toString(16).padStart(8, '0')).join('')
}

function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

function binaryReason(path: string): string {
  return `${path} is not UTF-8 text; put back a good one (see intvlm8r.example.ini), or save it as UTF-8`
}

function readProblem({ code, message }: NodeJS.ErrnoException, path: string): string {
  if (code === 'ENOENT') return `${path} does not exist; copy intvlm8r.example.ini there and fill it in`
  if (code === 'EACCES')
    return `${path} may not be read by this user (uid ${process.getuid?.()}); change its owner or mode`
  return `${path} cannot be read: ${code ?? message}`
}

function writeProblem(error: NodeJS.ErrnoException, path: string): string {
  const { code } = error
  if (code === undefined) throw error
  const folder = dirname(path)
  const remedies: Record<string, string> = {
    ENOSPC: `the disk is full; free some space in ${folder} and try again`,
    EDQUOT: `the disk quota is used up; free some space in ${folder} and try again`,
    EROFS: `${folder} is on a read-only file system; mount it read-write and try again`,
    EACCES: `this user (uid ${process.getuid?.()}) may not write in ${folder}; change its owner or mode`,
    EPERM: `this user (uid ${process.getuid?.()}) may not keep the owner of ${path}; change its owner`,
    ENOENT: `the folder ${folder} does not exist; make it`,
  }
  const remedy = remedies[code]
  return remedy ? `${path} was not changed: ${remedy}` : `editing ${path} failed: the system says ${code}`
}
