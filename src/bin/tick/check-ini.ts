import type { IniFile } from '../../config/ini/ini-file'
import { readingOf } from '../../config/settings/settings-file'
import type { CheckedIni } from '../../domain/heartbeat/tick'
import { readingProblem } from '../../domain/settings/reading'

/** Checks all of an INI: a fault anywhere withholds the heartbeats. Returns the faults as the reason when it has some. */
export function checkIni(
  { text, changedAt }: IniFile,
  mark: string,
): CheckedIni | { readonly reason: string } {
  const reading = readingOf(text, changedAt)
  if (reading.kind !== 'ok') return { reason: readingProblem(reading) ?? '' }
  const { monitoring, web } = reading.settings
  return { mark, frequency: monitoring.frequency, catchup: monitoring.catchup, port: web.port }
}
