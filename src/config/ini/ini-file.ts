import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { TOO_MANY_OPEN } from '../../domain/appliance/open-files'

const MOST_BYTES = 1_000_000
const REMEDY = 'put back a good one (see intvlm8r.example.ini)'

export interface IniFile {
  /** The byte order mark included. */
  readonly text: string
  readonly changedAt: number
}

/** The text of an INI, or why there is none, with a remedy. Never throws for the state of the file. */
export function readIniFile(path: string): IniFile | { readonly reason: string } {
  try {
    // Opening a named pipe would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = fstatSync(file)
      if (stat.isDirectory()) return { reason: `${path} is a folder; the INI has to be a file` }
      if (!stat.isFile()) return { reason: `${path} is not a regular file; the INI has to be one` }
      if (stat.size > MOST_BYTES)
        return {
          reason: `${path} is larger than 1 MB, which no INI is; ${REMEDY}`,
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

/** Bytes that are no UTF-8 come as U+FFFD, which may also stand in the file itself; only then are the bytes compared. */
function isText(text: string, file: number): boolean {
  if (text.includes('\0')) return false
  if (!text.includes('\uFFFD')) return true
  const bytes = Buffer.alloc(MOST_BYTES)
  const size = readSync(file, bytes, 0, MOST_BYTES, 0)
  return isUtf8(bytes.subarray(0, size)) && bytes.toString('utf8', 0, size) === text
}

function binaryReason(path: string): string {
  return `${path} is not UTF-8 text; ${REMEDY}, or save it as UTF-8`
}

function readProblem({ code, message }: NodeJS.ErrnoException, path: string): string {
  if (code === 'ENOENT') return `${path} does not exist; copy intvlm8r.example.ini there and fill it in`
  if (code === 'EACCES')
    return `${path} may not be read by this user (uid ${process.getuid?.()}); change its owner or mode`
  return `${path} cannot be read: ${TOO_MANY_OPEN[code ?? ''] ?? code ?? message}`
}
