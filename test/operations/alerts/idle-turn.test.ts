import { expect, it } from 'vitest'
import { openAlerting } from '../../support/alerts'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('a turn in which nothing happens sends three commands, one of them a script', async () => {
  const alerting = openAlerting(redis.target, { channels: [] })
  await alerting.turn()
  const commands = await commandsDuring(redis.admin, () => alerting.turn())
  await alerting.close()
  expect(commands).toEqual({ evalsha: 1, hlen: 1, zrange: 1, xautoclaim: 1, xreadgroup: 1 })
})

it('channels and windows are read again when they may have changed, and after a turn that routed something', async () => {
  let mayHaveChanged = true
  let reads = 0
  const alerting = openAlerting(redis.target, {
    channels: [],
    mayHaveChanged: () => mayHaveChanged,
    windows: async () => {
      reads++
      return []
    },
  })
  const readsOfTurn = async () => {
    const before = reads
    await alerting.turn()
    return reads - before
  }
  expect(await readsOfTurn()).toBe(1)
  mayHaveChanged = false
  expect(await readsOfTurn()).toBe(0)
  mayHaveChanged = true
  expect(await readsOfTurn()).toBe(1)
  mayHaveChanged = false
  await alerting.signal(await alerting.create({ name: 'backup' }), 'fail')
  await alerting.turn()
  expect(await readsOfTurn()).toBe(1)
  expect(await readsOfTurn()).toBe(0)
  await alerting.close()
})
