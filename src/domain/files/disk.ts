/** Troubles of a disk on which nothing can be stored. Pure. */

export interface DiskTrouble {
  /** For people, as the organ's name: `Disk full`. */
  readonly name: 'Disk full' | 'Disk read-only' | 'Disk failing'
  /** The folder, and the way out; the same text as long as the trouble lasts. */
  readonly detail: string
}

export interface Disk {
  /**
   * Returns the trouble with the disk of the state folder, as its file system reports it. `isSuspected`: something that
   * needs the disk has failed, so a small file is written to it as a trial. Resolves within a second.
   */
  trouble(isSuspected: boolean): Promise<DiskTrouble | undefined>
}

/** Bytes that have to be free: with less a heartbeat and its records might still find room, but no photo. */
export const LEAST_FREE = 1_000_000

const GOES_ON = 'heartbeats go on by themselves when there is room'

export const DISK_TROUBLES = {
  full: folder => ({
    name: 'Disk full',
    detail: `less than ${LEAST_FREE / 1e6} MB is free in ${folder}. Remove files; ${GOES_ON}`,
  }),
  noInodes: folder => ({
    name: 'Disk full',
    detail: `it takes no further file in ${folder} (out of inodes). Remove files; ${GOES_ON}`,
  }),
  noRoomForCopy: folder => ({
    name: 'Disk full',
    detail: `there is no room in ${folder} to keep a damaged history before its repair. Remove files; ${GOES_ON}`,
  }),
  readOnly: folder => ({
    name: 'Disk read-only',
    detail: `nothing can be written to ${folder}. Linux protects a faulty card in this way: dmesg names the fault. Restart, and replace the card if it returns`,
  }),
  failing: folder => ({
    name: 'Disk failing',
    detail: `what is written to ${folder} does not reach the disk: the card fails. Save what is on it, and replace it`,
  }),
  hanging: folder => ({
    name: 'Disk failing',
    detail: `${folder} takes longer than a second for a small file: the card fails, or others keep it busy`,
  }),
} satisfies Record<string, (folder: string) => DiskTrouble>

/** The trouble that a failed write shows, by the code of the system's error; undefined when the disk is not to blame. */
export function troubleOfError(code: string | undefined, folder: string): DiskTrouble | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT') return DISK_TROUBLES.full(folder)
  if (code === 'EROFS') return DISK_TROUBLES.readOnly(folder)
  return FAILURES.has(code) ? DISK_TROUBLES.failing(folder) : undefined
}

/** Errors of the device itself, and of a file system whose data are damaged (EUCLEAN). */
const FAILURES: ReadonlySet<string | undefined> = new Set(['EIO', 'EUCLEAN', 'ENODEV', 'ENXIO', 'ETIMEDOUT'])

export function diskWords({ name, detail }: DiskTrouble): string {
  return `${name}: ${detail}`
}
