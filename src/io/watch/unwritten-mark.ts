/**
 * The number of messages that are in memory and not written down yet, in a file of the runtime folder: so many a killed
 * program took with it, at most.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const DIGITS = 8

export interface UnwrittenMark {
  /** Of the program before, at most. */
  readonly lost: number
  /** Notes the present number. */
  note(count: number): void
  close(): void
}

export function openUnwrittenMark(folder: string): UnwrittenMark {
  const path = join(folder, 'zmq-unwritten')
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  const lost = Number.parseInt(readFileSync(path, 'utf8'), 10) || 0
  let marked = 0
  let isClosed = false
  function mark(count: number): void {
    marked = count
    writeSync(fd, String(count).padStart(DIGITS, '0'), 0)
  }
  mark(0)
  return {
    lost,
    note: count => {
      if (isClosed) return
      // It may be too large by half: that spares most of the writes of a burst.
      if (count > marked || (count <= marked / 2 && count !== marked)) mark(count)
    },
    close: () => {
      isClosed = true
      closeSync(fd)
    },
  }
}
