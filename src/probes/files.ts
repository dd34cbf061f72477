/** files: the newest or oldest file of a folder, and how many there are. It works through large folders in a stream. */

import type { Dir, Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { counted } from '../domain/counted'
import { parseSize } from '../domain/probes/amounts'
import { type FilePattern, parseCount, parseFilePattern } from '../domain/probes/file-pattern'
import type { CallFiles, Look, Prober } from '../domain/probes/look'
import { formatDuration, parseDuration } from '../domain/time/duration'
import { brokenPath } from './broken-path'
import { hidden, mountOf } from './mounts'

/**
 * Entries that are looked at together: enough to keep the disk busy, few enough to stop early. Where calls may hang it is one, as each
 * of them would keep one of the four threads on which this program calls file systems and looks names up.
 */
const AT_ONCE = 64
/** A file that is dated further ahead, milliseconds, has no age that could be trusted. */
const AHEAD = 60_000

export const files: Prober = async ({ target, settings, now, signal }, tools) => {
  const pattern = parseFilePattern(target)
  if (pattern === undefined) return { answer: 'blind', detail: `${target} is no pattern of files` }
  try {
    const mount = await mountOf(pattern.folder, tools)
    const why = mount && hidden(pattern.folder, mount)
    if (why !== undefined) return { answer: 'blind', detail: why }
    const wanted = wantedOf(settings)
    const { callFiles } = tools
    const seen = await count(pattern, wanted, now, {
      ...{ signal, callFiles, atOnce: mount?.mayHang ? 1 : AT_ONCE },
    })
    if (signal.aborted) return { answer: 'blind', detail: `${target} could not be read in time` }
    return judge(target, seen, wanted)
  } catch (error) {
    return brokenPath(error as Error, pattern.folder)
  }
}

interface Wanted {
  /** Milliseconds; undefined where any age is fine. */
  readonly newest: number | undefined
  readonly oldest: number | undefined
  readonly least: number
  readonly most: number
  /** Bytes; a smaller file does not count. */
  readonly minSize: number
}

function wantedOf({ newest = '', oldest = '', count = '', minsize = '' }: Record<string, string>): Wanted {
  const wanted = { newest: parseDuration(newest), oldest: parseDuration(oldest) }
  const { least, most } = parseCount(count) ?? { least: 1, most: Number.POSITIVE_INFINITY }
  // A folder whose oldest file counts, such as a queue, may be empty.
  const isQueue = count === '' && wanted.oldest !== undefined && wanted.newest === undefined
  return { ...wanted, least: isQueue ? 0 : least, most, minSize: parseSize(minsize) ?? 0 }
}

interface Seen {
  files: number
  /** Milliseconds of the youngest and the oldest file so far. */
  youngest: number
  eldest: number
  /** The names of these two. */
  youngestName: string
  eldestName: string
  isAhead: boolean
  /** It was enough to see, and there may be more. */
  stopped: boolean
}

async function count(
  pattern: FilePattern,
  wanted: Wanted,
  now: number,
  {
    signal,
    callFiles,
    atOnce,
  }: { readonly signal: AbortSignal; readonly callFiles: CallFiles; readonly atOnce: number },
): Promise<Seen> {
  const seen: Seen = {
    files: 0,
    youngest: Number.POSITIVE_INFINITY,
    eldest: Number.NEGATIVE_INFINITY,
    youngestName: '',
    eldestName: '',
    isAhead: false,
    stopped: false,
  }
  const note = async (folder: string, name: string) => {
    const found = await callFiles(() => stat(join(folder, name))).catch(() => undefined)
    // A file that went meanwhile, or a link to nothing.
    if (!found?.isFile() || found.size < wanted.minSize) return
    seen.files++
    const age = now - found.mtimeMs
    if (age < -AHEAD) seen.isAhead = true
    else if (age < seen.youngest) Object.assign(seen, { youngest: age, youngestName: name })
    if (age > seen.eldest) Object.assign(seen, { eldest: age, eldestName: name })
  }
  const folders = [pattern.folder]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let batch: Promise<void>[] = []
    for await (const entry of entriesOf(folder, pattern.folder, callFiles)) {
      if (entry.isDirectory()) {
        if (pattern.deep) folders.push(join(folder, entry.name))
      } else if (pattern.name.test(entry.name)) batch.push(note(folder, entry.name))
      if (batch.length < atOnce) continue
      await Promise.all(batch)
      batch = []
      if (signal.aborted || isDecided(seen, wanted)) return { ...seen, stopped: true }
    }
    await Promise.all(batch)
    if (signal.aborted || isDecided(seen, wanted)) return { ...seen, stopped: true }
  }
  return seen
}

/** The entries of a folder. One below that may not be read, or went meanwhile, has none; the first one may not be missing. */
async function* entriesOf(folder: string, first: string, callFiles: CallFiles): AsyncGenerator<Dirent> {
  let opened: Dir
  try {
    opened = await callFiles(() => opendir(folder, { bufferSize: AT_ONCE }))
  } catch (error) {
    if (folder === first || !isPassedOver(error as NodeJS.ErrnoException)) throw error
    return
  }
  try {
    const next = () => callFiles(() => opened.read())
    for (let entry = await next(); entry !== null; entry = await next()) yield entry
  } finally {
    await opened.close()
  }
}

const isPassedOver = ({ code, name }: NodeJS.ErrnoException) => code !== 'EIO' && name !== 'AbortError'

/** Whether further files cannot change the answer. */
function isDecided({ files, youngest, eldest }: Seen, { newest, oldest, least, most }: Wanted): boolean {
  if (files > most || (oldest !== undefined && eldest > oldest)) return true
  const isYoung = newest === undefined || youngest <= newest
  return isYoung && files >= least && oldest === undefined && most === Number.POSITIVE_INFINITY
}

function judge(target: string, seen: Seen, { newest, oldest, least, most, minSize }: Wanted): Look {
  const { files, youngest, eldest, youngestName, eldestName, isAhead, stopped } = seen
  const failure = (detail: string): Look => ({ answer: 'failure', detail })
  const all = counted(files, 'file')
  const enough = minSize > 0 ? `${all} large enough` : all
  const number = stopped ? `at least ${enough}` : enough
  if (files < least) return failure(`${target} has ${number}, fewer than ${least}`)
  if (files > most) return failure(`${target} has ${number}, more than ${most}`)
  if (newest !== undefined && youngest > newest)
    return failure(
      youngest === Number.POSITIVE_INFINITY
        ? `${target} has ${isAhead ? 'only files dated in the future' : 'no file'}`
        : `the newest file of ${target}, ${youngestName}, is ${formatDuration(youngest)} old, more than ${formatDuration(newest)}`,
    )
  if (oldest !== undefined && eldest > oldest)
    return failure(
      `${stopped ? 'a' : 'the oldest'} file of ${target}, ${eldestName}, is ${formatDuration(eldest)} old, more than ${formatDuration(oldest)}`,
    )
  const age = formatDuration(Math.max(0, youngest))
  return {
    answer: 'success',
    detail: `${target} has ${newest === undefined ? number : `${number}, one of them ${age} old`}`,
  }
}
