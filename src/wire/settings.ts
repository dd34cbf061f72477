import { editIni } from '../config/settings/edit-settings'
import { parseSettings } from '../config/settings/settings'
import { settingsReader } from '../config/settings/settings-file'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import { replaceFile } from '../io/files/atomic-file'
import { withLock } from '../io/files/lock-file'
import type { Places } from './places'

export function openSettings({ ini }: Places): SettingsFile {
  const read = settingsReader(ini)
  return {
    read: async () => read(),
    edit: (edits, expectedRevision) =>
      editIni(ini, edits, {
        replaceFile,
        withLock,
        ...(expectedRevision !== undefined && { expectedRevision }),
      }),
  }
}

/** The settings of a section that the INI does not mention. */
export function defaults(): Settings {
  const parsed = parseSettings('[Monitoring]\nheartbeatfrequency = Off\n')
  if (parsed.kind !== 'ok') throw new Error('the defaults have faults')
  return parsed.settings
}
