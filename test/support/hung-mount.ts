/** A mount that hangs: a FUSE file system that nobody serves, whose calls wait as for a server that is gone. */
import { spawnSync } from 'node:child_process'

/**
 * The command for a line of a shell in a view of its own in which /mnt hangs; it ends with 99 where that needs rights that are
 * missing here. What the line starts has to close 3: the shell keeps the other end open, without which the calls would fail.
 */
export function whileHung(line: string, ...args: readonly string[]): readonly [string, readonly string[]] {
  const mount = 'mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none /mnt'
  const script = `exec 3<>/dev/fuse && ${mount} || exit 99; ${line}`
  return ['unshare', ['-rm', 'sh', '-c', script, 'sh', ...args]]
}

export const mayMount = spawnSync(...whileHung('true')).status === 0
