import type { Request } from 'express'
import type { Log } from '../../domain/log'
import { plainAddress } from '../net/addresses'

/** Logs a change that somebody made who is logged in, in one line: what, and from which address. `what` names no secret. */
export function logChange(
  { log }: { readonly log: Pick<Log, 'info'> },
  request: Request,
  what: string,
): void {
  log.info(`${what}, from ${addressOf(request)}`)
}

/** The client's address; behind a trusted proxy the one that the proxy wrote (see `hardening`). */
export function addressOf({ ip = '' }: Request): string {
  return plainAddress(ip)
}

/** Lines in a row; further ones are counted, and the sum is logged after a pause that doubles while they go on. */
const MOST_LINES = 10
const PAUSE_MS = { first: 60_000, longest: 3_600_000 } as const

/** Logs refused log-ins so that a flood of them cannot fill the disk: ten lines, then sums, at last one an hour. */
export interface RefusalLog {
  note(line: string): void
}

export function createRefusalLog(log: Pick<Log, 'warn'>, { first, longest } = PAUSE_MS): RefusalLog {
  let lines = 0
  let unlogged = 0
  let last = ''
  let pause: number = first
  let isCounting = false

  function count(): void {
    isCounting = true
    setTimeout(sum, pause).unref()
  }

  function sum(): void {
    if (unlogged > 0) {
      log.warn(`${unlogged} more like these within ${Math.round(pause / 1000)} s; the last one: ${last}`)
      pause = Math.min(2 * pause, longest)
      unlogged = 0
      count()
    } else {
      lines = 0
      pause = first
      isCounting = false
    }
  }

  return {
    note: line => {
      if (!isCounting) count()
      lines++
      if (lines <= MOST_LINES) {
        log.warn(line)
        return
      }
      unlogged++
      last = line
    },
  }
}
