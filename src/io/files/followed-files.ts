/**
 * Files that are named by paths and patterns, and followed: read anew at each call, and watched for changes. The last part
 * of a path may be a pattern with * and ?.
 */
import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  constants,
  type FSWatcher,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  watch,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FollowedFile } from '../../domain/files/followed-file'

/** Files of all patterns. */
const MOST_FILES = 200
const MOST_BYTES = 1_000_000
/** A save in several steps is one change. */
const SETTLE_MS = 200
/** Changes that no watch reports, as on a network's disk, behind a link, or in a folder that is new, are found so soon. */
const LOOK_MS = 30_000

export function readFollowed(patterns: readonly string[]): readonly FollowedFile[] {
  const found = patterns.map(matching)
  const paths = [...new Set(found.flatMap(({ paths }) => paths))].sort()
  const beyond = paths.slice(MOST_FILES).map(path => ({ path, reason: `goes beyond ${MOST_FILES} files` }))
  return [
    ...found.flatMap(({ problem }) => problem ?? []),
    ...paths.slice(0, MOST_FILES).map(readFollowedFile),
    ...beyond,
  ]
}

/** Calls back after one of the files was changed, replaced, removed or created; what they hold is not compared. */
export function followFiles(patterns: readonly string[], onChange: () => void): { close(): void } {
  if (patterns.length === 0) return { close: () => {} }
  let timer: NodeJS.Timeout | undefined
  let before = marksOf(patterns)
  const watchers = [...new Set(patterns.map(pattern => dirname(pattern)))].map(watchFolder)
  const looks = setInterval(look, LOOK_MS)

  function settle(): void {
    clearTimeout(timer)
    timer = setTimeout(look, SETTLE_MS)
  }

  function look(): void {
    const now = marksOf(patterns)
    if (now === before) return
    before = now
    onChange()
  }

  function watchFolder(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, settle)
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      return undefined // There is no folder yet, or no watch is left: the looks find the change.
    }
  }

  return {
    close: () => {
      clearTimeout(timer)
      clearInterval(looks)
      for (const watcher of watchers) watcher?.close()
    },
  }
}

function matching(pattern: string): { readonly paths: readonly string[]; readonly problem?: FollowedFile } {
  const name = basename(pattern)
  if (!/[*?]/.test(name)) return { paths: [pattern] }
  const shape = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  try {
    const names = readdirSync(dirname(pattern)).filter(each => shape.test(each) && !each.startsWith('.'))
    return { paths: names.map(each => join(dirname(pattern), each)) }
  } catch (error) {
    return { paths: [], problem: { path: pattern, reason: problemOf(error as NodeJS.ErrnoException) } }
  }
}

export function readFollowedFile(path: string): FollowedFile {
  try {
    // Opening a named pipe would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = fstatSync(file)
      if (!stat.isFile()) return { path, reason: 'is no regular file' }
      if (stat.size > MOST_BYTES) return { path, reason: 'is larger than 1 MB' }
      const bytes = readFileSync(file)
      return isUtf8(bytes)
        ? { path, text: bytes.toString('utf8') }
        : { path, reason: 'is not UTF-8 text; save it as UTF-8' }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return { path, reason: problemOf(error as NodeJS.ErrnoException) }
  }
}

function problemOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
  if (code === 'EACCES') return "may not be read by the appliance's user; change its owner or mode"
  return `cannot be read: ${code ?? message}`
}

/** Differs as soon as one of the files does. */
export function marksOf(patterns: readonly string[]): string {
  const paths = patterns.flatMap(pattern => matching(pattern).paths)
  return paths.map(path => `${path} ${markOf(path)}`).join('\n')
}

function markOf(path: string): string {
  try {
    const { ino, size, mtimeMs, mode } = statSync(path)
    return [ino, size, mtimeMs, mode].join(' ')
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code}`
  }
}
