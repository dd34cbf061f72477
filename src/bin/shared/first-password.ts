import { LONGEST } from '../../domain/access/password'
import type { Passwords, SetupToken } from '../../domain/access/ports'
import type { Log } from '../../domain/log'
import { type Reading, usable } from '../../domain/settings/reading'
import type { SetPassword, SettingsFile } from '../../domain/settings/settings-file'
import { defaults } from '../../wire/settings'
import { setupLink } from './page-address'
import { qrCode } from './qr-code'

/**
 * Sets the password from the environment, unless the INI has one already, cannot be read, or has faults in [Login]. Call
 * before the web app listens: the very first log-in must not be sent to the setup page.
 */
export async function setFirstPassword(
  { settings, ...parts }: Pick<SetupParts, 'settings' | 'passwords' | 'setPassword'>,
  fromEnvironment: string,
  log: Log,
): Promise<void> {
  const reading = await settings.read()
  if (fromEnvironment === '' || !isWithoutPassword(reading)) return
  const { username } = usable(reading, 'login') ?? defaults().login
  const refusal = await setFirst(parts, { username, password: fromEnvironment }, log)
  if (refusal !== undefined) log.error(`INTVLM8R_PASSWORD was not taken: ${refusal}`)
}

/** Logs the one-time link to the setup page while the INI has no password, and draws it on a terminal. */
export async function offerSetup(
  { settings, setupToken }: Pick<SetupParts, 'settings' | 'setupToken'>,
  log: Log,
  draw?: (code: string) => void,
): Promise<void> {
  const reading = await settings.read()
  if (!isWithoutPassword(reading)) return
  try {
    const link = setupLink(usable(reading, 'web') ?? defaults().web, await setupToken.make())
    log.info(`nobody has chosen a password yet; open ${link}`)
    draw?.(qrCode(link))
  } catch (error) {
    // No reason to end: heartbeats go out without a password too.
    log.error(`nobody has chosen a password yet, and no setup link can be made: ${(error as Error).message}`)
  }
}

function isWithoutPassword(reading: Reading): boolean {
  return usable(reading, 'login')?.passwordHash === ''
}

interface SetupParts {
  readonly settings: SettingsFile
  readonly passwords: Pick<Passwords, 'problemOf'>
  readonly setPassword: SetPassword
  readonly setupToken: SetupToken
}

/** Returns why the password was refused, or undefined. A short or common one is taken with a warning: its owner decides. */
async function setFirst(
  { passwords, setPassword }: Pick<SetupParts, 'passwords' | 'setPassword'>,
  { username, password }: { readonly username: string; readonly password: string },
  log: Log,
): Promise<string | undefined> {
  const problem = await passwords.problemOf(password, username)
  if (problem !== undefined && password.length > LONGEST) return problem
  const outcome = await setPassword(password)
  if (outcome.kind === 'refused') return outcome.reason
  log.info('the password from INTVLM8R_PASSWORD is set')
  if (problem !== undefined) log.warn(`that password is easily guessed. ${problem}`)
  return undefined
}
