import { dirname } from 'node:path'
import { editIni } from '../config/settings/edit-settings'
import { type ForeignSettings, readForeignSettings } from '../config/settings/foreign-settings'
import { cafileJudge } from '../config/settings/named-files'
import { parseSettings } from '../config/settings/settings'
import { readSettings, settingsReader } from '../config/settings/settings-file'
import type { Reading } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import { replaceFile } from '../io/files/atomic-file'
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

/** Reads an INI at any path, once. */
export function readIni(path: string): Reading {
  return cafileJudge(dirname(path))(readSettings(path, MAIL_RULES))
}

export { type CheckerSettings, readCheckerSettings } from '../config/settings/checker-settings'
export type { ForeignSettings } from '../config/settings/foreign-settings'

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
