/** The worker's part in the files that the INI names: expected events, and a checklist. They are followed. */
import { fileFaultText } from '../../domain/files/followed-file'
import type { Log } from '../../domain/log'
import type { ProvidableChecks, Reading } from '../../domain/settings/reading'
import { followFiles } from '../../io/files/followed-files'
import { createProvideFromFiles } from '../../operations/watch/provide-checks'
import type { Places } from '../../wire/places'
import { expectedPatterns, keepList, listFiles, type OpenSettings, readExpected } from '../../wire/settings'

type Providing = Omit<Parameters<typeof createProvideFromFiles>[0], 'what' | 'read' | 'onTrouble'>

interface FollowNeeds {
  readonly where: Places
  readonly settings: OpenSettings
  readonly log: Log
  readonly providing: Providing
}

/** Provides the expected events now, and after each save of a file; `onSettings` is to be called when the INI has changed. */
export function startExpecting(needs: FollowNeeds) {
  const { where, settings } = needs
  return startFollowing(needs, {
    what: 'the expected events',
    patterns: reading => expectedPatterns(reading, where),
    read: async () => {
      const events = readExpected(await settings.read(), where)
      return events && { checks: events.checks, faults: events.faults.map(fileFaultText) }
    },
  })
}

/** The same for a Robopager's checklist. */
export function startListing(needs: FollowNeeds) {
  const { where, settings, log } = needs
  return startFollowing(needs, {
    what: 'the checks of the checklist',
    patterns: reading => listFiles(reading, where),
    read: async () => {
      if (listFiles(await settings.read(), where) === undefined) return undefined
      const list = await settings.list()
      await keepList(where, list).catch(error => log.error(error, 'the last good checklist cannot be kept'))
      return {
        checks: list?.checks.map(({ check }) => check) ?? [],
        faults: list?.faults.map(fileFaultText) ?? [],
      }
    },
  })
}

interface Followed {
  /** In a sentence. */
  readonly what: string
  /** Undefined while the INI's own section cannot be read. */
  readonly patterns: (reading: Reading) => readonly string[] | undefined
  readonly read: () => Promise<
    (Pick<ProvidableChecks, 'checks'> & { readonly faults: readonly string[] }) | undefined
  >
}

function startFollowing({ settings, log, providing }: FollowNeeds, { what, patterns, read }: Followed) {
  let following = { close: () => {} }
  let followed: string | undefined
  /** The faults that the log has; each is logged once. */
  let logged: readonly string[] = []
  let isClosed = false

  const provideAll = createProvideFromFiles({
    ...providing,
    what,
    onTrouble: reason => log.warn(reason),
    read: async () => {
      const found = await read()
      if (found === undefined) return undefined
      const { checks, faults } = found
      for (const fault of faults.filter(fault => !logged.includes(fault)))
        log.error(`${what}: ${fault}; until it is mended, what it says stays as it was`)
      logged = faults
      return { checks, complete: faults.length === 0 }
    },
  })
  const provide = () => provideAll().catch(error => log.error(error, `${what} cannot be provided`))

  async function onSettings(): Promise<void> {
    const paths = patterns(await settings.read())
    const key = paths?.join('\n')
    // While the section has a fault, the files of before are followed.
    if (isClosed || paths === undefined || key === followed) return
    following.close()
    followed = key
    following = followFiles(paths, () => void provide())
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
