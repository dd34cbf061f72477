import { chmodSync, readFileSync, statSync } from 'node:fs'
import { redactIni } from '../../config/settings/redacted-ini'
import type { Identity } from '../../domain/appliance/identity'
import type { Log } from '../../domain/log'
import { drawIdentity } from '../../io/appliance/identity'
import { refuseSharedFolder } from '../../io/files/shared-folder'
import type { Places } from '../../wire/places'

/** All that others may do with a file, and what the group may write. */
const TOO_MUCH = 0o027

/** Refuses a state or runtime folder that other users may write. @throws Error with the command to type */
export function refuseSharedState({ home, runtime }: Pick<Places, 'home' | 'runtime'>, log: Log): void {
  for (const folder of new Set([home, runtime]))
    if (refuseSharedFolder(folder)) log.warn(`the group could write in ${folder}; that is taken away`)
}

/** The appliance's identity, drawn at its first start. */
export async function ownIdentity({ home }: Pick<Places, 'home'>, log: Log): Promise<Identity> {
  return await drawIdentity(home, why => log.error(`the id of this appliance cannot be kept: ${why}`))
}

/** Takes an INI with a secret in it from the eyes of other users, and says so. An INI without one stays as it is. */
export function tightenIni({ ini }: Pick<Places, 'ini'>, log: Log): void {
  try {
    const { mode } = statSync(ini)
    if ((mode & TOO_MUCH) === 0) return
    if (!holdsSecrets(readFileSync(ini, 'utf8'))) return
    if (tightened(ini, mode))
      log.warn(`other users could read the secrets in ${ini}; only its owner and group can now`)
    else
      log.warn(
        `other users can read the secrets in ${ini}. Type: chmod o-rwx,g-w ${ini} (a disk without modes: mount it with umask=077)`,
      )
  } catch {
    // It cannot be read, which is reported where it is used.
  }
}

/** Returns false where this user may not, and on a disk that keeps no modes. */
function tightened(ini: string, mode: number): boolean {
  try {
    chmodSync(ini, mode & 0o7777 & ~TOO_MUCH)
    return (statSync(ini).mode & TOO_MUCH) === 0
  } catch {
    return false
  }
}

/** Whether a value would be masked in a support bundle; comments do not count. */
function holdsSecrets(text: string): boolean {
  return redactIni(text)
    .ini.split('\n')
    .some(line => /…|\(removed\)/.test(line.split(' = ')[1]?.split(' ; ')[0] ?? ''))
}
