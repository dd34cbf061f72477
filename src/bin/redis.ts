/**
 * The private Redis for a supervisor such as systemd. `--prepare` makes its folder fit for a start: writes redis.conf,
 * and repairs or sets aside data that a power cut damaged; the supervisor then starts the server itself.
 */

import { findRedisServer } from '../io/redis/private-server/find-server'
import { redisPlace } from '../io/redis/private-server/place'
import { prepareRedis } from '../io/redis/private-server/prepare'
import { places } from './shared/environment'
import { run } from './shared/lifetime'

run(async () => {
  if (!process.argv.includes('--prepare')) throw new Error('usage: redis.js --prepare')
  const server = findRedisServer(process.env.PATH ?? '')
  if (server === undefined) throw new Error('neither valkey-server nor redis-server is installed')
  for (const sentence of await prepareRedis(redisPlace(places().home), server)) console.log(sentence)
})
