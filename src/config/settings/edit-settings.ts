import { realpathSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { TOO_MANY_OPEN } from '../../domain/appliance/open-files'
import type { LibraryRules } from '../../domain/field'
import {
  type Edit,
  type EditOutcome,
  faultText,
  type IniFault,
  type Reading,
} from '../../domain/settings/reading'
import { editIniText } from '../ini/ini-edit'
import { readIniFile } from '../ini/ini-file'
import { readingOf, readSettings, revisionOf } from './settings-file'

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
  /** Edits only a file that still has this revision. */
  readonly expectedRevision?: string
  /** As `parseSettings` takes them. */
  readonly rules?: LibraryRules
  /** Milliseconds to wait for another process that edits the file. */
  readonly lockWaitMs?: number
}

/**
 * Sets values in the INI and leaves the rest of it as it is. The lock file `<ini>.lock` keeps all processes to one edit at a
 * time. Links are followed; an edit that changes nothing does not write.
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

/** Follows links. Of a missing file it returns the path: the reader explains what is wrong. */
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
  { replaceFile, expectedRevision, rules }: EditOptions,
): Promise<EditOutcome> {
  const file = readIniFile(path)
  if ('reason' in file) return { kind: 'refused', reason: file.reason }
  const { text } = file
  const reading = readingOf(text, file.changedAt, rules)
  if (expectedRevision !== undefined && expectedRevision !== revisionOf(text))
    return { kind: 'conflict', reading }
  const edited = editIniText(text, edits)
  if ('problem' in edited) return { kind: 'refused', reason: `${path} was not changed: ${edited.problem}` }
  if (edited.text === text) return { kind: 'unchanged', reading }
  const fault = newFault(edits, reading, readingOf(edited.text, file.changedAt, rules))
  if (fault) return { kind: 'refused', reason: `${path} was not changed: ${faultText(fault)}` }
  await replaceFile(path, edited.text)
  return { kind: 'saved', reading: readSettings(path, rules) }
}

/** A fault of one of these values that the INI did not have before: it would stop the heartbeats. */
function newFault(edits: readonly Edit[], before: Reading, after: Reading): IniFault | undefined {
  const had = faultsOf(before).map(faultText)
  return faultsOf(after).find(
    fault =>
      edits.some(({ section, key }) => section === fault.section && key === fault.key) &&
      !had.includes(faultText(fault)),
  )
}

const faultsOf = (reading: Reading) => (reading.kind === 'faulty' ? reading.faults : [])

function writeProblem(error: NodeJS.ErrnoException, path: string): string {
  const { code } = error
  if (code === undefined) throw error
  const folder = dirname(path)
  const remedies: Record<string, string> = {
    ENOSPC: lacksInodes(folder)
      ? `the disk takes no more files (df -i); remove some that are not needed, and try again`
      : `the disk is full; free some space in ${folder} and try again`,
    EDQUOT: `the disk quota is used up; free some space in ${folder} and try again`,
    EROFS: `${folder} is on a read-only file system; mount it read-write and try again`,
    EACCES: `this user (uid ${process.getuid?.()}) may not write in ${folder}; change its owner or mode`,
    EPERM: `this user (uid ${process.getuid?.()}) may not keep the owner of ${path}; change its owner`,
    ...TOO_MANY_OPEN,
    ENOENT: `the folder ${folder} does not exist; make it`,
  }
  const remedy = remedies[code]
  return remedy ? `${path} was not changed: ${remedy}` : `editing ${path} failed: the system reports ${code}`
}

/** Whether the disk has no inode left, which looks like a full one with space. Some file systems do not count them. */
function lacksInodes(folder: string): boolean {
  try {
    const { files, ffree } = statfsSync(folder)
    return files > 0 && ffree === 0
  } catch {
    return false
  }
}
