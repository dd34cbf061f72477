import { accessSync, constants, statSync } from 'node:fs'

/** Whether the folder is there, but may not be read by this user. */
export function isForbidden(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

/**
 * Gives up root's rights for those of the folder's owner: root reads what the appliance itself cannot. Keeps them where
 * Node refuses, as it does without `UV_USE_IO_URING=0` in the environment.
 */
export function becomeOwnerOf(folder: string): void {
  if (process.getuid?.() !== 0) return
  const owner = statSync(folder, { throwIfNoEntry: false })
  if (owner === undefined || owner.uid === 0 || process.env.UV_USE_IO_URING !== '0') return
  process.setgroups?.([owner.gid])
  process.setgid?.(owner.gid)
  process.setuid?.(owner.uid)
}
