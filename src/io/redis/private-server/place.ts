import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
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
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return { folder, socket }
  // A state folder deep in the tree: its socket gets a short path that the appliance's other processes can work out.
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  return { folder, socket: join(ownFolder(join(tmpdir(), `intvlm8r-${name}`)), 'redis.sock') }
}

/** Refuses a folder that somebody else made first, where everybody may write. */
function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(path)
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return path
  throw new Error(`${path} belongs to somebody else; remove it, or use an INTVLM8R_HOME with a shorter path`)
}
