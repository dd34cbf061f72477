/** Servers of Debian 13 (Redis 8.0, Valkey 8.1) beside that of this machine. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, debianRoot } from '../appliance/debian-root'
import type { ServerCommand } from '../support/redis-group'

/** The command of a server in a Debian 13 root, run by that root's own libraries; undefined where there is no root and none can be made. */
export function trixieServer(program: 'redis-server' | 'valkey-server'): ServerCommand | undefined {
  const root = knownRoot(program) ?? madeRoot()
  if (root === undefined) return undefined
  const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'].map(path => join(root, path))
  const loader = ['lib64/ld-linux-x86-64.so.2', 'lib/ld-linux-aarch64.so.1']
    .map(path => join(root, path))
    .find(existsSync)
  if (loader === undefined) return undefined
  return [loader, '--library-path', libraries.join(':'), join(root, 'usr/bin', program)]
}

function knownRoot(program: string): string | undefined {
  const own = process.arch === 'arm64' ? '-arm64-' : '-amd64-'
  const roots = existsSync(CACHE) ? readdirSync(CACHE) : []
  return roots
    .filter(name => name.includes(own) && !name.endsWith('.unfinished'))
    .map(name => join(CACHE, name))
    .find(root => existsSync(join(root, 'usr/bin', program)))
}

function madeRoot(): string | undefined {
  try {
    return debianRoot(process.arch === 'arm64' ? 'arm64' : 'amd64')
  } catch (error) {
    console.log(`  SKIPPED: no Debian 13 root can be made: ${(error as Error).message.split('\n', 1)[0]}`)
    return undefined
  }
}
