import { LONGEST, passwordProblem } from '../domain/password'
import type { SetPassword, SettingsFile, SetupToken } from '../domain/ports'
import { usable } from '../domain/settings'
import type { Log } from '../io/log'
import { defaults } from '../wire'
import { setupLink } from './page-address'

/**
 * While the INI has no password: sets the one from the environment, or prints the one-time link with which somebody
 * chooses one. Does nothing when there is a password, and when the INI cannot be read or its [Login] has faults.
 */
export async function offerSetup(
  { settings, setPassword, setupToken }: SetupParts,
  fromEnvironment: string,
  log: Log,
): Promise<void> {
  const reading = await settings.read()
  if (usable(reading, 'login')?.passwordHash !== '') return
  if (fromEnvironment !== '') {
    const refusal = await setFirst(setPassword, fromEnvironment, log)
    if (refusal === undefined) return
    log.error(`INTVLM8R_PASSWORD was not taken: ${refusal}`)
  }
  try {
    const link = setupLink(usable(reading, 'web') ?? defaults().web, await setupToken.make())
    log.info(`nobody has chosen a password yet; open ${link}`)
  } catch (error) {
    // Heartbeats go out without a password too.
    log.error(`nobody has chosen a password yet, and no setup link can be made: ${(error as Error).message}`)
  }
}

interface SetupParts {
  readonly settings: SettingsFile
  readonly setPassword: SetPassword
  readonly setupToken: SetupToken
}

/** Why it was not taken, or undefined. Whoever sets up an appliance from a script decides how short it may be. */
async function setFirst(setPassword: SetPassword, password: string, log: Log): Promise<string | undefined> {
  const problem = passwordProblem(password)
  if (problem !== undefined && password.length > LONGEST) return problem
  const outcome = await setPassword(password)
  if (outcome.kind === 'refused') return outcome.reason
  log.info('the password from INTVLM8R_PASSWORD is set')
  if (problem !== undefined) log.warn(`that password is easily guessed. ${problem}`)
  return undefined
}
