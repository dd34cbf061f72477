/** Disks of a test's own, to be made full, read-only or faulty. They take root. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, closeSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A disk that is mounted on a folder. */
export interface TestDisk {
  /** From then on nothing can be stored on it. */
  strike(): void
  mend(): void
  unmount(): void
}

export type DiskKind = keyof typeof DISKS

/** Whether disks can be made here. */
export function mayMount(): boolean {
  return spawnSync('unshare', ['--mount', 'true']).status === 0
}

const FILLER = 'filler'

export const DISKS = {
  /** Without room, for those without root's reserve, too. */
  full: folder => {
    run('mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder)
    const filler = join(folder, FILLER)
    return {
      strike: () => void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']),
      mend: () => rmSync(filler),
      unmount: () => unmount(folder),
    }
  },
  'out of inodes': folder => {
    run('mount', '-t', 'tmpfs', '-o', 'size=16m,nr_inodes=200', 'tmpfs', folder)
    const filler = (number: number) => join(folder, `${FILLER}-${number}`)
    let count = 0
    return {
      strike: () => {
        try {
          for (; ; count++) closeSync(openSync(filler(count), 'wx'))
        } catch {
          // No further file is taken.
        }
      },
      mend: () => {
        while (count > 0) rmSync(filler(--count))
      },
      unmount: () => unmount(folder),
    }
  },
  /** Files that are open for writing go on to be written to, as on a mount that systemd sets read-only. */
  'read-only': folder => {
    run('mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder)
    return {
      strike: () => {
        run('mount', '--bind', folder, folder)
        run('mount', '-o', 'remount,ro,bind', folder)
      },
      mend: () => run('umount', '--lazy', folder),
      unmount: () => unmount(folder),
    }
  },
  /** A card on which each block of a file fails (EIO); what was read or written before is still in memory. */
  failing: folder => {
    const image = `${folder}.image`
    writeFileSync(image, '')
    truncateSync(image, 64 * 1024 * 1024)
    // In one group, and without a journal, which a failed write would end for good.
    const features = '^has_journal,^resize_inode,^flex_bg,inline_data'
    run('mkfs.ext4', '-q', '-b', '4096', '-I', '1024', '-O', features, '-N', '512', '-m', '0', image)
    const [, firstFree] = /^ +Free blocks: (\d+)-/m.exec(run('dumpe2fs', image)) ?? []
    const device = run('losetup', '--find', '--show', image).trim()
    run('mount', '-o', 'errors=continue', device, folder)
    return {
      // The device ends where the data of files begin; folders are in their inodes.
      strike: () => limitLoop(device, Number(firstFree) * 4096),
      mend: () => limitLoop(device, 0),
      unmount: () => {
        limitLoop(device, 0)
        unmount(folder)
        run('losetup', '--detach', device)
        rmSync(image)
      },
    }
  },
} satisfies Record<string, (folder: string) => TestDisk>

/** Mounts a disk of that kind on the folder, for that user. */
export function mountDisk(kind: DiskKind, folder: string, owner?: number): TestDisk {
  const disk = DISKS[kind](folder)
  // A tmpfs begins as a folder in which everybody may write.
  chmodSync(folder, 0o755)
  if (owner !== undefined) chownSync(folder, owner, owner)
  return disk
}

/** Sets `lo_sizelimit` of a loop device (loop(4)); 0 removes it. */
function limitLoop(device: string, bytes: number): void {
  const script = `import fcntl, struct, sys
device = open(sys.argv[1], 'rb+', buffering=0)
info = bytearray(232)
fcntl.ioctl(device, 0x4C05, info)
struct.pack_into('Q', info, 32, int(sys.argv[2]))
fcntl.ioctl(device, 0x4C04, info)`
  run('python3', '-c', script, device, `${bytes}`)
}

function unmount(folder: string): void {
  run('umount', '--recursive', '--lazy', folder)
}

/** @throws Error with what the program prints */
function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return stdout
}
