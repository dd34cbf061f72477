import { dirname, resolve } from 'node:path'
import { editIni } from '../config/settings/edit-settings'
import { type ForeignSettings, readForeignSettings } from '../config/settings/foreign-settings'
import { cafileJudge } from '../config/settings/named-files'
import { parseSettings } from '../config/settings/settings'
import { readSettings, settingsReader } from '../config/settings/settings-file'
import { type ExpectedEvents, expectedEvents } from '../config/watch/expected-file'
import { fileFaultText } from '../domain/files/followed-file'
import { type Reading, usable } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import { replaceFile } from '../io/files/atomic-file'
import { marksOf, readFollowed } from '../io/files/followed-files'
import { withLock } from '../io/files/lock-file'
import { MAIL_RULES } from '../notifiers/mail-addresses'
import type { Places } from './places'

export function openSettings({ ini }: Places): SettingsFile {
  const read = settingsReader(ini, MAIL_RULES)
  const judge = cafileJudge(dirname(ini))
  return {
    read: async () => judge(read()),
    edit: async (edits, expectedRevision) => {
      const outcome = await editIni(ini, edits, {
        replaceFile,
        withLock,
        rules: MAIL_RULES,
        ...(expectedRevision !== undefined && { expectedRevision }),
      })
      return outcome.kind === 'refused' ? outcome : { ...outcome, reading: judge(outcome.reading) }
    },
  }
}

/**
 * The expected events in the files that the INI names, and the faults of these files; read anew at each call. Undefined
 * while the INI's own section cannot be read.
 */
export function readExpected(reading: Reading, { ini }: Pick<Places, 'ini'>): ExpectedEvents | undefined {
  const patterns = expectedPatterns(reading, { ini })
  return patterns && expectedEvents(readFollowed(patterns))
}

/** Returns the faults of these files, in sentences; the files are read again after a change only. */
export function openExpectedFaults(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
): () => Promise<readonly string[]> {
  let last: { readonly marks: string; readonly faults: readonly string[] } | undefined
  return async () => {
    const reading = await settings.read()
    const patterns = expectedPatterns(reading, where) ?? []
    if (patterns.length === 0) return []
    const marks = [...patterns, marksOf(patterns)].join('\n')
    if (last?.marks !== marks)
      last = { marks, faults: readExpected(reading, where)?.faults.map(fileFaultText) ?? [] }
    return last.faults
  }
}

/** The paths and patterns of these files. */
export function expectedPatterns(
  reading: Reading,
  { ini }: Pick<Places, 'ini'>,
): readonly string[] | undefined {
  return usable(reading, 'expected')?.files.map(file => resolve(dirname(ini), file))
}

/** Reads an INI at any path, once. */
export function readIni(path: string): Reading {
  return cafileJudge(dirname(path))(readSettings(path, MAIL_RULES))
}

export { type CheckerSettings, readCheckerSettings } from '../config/settings/checker-settings'
export {
  accountOf,
  checklistSections,
  type Mapped,
  PASSWORD_FILE,
  probeOf,
  sectionName,
} from '../config/settings/checklist-sections'
export { type EtlSettings, readEtlSettings } from '../config/settings/etl-settings'
export type { ForeignSettings } from '../config/settings/foreign-settings'
export { type ChecklistFault, readChecklist } from '../config/watch/checklist'

/** The heartbeat settings of another program's INI. */
export function readForeignIni(path: string): ForeignSettings {
  return readForeignSettings(path)
}

/** The settings of a section that the INI does not mention. */
export function defaults(): Settings {
  const parsed = parseSettings('[Monitoring]\nheartbeatfrequency = Off\n')
  if (parsed.kind !== 'ok') throw new Error('the defaults have faults')
  return parsed.settings
}
