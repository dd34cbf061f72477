import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectOnce, type RedisTarget } from '../../src/io/redis/client'
import { DiskUnusable } from '../../src/io/redis/private-server/disk-unusable'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { type RedisPlace, redisPlace } from '../../src/io/redis/private-server/place'
import { prepareRedis, type Restore } from '../../src/io/redis/private-server/prepare'
import { spawnRedis } from '../../src/io/redis/private-server/process'
import { SHARDS } from './divided'
import { keepFirstPrefix } from './first-prefix'
import { freePort } from './port'

/** A private server of the appliance's own kind, in a state folder of its own. */
export interface TestRedis {
  readonly home: string
  readonly target: RedisTarget
  readonly place: RedisPlace
  /** SIGSTOP, SIGCONT, SIGKILL, ... to the server. */
  signal(signal: NodeJS.Signals): void
  /** Starts it again after it was killed or stopped; `restore` puts back what it lost. Returns what was said of its data. */
  restart(restore?: Restore): Promise<readonly string[]>
  close(): Promise<void>
}

/**
 * Makes the folder fit for a start, and returns what was said of its data. On a busy machine a small file may take longer
 * than the second that the appliance gives its disk: then another look follows.
 */
export async function prepareWhenBusy(
  place: RedisPlace,
  server: string,
  restore?: Restore,
): Promise<readonly string[]> {
  for (let looks = 1; ; looks++) {
    try {
      return (await prepareRedis(place, [server], restore)).sentences
    } catch (error) {
      if (!(error instanceof DiskUnusable) || looks === 5) throw error
    }
  }
}

/** Options of a server with checks in several parts. */
async function clusterOptions(shards: number): Promise<string> {
  if (shards === 1) return ''
  return `--bind 127.0.0.1 --cluster-enabled yes --cluster-port ${await freePort()}`
}

async function takeAllSlots(target: RedisTarget): Promise<void> {
  const { connection, connected } = connectOnce(target)
  await connected
  await connection.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383').catch(() => {}) // It has them since before.
  while (!String(await connection.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await pause(5)
  connection.disconnect()
}

/** The server is killed by the kernel when the test's process ends, however that ends. */
export async function startRedis(shards = SHARDS): Promise<TestRedis> {
  const home = await mkdtemp(join(tmpdir(), 'intvlm8r-test-'))
  keepFirstPrefix(home)
  const place = redisPlace(home)
  const server = findRedisServer(process.env.PATH ?? '')
  if (server === undefined)
    throw new Error('no valkey-server or redis-server: run `npm test`, which installs one')
  const mortal = join(home, 'server-that-dies-with-the-test')
  const options = await clusterOptions(shards)
  const command = `exec setpriv --pdeathsig KILL '${server}' "$@" ${options}`
  await writeFile(mortal, `#!/bin/sh\n${command}\n`, { mode: 0o755 })
  const target = { path: place.socket, ...(shards > 1 && { shards }) }
  let said: readonly string[] = []
  let child = await start()

  async function start(restore?: Restore) {
    said = await prepareWhenBusy(place, server as string, restore)
    const started = spawnRedis(place, mortal)
    if (!(await started.ready)) throw new Error(`Redis did not start: ${started.lastWarning()}`)
    if (shards > 1) await takeAllSlots(target)
    return started.child
  }

  return {
    home,
    place,
    target,
    signal: signal => void child.kill(signal),
    restart: async restore => {
      child = await start(restore)
      return said
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await rm(home, { recursive: true, force: true })
    },
  }
}
