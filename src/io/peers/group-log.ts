/**
 * The log of the group's checks, as other members follow it: the number of the last change of each check. It is kept in
 * memory, so that it costs the disk nothing and needs no trimming: a member that was away gets each check once, as it is. A
 * new process begins a new epoch, in which every check is new.
 */
import type { Cursor } from '../../domain/peers/group'
import { drawToken } from './signature'

export interface GroupLog {
  /** Notes a change of that check. */
  note(id: string): void
  /** The ids behind the cursor, in the order of their last changes, and the place behind them. */
  after(from: Cursor | undefined, most: number): LogPart
  /** Settles at the next change, or after so many milliseconds. */
  changed(from: Cursor, withinMs: number): Promise<void>
}

interface LogPart {
  readonly ids: readonly string[]
  readonly next: Cursor
  readonly isMore: boolean
  readonly isFirst: boolean
}

/** Milliseconds in which more changes may come, so that many go together. */
const SETTLE_MS = 50

export function createGroupLog(epoch = drawToken()): GroupLog {
  /** In the order of the numbers. */
  const numbers = new Map<string, number>()
  let last = 0
  const waiting = new Set<() => void>()

  return {
    note: id => {
      numbers.delete(id)
      last += 1
      numbers.set(id, last)
      for (const wake of [...waiting]) wake()
    },
    after: (from, most) => {
      const begin = from?.epoch === epoch && from.seq <= last ? from.seq : 0
      const ids: string[] = []
      let seq = begin
      if (begin < last)
        for (const [id, number] of numbers) {
          if (number <= begin) continue
          if (ids.length === most) return { ids, next: { epoch, seq }, isMore: true, isFirst: begin === 0 }
          ids.push(id)
          seq = number
        }
      return { ids, next: { epoch, seq: Math.max(seq, last) }, isMore: false, isFirst: begin === 0 }
    },
    changed: async (from, withinMs) => {
      if (from.epoch !== epoch || from.seq < last) return
      await new Promise<void>(resolve => {
        const end = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const wake = () => setTimeout(end, SETTLE_MS)
        const timer = setTimeout(end, withinMs)
        waiting.add(wake)
      })
    },
  }
}
