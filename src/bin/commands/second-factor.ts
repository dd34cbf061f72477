import { dirname } from 'node:path'
import { usable } from '../../domain/settings/reading'
import { SECOND_FACTOR_OFF } from '../../domain/settings/second-factor'
import { places } from '../shared/environment'
import { runAsOwnerOf } from '../shared/privileges'
import { CommandError, openAppliance } from './context'
import { print } from './print'

/**
 * Turns the second factor off: the way back in for an owner who has lost authenticator and recovery codes. As root it works
 * with the rights of the folder's owner, as `set-password` does.
 */
export async function secondFactorOff(): Promise<number> {
  const code = await runAsOwnerOf(dirname(places().ini), {})
  if (code !== undefined) return code
  const { settings, reading } = await openAppliance()
  const login = usable(reading, 'login')
  if (login !== undefined && login.secondFactor === undefined) {
    print('The second factor is off already.')
    return 0
  }
  const outcome = await settings.edit(SECOND_FACTOR_OFF)
  if (outcome.kind === 'refused') throw new CommandError(outcome.reason)
  print('The second factor is off: the password alone is enough. Everybody has to log in again.')
  return 0
}
