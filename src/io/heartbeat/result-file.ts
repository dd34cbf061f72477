import { readFileSync, statSync } from 'node:fs'
import type { ResultFile } from '../../domain/heartbeat/ports'
import { type LastResult, parseResultLine, resultLine } from '../../domain/heartbeat/result-line'
import { replaceFile } from '../files/atomic-file'

/** The file hbresults.txt: one line with the last heartbeat's result, replaced as a whole. */
export function openResultFile(path: string): ResultFile {
  return {
    read: async () => readResult(path),
    write: async result => await replaceFile(path, `${resultLine(result)}\n`),
  }
}

/** Returns undefined where there is no file yet; throws the system's error when it cannot be read. */
export function readResult(path: string): LastResult | undefined {
  try {
    return parseResultLine(readFileSync(path, 'utf8'), statSync(path).mtimeMs)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
