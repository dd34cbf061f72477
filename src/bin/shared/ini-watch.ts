/** What the web app and the worker have in common: an INI that may be changed while they run. */
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../domain/log'
import { type Reading, readingProblem } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { watchFile } from '../../io/files/watch-file'
import type { Places } from '../../wire/places'

interface Needs {
  readonly where: Places
  readonly settings: SettingsFile
  readonly log: Log
}

export interface IniWatch<T> {
  /** What the program started with. */
  readonly inUse: T
  /** Calls `onChange` after every change, then `restart` when what the program cannot change is another. */
  watch(onChange: () => void | Promise<void>, restart: (why: string) => void): { close(): void }
}

/**
 * Reads the INI and reports what is wrong with it, at the start and after every change.
 *
 * @param fixed what cannot be changed while the program runs, with defaults for what the INI has wrong
 */
export async function openIniWatch<T>(
  fixed: (reading: Reading) => T,
  { where, settings, log }: Needs,
): Promise<IniWatch<T>> {
  async function read(): Promise<Reading> {
    const reading = await settings.read()
    const problem = readingProblem(reading)
    if (problem !== undefined) log.error(`no heartbeats until this is mended: ${problem}`)
    return reading
  }

  const inUse = fixed(await read())
  return {
    inUse,
    watch: (onChange, restart) =>
      watchFile(where.ini, async () => {
        await onChange()
        const reading = await read()
        // One that lost its lower half must not move the page from where it is, or lead to another Redis.
        const isChanged = reading.kind === 'ok' && !isDeepStrictEqual(fixed(reading), inUse)
        if (isChanged) restart('starting again, since the INI was changed')
      }),
  }
}
