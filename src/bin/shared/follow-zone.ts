import { lstatSync, statSync } from 'node:fs'
import type { Log } from '../../domain/log'
import { zoneProblem } from '../../io/appliance/time-zone'
import { watchFile } from '../../io/files/watch-file'

/** A change is noticed at once where the folder can be watched, and so often in any case. */
const CHECK_MS = 30_000

/** Warns of a `TZ` that is not understood, in which due slots would not be where its owner expects them. */
export function warnOfZone(tz: string | undefined, log: Log): void {
  const problem = zoneProblem(tz)
  if (problem !== undefined) log.warn(problem)
}

/**
 * Takes up another time zone of the machine while the program runs: Node reads it at the start, and again when `TZ` is
 * assigned or deleted. Does nothing where `TZ` names the zone.
 */
export function followZone(
  tz: string | undefined,
  link = '/etc/localtime',
  checkMs = CHECK_MS,
): { close(): void } {
  if (tz !== undefined) return { close: () => {} }
  let seen = versionOf(link)
  const takeUp = () => {
    seen = versionOf(link)
    delete process.env.TZ
  }
  const watch = watchFile(link, takeUp)
  const timer = setInterval(() => {
    if (versionOf(link) !== seen) takeUp()
  }, checkMs)
  timer.unref()
  return {
    close: () => {
      watch.close()
      clearInterval(timer)
    },
  }
}

/** Differs when another link or file is there, or when the file that it leads to was replaced, as by an update of the zones. */
function versionOf(link: string): string {
  try {
    return [lstatSync(link), statSync(link)].map(({ ino, mtimeMs }) => `${ino} ${mtimeMs}`).join(' ')
  } catch {
    return '' // There is no link, and the zone is UTC.
  }
}
