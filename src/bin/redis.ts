/**
 * The private Redis for a supervisor such as systemd. `--prepare` makes its folder fit for a start: writes redis.conf,
 * repairs or sets aside data that a power cut damaged, and writes the path of the server that fits the data to the file
 * `server`. The supervisor then starts that server itself.
 */

import { findRedisServers } from '../io/redis/private-server/find-server'
import { redisPlace } from '../io/redis/private-server/place'
import { prepareRedis } from '../io/redis/private-server/prepare'
import { places } from './shared/environment'
import { run } from './shared/lifetime'

run(async () => {
  if (!process.argv.includes('--prepare')) throw new Error('usage: redis.js --prepare')
  const servers = findRedisServers(process.env.PATH ?? '')
  const { sentences } = await prepareRedis(redisPlace(places().home), servers)
  for (const sentence of sentences) console.log(sentence)
})
