import { readFileSync, statSync } from 'node:fs'
import type { ResultFile } from '../../domain/heartbeat/ports'
import {
  type LastResult,
  nextZone,
  parseResultLine,
  resultLine,
  type StampZone,
} from '../../domain/heartbeat/result-line'
import { minutesAhead } from '../../domain/time/local-time'
import { replaceInTurns } from '../files/alternating-file'
import { replaceFile } from '../files/atomic-file'

/**
 * The file hbresults.txt: one line with the last heartbeat's result in local time, replaced as a whole, every few minutes for years. `hbresults.txt.zone`
 * has the zone of that time, and is written only when it changes.
 */
export function openResultFile(path: string): ResultFile {
  return {
    read: async () => readResult(path),
    write: async result => {
      const zone = nextZone(readZone(path), result.at, minutesAhead(result.at))
      // First, so that the line is never read in the zone before.
      if (zone !== undefined) await replaceFile(zonePath(path), `${JSON.stringify(zone)}\n`)
      await replaceInTurns(path, `${resultLine(result)}\n`)
    },
  }
}

/** Returns undefined where there is no file yet; throws the system's error when it cannot be read. */
export function readResult(path: string): LastResult | undefined {
  try {
    return parseResultLine(readFileSync(path, 'utf8'), statSync(path).mtimeMs, readZone(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function zonePath(path: string): string {
  return `${path}.zone`
}

/** Returns undefined where there is none, as beside a file of an earlier version, or where it is damaged. */
function readZone(path: string): StampZone | undefined {
  try {
    const zone: Partial<StampZone> = JSON.parse(readFileSync(zonePath(path), 'utf8'))
    const { ahead, since, before } = zone
    if (typeof ahead !== 'number' || typeof since !== 'number') return undefined
    return { ahead, since, ...(typeof before === 'number' && { before }) }
  } catch {
    return undefined
  }
}
