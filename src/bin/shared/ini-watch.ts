/** An INI that changes while the web app or the worker runs. */
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../domain/log'
import { type Reading, readingProblem } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { watchFile } from '../../io/files/watch-file'
import type { Places } from '../../wire/places'
import { tightenIni } from './own-state'

interface IniWatchParts {
  readonly where: Places
  readonly settings: SettingsFile
  readonly log: Log
}

export interface IniWatch<T> {
  /** The settings that the program started with. */
  readonly inUse: T
  /** Calls `onChange` after every change since the start, and then `restart` when one of the fixed settings has changed. */
  watch(onChange: () => void | Promise<void>, restart: (why: string) => void): { close(): void }
}

/**
 * Reads the INI and logs its faults, at the start and after every change.
 *
 * @param fixed the settings that cannot change while the program runs, with defaults for faulty ones
 */
export async function openIniWatch<T>(
  fixed: (reading: Reading) => T,
  { where, settings, log }: IniWatchParts,
): Promise<IniWatch<T>> {
  async function read(): Promise<Reading> {
    tightenIni(where, log)
    const reading = await settings.read()
    const problem = readingProblem(reading)
    if (problem !== undefined) log.error(`no heartbeats until this is mended: ${problem}`)
    return reading
  }

  const first = await read()
  const inUse = fixed(first)
  return {
    inUse,
    watch: (onChange, restart) => {
      const follow = async () => {
        await onChange()
        const reading = await read()
        // Not for an INI with faults: a file that lost its lower half must not move the page, or lead to another Redis.
        const isChanged = reading.kind === 'ok' && !isDeepStrictEqual(fixed(reading), inUse)
        if (isChanged) restart('starting again, since the INI was changed')
      }
      const watch = watchFile(where.ini, follow)
      void followIfChanged()
      return watch

      /** The file may have been changed while the program started. */
      async function followIfChanged(): Promise<void> {
        if (revisionOf(await settings.read()) !== revisionOf(first)) await follow()
      }
    },
  }
}

function revisionOf(reading: Reading): string | undefined {
  return reading.kind === 'unreadable' ? undefined : reading.revision
}
