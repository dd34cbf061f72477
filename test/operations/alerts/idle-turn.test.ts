import { expect, it } from 'vitest'
import { openAlerting } from '../../support/alerts'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('a turn in which nothing happens sends five commands', async () => {
  const alerting = openAlerting(redis.target, { channels: [] })
  await alerting.turn()
  const commands = await commandsDuring(redis.admin, () => alerting.turn())
  await alerting.close()
  expect(commands).toEqual({ hrandfield: 1, zrangebyscore: 2, xautoclaim: 1, xreadgroup: 1 })
})
