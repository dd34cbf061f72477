/** Channels, mail accounts and windows of maintenance as keys and values of the INI. Pure. */

import { channelFields } from '../alerts/channel-kinds'
import { WINDOW_FIELDS } from '../alerts/maintenance'
import type { SettingField } from '../field'
import { ACCOUNT_FIELDS } from '../mail/account'
import type { IniValue } from '../watch/plan-text'
import type { SavedAccount, SavedChannel, SavedWindow } from './backup'

export function channelValues({ kind, isDefault, settings }: SavedChannel): readonly IniValue[] {
  return [
    { key: 'kind', value: kind },
    ...(isDefault === undefined ? [] : [{ key: 'default', value: isDefault ? 'on' : 'off' }]),
    ...settingValues(channelFields(kind), settings),
  ]
}

export function accountValues({ settings }: SavedAccount): readonly IniValue[] {
  return settingValues(ACCOUNT_FIELDS, settings)
}

export function windowValues({ settings }: SavedWindow): readonly IniValue[] {
  return settingValues(WINDOW_FIELDS, settings)
}

function settingValues(
  fields: readonly SettingField[],
  settings: Readonly<Record<string, string>>,
): readonly IniValue[] {
  return fields.flatMap(({ key, secret }): readonly IniValue[] => {
    const value = settings[key] ?? ''
    return value === '' ? [] : [{ key, value, ...(secret && { isSecret: true }) }]
  })
}
