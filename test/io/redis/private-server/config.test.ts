import { totalmem } from 'node:os'
import { expect, it } from 'vitest'
import { memoryFor, redisConfig } from '../../../../src/io/redis/private-server/config'

it('the server listens at its socket alone, syncs each write, and evicts nothing', () => {
  expect(redisConfig({ folder: '/var/lib/x/redis', socket: '/run/"odd\\one".sock' }).split('\n')).toEqual([
    '# Written by the appliance at every start; changes here are lost.',
    'port 0',
    String.raw`unixsocket "/run/\"odd\\one\".sock"`,
    'unixsocketperm 700',
    'dir "/var/lib/x/redis"',
    'pidfile "/var/lib/x/redis/redis.pid"',
    'daemonize no',
    'save ""',
    'appendonly yes',
    'appendfsync always',
    'aof-load-truncated yes',
    'auto-aof-rewrite-percentage 200',
    'auto-aof-rewrite-min-size 1mb',
    `maxmemory ${memoryFor(totalmem())}`,
    'maxmemory-policy noeviction',
    'databases 1',
    'maxclients 128',
    'repl-backlog-size 16kb',
    'activerehashing no',
    'hz 1',
    'dynamic-hz yes',
    'zset-max-ziplist-entries 16',
    'loglevel notice',
    '',
  ])
})
