import { readingProblem, usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import type { SettingsFile } from '../../domain/settings/settings-file'

/**
 * What the INI says of a section, read anew every time; while that cannot be used, what it said last. For the watch
 * alone: a slip in the file stops the heartbeats, and must not stop the alerts as well.
 *
 * @throws Error that says what to mend, where it has not said anything usable yet
 */
export function lastGood<S extends keyof Settings>(
  settings: Pick<SettingsFile, 'read'>,
  section: S,
): () => Promise<Settings[S]> {
  let last: Settings[S] | undefined
  return async () => {
    const reading = await settings.read()
    last = usable(reading, section) ?? last
    if (last === undefined) throw new Error(`the INI's ${section} cannot be used: ${readingProblem(reading)}`)
    return last
  }
}
