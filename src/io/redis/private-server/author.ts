import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../../files/atomic-file'
import type { RedisPlace } from './place'

/** The kind and version of a server that writes data: what the data can be read by depends on both. */
export interface Author {
  readonly name: 'redis' | 'valkey'
  readonly version: string
}

/** The file with the path of the server that has the data, which the unit starts, and a line with its kind and version. */
const FILE = 'server'

/** Returns the kind and version of an installed server; undefined when it does not print them. */
export function authorOf(server: string): Promise<Author | undefined> {
  return new Promise(resolve => {
    execFile(server, ['--version'], { timeout: 10_000, env: { LC_ALL: 'C' } }, (_error, stdout) => {
      const [, name, version] = /^(redis|valkey) server v=(\d+(?:\.\d+)*)/i.exec(stdout) ?? []
      resolve(name && version ? { name: name.toLowerCase() as Author['name'], version } : undefined)
    })
  })
}

export function isSame(a: Author, b: Author): boolean {
  return a.name === b.name && a.version === b.version
}

/** Whether a server reads everything that `author` wrote: it is of the same kind, and its release is not older. */
export function covers(server: Author, author: Author): boolean {
  if (server.name !== author.name) return false
  const [major, minor] = release(server)
  const [least, leastMinor] = release(author)
  return major > least || (major === least && minor >= leastMinor)
}

/** `redis-server 8.0 or newer`: the Debian package that covers the author. */
export function packageFor(author: Author): string {
  return `${author.name}-server ${release(author).join('.')} or newer`
}

/** Returns the author of the last start; undefined in a folder of version 1.0, or of no server yet. */
export async function rememberedAuthor({ folder }: RedisPlace): Promise<Author | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '')
  const [, name, version] = /^.+\n(redis|valkey) (\d+(?:\.\d+)*)\n$/.exec(text) ?? []
  return name && version ? { name: name as Author['name'], version } : undefined
}

/** Stores which server starts next, before it writes anything; only a change is written. */
export async function rememberServer(
  { folder }: RedisPlace,
  server: string,
  author: Author | undefined,
): Promise<void> {
  const file = join(folder, FILE)
  const text = `${server}\n${author ? `${author.name} ${author.version}` : 'unknown'}\n`
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await replaceFile(file, text, 0o600)
}

function release({ version }: Author): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}
