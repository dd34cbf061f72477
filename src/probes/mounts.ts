/** The mounts of this program, of which some only hide what the machine has there. */

import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'

export interface Mount {
  /** The folder of its file system that is mounted. */
  readonly root: string
  readonly place: string
  readonly fileSystem: string
  /** Of the file system itself, whatever this program's own view of it allows. */
  readonly isReadOnly: boolean
}

/** The mount on which a path lies; undefined when the table of mounts cannot be read. @throws Error of the system for a path that is not there */
export async function mountOf(path: string, root: string): Promise<Mount | undefined> {
  const [real, table] = await Promise.all([
    realpath(path),
    readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => ''),
  ])
  const above = mountsOf(table).filter(({ place }) => isBelow(real, place))
  // Of several at one place the last one counts, which lies on top.
  return above.reduce<Mount | undefined>(
    (best, mount) => (best === undefined || mount.place.length >= best.place.length ? mount : best),
    undefined,
  )
}

/** Why the path is not that of the machine but one of this service's own: the units hide homes and folders for temporary files. */
export function hidden(path: string, { root, place, fileSystem }: Mount): string | undefined {
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
    return [{ root: unescaped(root!), place: unescaped(place), fileSystem, isReadOnly }]
  })
}

const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 8)))

function isBelow(path: string, place: string): boolean {
  return place === '/' || path === place || path.startsWith(`${place}/`)
}
