import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The distribution's servers on the PATH, at most one of a name: valkey-server first, for a state folder without data. */
export function findRedisServers(path: string): string[] {
  const folders = path.split(delimiter).filter(Boolean)
  return ['valkey-server', 'redis-server'].flatMap(
    name => folders.map(folder => join(folder, name)).find(isExecutable) ?? [],
  )
}

/** The first of `findRedisServers`, or undefined. */
export function findRedisServer(path: string): string | undefined {
  return findRedisServers(path)[0]
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
