/** The worker's part in expected events: the files that the INI names, followed. */
import { fileFaultText } from '../../domain/files/followed-file'
import type { Log } from '../../domain/log'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { followFiles } from '../../io/files/followed-files'
import { createProvideExpected } from '../../operations/watch/provide-checks'
import type { Places } from '../../wire/places'
import { expectedPatterns, readExpected } from '../../wire/settings'

interface ExpectedNeeds {
  readonly where: Places
  readonly settings: SettingsFile
  readonly log: Log
  readonly providing: Omit<Parameters<typeof createProvideExpected>[0], 'expected' | 'onTrouble'>
}

/** Provides the checks now, and after each save of a file; `onSettings` is to be called when the INI has changed. */
export function startExpecting({ where, settings, log, providing }: ExpectedNeeds) {
  let following = { close: () => {} }
  let followed: string | undefined
  /** The faults that the log has; each is logged once. */
  let logged: readonly string[] = []
  let isClosed = false

  const provideExpected = createProvideExpected({
    ...providing,
    onTrouble: reason => log.warn(reason),
    expected: async () => {
      const events = readExpected(await settings.read(), where)
      if (events === undefined) return undefined
      const faults = events.faults.map(fileFaultText)
      for (const fault of faults.filter(fault => !logged.includes(fault)))
        log.error(`expected events: ${fault}; until it is mended, what it says stays as it was`)
      logged = faults
      return { checks: events.checks, complete: faults.length === 0 }
    },
  })
  const provide = () => provideExpected().catch(error => log.error(error, 'the expected events have trouble'))

  async function onSettings(): Promise<void> {
    const patterns = expectedPatterns(await settings.read(), where)
    const key = patterns?.join('\n')
    // While the section has a fault, the files of before are followed.
    if (isClosed || patterns === undefined || key === followed) return
    following.close()
    followed = key
    following = followFiles(patterns, () => void provide())
  }

  const begin = () => void onSettings().then(provide)
  begin()
  return {
    onSettings: begin,
    close: () => {
      isClosed = true
      following.close()
    },
  }
}
