import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { runIntvlm8r } from './intvlm8r'
import { shareRedis } from './shared-redis'
import { openStore } from './watch'

/** An INI without heartbeats. */
export const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'

/** A watch for the commands of all tests of a file, empty before each of them. Call it at the top of the file. */
export async function openCommandedWatch() {
  const redis = await shareRedis()
  await writeFile(join(redis.home, 'intvlm8r.ini'), OFF)
  const { store } = await openStore(redis)
  afterAll(async () => await store.close())
  const intvlm8r = (args: readonly string[], home = redis.home) => runIntvlm8r(args, { home })
  return { redis, store, intvlm8r }
}
