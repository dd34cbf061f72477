import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { RedisPlace } from './place'

const MB = 1024 * 1024

/**
 * The text of redis.conf. The append-only file is synced before each reply, since no check-in that was answered may be
 * lost. There are no snapshots, which would wear an SD card; the file is rewritten only once it has three times the length
 * that the last rewrite left, since each rewrite copies all that is kept. Nothing is ever evicted: a full server refuses
 * instead. Deadlines are looked up rather than searched for: in a set of a hundred that is packed, each check-in goes
 * through all. (Its newer name, with "listpack", is unknown to Redis 6.)
 */
export function redisConfig({ folder, socket }: RedisPlace): string {
  return `# Written by the appliance at every start; changes here are lost.
port 0
unixsocket ${quoted(socket)}
unixsocketperm 700
dir ${quoted(folder)}
pidfile ${quoted(join(folder, 'redis.pid'))}
daemonize no
save ""
appendonly yes
appendfsync always
aof-load-truncated yes
auto-aof-rewrite-percentage 200
auto-aof-rewrite-min-size 1mb
maxmemory ${memoryFor(totalmem())}
maxmemory-policy noeviction
databases 1
maxclients 128
repl-backlog-size 16kb
activerehashing no
hz 1
dynamic-hz yes
zset-max-ziplist-entries 16
loglevel notice
`
}

/** A quarter of the machine, in bytes; at least 96 MB (a Pi with 512 MB), at most 1 GB. A check with a full history takes 10 kB. */
export function memoryFor(total: number): number {
  return Math.min(Math.max(96 * MB, Math.floor(total / 4)), 1024 * MB)
}

/** A string of redis.conf, which knows backslash escapes inside double quotes. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`
}
