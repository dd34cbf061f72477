/** The mounts of this program, of which some only hide what the machine has there. */

import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { LookTools } from '../domain/probes/look'

export interface Mount {
  /** The folder of its file system that is mounted. */
  readonly root: string
  readonly place: string
  readonly fileSystem: string
  /** Of the file system itself, whatever this program's own view of it allows. */
  readonly isReadOnly: boolean
  /** A server or a program serves it, or a part of what lies below: a call there may never return. */
  readonly mayHang: boolean
}

/** File systems of servers and of programs. Those of the kernel's own disks fail with an error. */
const SERVED = /^(?:9p|afs|autofs|ceph|cifs|fuse|gluster|lustre|nfs|smb|virtiofs)/

/** The mount on which a path lies; undefined when the table of mounts cannot be read. @throws Error of the system for a path that is not there */
export async function mountOf(
  path: string,
  { root, callFiles }: Pick<LookTools, 'root' | 'callFiles'>,
): Promise<Mount | undefined> {
  const mounts = await mountsIn(root)
  const real = await callFiles(() => realpath(path))
  const own = topOf(mounts, real)
  return (
    own && { ...own, mayHang: own.mayHang || mounts.some(one => one.mayHang && isBelow(one.place, real)) }
  )
}

/**
 * The place of the mount on which a path lies, where calls may hang; links are not followed, so that no call is made there.
 * Undefined for any other.
 */
export async function hangingPlace(path: string, root: string): Promise<string | undefined> {
  const own = topOf(await mountsIn(root), path)
  return own?.mayHang ? own.place : undefined
}

function topOf(mounts: readonly Mount[], path: string): Mount | undefined {
  const above = mounts.filter(({ place }) => isBelow(path, place))
  // Of several at one place the last one counts, which lies on top.
  return above.reduce<Mount | undefined>(
    (best, mount) => (best === undefined || mount.place.length >= best.place.length ? mount : best),
    undefined,
  )
}

async function mountsIn(root: string): Promise<Mount[]> {
  return mountsOf(await readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => ''))
}

/** Why the path is not that of the machine but one of this service's own: the units hide homes and folders for temporary files. */
export function hidden(
  path: string,
  { root, place, fileSystem }: Pick<Mount, 'root' | 'place' | 'fileSystem'>,
): string | undefined {
  const isCovered = root.includes('/systemd/inaccessible/') || root.includes('/systemd-private-')
  const isEmpty = fileSystem === 'tmpfs' && ['/home', '/root', '/run/user'].includes(place)
  return isCovered || isEmpty ? hiddenWords(path) : undefined
}

export function hiddenWords(path: string): string {
  return `${path} is hidden from the appliance's services; give them a read-only view of it (docs/probes.md)`
}

/** Folders that the units hide wholly: there is nothing in them, whatever the error. */
export function mayBeHidden(path: string): boolean {
  return ['/home', '/root', '/run/user', '/tmp', '/var/tmp'].some(place => isBelow(path, place))
}

/** Lines as proc(5) has them; the super options are their last field. */
function mountsOf(table: string): Mount[] {
  return table.split('\n').flatMap(line => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root, place] = before.split(' ')
    const [fileSystem, , options] = after.split(' ')
    if (place === undefined || fileSystem === undefined) return []
    const isReadOnly = options?.split(',').includes('ro') ?? false
    const mayHang = SERVED.test(fileSystem)
    return [{ root: unescaped(root!), place: unescaped(place), fileSystem, isReadOnly, mayHang }]
  })
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 8)))

function isBelow(path: string, place: string): boolean {
  return place === '/' || path === place || path.startsWith(`${place}/`)
}
