import { readFile, stat } from 'node:fs/promises'
import type { ResultFile } from '../domain/ports'
import { parseResultLine, resultLine } from '../domain/result-line'
import { replaceFile } from './atomic-file'

/** hbresults.txt: one line, the last heartbeat's result, replaced as a whole. */
export function openResultFile(path: string): ResultFile {
  return {
    read: async () => {
      try {
        const [line, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
        return parseResultLine(line, mtimeMs)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    write: async result => await replaceFile(path, `${resultLine(result)}\n`),
  }
}
