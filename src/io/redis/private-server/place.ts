import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The longest path of a unix socket that Linux takes (sun_path is 108 bytes with its end). */
const LONGEST_SOCKET_PATH = 107

/** The private server's folder and socket inside the state folder. */
export interface RedisPlace {
  readonly folder: string
  readonly socket: string
}

export function redisPlace(home: string): RedisPlace {
  const folder = join(home, 'redis')
  const socket = join(folder, 'redis.sock')
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH && takesSockets(home)) return { folder, socket }
  // The socket of a state folder deep in the tree, or on a FAT disk, gets a path that the other processes can work out.
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  return { folder, socket: join(ownFolder(join(tmpdir(), `intvlm8r-${name}`)), 'redis.sock') }
}

/** The types (f_type of statfs(2)) of file systems that have no sockets: FAT, exFAT, NTFS, FUSE's disks, and network disks. */
const WITHOUT_SOCKETS = [
  0x4d44, 0x2011bab0, 0x5346544e, 0x7366746e, 0x65735546, 0x01021997, 0x517b, 0xff534d42, 0xfe534d42,
]

function takesSockets(home: string): boolean {
  try {
    // Node gives the number with its sign.
    return !WITHOUT_SOCKETS.includes(statfsSync(home).type >>> 0)
  } catch {
    return true // It is not there yet.
  }
}

/** Refuses a folder that somebody else made first, where everybody may write. */
function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(path)
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return path
  throw new Error(`${path} belongs to somebody else; remove it, or use an INTVLM8R_HOME with a shorter path`)
}
