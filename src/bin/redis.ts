/**
 * The private Redis for a supervisor such as systemd. `--prepare` makes its folder fit for a start: writes redis.conf,
 * repairs or sets aside data that a power cut damaged, and writes the path of the server that fits the data to the file
 * `server`. The supervisor then starts that server itself. With `--wait` a disk on which nothing can be stored is waited
 * for: systemd counts the service as started meanwhile, so that the page, which names the disk, is there.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { RESTART_MS } from '../domain/time/limits'
import { connectSystemd } from '../io/appliance/systemd'
import { DiskUnusable } from '../io/redis/private-server/disk-unusable'
import { findRedisServers } from '../io/redis/private-server/find-server'
import { redisPlace } from '../io/redis/private-server/place'
import { prepareRedis } from '../io/redis/private-server/prepare'
import { places } from './shared/environment'
import { run } from './shared/lifetime'
import { openRestore } from './shared/restore-redis'

run(async () => {
  if (!process.argv.includes('--prepare')) throw new Error('usage: redis.js --prepare [--wait]')
  const where = places()
  const servers = findRedisServers(process.env.PATH ?? '')
  const prepare = async () => prepareRedis(redisPlace(where.home), servers, await openRestore(where))
  const { sentences } = await (process.argv.includes('--wait') ? whenDiskWorks(prepare) : prepare())
  for (const sentence of sentences) console.log(sentence)
})

/** Prints a line for each trouble with the disk, however often it is met. */
async function whenDiskWorks<T>(prepare: () => Promise<T>): Promise<T> {
  let reported = ''
  for (let wait: number = RESTART_MS.first; ; wait = Math.min(2 * wait, RESTART_MS.longest))
    try {
      const prepared = await prepare()
      if (reported !== '') console.log('the disk works again; Redis is started')
      return prepared
    } catch (error) {
      if (!(error instanceof DiskUnusable)) throw error
      if (reported === '') connectSystemd(process.env.NOTIFY_SOCKET, undefined).ready()
      if (error.message !== reported) console.log(`Redis is not started. ${error.message}`)
      reported = error.message
      await pause(wait)
    }
}
