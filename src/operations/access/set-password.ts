import type { Passwords, SetupToken } from '../../domain/access/ports'
import type { SetPassword, SettingsFile } from '../../domain/settings/settings-file'

/** Writes the password's hash into the INI; that ends every session (they are bound to the hash) and the setup link. */
export function createSetPassword({
  settings,
  passwords,
  setupToken,
}: {
  settings: SettingsFile
  passwords: Passwords
  setupToken: SetupToken
}): SetPassword {
  return async (password, expectedRevision) => {
    const value = await passwords.hash(password)
    const outcome = await settings.edit([{ section: 'Login', key: 'passwordhash', value }], expectedRevision)
    if (outcome.kind === 'saved') await setupToken.remove()
    return outcome
  }
}
