import { readingProblem, usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import type { SettingsFile } from '../../domain/settings/settings-file'

/**
 * Returns a section of the INI, read anew every time; while that is faulty, its last usable state. Only for the watch: a
 * slip in the file stops the heartbeats, and must not stop the alerts as well. So it is read at once, too: the slip may come
 * before the section is first asked for.
 *
 * @throws Error with the faults to mend, while the section has never been usable
 */
export function lastGood<S extends keyof Settings>(
  settings: Pick<SettingsFile, 'read'>,
  section: S,
): () => Promise<Settings[S]> {
  const atStart = settings.read()
  let last: Settings[S] | undefined
  return async () => {
    last ??= usable(await atStart, section)
    const reading = await settings.read()
    last = usable(reading, section) ?? last
    if (last === undefined) throw new Error(`the INI's ${section} cannot be used: ${readingProblem(reading)}`)
    return last
  }
}
