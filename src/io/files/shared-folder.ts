import { chmodSync, lstatSync, type Stats, statSync } from 'node:fs'

const GROUP_WRITES = 0o020
const OTHERS_WRITE = 0o002

/**
 * Refuses a folder of ours that other users may write: they could replace what the appliance believes and runs. Write
 * permission of this user's own group is taken away instead, since some systems give it to every new folder.
 *
 * @returns whether the permission of the group was taken away
 * @throws Error with the command to type
 */
export function refuseSharedFolder(path: string): boolean {
  const folder = statSync(path, { throwIfNoEntry: false })
  if (folder === undefined) return false // It is made later, or its absence is reported there.
  const { mode, gid } = folder
  if ((mode & OTHERS_WRITE) === 0) {
    if ((mode & GROUP_WRITES) === 0) return false
    if (isOwn(folder) && gid === process.getgid?.()) {
      chmodSync(path, mode & 0o7777 & ~GROUP_WRITES)
      // A disk without modes keeps them as it was mounted.
      if ((statSync(path).mode & GROUP_WRITES) === 0) return true
    }
  }
  throw new Error(`other users may write in ${path}, and so mislead the appliance. Type: chmod go-w ${path}`)
}

/**
 * The same for a folder inside of ours, which has to be ours, too: made by somebody else, it may lead anywhere.
 *
 * @throws Error with what to do
 */
export function refuseForeignFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !(isOwn(found) && isOwn(statSync(path))))
    throw new Error(`${path} belongs to another user; remove it, or give it to the appliance's: chown`)
  refuseSharedFolder(path)
}

function isOwn({ uid }: Stats): boolean {
  return uid === process.getuid?.()
}
