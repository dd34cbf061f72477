import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The distribution's server: the first of valkey-server and redis-server that is on the PATH, or undefined. */
export function findRedisServer(path: string): string | undefined {
  const folders = path.split(delimiter).filter(Boolean)
  for (const name of ['valkey-server', 'redis-server'])
    for (const folder of folders) if (isExecutable(join(folder, name))) return join(folder, name)
  return undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
