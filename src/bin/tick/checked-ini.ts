import { readIniFile } from '../../config/ini/ini-file'
import { fingerprintOf } from '../../config/ini/ini-fingerprint'
import type { CheckedIni } from '../../domain/heartbeat/tick'

/** The rules by which an INI is checked: those of this build, on this Node. */
const RULES = `${process.env.TICK_RULES} ${process.version}`

/**
 * Reads the INI, and checks it unless the last tick checked the same text: the check is most of a tick's code, and nearly
 * always has the end that it had five minutes before.
 *
 * @param before of the last tick
 * @returns the reason why no heartbeat may go out, when there is one
 */
export async function checkedIni(
  path: string,
  before: CheckedIni | undefined,
): Promise<CheckedIni | { readonly reason: string }> {
  const file = readIniFile(path)
  if ('reason' in file) return file
  const mark = `${RULES} ${fingerprintOf(file.text)}`
  if (before?.mark === mark) return before
  const { checkIni } = await import('./check-ini')
  return checkIni(file, mark)
}
